import { CborFloat, CborTag, type CborMap, type CborValue } from './cbor-reader.ts';
import { CERTIFICATE_KINDS, type CertificateKind } from './signer-certificate.ts';

/** The names as they stand in a certificate: family name first (hcert "fn" is the family name). */
export interface CertificateName {
  readonly fn?: string;
  readonly fnt?: string;
  readonly gn?: string;
  readonly gnt?: string;
}
export type CertificateEntry = Readonly<Record<string, string | number>>;
export interface ReadPayload {
  readonly ver: string;
  readonly nam: CertificateName;
  readonly dob: string;
  readonly kind: CertificateKind;
  /** Usually one; issuers before version 1.3.0 put several of one kind into a certificate. */
  readonly entries: readonly CertificateEntry[];
}

/** How a member of an entry is read. `count` is a whole number from 1; dates lose a time of day that does not belong there. */
type Form = 'text' | 'country' | 'count' | 'date' | 'moment';
interface Member {
  readonly form: Form;
  readonly required: boolean;
}
const must = (form: Form): Member => ({ form, required: true });
const may = (form: Form): Member => ({ form, required: false });

/** Members of the three kinds of entry (schema 1.3.0; the test centre became optional in 1.3.2). */
export const ENTRY_MEMBERS = {
  v: {
    ...{ tg: must('text'), vp: must('text'), mp: must('text'), ma: must('text'), dn: must('count') },
    ...{ sd: must('count'), dt: must('date'), co: must('country'), is: must('text'), ci: must('text') },
  },
  t: {
    ...{ tg: must('text'), tt: must('text'), nm: may('text'), ma: may('text'), sc: must('moment') },
    ...{ tr: must('text'), tc: may('text'), co: must('country'), is: must('text'), ci: must('text') },
  },
  r: {
    ...{ tg: must('text'), fr: must('date'), co: must('country'), is: must('text') },
    ...{ df: must('date'), du: must('date'), ci: must('text') },
  },
} as const satisfies Record<CertificateKind, Readonly<Record<string, Member>>>;

const LONGEST = 200;

/** A certificate that has no valid content. The message names members, never their values. */
export class InvalidContent extends Error {}

/**
 * Reads the content of a certificate of any version. Tolerant where issuers are known to differ without changing the meaning: null for
 * absent, empty groups, blanks around texts, NFD, numbers as text and text as numbers, 2.0 for 2, dates with a time or inside a
 * tag. Strict in what decides: exactly one kind, at least one entry, every required member. Throws InvalidContent.
 */
export function readPayload(certificate: CborMap): ReadPayload {
  const present = CERTIFICATE_KINDS.filter((kind) => entriesOf(certificate.get(kind), kind).length > 0);
  const [kind, ...others] = present;
  if (kind === undefined) throw new InvalidContent('no entry of any kind');
  if (others.length > 0) throw new InvalidContent('entries of several kinds');
  return {
    ver: readVersion(certificate.get('ver')),
    nam: readName(certificate.get('nam')),
    dob: readBirthDate(certificate.get('dob')),
    kind,
    entries: entriesOf(certificate.get(kind), kind).map((entry) => readEntry(entry, kind)),
  };
}

function entriesOf(group: CborValue, kind: CertificateKind): readonly CborMap[] {
  if (group === undefined || group === null) return [];
  if (!Array.isArray(group)) throw new InvalidContent(`${kind} is no list`);
  const entries = (group as readonly CborValue[]).filter((entry) => entry !== null && entry !== undefined);
  for (const entry of entries)
    if (!(entry instanceof Map)) throw new InvalidContent(`${kind} holds no entries`);
  return entries as CborMap[];
}

function readEntry(entry: CborMap, kind: CertificateKind): CertificateEntry {
  const read: Record<string, string | number> = {};
  for (const [name, { form, required }] of Object.entries<Member>(ENTRY_MEMBERS[kind])) {
    const value = READERS[form](entry.get(name));
    if (value !== undefined) read[name] = value;
    else if (required) throw new InvalidContent(`${kind}.${name} is missing or has the wrong form`);
  }
  return read;
}

function readVersion(value: CborValue): string {
  const text = textOf(value);
  if (text === undefined || !/^\d+(\.\d+){1,2}$/.test(text)) throw new InvalidContent('ver');
  return text;
}

function readName(value: CborValue): CertificateName {
  if (!(value instanceof Map)) throw new InvalidContent('nam');
  const name: Record<string, string> = {};
  for (const part of ['fn', 'fnt', 'gn', 'gnt']) {
    const text = textOf(value.get(part));
    if (text !== undefined && text !== '') name[part] = text;
  }
  // Version 1.3.0 wants fnt, later ones either (Decision (EU) 2022/483).
  if (name['fnt'] === undefined && name['gnt'] === undefined)
    throw new InvalidContent('nam has no standardised name');
  return name;
}

function readBirthDate(value: CborValue): string {
  if (value === null) return '';
  const text = textOf(value);
  const [, year, month, day] =
    /^(?:((?:19|20)\d\d)(?:-(\d\d|XX))?(?:-(\d\d|XX))?(?:[T ].*)?)?$/i.exec(text ?? '?') ?? [];
  if (text === '') return '';
  if (year === undefined) throw new InvalidContent('dob');
  const known = (part: string | undefined) => part !== undefined && /^\d\d$/.test(part) && part !== '00';
  if (!known(month)) return year;
  return known(day) ? `${year}-${month}-${day}` : `${year}-${month}`;
}

const READERS = {
  text: (value) => {
    const text = textOf(value);
    return text === '' ? undefined : text;
  },
  country: (value) => {
    const text = textOf(value)?.toUpperCase();
    return text !== undefined && /^[A-Z]{1,10}$/.test(text) ? text : undefined;
  },
  count: (value) => {
    const plain =
      value instanceof CborFloat ? value.value : typeof value === 'string' ? numberOf(value) : value;
    return typeof plain === 'number' && Number.isSafeInteger(plain) && plain >= 1 ? plain : undefined;
  },
  date: (value) => {
    const day = /^(\d{4}-\d\d-\d\d)(?:[T ].*)?$/.exec(textOf(value) ?? '')?.[1];
    return day !== undefined && isDay(day) ? day : undefined;
  },
  moment: (value) => {
    if (value instanceof CborTag && value.tag === 1 && typeof value.value === 'number')
      return new Date(value.value * 1000).toISOString();
    const text = textOf(value);
    return text !== undefined && isDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(text.replace(' ', 'T')))
      ? text
      : undefined;
  },
} as const satisfies Record<Form, (value: CborValue) => string | number | undefined>;

function numberOf(text: string): number | undefined {
  return /^ *\d{1,3} *$/.test(text) ? Number(text) : undefined;
}

/** Date-time text may stand inside tag 0 (hcert-spec FAQ). Whole numbers are taken for texts: codes consist of digits. */
function textOf(value: CborValue): string | undefined {
  const plain = value instanceof CborTag && value.tag === 0 ? value.value : value;
  if (typeof plain === 'number') return String(plain);
  if (typeof plain !== 'string') return undefined;
  const text = plain.normalize('NFC').trim();
  return text.length <= LONGEST ? text : undefined;
}

/** Whether a text (`YYYY-MM-DD`) names a day that exists. Without Date, which made a tenth of the time of issuing. */
export function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return month >= 1 && month <= 12 && day >= 1 && day <= days;
}
