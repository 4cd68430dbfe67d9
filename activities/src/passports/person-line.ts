import type { PassportFacts } from '#domain/passports/eligibility';

type Text = string | null;
type LineDose = readonly [date: Text, vaccine: Text, signed: boolean, no: number, generation: number];
/** The order is that of `PERSON` in the persistence library; reason and hash stand only where a certificate is wanted. */
type Line = readonly [
  ...[provinceCode: string, subjectId: string, factsVersion: number],
  ...[
    fullName: Text,
    familyName: Text,
    givenName: Text,
    nameLine: Text,
    dateOfBirth: Text,
    nationality: Text,
  ],
  ...[
    idNumber: Text,
    passportNumber: Text,
    foundForeigner: boolean | null,
    verified: boolean,
    confirmed: boolean,
  ],
  ...[responsible: boolean, correction: boolean, deceased: boolean, duplicate: boolean, setAside: boolean],
  ...[doses: readonly LineDose[], reason?: string, certified?: string],
];

/** One person as the database writes him: an array, since thousands of them travel together. */
export interface PersonLine {
  readonly provinceCode: string;
  readonly subjectId: string;
  readonly factsVersion: number;
  readonly facts: PassportFacts;
  /** The last dose by date: what a certificate is about. */
  readonly lastDose: { readonly no: number; readonly generation: number } | undefined;
  readonly reason: string;
  readonly certified: string;
}

/** Reads a line. */
export function readPersonLine(line: string): PersonLine {
  const [provinceCode, subjectId, factsVersion, ...more] = JSON.parse(line) as Line;
  const [fullName, familyName, givenName, nameLine, dateOfBirth, nationality, idNumber, ...others] = more;
  const [passportNumber, foundForeigner, verified, confirmed, responsible, correction, ...states] = others;
  const [deceased, duplicate, setAside, doses, reason = '', certified = ''] = states;
  const last = doses.at(-1);
  return {
    ...{ provinceCode, subjectId, factsVersion, reason, certified },
    lastDose: last && { no: last[3], generation: last[4] },
    facts: {
      name: {
        fullName: fullName ?? '',
        ...(familyName === null ? {} : { familyName }),
        ...(givenName === null ? {} : { givenName }),
        ...(nameLine === null ? {} : { machineReadable: nameLine }),
      },
      ...{
        dateOfBirth,
        nationality,
        idNumber,
        passportNumber,
        foundForeigner,
        verified,
        deceased,
        duplicate,
      },
      ...{
        setAside,
        confirmedOnPlatform: confirmed,
        responsibilitySigned: responsible,
        openCorrection: correction,
      },
      doses: doses.map(([date, vaccine, signed]) => ({ date, vaccine, signed })),
    },
  };
}
