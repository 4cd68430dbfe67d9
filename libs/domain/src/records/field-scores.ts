import { birthDateRules, parseBirthDate, type BirthDate } from '../people/dates.ts';
import { genderRules, parseGender } from '../people/gender.ts';
import { classifyIdNumber } from '../people/identity-numbers.ts';
import { compareNames, editDistanceAtMost, type NameLikeness } from '../people/name-likeness.ts';
import { cleanNumber } from '../people/number-typing.ts';
import type { PersonValues } from './classification.ts';
import type { ComparedField, PopulationPerson } from './population-person.ts';

export type Likeness =
  | NameLikeness
  | 'badly_formatted'
  | 'lost_zero'
  | 'one_digit'
  | 'digits_swapped'
  | 'two_digits'
  | 'swapped_day_month'
  | 'one_day_off'
  | 'same_year'
  | 'same_day_and_month'
  | 'less_precise';

export interface FieldScore {
  /** 1: equal after normalising; 0: nothing in common. A help for the eye, never a reason to decide. */
  readonly score: number;
  readonly reason: Likeness;
  readonly same: boolean;
  /** Equal, but no proof: 1 January, or less than a full date. */
  readonly weak?: boolean;
}

const SCORES = {
  equal: 1,
  equal_normalised: 1,
  repaired: 0.95,
  tone_misplaced: 0.95,
  i_or_y: 0.9,
  diacritics_missing: 0.9,
  lost_zero: 0.9,
  swapped_day_month: 0.8,
  diacritics_differ: 0.8,
  spacing: 0.9,
  one_digit: 0.8,
  digits_swapped: 0.8,
  one_day_off: 0.8,
  word_order: 0.8,
  word_missing: 0.7,
  spelling: 0.6,
  two_digits: 0.6,
  less_precise: 0.6,
  same_day_and_month: 0.5,
  same_year: 0.4,
  badly_formatted: 0.2,
  missing: 0,
  different: 0,
} as const satisfies Record<Likeness, number>;

/** The score of a likeness. */
export function scoreOf(reason: Likeness): FieldScore {
  return { score: SCORES[reason], reason, same: reason === 'equal' || reason === 'equal_normalised' };
}

/** How a typed number relates to the one of the population database; only well-formed numbers can be equal. */
export function compareNumbers(typed: string | null | undefined, official: string): FieldScore {
  if (typed === official && /^\d{12}$/.test(official)) return scoreOf('equal');
  const { kind, cleaned, rules } = classifyIdNumber(typed);
  if (kind === 'missing' || cleaned === null) return scoreOf('missing');
  const right = cleanNumber(official);
  if (cleaned === right) return scoreOf('equal_normalised');
  const repairing = rules.find(({ repair }) => repair?.value === right);
  if (repairing !== undefined) return scoreOf(repairing.rule === 'id_lost_zero' ? 'lost_zero' : 'repaired');
  if (swapped(cleaned, right)) return scoreOf('digits_swapped');
  if (cleaned.length === right.length) {
    const wrong = [...cleaned].filter((digit, i) => digit !== right[i]).length;
    if (wrong <= 2) return scoreOf(wrong === 1 ? 'one_digit' : 'two_digits');
  }
  if (editDistanceAtMost(cleaned, right, 1)) return scoreOf('one_digit');
  return scoreOf(kind === 'bad' ? 'badly_formatted' : 'different');
}

/** Whether two neighbouring digits changed places, and nothing else differs. */
function swapped(left: string, right: string): boolean {
  if (left.length !== right.length) return false;
  const at = [...left].findIndex((digit, i) => digit !== right[i]);
  return (
    at >= 0 &&
    left[at] === right[at + 1] &&
    left[at + 1] === right[at] &&
    left.slice(at + 2) === right.slice(at + 2)
  );
}

/** How a typed birth date relates to the official one. Equal dates with less than a full date, or on 1 January, are marked weak. */
export function compareDates(typed: string | null | undefined, official: string): FieldScore {
  const left = parseBirthDate(typed);
  const right = parseBirthDate(official);
  if (left === undefined && right !== undefined) {
    const repaired = birthDateRules(typed).some(({ repair }) => repair?.value === right.value);
    return scoreOf(repaired ? 'repaired' : 'missing');
  }
  if (left === undefined || right === undefined) return scoreOf('missing');
  if (left.value === right.value) {
    const weak = left.precision !== 'day' || left.value.endsWith('-01-01');
    return { ...scoreOf(typed === official ? 'equal' : 'equal_normalised'), ...(weak ? { weak } : {}) };
  }
  return scoreOf(unequalDates(left, right));
}

function unequalDates(left: BirthDate, right: BirthDate): Likeness {
  if (left.value.startsWith(right.value) || right.value.startsWith(left.value)) return 'less_precise';
  const [year, month, day] = left.value.split('-');
  if (right.value === `${year}-${day}-${month}`) return 'swapped_day_month';
  const bothFull = left.precision === 'day' && right.precision === 'day';
  if (bothFull && Math.abs(Date.parse(left.value) - Date.parse(right.value)) === 86_400_000)
    return 'one_day_off';
  if (right.value.startsWith(`${year}`)) return 'same_year';
  return bothFull && left.value.slice(4) === right.value.slice(4) ? 'same_day_and_month' : 'different';
}

/** How a typed gender relates to the official one. */
export function compareGenders(typed: string | null | undefined, official: string): FieldScore {
  const left = parseGender(typed);
  const right = parseGender(official);
  if (left === undefined && genderRules(typed).some(({ repair }) => repair?.value === right))
    return scoreOf('repaired');
  if (left === undefined || right === undefined) return scoreOf('missing');
  return scoreOf(left !== right ? 'different' : typed === official ? 'equal' : 'equal_normalised');
}

/** How every compared field of a record relates to a person of the population database. */
export function scoresOf(record: PersonValues, person: PopulationPerson): Record<ComparedField, FieldScore> {
  return {
    idNumber: compareNumbers(record.idNumber, person.idNumber),
    fullName: scoreOf(compareNames(record.fullName, person.fullName)),
    dateOfBirth: compareDates(record.dateOfBirth, person.dateOfBirth),
    gender: compareGenders(record.gender, person.gender),
  };
}
