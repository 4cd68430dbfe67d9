import { hit, toConfirm, type RuleHit, type RuleId } from '../rules/catalogue.ts';
import { parseBirthDate } from './dates.ts';
import { parseGender, type Gender } from './gender.ts';
import {
  cleanNumber,
  isLabelled,
  isPlaceholder,
  numberAmongWords,
  SCIENTIFIC,
  withDigitsForLetters,
} from './number-typing.ts';
import { isCellError } from './text-damage.ts';
import { CMND_PREFIX, isCountryPrefix, isTwiceIssuedCmnd, PROVINCE_PREFIXES } from './number-prefixes.ts';

export type IdNumberKind = 'cccd' | 'cmnd' | 'passport' | 'missing' | 'bad';

export interface IdNumberContext {
  /** As typed or normalised; what cannot be read is not used. */
  readonly dateOfBirth?: string | null | undefined;
  readonly gender?: string | null | undefined;
}

export interface IdNumberReading {
  readonly kind: IdNumberKind;
  /** The value after harmless cleaning, null when there is none. */
  readonly cleaned: string | null;
  readonly rules: readonly RuleHit[];
}

export interface CccdParts {
  readonly prefix: string;
  /** The province where the birth was registered; undefined for a country code. */
  readonly province: string | undefined;
  readonly gender: Gender;
  readonly birthYear: number;
}

/** What a twelve-digit number says by itself (PPP G YY NNNNNN), or undefined when it cannot be one in 2022: only centuries 0 to 3 occur. */
export function readCccd(number: string): CccdParts | undefined {
  if (!/^\d{12}$/.test(number)) return undefined;
  const prefix = number.slice(0, 3);
  const province = PROVINCE_PREFIXES[prefix];
  const century = Number(number[3]);
  if ((province === undefined && !isCountryPrefix(prefix)) || century > 3) return undefined;
  return {
    prefix,
    province,
    gender: century % 2 === 0 ? 'Nam' : 'Nữ',
    birthYear: 1900 + Math.floor(century / 2) * 100 + Number(number.slice(4, 6)),
  };
}

interface Known {
  readonly year: number | undefined;
  readonly gender: Gender | undefined;
}

function known(context: IdNumberContext): Known {
  const date = parseBirthDate(context.dateOfBirth);
  return {
    year: date === undefined ? undefined : Number(date.value.slice(0, 4)),
    gender: parseGender(context.gender),
  };
}

/** What of a number fits what else is known; the strongest proof a number without check digit can give is that all of it does. */
function fits(number: string, context: IdNumberContext): Record<string, boolean> {
  const parts = readCccd(number);
  const { year, gender } = known(context);
  return {
    provinceKnown: parts?.province !== undefined,
    ...(year === undefined ? {} : { yearFits: parts?.birthYear === year }),
    ...(gender === undefined ? {} : { genderFits: parts?.gender === gender }),
  };
}

/**
 * Classifies what stands in the number field of a Vietnamese citizen. Harmless typing is cleaned (blanks, dots, apostrophes, ".0",
 * full-width and Arabic digits). Lost zeros, letters typed for digits and a number among words come as repairs to be confirmed: that province,
 * year and gender fit is in the evidence, but a digit mistyped as well would stay unseen.
 * Sources: Thông tư 07/2016/TT-BCA, domain notes §1. Never throws.
 */
export function classifyIdNumber(
  raw: string | null | undefined,
  context: IdNumberContext = {},
): IdNumberReading {
  const cleaned = cleanNumber(raw);
  const missing = (rule: RuleId): IdNumberReading => ({ kind: 'missing', cleaned: null, rules: [hit(rule)] });
  if (isCellError(raw ?? '')) return missing('id_cell_error');
  if (cleaned === '') return missing('id_missing');
  if (isPlaceholder(cleaned)) return missing('id_placeholder');
  const dirty = cleaned === raw ? [] : [hit('id_dirty', { value: cleaned, safe: true })];
  if (/^\d{12}$/.test(cleaned)) return twelve(cleaned, context, dirty);
  if (/^\d{9}$/.test(cleaned)) return nine(cleaned, dirty);
  if (isVietnamesePassport(cleaned)) return { kind: 'passport', cleaned, rules: [hit('id_is_passport')] };
  return { kind: 'bad', cleaned, rules: damage(cleaned, raw ?? '', context) };
}

function twelve(cleaned: string, context: IdNumberContext, dirty: readonly RuleHit[]): IdNumberReading {
  const bad = (rule: RuleId): IdNumberReading => ({ kind: 'bad', cleaned, rules: [hit(rule)] });
  const abroad = PROVINCE_PREFIXES[cleaned.slice(0, 3)] === undefined;
  if (abroad && !isCountryPrefix(cleaned.slice(0, 3))) return bad('id_unknown_province');
  const parts = readCccd(cleaned);
  if (parts === undefined) return bad('id_century');
  if (ROUNDED.test(cleaned)) return bad('id_rounded');
  const rules: RuleHit[] = [];
  const { year, gender } = known(context);
  if (abroad) rules.push(hit('id_country_prefix'));
  if (year !== undefined && year !== parts.birthYear)
    rules.push(hit('id_year_mismatch', undefined, { yearsApart: Math.abs(year - parts.birthYear) }));
  if (gender !== undefined && gender !== parts.gender) rules.push(hit('id_gender_mismatch'));
  const doubtful = rules.some(({ severity }) => severity === 'error');
  return { kind: 'cccd', cleaned, rules: [...(doubtful ? toConfirm(dirty) : dirty), ...rules] };
}

function nine(cleaned: string, dirty: readonly RuleHit[]): IdNumberReading {
  if (/^[5-9]/.test(cleaned)) return { kind: 'bad', cleaned, rules: [hit('id_phone_like')] };
  const phone = /^3[2-9]/.test(cleaned);
  const rules = [...(phone ? toConfirm(dirty) : dirty), hit('id_cmnd')];
  if (phone) rules.push(hit('id_phone_possible'));
  if (!CMND_PREFIX.test(cleaned)) rules.push(hit('id_cmnd_prefix'));
  if (isTwiceIssuedCmnd(cleaned)) rules.push(hit('id_cmnd_duplicate_range'));
  return { kind: 'cmnd', cleaned, rules };
}

const DATE =
  /^\s*(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])[/.-](?:19|20)\d\d\s*$|^\s*(?:19|20)\d\d-\d\d-\d\d/;

/** Six zeros at the end: nobody's number, but what Excel leaves of one. */
const ROUNDED = /^\d{4,6}0{6}$/;

/** Why a value is neither number nor passport, with the likely value where one can be guessed. */
function damage(text: string, raw: string, context: IdNumberContext): RuleHit[] {
  if (/^\d+$/.test(raw)) return digitDamage(raw, context);
  if (DATE.test(raw)) return [hit('id_other_field', undefined, { date: true })];
  if (SCIENTIFIC.test(text))
    return [hit('id_scientific', undefined, { digitsLeft: digitsOf(text.split('E')[0] ?? '') })];
  if (/^[A-Z]{2}\d{13}$/.test(text)) return [hit('id_insurance_like')];
  const among = numberAmongWords(raw);
  if (among !== undefined && readsWell(among))
    return [
      hit(
        digitsOf(text) > 12 ? 'id_joined' : 'id_labelled',
        { value: among, safe: false },
        { labelled: isLabelled(text) },
      ),
    ];
  if (/^\d+$/.test(text)) return digitDamage(text, context);
  const digits = withDigitsForLetters(text);
  if (digits !== undefined) {
    const padded = digits.padStart(12, '0');
    const value = [digits, ...(digits.length >= 10 ? [padded] : [])].find(readsWell);
    if (value !== undefined)
      return [
        hit(
          'id_letters',
          { value, safe: false },
          { letters: text.length - digitsOf(text), ...fits(value, context) },
        ),
      ];
  }
  if (digitsOf(text) > 12) return [hit('id_joined', undefined, { digits: digitsOf(text) })];
  if (digitsOf(text) === 0 || /\p{L}{2,}.*\p{L}{3,}/u.test(raw))
    return [hit(/\p{L}/u.test(text) ? 'id_other_field' : 'id_length')];
  return [hit('id_letters')];
}

function digitsOf(text: string): number {
  return text.replace(/\D/g, '').length;
}

function readsWell(digits: string): boolean {
  return readCccd(digits) !== undefined || (digits.length === 9 && CMND_PREFIX.test(digits));
}

function digitDamage(digits: string, context: IdNumberContext): RuleHit[] {
  const length = { digits: digits.length };
  if (digits.length > 12) return [hit('id_joined', undefined, length)];
  if (digits.length === 10 || digits.length === 11) {
    if (/0{5}$/.test(digits)) return [hit('id_rounded', undefined, length)];
    const padded = digits.padStart(12, '0');
    const evidence = { ...length, ...fits(padded, context) };
    const lost = !digits.startsWith('0') && readCccd(padded) !== undefined;
    const all = Object.keys(evidence).length === 4 && Object.values(evidence).every(Boolean);
    const phone = /^0[35789]\d{8}$|^84[35789]\d{8}$/.test(digits);
    if (phone && !all) return [hit('id_phone_like', undefined, length)];
    if (lost) return [hit('id_lost_zero', { value: padded, safe: false }, evidence)];
    return [hit(digits.length === 10 ? 'id_ten_digits' : 'id_length', undefined, length)];
  }
  if (digits.length === 8 && CMND_PREFIX.test(`0${digits}`)) {
    return [hit('id_lost_zero', { value: `0${digits}`, safe: false }, { ...length, weak: true })];
  }
  return [hit('id_length', undefined, length)];
}

/** Vietnamese ordinary passport: one capital letter and seven digits (until 2022) or eight. */
export function isVietnamesePassport(text: string): boolean {
  return /^[A-Z]\d{7,8}$/.test(text);
}

/** A passport number of any country: 5 to 12 letters and digits after tidying, at least one digit. */
export function classifyPassport(raw: string | null | undefined): IdNumberReading {
  const cleaned = cleanNumber(raw).toUpperCase();
  if (cleaned === '' || /^[0X]+$/.test(cleaned)) {
    return { kind: 'missing', cleaned: null, rules: [hit('passport_missing')] };
  }
  if (!/^(?=.*\d)[A-Z0-9]{5,12}$/.test(cleaned)) {
    return { kind: 'bad', cleaned, rules: [hit('passport_format')] };
  }
  const rules = cleaned === raw ? [] : [hit('passport_dirty', { value: cleaned, safe: true })];
  return { kind: 'passport', cleaned, rules };
}
