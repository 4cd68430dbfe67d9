import { hit, type RuleHit } from '../rules/catalogue.ts';

export const GENDERS = ['Nam', 'Nữ'] as const;
export type Gender = (typeof GENDERS)[number];

const SPELLINGS: ReadonlyMap<string, Gender> = new Map([
  ...['nam', 'male', 'm', 'trai', 'ông', 'nam giới'].map((word) => [word, 'Nam'] as const),
  ...['nữ', 'nu', 'nư~', 'nư', 'female', 'f', 'gái', 'bà', 'nữ giới', 'nữ.'].map(
    (word) => [word, 'Nữ'] as const,
  ),
]);

/**
 * `Nam` or `Nữ`, or undefined. Codes such as 0, 1 and 2 are never guessed: each template gives them
 * another meaning (domain notes §2.3).
 */
export function parseGender(raw: string | null | undefined): Gender | undefined {
  if (raw === null || raw === undefined) return undefined;
  if (raw === 'Nam' || raw === 'Nữ') return raw;
  return SPELLINGS.get(raw.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase());
}

/** What speaks against a gender as it was typed; nothing when it is `Nam` or `Nữ`. */
export function genderRules(raw: string | null | undefined): RuleHit[] {
  const gender = parseGender(raw);
  if (gender !== undefined) {
    return gender === raw ? [] : [hit('gender_form', { value: gender, safe: true })];
  }
  const text = raw?.trim() ?? '';
  if (text === '') return [hit('gender_missing')];
  return [hit(/^\d$/.test(text) ? 'gender_code' : 'gender_unreadable')];
}
