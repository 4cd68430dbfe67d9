import { hit, type RuleHit, type RuleId } from '../rules/catalogue.ts';
import { DAY_MS, exists, FIRST_YEAR, LAST_YEAR, two, yearFits } from './calendar-days.ts';
import { dateText, withDigitsInDate } from './date-typing.ts';

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

/** Excel day numbers of 1920 to 2017 in the 1900 system; other five-digit numbers are no birth dates. */
const SERIAL_FROM = 7_306;
const SERIAL_TO = 43_100;

type Reading = BirthDateReading | readonly RuleHit[];
const refused = (rule: RuleId, value?: string, why?: Record<string, string | number | boolean>): Reading => [
  hit(rule, value === undefined ? undefined : { value, safe: false }, why),
];
const unreadable = () => refused('dob_unreadable');

function fromParts(year: number, month: number, day: number, rules: readonly RuleHit[] = []): Reading {
  if (exists(year, month, day)) {
    const value = `${year}-${two(month)}-${two(day)}`;
    const likely = month === 1 && day === 1 ? [...rules, hit('dob_first_of_january')] : rules;
    return { value, precision: 'day', rules: likely };
  }
  if (month > 12 && exists(year, day, month)) {
    const value = `${year}-${two(day)}-${two(month)}`;
    return { value, precision: 'day', rules: [...rules, hit('dob_swapped', { value, safe: false })] };
  }
  return unreadable();
}

function fromSerial(serial: number): Reading {
  const value = new Date(Date.UTC(1899, 11, 30) + serial * DAY_MS).toISOString().slice(0, 10);
  // A Macintosh workbook counts from 1904: the other reading is 1,462 days later.
  return {
    value,
    precision: 'day',
    rules: [hit('dob_excel_serial', { value, safe: false }, { since: 1900 })],
  };
}

/** The full year of two digits, or undefined: a pivot would be a guess (domain notes §2.2). */
function fullYear(digits: string, context: BirthDateContext): number | undefined {
  const known = context.birthYearOfNumber;
  if (digits.length === 4) return Number(digits);
  return digits.length === 2 && known !== undefined && known % 100 === Number(digits) ? known : undefined;
}

const ISO =
  /^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;
const DAY_FIRST = /^(\d{1,2})\s*[-/., ]\s*(\d{1,2})\s*[-/., ]\s*(\d{4}|\d{2})$/;
const MONTH_FIRST = /^(\d{1,2})\s*[-/.]\s*(\d{4})$/;

function readIso(match: RegExpMatchArray): Reading {
  const [, year, month, day, hour, , , zulu] = match;
  if (day === undefined) return readMonth(Number(year), Number(month));
  if (hour === undefined) return fromParts(Number(year), Number(month), Number(day));
  const plain = fromParts(Number(year), Number(month), Number(day));
  if (!('value' in plain)) return plain;
  // Midnight in Việt Nam is 17:00 of the day before in UTC; exporters cut the zone and lose a day.
  const shift = zulu?.toUpperCase() === 'Z' && Number(hour) >= 17 ? DAY_MS : 0;
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

/** Nearly every date: nothing stands around it and the year is none that forms use for "unknown". */
const PLAIN = /^(?:\d{1,2}\/\d{1,2}\/|(?=\d{4}-\d\d-\d\d$))(?:190[1-9]|19[1-9]|20\d)\d?(?:-\d\d-\d\d)?$/;

function read(raw: string, context: BirthDateContext): Reading {
  const plain = PLAIN.test(raw) ? { text: raw, monthNamed: false } : dateText(raw);
  if (typeof plain === 'string') return refused(plain);
  const result = readText(plain.text, context);
  if (plain.monthNamed || 'value' in result || result[0]?.rule !== 'dob_unreadable') return result;
  return mistyped(plain.text, context) ?? result;
}

function readText(text: string, context: BirthDateContext): Reading {
  if (/^\d+$/.test(text)) return readDigits(text, context);
  if (/^\d{4,}[.,]\d+$|^\d{2}[.,]\d{3}$/.test(text)) return readDecimal(text, context);
  if (/^-\d{10,13}$/.test(text)) return readEpoch(Number(text));
  const iso = ISO.exec(text);
  if (iso !== null) return readIso(iso);
  const month = MONTH_FIRST.exec(text);
  if (month !== null) return readMonth(Number(month[2]), Number(month[1]));
  const [, day, middle, yearDigits] = DAY_FIRST.exec(text) ?? [];
  if (day === undefined || middle === undefined || yearDigits === undefined) return unreadable();
  const year = fullYear(yearDigits, context);
  if (year === undefined) return refused('dob_two_digit_year');
  const number = Number(middle);
  if (number === 0 && Number(day) === 0) return readYear(year);
  if (Number(day) === 0) return readMonth(year, number);
  // 543 years ahead is the Buddhist calendar, on Thai and Khmer papers near the border.
  const gregorian = year - 543;
  if (
    year > LAST_YEAR &&
    gregorian >= FIRST_YEAR &&
    gregorian <= LAST_YEAR &&
    exists(gregorian, number, Number(day))
  )
    return refused('dob_buddhist', `${gregorian}-${two(number)}-${two(Number(day))}`);
  return fromParts(year, number, Number(day));
}

/** "31149.0" and "31,149" are day numbers with what a spreadsheet adds. */
function readDecimal(text: string, context: BirthDateContext): Reading {
  if (/^\d{2}[.,]\d{3}$/.test(text)) return readDigits(text.replace(/[.,]/, ''), context);
  const whole = text.slice(0, text.search(/[.,]/));
  return /[.,]0+$/.test(text) || whole.length === 5 ? readDigits(whole, context) : unreadable();
}

/** What a person must confirm: letters for digits, a doubled sign, a sign or zero missing. Undefined when no one reading exists. */
function mistyped(text: string, context: BirthDateContext): Reading | undefined {
  const candidates = [withDigitsInDate(text), text.replace(/([-/. ])[-/. ]+/g, '$1')];
  const [, day, rest, year] = /^(\d{1,2})[-/. ]?(\d{1,2})[-/. ]?(\d{4})$/.exec(text) ?? [];
  if (day !== undefined && /\D/.test(text)) candidates.push(`${day}/${rest ?? ''}/${year ?? ''}`);
  for (const one of candidates) {
    if (one === undefined || one === text) continue;
    const reading = readText(one, context);
    if ('value' in reading && reading.precision === 'day') return refused('dob_typing', reading.value);
  }
  return undefined;
}

/** Milliseconds since 1970, as portals send them: 07:00 in Việt Nam is midnight in UTC, so the day may be the one before. */
function readEpoch(ms: number): Reading {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime()) || !yearFits(date.getUTCFullYear())) return unreadable();
  const late = date.getUTCHours() >= 17 ? DAY_MS : 0;
  return refused('dob_timestamp', new Date(ms + late).toISOString().slice(0, 10), { milliseconds: true });
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
  if (text.length === 7) return readSeven(text);
  if (text.length === 6) return readText(`${text.slice(0, 2)}/${text.slice(2, 4)}/${text.slice(4)}`, context);
  if (text.length >= 11) return readEpoch(Number(text));
  if (text.length >= 9) return refused('dob_other_field', undefined, { digits: text.length });
  const serial = Number(text);
  return text.length <= 5 && serial >= SERIAL_FROM && serial <= SERIAL_TO ? fromSerial(serial) : unreadable();
}

/** A zero is missing in front of the day or of the month: proposed only when one of the two readings exists. */
function readSeven(text: string): Reading {
  const year = Number(text.slice(3));
  const readings = [
    [Number(text.slice(0, 1)), Number(text.slice(1, 3))],
    [Number(text.slice(0, 2)), Number(text.slice(2, 3))],
  ].filter(([day, month]) => exists(year, month ?? 0, day ?? 0));
  const [only] = readings;
  if (only === undefined) return unreadable();
  const [day, month] = only;
  return refused(
    'dob_typing',
    readings.length === 1 ? `${year}-${two(month ?? 0)}-${two(day ?? 0)}` : undefined,
  );
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
/**
 * Safe when the text says the whole year and which part is the month: a century taken from the number is only as right as the number,
 * and of two parts up to 12 written in no usual way either may be the day.
 */
function tidied(result: BirthDateReading, raw: string): BirthDateReading {
  const text = raw.normalize('NFKC');
  const [year, month, day] = result.value.split('-');
  const clear = Number(day) > 12 || day === month || /^\s*\d{4}[-/.]|\p{L}{3}/u.test(text);
  const safe = result.precision === 'day' && text.includes(year ?? '') && clear && /\D/.test(text.trim());
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
