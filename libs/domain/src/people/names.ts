import { hit, type RuleHit } from '../rules/catalogue.ts';
import { readLegacy } from './legacy-encodings.ts';
import { composed, isSyllable, unaccented } from './vietnamese.ts';

/** Control and format characters: zero-width ones, the soft hyphen, byte order marks. */
const INVISIBLE = /[\p{Cc}\p{Cf}]/gu;
/** Names of plain Vietnamese letters: nearly all of them, and nothing to clean in them. */
const SIMPLE = /^[A-Za-zÀ-ÖØ-öø-ưẠ-ỹ]+(?: [A-Za-zÀ-ÖØ-öø-ưẠ-ỹ]+)*$/;
const LOOK_ALIKES = /[ÐƉðɖ]/g;

/**
 * A name as it is shown: NFC with marks in order, look-alikes of Đ repaired (Ð U+00D0, Ɖ U+0189), single blanks,
 * no invisible characters; capitals stay as typed. An absent name is the empty text.
 */
export function nameDisplay(raw: string | null | undefined): string {
  if (raw === null || raw === undefined) return '';
  const visible = SIMPLE.test(raw)
    ? raw
    : raw.replace(/\s+/g, ' ').replace(INVISIBLE, '').replace(/ {2,}/g, ' ').trim();
  return composed(visible).replace(LOOK_ALIKES, (letter) => ('ðɖ'.includes(letter) ? 'đ' : 'Đ'));
}

const OLD_STYLE: readonly (readonly [RegExp, Readonly<Record<string, string>>])[] = [
  [/o([àáảãạ])(?!\p{L})/gu, { à: 'òa', á: 'óa', ả: 'ỏa', ã: 'õa', ạ: 'ọa' }],
  [/o([èéẻẽẹ])(?!\p{L})/gu, { è: 'òe', é: 'óe', ẻ: 'ỏe', ẽ: 'õe', ẹ: 'ọe' }],
  [/(?<!q)u([ỳýỷỹỵ])(?!\p{L})/gu, { ỳ: 'ùy', ý: 'úy', ỷ: 'ủy', ỹ: 'ũy', ỵ: 'ụy' }],
];

const MAYBE_OLD_STYLE = /o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ]/;

/**
 * What two spellings of the same name share: lower case, tone in the old position (hòa for hoà; only oa, oe and uy without a final
 * consonant differ, "qu" is never touched), no punctuation, all apostrophes dropped. Diacritics stay, so does the choice of i or y.
 */
export function nameKey(raw: string | null | undefined): string {
  let key = nameDisplay(raw).toLowerCase();
  if (MAYBE_OLD_STYLE.test(key)) {
    for (const [pattern, placed] of OLD_STYLE) {
      key = key.replace(pattern, (all, vowel: string) => placed[vowel] ?? all);
    }
  }
  if (SIMPLE.test(key)) return key;
  return key
    .replace(/['’‘`´ʼʹ]/g, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}

/** The key without any diacritics. Many names share one: it raises a suspicion and is good for search, it never proves a match. */
export function nameAscii(raw: string | null | undefined): string {
  return unaccented(nameKey(raw));
}

/** Surnames that always carry a mark, written without it; "Mai", "Cao" or "Phan" are right as they are. */
const STRIPPED_SURNAME =
  /^(?:nguyen|tran|le|pham|huynh|vo|vu|dang|bui|do|ho|ngo|duong|hoang|doan|dinh|truong|luong|dao|luu|lam|ha)\b/i;
const STRIPPED_WORD = /\b(?:nguyen|thi|van|duc|huu|dinh|truong|huynh|luong)\b/i;

/** Whether a whole name is typed without marks: none stands in it and some word cannot be without. */
function looksStripped(display: string): boolean {
  return (
    /^[a-z]+(?: [a-z]+)+$/i.test(display) && (STRIPPED_SURNAME.test(display) || STRIPPED_WORD.test(display))
  );
}
const TITLES = /^(ông|bà|cháu|anh|chị|em|bé|cô|chú|mr|mrs|ms)\.? /i;
const UNREADABLE = /[¨©ª«¬®§µ¶·¸¹»¼½¾ßÞþ×÷øØ¤¥¦¢£\u00ad�]/;

/** What speaks against a name as it was typed. A decoded or tidied value comes as a repair; decoded ones are never safe. */
export function nameRules(raw: string | null | undefined): RuleHit[] {
  const display = nameDisplay(raw);
  if (display === '' || raw === null || raw === undefined) return [hit('name_missing')];
  const legacy = readLegacy(raw);
  if (legacy !== undefined) {
    const rule = legacy.encoding === 'utf8_twice' ? 'name_double_encoded' : 'name_legacy_font';
    return [hit(rule, { value: nameDisplay(legacy.value), safe: false })];
  }
  if (UNREADABLE.test(raw)) return [hit('name_unreadable')];
  const hits: RuleHit[] = [];
  const words = display.split(' ');
  if (/\d/.test(display)) hits.push(hit('name_digits'));
  if (TITLES.test(display) || /[()[\]]/.test(display)) hits.push(hit('name_extra'));
  if (/[,;/+&]| và /i.test(display)) hits.push(hit('name_two_people'));
  if (words.length === 1) hits.push(hit('name_one_word'));
  if (looksStripped(display)) hits.push(hit('name_no_diacritics'));
  const tidy = display.replace(/[\s.,;:*!?_-]+$/, '');
  if (tidy !== raw && tidy !== '') hits.push(hit('name_form', { value: tidy, safe: true }));
  return hits;
}

export type NameLikeness =
  | 'equal'
  | 'equal_normalised'
  | 'diacritics_missing'
  | 'diacritics_differ'
  | 'spacing'
  | 'word_missing'
  | 'spelling'
  | 'missing'
  | 'different';

/** Whether `poor` could be `rich` typed with fewer marks: letter by letter equal, or the bare letter of it. */
function lacksMarksOf(poor: string, rich: string): boolean {
  const left = [...poor.normalize('NFC')];
  const right = [...rich.normalize('NFC')];
  return (
    left.length === right.length &&
    left.every((letter, i) => letter === right[i] || letter === unaccented(right[i] ?? ''))
  );
}

/** How a typed name relates to the one of the population database. */
export function compareNames(
  typed: string | null | undefined,
  official: string | null | undefined,
): NameLikeness {
  const left = nameKey(typed);
  const right = nameKey(official);
  if (left === '' || right === '') return 'missing';
  if (typed === official) return 'equal';
  if (left === right) return 'equal_normalised';
  if (lacksMarksOf(left, right)) return 'diacritics_missing';
  const [leftAscii, rightAscii] = [unaccented(left), unaccented(right)];
  if (leftAscii === rightAscii) return 'diacritics_differ';
  if (leftAscii.replace(/ /g, '') === rightAscii.replace(/ /g, '')) return 'spacing';
  const [fewer, more] = [leftAscii.split(' '), rightAscii.split(' ')].sort((a, b) => a.length - b.length);
  if (fewer !== undefined && more !== undefined && fewer.length >= 2 && isSubsequence(fewer, more)) {
    return 'word_missing';
  }
  return editDistanceAtMost(leftAscii, rightAscii, 2) ? 'spelling' : 'different';
}

function isSubsequence(few: readonly string[], many: readonly string[]): boolean {
  let at = 0;
  for (const word of many) if (word === few[at]) at += 1;
  return at === few.length;
}

/** Longer texts are no names; comparing them costs the square of their length. */
const LONGEST_COMPARED = 200;

/** Whether one text becomes the other by at most `limit` insertions, deletions or replacements; never for texts over 200 characters. */
export function editDistanceAtMost(left: string, right: string, limit: number): boolean {
  const longest = Math.max(left.length, right.length);
  if (Math.abs(left.length - right.length) > limit || longest > LONGEST_COMPARED) return false;
  let previous = Array.from({ length: right.length + 1 }, (_, j) => j);
  for (let i = 1; i <= left.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const replace = (previous[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      current.push(Math.min(replace, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    if (Math.min(...current) > limit) return false;
    previous = current;
  }
  return (previous[right.length] ?? limit + 1) <= limit;
}

/** Whether every word of a name can be Vietnamese; foreign and minority names mostly cannot. */
export function isVietnameseName(raw: string | null | undefined): boolean {
  const key = nameKey(raw);
  return key !== '' && key.split(' ').every(isSyllable);
}
