import { dayInVietnam, paperNumber, paperSymbol, placeAndDay } from '#domain/papers/paper';
import { issuerOf, signerOfPaper, type PaperFacts } from '#domain/papers/paper-facts';
import { prepareSignature } from '#signatures/pdf-signature';
import { FIELD } from './layout/form.ts';
import { headingStamp, sealStamp, signatureStamp } from './layout/stamps.ts';

const HEADING_WIDTHS = { number: 203, day: 250 } as const;

/** The paper with an empty signature of its officer. */
export function forOfficer(pdf: Buffer, facts: PaperFacts, signedAt: Date): Buffer {
  const office = issuerOf(facts).name;
  const name = signerOfPaper(facts)?.name ?? '';
  return prepareSignature(pdf, {
    ...{ field: FIELD.officer, signedAt, name, location: facts.place },
    reason: facts.kind === 'minutes' ? 'Ký biên bản bàn giao' : 'Ký biên bản tiếp nhận',
    appearance: signatureStamp({ name, office, at: signedAt, test: facts.test }),
  });
}

/** The officer's signed paper with number and day filled in and an empty signature of the organisation. */
export function forOrganisation(
  pdf: Buffer,
  facts: PaperFacts,
  { number, issuedAt }: { number: number; issuedAt: Date },
): Buffer {
  const office = issuerOf(facts).name;
  const printed = paperNumber(number, paperSymbol(office));
  const day = placeAndDay(facts.place, dayInVietnam(issuedAt));
  return prepareSignature(pdf, {
    ...{ field: FIELD.organisation, signedAt: issuedAt, name: office, location: facts.place },
    reason: `Phát hành văn bản số ${printed}`,
    appearance: sealStamp({ office, at: issuedAt, test: facts.test }),
    fillings: {
      [FIELD.number]: {
        value: printed,
        appearance: headingStamp('R', `Số: ${printed}`, HEADING_WIDTHS.number),
      },
      [FIELD.day]: { value: day, appearance: headingStamp('I', day, HEADING_WIDTHS.day) },
    },
  });
}
