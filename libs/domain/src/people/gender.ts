import { hit, type RuleHit } from '../rules/catalogue.ts';
import { readLegacy } from './legacy-encodings.ts';
import { isCellError, withLatinLetters, withoutEntities } from './text-damage.ts';
import { unaccented } from './vietnamese.ts';

export const GENDERS = ['Nam', 'Nữ'] as const;
export type Gender = (typeof GENDERS)[number];

const SPELLINGS: ReadonlyMap<string, Gender> = new Map([
  ...['nam', 'male', 'm', 'trai', 'ông', 'nam giới', 'con trai', 'nam.'].map(
    (word) => [word, 'Nam'] as const,
  ),
  ...['nữ', 'nu', 'nư~', 'nư', 'female', 'f', 'gái', 'bà', 'nữ giới', 'nữ.', 'con gái'].map(
    (word) => [word, 'Nữ'] as const,
  ),
]);

/** Typings that only look like one of the two words: a font, a keyboard program, a slip. A person confirms them. */
const SLIPS: ReadonlyMap<string, Gender> = new Map([
  ...['nma', 'anm', 'naam', 'na m', 'nanm', 'nâm', 'năm', 'man', 'boy', 'mr', 'anh', 'chu', 'nem'].map(
    (word) => [word, 'Nam'] as const,
  ),
  ...[
    ...[
      'nuwx',
      'nuxw',
      'nu74',
      'nu47',
      'nu+~',
      'nu~+',
      'nử',
      'nứ',
      'nừ',
      'nự',
      'nũ',
      'nủ',
      'nú',
      'nù',
      'nụ',
      'n÷',
      'nöõ',
      'nýþ',
      'n\u00ffu',
      'nưx',
    ],
    ...[
      'women',
      'woman',
      'girl',
      'mrs',
      'ms',
      'chị',
      'cô',
      'nư4',
      'nuữ',
      'nữữ',
      'n?',
      'n\ufffd',
      'feamle',
      'femal',
      'nx',
      'nuw',
      'nu7',
    ],
  ].map((word) => [word, 'Nữ'] as const),
]);

function spelled(raw: string): string {
  return raw
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
    .normalize('NFC');
}

/**
 * `Nam` or `Nữ`, or undefined. Codes such as 0, 1 and 2 are never guessed: each template gives them
 * another meaning (domain notes §2.3).
 */
export function parseGender(raw: string | null | undefined): Gender | undefined {
  if (raw === null || raw === undefined) return undefined;
  if (raw === 'Nam' || raw === 'Nữ') return raw;
  return SPELLINGS.get(spelled(raw));
}

/** The gender a damaged text most likely means, for a person to confirm. */
function decoded(raw: string): Gender | undefined {
  const text = withoutEntities(raw);
  const readings = [
    text,
    readLegacy(text)?.value,
    withLatinLetters(text),
    text.replace(/^[^\p{L}]+|[^\p{L}~]+$/gu, ''),
  ];
  for (const reading of readings) {
    if (reading === undefined) continue;
    const gender =
      parseGender(reading) ?? SLIPS.get(spelled(reading)) ?? SLIPS.get(reading.trim().toLowerCase());
    if (gender !== undefined) return gender;
  }
  return undefined;
}

/** What speaks against a gender as it was typed; nothing when it is `Nam` or `Nữ`. */
export function genderRules(raw: string | null | undefined): RuleHit[] {
  const gender = parseGender(raw);
  if (gender !== undefined) {
    return gender === raw ? [] : [hit('gender_form', { value: gender, safe: true })];
  }
  const text = raw?.replace(/\p{Cf}/gu, '').trim() ?? '';
  if (
    text === '' ||
    isCellError(text) ||
    /^(?:[-.*x]+|n\/?a|null|none|không(?: rõ)?|khong(?: ro)?)$/i.test(text)
  )
    return [hit('gender_missing')];
  if (/^[+-]?\d+(?:[.,]0+)?$/.test(text.normalize('NFKC'))) return [hit('gender_code')];
  const likely = decoded(text);
  return [
    likely === undefined ? hit('gender_unreadable') : hit('gender_decoded', { value: likely, safe: false }),
  ];
}

const WOMEN = /(?:^| )(?:thi)(?: |$)/;
const MEN = /(?:^| )(?:van)(?: |$)/;

/** A hint where the middle name is unusual for the gender: "Thị" for a man, "Văn" for a woman. Other evidence decides. */
export function genderOfNameRules(
  fullName: string | null | undefined,
  gender: Gender | undefined,
): RuleHit[] {
  if (fullName === null || fullName === undefined || gender === undefined) return [];
  const middle = unaccented(fullName.normalize('NFC'))
    .toLowerCase()
    .trim()
    .split(/\s+/)
    .slice(1, -1)
    .join(' ');
  const unusual = gender === 'Nam' ? WOMEN.test(middle) : MEN.test(middle) && !WOMEN.test(middle);
  return unusual
    ? [hit('gender_name_mismatch', undefined, { middleName: gender === 'Nam' ? 'Thị' : 'Văn' })]
    : [];
}
