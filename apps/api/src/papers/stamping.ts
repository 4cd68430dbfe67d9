import { dayInVietnam, paperNumber, paperSymbol, placeAndDay } from '#domain/papers/paper';
import { issuerOf, signerOfPaper, type PaperFacts } from '#domain/papers/paper-facts';
import { prepareSignature } from '#signatures/pdf-signature';
import { FIELD } from './layout/form.ts';
import { COLUMNS } from './layout/letterhead.ts';
import { Pen } from './layout/pen.ts';
import { headingStamp, sealStamp, signatureStamp } from './layout/stamps.ts';

const HEADING_WIDTHS = { number: COLUMNS.left, day: COLUMNS.right } as const;

/** The paper with an empty signature of its officer. */
export async function forOfficer(pdf: Buffer, facts: PaperFacts, signedAt: Date): Promise<Buffer> {
  const pen = await Pen.open();
  const office = issuerOf(facts).name;
  const name = signerOfPaper(facts)?.name ?? '';
  return prepareSignature(pdf, {
    ...{ field: FIELD.officer, signedAt, name, location: facts.place },
    reason: facts.kind === 'minutes' ? 'Ký biên bản bàn giao' : 'Ký biên bản tiếp nhận',
    appearance: signatureStamp(pen, { name, office, at: signedAt, test: facts.test }),
  });
}

/** The officer's signed paper with number and day filled in and an empty signature of the organisation. */
export async function forOrganisation(
  pdf: Buffer,
  facts: PaperFacts,
  { number, issuedAt }: { number: number; issuedAt: Date },
): Promise<Buffer> {
  const pen = await Pen.open();
  const office = issuerOf(facts).name;
  const printed = paperNumber(number, paperSymbol(office));
  const day = placeAndDay(facts.place, dayInVietnam(issuedAt));
  return prepareSignature(pdf, {
    ...{ field: FIELD.organisation, signedAt: issuedAt, name: office, location: facts.place },
    reason: `Phát hành văn bản số ${printed}`,
    appearance: sealStamp(pen, { office, at: issuedAt, test: facts.test }),
    fillings: {
      [FIELD.number]: {
        value: printed,
        appearance: headingStamp(pen, 'R', `Số: ${printed}`, HEADING_WIDTHS.number),
      },
      [FIELD.day]: { value: day, appearance: headingStamp(pen, 'I', day, HEADING_WIDTHS.day) },
    },
  });
}
