import { hit, type RuleHit } from '../rules/catalogue.ts';

export type DatePrecision = 'day' | 'month' | 'year';
export interface BirthDate {
  /** `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, by precision. */
  readonly value: string;
  readonly precision: DatePrecision;
}
export interface BirthDateReading extends BirthDate {
  readonly rules: readonly RuleHit[];
}
export interface BirthDateContext {
  /** Settles the century of a two-digit year: a valid 12-digit number says it. */
  readonly birthYearOfNumber?: number | undefined;
  /** Nobody in the list is born after this day (`YYYY-MM-DD`), usually the last vaccination. */
  readonly notAfter?: string | undefined;
}

const FIRST_YEAR = 1890;
const LAST_YEAR = 2100;
const MONTH_NAMES = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Excel day numbers of 1920 to 2017 in the 1900 system; other five-digit numbers are no birth dates. */
const SERIAL_FROM = 7_306;
const SERIAL_TO = 43_100;
const DAY_MS = 86_400_000;

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}
function daysIn(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
function exists(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) && yearFits(year);
}
function yearFits(year: number): boolean {
  return year >= FIRST_YEAR && year <= LAST_YEAR;
}
const two = (n: number) => String(n).padStart(2, '0');

type Reading = BirthDateReading | readonly RuleHit[];
const refused = (rule: Parameters<typeof hit>[0]): Reading => [hit(rule)];
const unreadable = () => refused('dob_unreadable');

function fromParts(year: number, month: number, day: number, rules: readonly RuleHit[] = []): Reading {
  if (exists(year, month, day)) {
    const value = `${year}-${two(month)}-${two(day)}`;
    const likely = month === 1 && day === 1 ? [...rules, hit('dob_first_of_january')] : rules;
    return { value, precision: 'day', rules: likely };
  }
  if (month > 12 && exists(year, day, month)) {
    const value = `${year}-${two(day)}-${two(month)}`;
    return { value, precision: 'day', rules: [...rules, hit('dob_swapped', { value, safe: true })] };
  }
  return unreadable();
}

function fromSerial(serial: number): Reading {
  const value = new Date(Date.UTC(1899, 11, 30) + serial * DAY_MS).toISOString().slice(0, 10);
  return { value, precision: 'day', rules: [hit('dob_excel_serial', { value, safe: false })] };
}

/** The full year of two digits, or undefined: a pivot would be a guess (domain notes §2.2). */
function fullYear(digits: string, context: BirthDateContext): number | undefined {
  const known = context.birthYearOfNumber;
  if (digits.length === 4) return Number(digits);
  return digits.length === 2 && known !== undefined && known % 100 === Number(digits) ? known : undefined;
}

const ISO =
  /^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z)?)?$/i;
const DAY_FIRST = /^(\d{1,2})\s*[-/., ]\s*(\d{1,2})\s*[-/., ]\s*(\d{4}|\d{2})(?: \d{1,2}:\d{2}(?::\d{2})?)?$/;
const MONTH_FIRST = /^(\d{1,2})\s*[-/.]\s*(\d{4})$/;
const MONTH_WORD = /^(\d{1,2})[- ]([a-z]{3})[a-z]*[- ,]+(\d{4}|\d{2})$/i;

function readIso(match: RegExpMatchArray): Reading {
  const [, year, month, day, hour, , , zulu] = match;
  if (day === undefined) return readMonth(Number(year), Number(month));
  if (hour === undefined) return fromParts(Number(year), Number(month), Number(day));
  const plain = fromParts(Number(year), Number(month), Number(day));
  if (!('value' in plain)) return plain;
  // Midnight in Việt Nam is 17:00 of the day before in UTC; exporters cut the zone and lose a day.
  const shift = zulu !== undefined && Number(hour) >= 17 ? DAY_MS : 0;
  const value = new Date(Date.parse(`${plain.value}T00:00:00Z`) + shift).toISOString().slice(0, 10);
  const midnight = Number(hour) === 0 && zulu === undefined;
  return {
    value,
    precision: 'day',
    rules: midnight ? plain.rules : [hit('dob_timestamp', { value, safe: false })],
  };
}

function readMonth(year: number, month: number): Reading {
  if (month < 1 || month > 12 || !yearFits(year)) return unreadable();
  return { value: `${year}-${two(month)}`, precision: 'month', rules: [hit('dob_month_only')] };
}

/** Digits with the usual separators between them: nothing to clean. */
const PLAIN = /^\d[\d/-]*\d$/;

function cleaned(raw: string): string {
  if (PLAIN.test(raw)) return raw;
  return raw
    .normalize('NFKC')
    .replace(/[\u200b-\u200f\u2060\ufeff'"]/g, '')
    .replace(/^ngày |(?<=\d) ?tháng ?| ?năm ?(?=\d)/gi, (word) => (/ngày/i.test(word) ? '' : '/'))
    .replace(/^\/|\/$/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function read(raw: string, context: BirthDateContext): Reading {
  const text = cleaned(raw);
  if (text === '') return refused('dob_missing');
  if (/^\d+$/.test(text)) return readDigits(text, context);
  if (/^\d+\.0+$/.test(text)) return readDigits(text.slice(0, text.indexOf('.')), context);
  const iso = ISO.exec(text);
  if (iso !== null) return readIso(iso);
  const month = MONTH_FIRST.exec(text);
  if (month !== null) return readMonth(Number(month[2]), Number(month[1]));
  const [, day, middle, yearDigits] = DAY_FIRST.exec(text) ?? MONTH_WORD.exec(text) ?? [];
  if (day === undefined || middle === undefined || yearDigits === undefined) return unreadable();
  const year = fullYear(yearDigits, context);
  if (year === undefined) return refused('dob_two_digit_year');
  const number = /^\d+$/.test(middle) ? Number(middle) : MONTH_NAMES.indexOf(middle.toLowerCase()) + 1;
  if (number === 0 && Number(day) === 0) return readYear(year);
  if (Number(day) === 0) return readMonth(year, number);
  return fromParts(year, number, Number(day));
}

function readYear(year: number): Reading {
  if (!yearFits(year)) return unreadable();
  return { value: String(year), precision: 'year', rules: [hit('dob_year_only')] };
}

function readDigits(text: string, context: BirthDateContext): Reading {
  if (text.length === 4) return readYear(Number(text));
  if (text.length === 2) {
    const year = fullYear(text, context);
    return year === undefined ? refused('dob_two_digit_year') : readYear(year);
  }
  if (text.length === 8) {
    const [a, b, c] = [Number(text.slice(0, 2)), Number(text.slice(2, 4)), Number(text.slice(4))];
    if (exists(c, b, a)) return fromParts(c, b, a);
    return fromParts(Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6)));
  }
  const serial = Number(text);
  return text.length <= 5 && serial >= SERIAL_FROM && serial <= SERIAL_TO ? fromSerial(serial) : unreadable();
}

function reading(raw: string | null | undefined, context: BirthDateContext): Reading {
  if (raw === null || raw === undefined) return refused('dob_missing');
  const result = read(raw, context);
  if (!('value' in result)) return result;
  return limited(USUAL.test(raw) || explained(result) ? result : tidied(result, raw), context.notAfter);
}

/** dd/mm/yyyy, also in the official style with one digit, and the normalised forms. */
const USUAL = /^(?:\d{1,2}\/\d{1,2}\/\d{4}|\d{1,2}\/\d{4}|\d{4}(?:-\d{2}){0,2})$/;

function explained({ rules }: BirthDateReading): boolean {
  return rules.some(({ repair }) => repair !== undefined);
}
/** Safe when the text itself says the whole year: a century taken from the number is only as right as the number. */
function tidied(result: BirthDateReading, raw: string): BirthDateReading {
  const safe = result.precision === 'day' && raw.normalize('NFKC').includes(result.value.slice(0, 4));
  return { ...result, rules: [...result.rules, hit('dob_form', { value: result.value, safe })] };
}

function limited(result: BirthDateReading, limit: string | undefined): Reading {
  if (limit === undefined) return result;
  if (result.value > limit.slice(0, result.value.length)) return refused('dob_future');
  const age = Number(limit.slice(0, 4)) - Number(result.value.slice(0, 4));
  return age < 5 || age > 110 ? { ...result, rules: [...result.rules, hit('dob_age_range')] } : result;
}

/**
 * Reads a birth date in the typings seen (05/3/1987, 12-4-1985, 12041985, 4/1985, 1985, ISO, Excel day numbers, month and day
 * swapped where only that exists). Undefined when it cannot be read without a guess; `birthDateRules` says why. Never throws.
 */
export function parseBirthDate(
  raw: string | null | undefined,
  context: BirthDateContext = {},
): BirthDateReading | undefined {
  const result = reading(raw, context);
  return 'value' in result ? result : undefined;
}

/** What speaks against a birth date as it was typed. */
export function birthDateRules(
  raw: string | null | undefined,
  context: BirthDateContext = {},
): readonly RuleHit[] {
  const result = reading(raw, context);
  return 'value' in result ? result.rules : result;
}

/** A normalised birth date as Vietnamese papers show it: dd/mm/yyyy, mm/yyyy or yyyy. Other text comes back as it is. */
export function formatBirthDate(value: string | null | undefined): string {
  return (value ?? '').replace(/^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/, (_, year, month, day) =>
    [day, month, year].filter((part) => part !== undefined).join('/'),
  );
}

/** Whether two texts say the same birth date with the same precision. Unreadable ones are never the same. */
export function sameBirthDate(a: string | null | undefined, b: string | null | undefined): boolean {
  const left = parseBirthDate(a);
  return left !== undefined && left.value === parseBirthDate(b)?.value;
}
