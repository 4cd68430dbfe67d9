import { birthDateRules, parseBirthDate } from '#domain/people/dates';
import { parseGender } from '#domain/people/gender';
import { classifyIdNumber } from '#domain/people/identity-numbers';
import { nameDisplay, nameKey, nameRules } from '#domain/people/names';
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

/** Reads a source: tidy name, ISO birth date, `Nam`/`Nữ`, a number with nothing against its form. */
export function readEvidence(source: Partial<Person> | null | undefined): Evidence {
  return {
    fullName: readName(source?.fullName),
    dateOfBirth: parseBirthDate(source?.dateOfBirth)?.value ?? null,
    gender: parseGender(source?.gender) ?? null,
    idNumber: readNumber(source?.idNumber),
  };
}

/** A name that hits a rule of severity error cannot be read; its repair would be a guess. */
function readName(raw: string | null | undefined): string | null {
  const display = nameDisplay(raw);
  return display === '' || nameRules(raw).some(({ severity }) => severity === 'error') ? null : display;
}

function readNumber(raw: string | null | undefined): string | null {
  const { kind, cleaned } = classifyIdNumber(raw ?? null, {});
  return (kind === 'cccd' || kind === 'cmnd') && cleaned === raw ? cleaned : null;
}

/** Whether two sources say the same in a field; absent values say nothing. */
export function agree(field: Field, a: string | null, b: string | null): boolean {
  if (a === null || b === null) return false;
  return field === 'fullName' ? nameKey(a) === nameKey(b) : a === b;
}

/** How many fields two sources agree in. */
export function agreements(a: Evidence, b: Evidence): number {
  return FIELDS.filter((field) => agree(field, a[field], b[field])).length;
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

/** Whether a date is the 1st of January or less than a day: typed because a form wanted a full date, it proves nothing. */
export function vagueDate(value: string): boolean {
  return value.length < 10 || birthDateRules(value).some(({ rule }) => rule === 'dob_first_of_january');
}

/** Foreigners are never compared with the population database. */
export function isForeign(person: { readonly nationality?: string | null | undefined }): boolean {
  return !isVietnamese(person.nationality);
}
