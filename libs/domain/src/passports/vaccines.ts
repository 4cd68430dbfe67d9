/** A vaccine licensed in Vietnam (Decision 5772/QĐ-BYT names eight). */
export const VACCINES = [
  'astrazeneca',
  'pfizer',
  'moderna',
  'janssen',
  'vero_cell',
  'hayat_vax',
  'sputnik_v',
  'abdala',
] as const;
export type Vaccine = (typeof VACCINES)[number];

export interface VaccineCodes {
  /** Product (value set vaccines-covid-19-names). */
  readonly mp: string;
  /** Holder of the authorisation or manufacturer (vaccines-covid-19-auth-holders). */
  readonly ma: string;
  /** Kind of vaccine (sct-vaccines-covid-19). */
  readonly vp: string;
}

export interface ValueSetVersion {
  readonly id: string;
  /** First day (`YYYY-MM-DD`, of issue) on which certificates are made with it. */
  readonly from: string;
  readonly codes: Readonly<Record<Vaccine, VaccineCodes>>;
}

/** COVID-19 (SNOMED CT). */
export const TARGETED_DISEASE = '840539006';
const PRODUCTS = {
  astrazeneca: { mp: 'EU/1/21/1529', ma: 'ORG-100001699' },
  pfizer: { mp: 'EU/1/20/1528', ma: 'ORG-100030215' },
  moderna: { mp: 'EU/1/20/1507', ma: 'ORG-100031184' },
  janssen: { mp: 'EU/1/20/1525', ma: 'ORG-100001417' },
  // "Inactivated-SARS-CoV-2-Vero-Cell" is another product, of Wuhan, and deprecated.
  vero_cell: { mp: 'BBIBP-CorV', ma: 'ORG-100020693' },
  hayat_vax: { mp: 'Hayat-Vax', ma: 'ORG-100023050' },
  sputnik_v: { mp: 'Sputnik-V', ma: 'Gamaleya-Research-Institute' },
  abdala: { mp: 'Abdala', ma: 'CIGB' },
} as const satisfies Record<Vaccine, Pick<VaccineCodes, 'mp' | 'ma'>>;

const [MRNA, VECTOR, INACTIVATED, PROTEIN, ANY] = [
  '1119349007',
  '29061000087103',
  '1157024006',
  '28531000087107',
  'J07BX03',
];
const KIND_NOW = {
  astrazeneca: VECTOR,
  pfizer: MRNA,
  moderna: MRNA,
  janssen: VECTOR,
  vero_cell: INACTIVATED,
  hayat_vax: INACTIVATED,
  sputnik_v: VECTOR,
  abdala: PROTEIN,
} as const satisfies Record<Vaccine, string>;

function version(id: string, from: string, kindOf: (vaccine: Vaccine) => string): ValueSetVersion {
  const codes = VACCINES.map((vaccine) => [vaccine, { ...PRODUCTS[vaccine], vp: kindOf(vaccine) }] as const);
  return { id, from, codes: Object.fromEntries(codes) as Record<Vaccine, VaccineCodes> };
}

/**
 * The EU value sets by version, oldest first. Those of 2021 knew no kind of their own for most vaccines; verifiers of that time refuse
 * the later codes, today's call J07BX03 inactive. A new version is a new row; what was issued keeps the version it was made with.
 */
export const VALUE_SETS: readonly ValueSetVersion[] = [
  version('2021', '2021-12-20', (vaccine) => (KIND_NOW[vaccine] === MRNA ? MRNA : ANY)),
  version('2.10', '2022-05-01', (vaccine) => KIND_NOW[vaccine]),
];

/** The value sets for certificates made on that day (`YYYY-MM-DD`). Throws RangeError for a day before the first. */
export function valueSetsOn(day: string): ValueSetVersion {
  const found = VALUE_SETS.findLast(({ from }) => from <= day);
  if (found === undefined) throw new RangeError('no value sets for that day');
  return found;
}

/** Whether product, manufacturer and kind belong together in some version: a mixed pair is a mistake, never a certificate. */
export function areKnownCodes({ mp, ma, vp }: VaccineCodes): boolean {
  return VALUE_SETS.some(({ codes }) =>
    VACCINES.some(
      (vaccine) => codes[vaccine].mp === mp && codes[vaccine].ma === ma && codes[vaccine].vp === vp,
    ),
  );
}

/** How many doses the first series of a vaccine has. Abdala's is the only one of three (days 0, 14 and 28). */
export const PRIMARY_DOSES = {
  astrazeneca: 2,
  pfizer: 2,
  moderna: 2,
  janssen: 1,
  vero_cell: 2,
  hayat_vax: 2,
  sputnik_v: 2,
  abdala: 3,
} as const satisfies Record<Vaccine, number>;

/** Spellings on the platform and on paper, without marks, blanks and signs. */
const SPELLINGS: readonly (readonly [RegExp, Vaccine])[] = [
  [/^(astra(zeneca)?|azd1222|vaxzevria|chadox1?)/, 'astrazeneca'],
  [/^(pfizer|comirnaty|biontech|bnt162b2)/, 'pfizer'],
  [/^(moderna|spikevax|mrna1273)/, 'moderna'],
  [/^(janssen|johnson|jcovden|ad26)/, 'janssen'],
  [/^(hayat)/, 'hayat_vax'],
  [/^(verocell|sinopharm|bbibpcorv)/, 'vero_cell'],
  [/^(sputnikv|gamcovidvac)(?!l)/, 'sputnik_v'],
  [/^(abdala|cigb66)/, 'abdala'],
];

/** The vaccine that a text of the platform means; undefined rather than a guess. Sputnik Light is not Sputnik V. */
export function vaccineOf(text: string | null | undefined): Vaccine | undefined {
  const plain = (text ?? '')
    .normalize('NFD')
    .replace(/[^a-z0-9]/gi, '')
    .toLowerCase()
    .replace(/^(covid19)?(vacxin|vaccine)?(covid19)?/, '');
  if ((VACCINES as readonly string[]).includes(text ?? '')) return text as Vaccine;
  if (/light|covishield|rcovi|fiocruz|wibp|wuhan/.test(plain)) return undefined;
  return SPELLINGS.find(([pattern]) => pattern.test(plain))?.[1];
}
