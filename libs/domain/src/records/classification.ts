import { birthDateRules, parseBirthDate } from '../people/dates.ts';
import { genderOfNameRules, genderRules, parseGender } from '../people/gender.ts';
import { classifyIdNumber, classifyPassport, readCccd } from '../people/identity-numbers.ts';
import { nameRules } from '../people/name-rules.ts';
import { nameDisplay } from '../people/names.ts';
import { isVietnamese, nationalityRules } from '../people/nationality.ts';
import { cleanNumber } from '../people/number-typing.ts';
import { hit, ruleOf, toConfirm, type RuleHit } from '../rules/catalogue.ts';
import { DEFECT_GROUPS, type DefectGroup, type RecordField } from '../rules/rule.ts';

/** What the platform or a form says about a person; anything may be null or garbage. */
export interface PersonValues {
  readonly fullName?: string | null | undefined;
  readonly dateOfBirth?: string | null | undefined;
  readonly gender?: string | null | undefined;
  readonly idNumber?: string | null | undefined;
  readonly passportNumber?: string | null | undefined;
  readonly nationality?: string | null | undefined;
}

export interface Classification {
  /** Of the three official groups only, in their official order. */
  readonly groups: DefectGroup[];
  /** Every rule hit, with the ids the interface explains; a rule that puts the record into a group is among them. */
  readonly hints: RuleHit[];
}

export interface ClassificationContext {
  /** Nobody in the list is born after this day (`YYYY-MM-DD`). */
  readonly notAfter?: string | undefined;
}

/**
 * Puts a record into the official groups of Công văn 2262/BYT-CNTT (no number, wrong format, wrong basic information) as far as it can be
 * seen without asking the population database, and lists every hint. Foreigners are judged by their passport number. Never throws.
 */
export function classify(person: PersonValues, context: ClassificationContext = {}): Classification {
  const vietnamese = isVietnamese(person.nationality);
  const names = nameRules(person.fullName).filter(({ rule }) => vietnamese || !VIETNAMESE_ONLY.has(rule));
  const hints = [
    ...(vietnamese ? numberHints(person) : foreignerHints(person)),
    ...names,
    ...birthDateRules(person.dateOfBirth, {
      ...context,
      birthYearOfNumber: readCccd(cleanNumber(person.idNumber))?.birthYear,
    }),
    ...genderRules(person.gender),
    ...(vietnamese && names.length === 0
      ? genderOfNameRules(person.fullName, parseGender(person.gender))
      : []),
    ...nationalityRules(person.nationality),
    ...shiftedHints(person),
  ];
  const found = new Set(hints.map(({ rule }) => ruleOf(rule).group));
  return { groups: DEFECT_GROUPS.filter((group) => found.has(group)), hints: inDoubt(hints) };
}

/** Fields that another field contradicts: tidying their form unseen would make a doubtful value look right. */
const CONTRADICTS: Readonly<Record<string, RecordField>> = {
  id_year_mismatch: 'dateOfBirth',
  id_gender_mismatch: 'gender',
  gender_name_mismatch: 'gender',
};

function inDoubt(hints: readonly RuleHit[]): RuleHit[] {
  if (hints.every(({ rule }) => CONTRADICTS[rule] === undefined)) return [...hints];
  const fields = new Set(hints.flatMap(({ rule }) => CONTRADICTS[rule] ?? []));
  return hints.map((one) => (fields.has(one.field) ? (toConfirm([one])[0] ?? one) : one));
}

const LETTERS = /\p{L} +\p{L}/u;
const ELEVEN = /\d{11}/;

/** A value that is none of its own field and plainly one of another: the columns slid while copying. */
function shiftedHints({ fullName, idNumber, dateOfBirth }: PersonValues): readonly RuleHit[] {
  const suspicious =
    LETTERS.test(idNumber ?? '') || LETTERS.test(dateOfBirth ?? '') || ELEVEN.test(fullName ?? '');
  if (!suspicious && !ELEVEN.test(dateOfBirth ?? '')) return [];
  const isName = (text: string | null | undefined): boolean =>
    /^\p{L}+(?: \p{L}+)+$/u.test(nameDisplay(text)) &&
    nameRules(text).every(({ severity }) => severity !== 'error');
  const isNumber = (text: string | null | undefined): boolean =>
    ELEVEN.test(text ?? '') && readCccd(cleanNumber(text)) !== undefined;
  const name = [idNumber, dateOfBirth].find((text) => text !== null && text !== undefined && isName(text));
  if (name !== undefined && !isName(fullName))
    return [hit('columns_shifted', { value: nameDisplay(name), safe: false }, { holds: 'name' })];
  return isNumber(fullName) || isNumber(dateOfBirth)
    ? [hit('columns_shifted', undefined, { holds: 'number' })]
    : [];
}

/** Rules about Vietnamese spelling say nothing about a foreign name. */
const VIETNAMESE_ONLY: ReadonlySet<string> = new Set([
  'name_no_diacritics',
  'name_legacy_font',
  'name_one_word',
  'name_keystrokes',
  'name_d_without_bar',
  'name_spelling',
]);

function numberHints(person: PersonValues): readonly RuleHit[] {
  const date = parseBirthDate(person.dateOfBirth)?.value;
  const { rules, kind } = classifyIdNumber(person.idNumber, { dateOfBirth: date, gender: person.gender });
  const passport = classifyPassport(person.passportNumber);
  // A citizen whose only paper is a passport still has no number, and the reader should see why.
  return kind === 'missing' && passport.kind === 'passport' ? [...rules, hit('id_is_passport')] : rules;
}

function foreignerHints(person: PersonValues): readonly RuleHit[] {
  const own = classifyPassport(person.passportNumber);
  if (own.kind !== 'missing') return own.rules;
  const { kind, cleaned } = classifyPassport(person.idNumber);
  return kind === 'passport' && cleaned !== null
    ? [hit('passport_in_number_field', { value: cleaned, safe: false })]
    : own.rules;
}
