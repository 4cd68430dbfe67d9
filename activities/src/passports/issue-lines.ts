import { hash, randomBytes } from 'node:crypto';
import { vaccinationCertificate } from '#domain/passports/certificate-payload';
import { passportEligibility } from '#domain/passports/eligibility';
import { createUvci, UVCI_RANDOM_BYTES } from '#domain/passports/uvci';
import { dayInVietnam } from '#domain/passports/validity';
import { valueSetsOn } from '#domain/passports/vaccines';
import { isVietnamese } from '#domain/people/nationality';
import { IssueFault, type CodeIssuer } from '#signatures/dcc/issue-code';
import { readPersonLine, type PersonLine } from './person-line.ts';

/** What every certificate of a page has in common. */
export interface IssueOrder {
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  /** The name of the issuer as it stands in certificates. */
  readonly issuerName: string;
}

/** What the page became: rows for COPY, and how many of its people may have no certificate after all. */
export interface MadeLines {
  readonly rows: string;
  readonly made: number;
  readonly refused: number;
}

const COUNTRY = 'VN';
const HASH_BYTES = 32;

/**
 * Makes the certificates of a page. Each person is judged once more by the same rules, and every code is read again by the
 * verifier before it counts (`codeIssuer`).
 */
export async function issueLines(
  lines: string,
  issue: CodeIssuer,
  algorithm: 'ES256' | 'PS256',
  order: IssueOrder,
): Promise<MadeLines> {
  const rows: string[] = [];
  let refused = 0;
  const times = `${order.issuedAt.toISOString()}\t${order.expiresAt.toISOString()}`;
  const valueSets = valueSetsOn(dayInVietnam(order.issuedAt));
  const people = lines.split('\n');
  const random = randomBytes(people.length * UVCI_RANDOM_BYTES);
  for (const [index, line] of people.entries()) {
    const person = readPersonLine(line);
    const uvci = createUvci(random.subarray(index * UVCI_RANDOM_BYTES, (index + 1) * UVCI_RANDOM_BYTES));
    const certificate = certificateOf(person, uvci, valueSets, order);
    if (certificate === undefined || person.lastDose === undefined) {
      refused += 1;
      continue;
    }
    const made = await issue({
      ...{ certificate, issuer: COUNTRY, issuedAt: order.issuedAt, expiresAt: order.expiresAt },
    }).catch(unusable);
    if (made === undefined) {
      refused += 1;
      continue;
    }
    const { code, signature, kid } = made;
    // Of an ES256 signature only r counts: s has a twin that verifies as well.
    const signed = algorithm === 'ES256' ? signature.subarray(0, signature.length / 2) : signature;
    rows.push(
      [
        ...[
          person.provinceCode,
          person.subjectId,
          person.factsVersion,
          person.lastDose.no,
          person.lastDose.generation,
        ],
        ...[person.reason, uvci, kid, code, `\\\\x${person.certified}`],
        ...[shortHash(uvci), shortHash(COUNTRY + uvci), shortHash(signed), times],
      ].join('\t'),
    );
  }
  return { rows: rows.length === 0 ? '' : `${rows.join('\n')}\n`, made: rows.length, refused };
}

function certificateOf(
  { facts }: PersonLine,
  uvci: string,
  valueSets: ReturnType<typeof valueSetsOn>,
  { issuedAt, issuerName }: IssueOrder,
) {
  const { eligible, doses } = passportEligibility(facts, { at: issuedAt });
  if (!eligible) return undefined;
  return vaccinationCertificate({
    holder: { ...facts.name, foreign: !isVietnamese(facts.nationality) },
    dateOfBirth: facts.dateOfBirth ?? '',
    ...{ doses, uvci, issuer: issuerName, valueSets },
  });
}

/** One certificate that must not leave holds up no other. */
function unusable(error: unknown): undefined {
  if (error instanceof IssueFault) return undefined;
  throw error;
}

/** The first sixteen bytes of SHA-256, in COPY's text form of bytea. */
function shortHash(content: string | Uint8Array): string {
  return `\\\\x${hash('sha256', content, 'hex').slice(0, HASH_BYTES)}`;
}
