import { number, type DamagePattern } from './damage.ts';
import { drawCmnd, drawPassport, drawPhone } from './identity.ts';
import type { Random } from './random.ts';
import { provinceCodes } from './units.ts';

/** No number at all, or a placeholder typed to pass a required field. */
export const MISSING_NUMBERS: readonly DamagePattern[] = [
  number('number_empty', 62, (random) => (random.chance(0.5) ? null : '')),
  number('number_placeholder', 38, (random) => random.pick(PLACEHOLDERS)),
];

const PLACEHOLDERS = [
  '000000000',
  '111111111',
  '123456789',
  '012345678',
  '999999999',
  '000000000000',
  '0',
  'x',
  'không',
  'chưa có',
  'KCC',
];

/** A number that is there but cannot be one: not 9 or 12 digits, or an impossible prefix. */
export const BADLY_FORMATTED: readonly DamagePattern[] = [
  number(
    'lost_leading_zero',
    22,
    (_, p) => text(p.idNumber).slice(1),
    (p) => !text(p.idNumber).startsWith('00'),
  ),
  number(
    'lost_two_zeros',
    3,
    (_, p) => text(p.idNumber).slice(2),
    (p) => text(p.idNumber).startsWith('00'),
  ),
  number(
    'cmnd_lost_zero',
    1.5,
    (_, p) => text(p.cmnd).slice(1),
    (p) => text(p.cmnd).startsWith('0'),
  ),
  number('phone_without_zero', 5, (random) => random.pick(['5', '7', '8', '9']) + random.digits(8)),
  number('phone_as_number', 6, (random) => drawPhone(random)),
  number('insurance_number', 3, (random) => `0${random.digits(9)}`),
  number('scientific_notation', 9, (random, p) => scientific(text(p.idNumber), random)),
  number('decimal_point', 3, (_, p) => `${text(p.idNumber)}.0`),
  number('export_artefact', 5, (random, p) =>
    random.pick([`'${text(p.idNumber)}`, `="${text(p.idNumber)}"`]),
  ),
  number('separators', 8, (random, p) => grouped(text(p.idNumber), random.pick([' ', '.', '-', '\u00A0']))),
  number('zero_width', 2, (_, p) => `${text(p.idNumber).slice(0, 6)}\u200B${text(p.idNumber).slice(6)}`),
  number('other_digits', 2, (random, p) => otherDigits(text(p.idNumber), random)),
  number('letters_for_digits', 7, (random, p) => lettersForDigits(text(p.idNumber), random)),
  number('one_digit_short', 6, (random, p) => without(text(p.idNumber), random.between(3, 11))),
  number('one_digit_long', 5, (random, p) => text(p.idNumber) + random.below(10)),
  number(
    'two_numbers_joined',
    2,
    (_, p) => text(p.idNumber) + text(p.cmnd),
    (p) => p.cmnd !== null,
  ),
  number('number_with_date', 2, (random, p) => `${text(p.idNumber)} ${issueDate(random)}`),
  number(
    'unknown_prefix',
    4,
    (random, p) => random.pick(['003', '005', '047', '099', '078']) + text(p.idNumber).slice(3),
  ),
  number('insurance_card', 2, (random) => random.pick(['HC', 'GD', 'TE', 'DN']) + random.digits(13)),
  number('passport_as_number', 2.5, (random, p) => p.passportNumber ?? drawPassport(random, 'VN')),
];

/** A well-formed number that is not this person's. */
export const WRONG_NUMBERS: readonly DamagePattern[] = [
  number('digit_mistyped', 34, (random, p) => mistyped(text(p.idNumber), random)),
  number('digits_swapped', 20, (random, p) => swapped(text(p.idNumber), random)),
  number(
    'number_of_relative',
    18,
    (random, p, near) => random.pick(near.household(p).filter((one) => one.idNumber !== p.idNumber)).idNumber,
    (p, near) => near.household(p).some((one) => one.idNumber !== p.idNumber),
  ),
  number('number_of_another', 8, (_, _p, near) => near.anybody().idNumber),
  number(
    'earlier_cmnd',
    12,
    (random) => drawCmnd(random, random.pick(provinceCodes())),
    (p) => p.birthYear < 1998,
  ),
  number(
    'cmnd_mistyped',
    6,
    (random, p) => mistyped(text(p.cmnd), random),
    (p) => p.cmnd !== null,
  ),
  number('phone_like_cmnd', 2, (random) => `3${random.digits(8)}`),
];

function text(value: string | null): string {
  return value ?? '';
}

/** 7.9201E+10 or 7,92E+10: the digits are gone for good. */
function scientific(value: string, random: Random): string {
  const shown = Number(value).toExponential(random.between(2, 5)).replace('e+', 'E+');
  return random.chance(0.4) ? shown.replace('.', ',') : shown;
}

function grouped(value: string, separator: string): string {
  return value.replace(/(\d{3})(?=\d)/g, `$1${separator}`);
}

function otherDigits(value: string, random: Random): string {
  const zero = random.chance(0.7) ? 0xff10 : 0x0660;
  return value.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
}

function lettersForDigits(value: string, random: Random): string {
  const look: Record<string, string[]> = {
    '0': ['O', 'o', 'Q', 'D'],
    '1': ['l', 'I'],
    '5': ['S'],
    '8': ['B'],
  };
  const all = random.chance(0.4);
  let done = false;
  return value.replace(/[0158]/g, (digit) => {
    if (done && !all) return digit;
    done = true;
    return random.pick(look[digit] ?? [digit]);
  });
}

function without(value: string, at: number): string {
  return value.slice(0, at) + value.slice(at + 1);
}

/** Another digit at one of the places whose change leaves the form valid. */
function mistyped(value: string, random: Random): string {
  const at = random.between(4, value.length - 1);
  const digit = (Number(value.charAt(at)) + random.between(1, 9)) % 10;
  return value.slice(0, at) + digit + value.slice(at + 1);
}

function swapped(value: string, random: Random): string {
  const at = random.between(4, value.length - 2);
  return value.slice(0, at) + value.charAt(at + 1) + value.charAt(at) + value.slice(at + 2);
}

function issueDate(random: Random): string {
  return `${random.between(1, 28)}/${random.between(1, 12)}/${random.between(2016, 2021)}`;
}
