import { parseBirthDate } from '#domain/people/dates';
import { parseGender } from '#domain/people/gender';
import { classifyIdNumber } from '#domain/people/identity-numbers';
import { nameRules } from '#domain/people/name-rules';
import { nameDisplay, nameKey } from '#domain/people/names';
import { isVietnamese } from '#domain/people/nationality';
import type { Person, Values } from '../connection/api.ts';

/** What a resident shows and tells at a visit. */
export interface Paper extends Partial<Values> {
  readonly situation?: string;
}

export const FIELDS = ['fullName', 'dateOfBirth', 'gender', 'idNumber'] as const;
export type Field = (typeof FIELDS)[number];

/** One source's values, each readable or absent: what cannot be read is no evidence. */
export type Evidence = Readonly<Record<Field, string | null>>;
export const NOTHING: Evidence = { fullName: null, dateOfBirth: null, gender: null, idNumber: null };

/** Reads a source: tidy name, ISO birth date, `Nam`/`Nữ`, a number of 9 or 12 digits with nothing against its form. */
export function readEvidence(source: Partial<Person> | null | undefined): Evidence {
  const { kind, cleaned } = classifyIdNumber(source?.idNumber ?? null, {});
  const unreadable = nameRules(source?.fullName).some(({ severity }) => severity === 'error');
  return {
    fullName: unreadable ? null : nameDisplay(source?.fullName) || null,
    dateOfBirth: parseBirthDate(source?.dateOfBirth)?.value ?? null,
    gender: parseGender(source?.gender) ?? null,
    idNumber: kind === 'cccd' || kind === 'cmnd' ? cleaned : null,
  };
}

/** The forms in which the platform accepts a birth date; ISO is how the API may show one. */
const DATE_FORMS = /^(\d{1,2}\/\d{1,2}\/\d{4}|\d{1,2}\/\d{4}|\d{4}|\d{4}-\d{2}-\d{2}|\d{4}-\d{2})$/;

/**
 * Like `readEvidence`, but only values in the very form the platform accepts: a date with dots or a number with blanks can be
 * read by a person, yet on the platform it is wrong.
 */
export function readAsPlatform(source: Person, read = readEvidence(source)): Evidence {
  const nameIsTidy = source.fullName !== null && sameName(source.fullName, read.fullName ?? '');
  return {
    fullName: nameIsTidy && !UNTIDY.test(source.fullName) ? read.fullName : null,
    dateOfBirth: DATE_FORMS.test(source.dateOfBirth?.trim() ?? '') ? read.dateOfBirth : null,
    gender: read.gender === source.gender ? read.gender : null,
    idNumber: read.idNumber === source.idNumber ? read.idNumber : null,
  };
}

/** Signs that are part of no name: a title, a note, a second person, or a slip at the end. */
const UNTIDY = /[^\p{L}\p{M}\s'’‘`ʼ.-]|[.\-\s]\.$|\.$/u;

function sameName(a: string, b: string): boolean {
  return a === b || strictName(a) === strictName(b);
}

/** Equal for the platform: case, blanks, Unicode form, kind of apostrophe and place of the tone mark do not count; all else does. */
function strictName(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[’‘`ʼ]/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\p{L}\p{M}]+/gu, (word) => (nameDisplay(word) === word ? nameKey(word) : word));
}

/**
 * Whether `a` says the same as `b` in a field; absent values say nothing. Where `b` knows the year alone, `a` may have its
 * 1st of January, because forms want a full date; not the other way round.
 */
export function agree(field: Field, a: string | null, b: string | null): boolean {
  if (a === null || b === null) return false;
  if (a === b) return true;
  if (field === 'fullName') return sameName(a, b);
  return field === 'dateOfBirth' && a === `${b}-01-01`;
}

/** The fields in which two sources do not say the same, whichever of them is the vaguer one. */
export function disagreements(a: Evidence, b: Evidence): Field[] {
  return FIELDS.filter((field) => !agree(field, a[field], b[field]) && !agree(field, b[field], a[field]));
}

/**
 * Whether a number fits a birth date and gender: a 12-digit number says century, gender and year (Thông tư 07/2016/TT-BCA,
 * Phụ lục III); a 9-digit one says nothing, so nothing speaks against it.
 */
export function numberFits({ idNumber, dateOfBirth, gender }: Evidence): boolean {
  if (idNumber === null) return false;
  if (idNumber.length === 9) return true;
  const g = Number(idNumber[3]);
  const year = 1900 + 100 * Math.floor(g / 2) + Number(idNumber.slice(4, 6));
  return (
    (dateOfBirth === null || Number(dateOfBirth.slice(0, 4)) === year) &&
    (gender === null || (gender === 'Nữ') === (g % 2 === 1))
  );
}

/** Foreigners are never compared with the population database. */
export function isForeign(person: { readonly nationality?: string | null | undefined }): boolean {
  return !isVietnamese(person.nationality);
}
