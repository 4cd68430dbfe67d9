import { hit, type RuleHit, type RuleId } from '../rules/catalogue.ts';
import { parseBirthDate } from './dates.ts';
import { parseGender, type Gender } from './gender.ts';
import { cleanNumber, isPlaceholder, SCIENTIFIC, withDigitsForLetters } from './number-typing.ts';
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

/** Year and gender both known and both said by the number: the strongest proof a number without check digit can give. */
function fitsFully(number: string, context: IdNumberContext): boolean {
  const parts = readCccd(number);
  const { year, gender } = known(context);
  return (
    parts !== undefined && parts.province !== undefined && parts.birthYear === year && parts.gender === gender
  );
}

/**
 * Classifies what stands in the number field of a Vietnamese citizen. Harmless typing is cleaned (blanks, dots, apostrophes, ".0",
 * full-width and Arabic digits); lost zeros and letters typed for digits come as repairs, safe only when province, year and gender all fit.
 * Sources: Thông tư 07/2016/TT-BCA, domain notes §1. Never throws.
 */
export function classifyIdNumber(
  raw: string | null | undefined,
  context: IdNumberContext = {},
): IdNumberReading {
  const cleaned = cleanNumber(raw);
  if (cleaned === '') return { kind: 'missing', cleaned: null, rules: [hit('id_missing')] };
  if (isPlaceholder(cleaned)) return { kind: 'missing', cleaned: null, rules: [hit('id_placeholder')] };
  const dirty = cleaned === raw ? [] : [hit('id_dirty', { value: cleaned, safe: true })];
  if (/^\d{12}$/.test(cleaned)) return twelve(cleaned, context, dirty);
  if (/^\d{9}$/.test(cleaned)) return nine(cleaned, dirty);
  if (isVietnamesePassport(cleaned)) return { kind: 'passport', cleaned, rules: [hit('id_is_passport')] };
  return { kind: 'bad', cleaned, rules: damage(cleaned, context) };
}

function twelve(cleaned: string, context: IdNumberContext, dirty: readonly RuleHit[]): IdNumberReading {
  const bad = (rule: RuleId): IdNumberReading => ({ kind: 'bad', cleaned, rules: [hit(rule)] });
  const abroad = PROVINCE_PREFIXES[cleaned.slice(0, 3)] === undefined;
  if (abroad && !isCountryPrefix(cleaned.slice(0, 3))) return bad('id_unknown_province');
  const parts = readCccd(cleaned);
  if (parts === undefined) return bad('id_century');
  const rules = [...dirty];
  const { year, gender } = known(context);
  if (abroad) rules.push(hit('id_country_prefix'));
  if (year !== undefined && year !== parts.birthYear) rules.push(hit('id_year_mismatch'));
  if (gender !== undefined && gender !== parts.gender) rules.push(hit('id_gender_mismatch'));
  return { kind: 'cccd', cleaned, rules };
}

function nine(cleaned: string, dirty: readonly RuleHit[]): IdNumberReading {
  if (/^[5-9]/.test(cleaned)) return { kind: 'bad', cleaned, rules: [hit('id_phone_like')] };
  const rules = [...dirty, hit('id_cmnd')];
  if (/^3[2-9]/.test(cleaned)) rules.push(hit('id_phone_possible'));
  if (!CMND_PREFIX.test(cleaned)) rules.push(hit('id_cmnd_prefix'));
  if (isTwiceIssuedCmnd(cleaned)) rules.push(hit('id_cmnd_duplicate_range'));
  return { kind: 'cmnd', cleaned, rules };
}

/** Why a value is neither number nor passport, with the likely value where one can be guessed. */
function damage(text: string, context: IdNumberContext): RuleHit[] {
  if (SCIENTIFIC.test(text)) return [hit('id_scientific')];
  if (/^[A-Z]{2}\d{13}$/.test(text)) return [hit('id_insurance_like')];
  if (/^\d+$/.test(text)) return digitDamage(text, context);
  const digits = withDigitsForLetters(text);
  if (digits !== undefined && readsWell(digits)) return [hit('id_letters', { value: digits, safe: false })];
  if (/\d/.test(text) && text.replace(/\D/g, '').length > 12) return [hit('id_joined')];
  return [hit(/\d/.test(text) ? 'id_letters' : 'id_length')];
}

function readsWell(digits: string): boolean {
  return readCccd(digits) !== undefined || (digits.length === 9 && CMND_PREFIX.test(digits));
}

function digitDamage(digits: string, context: IdNumberContext): RuleHit[] {
  if (digits.length > 12) return [hit('id_joined')];
  if (digits.length === 10 || digits.length === 11) {
    const padded = digits.padStart(12, '0');
    const lost = !digits.startsWith('0') && readCccd(padded) !== undefined;
    const safe = lost && fitsFully(padded, context);
    if (safe) return [hit('id_lost_zero', { value: padded, safe })];
    const phone = /^0[35789]\d{8}$|^84[35789]\d{8}$/.test(digits);
    if (phone) return [hit('id_phone_like')];
    return [lost ? hit('id_lost_zero', { value: padded, safe: false }) : hit('id_length')];
  }
  if (digits.length === 8 && CMND_PREFIX.test(`0${digits}`)) {
    return [hit('id_lost_zero', { value: `0${digits}`, safe: false })];
  }
  return [hit('id_length')];
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
