import type { RuleId } from '../rules/catalogue.ts';
import { isCellError, withoutEntities } from './text-damage.ts';
import { unaccented } from './vietnamese.ts';

/** A date's text in one way of writing: parts between slashes, months as numbers. */
export interface DateText {
  readonly text: string;
  /** Month names or an ISO order leave no doubt which part is the month. */
  readonly monthNamed: boolean;
}

const ENGLISH = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const NUMBERS = [
  'mot',
  'hai',
  'ba',
  'tu',
  'nam',
  'sau',
  'bay',
  'tam',
  'chin',
  'muoi',
  'muoi mot',
  'muoi hai',
];
const ROMAN = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x', 'xi', 'xii'];

const PLACEHOLDER_DATES =
  /^(?:0{1,2}[-/. ]0{1,2}[-/. ]0{2,4}|0+|0{4}-00-00|0?1[-/. ]0?1[-/. ](?:0001|1900|1753)|(?:0001|1900|1753)-01-0[01]|0{1,2}[-/. ]0?1[-/. ]1900|3[01][-/. ]12[-/. ]1899|1899-12-3[01])(?:[ t].*)?$/;
const PLACEHOLDER_WORDS =
  /^(?:khong(?: ro| nho| co| biet)?|chua (?:ro|co|biet)|kr|ko|na|n\/a|null|none|x+|[-.?*_/\\ ]+)$/;
const LUNAR =
  /am lich|\(al\)|\bal$|^al\b|thang (?:gieng|chap)|mung \d|mong \d|\b(?:giap|at|binh|dinh|mau|ky|canh|tan|nham|quy) (?:ty|suu|dan|mao|meo|thin|ngo|mui|than|dau|tuat|hoi)\b/;
/** With marks: "sáu năm" and "tám năm" are months. */
const APPROXIMATE = /khoảng|khoang|chừng|chung|tầm|ước|trước|sau năm|[~≈?]|hoặc/;
const WEEKDAY =
  /^(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|cn|t[2-7]|mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]? +/;
const LABEL =
  /^(?:sinh ngay|ngay sinh|sinh nam|nam sinh|ngay thang nam sinh|ntns|dob|sn|ns|sinh|nam(?= \d))[:. ]*/;
const CLOCK = /[t ]+(?:luc )?\d{1,2}(?::\d{2}){1,2}(?:\.\d+)?(?: ?[ap]\.?m\.?| ?sa| ?ch)?$/;

/** A rule that says by itself why a text is no date, or undefined. Expects the text without marks, in small letters. */
function noDate(text: string): RuleId | undefined {
  if (PLACEHOLDER_WORDS.test(text) || PLACEHOLDER_DATES.test(text)) return 'dob_placeholder';
  if (LUNAR.test(text)) return 'dob_lunar';
  const digits = text.replace(/\D/g, '');
  if (digits === '' || /@/.test(text)) return 'dob_other_field';
  return /^0\d{8,11}$/.test(text) || /^\d{14,}$/.test(text) ? 'dob_other_field' : undefined;
}

/**
 * The text of a birth date without what stands around it, months as numbers and parts between slashes; or the rule that says why it is
 * none. ISO forms, plain numbers and anything unknown come back as they are.
 */
export function dateText(raw: string): DateText | RuleId {
  const visible = withoutEntities(raw)
    .normalize('NFKC')
    .replace(/[\p{Cf}'"]/gu, '')
    .replace(/\p{Nd}/gu, (digit) => ARABIC.get(digit) ?? digit)
    .replace(/\s+/g, ' ')
    .trim();
  if (visible === '') return 'dob_missing';
  if (isCellError(visible)) return 'dob_placeholder';
  if (
    /^[\d/.-]+$/.test(visible) &&
    !/^0+$/.test(visible.replace(/\D/g, '').slice(0, 4)) &&
    !/1900|1899|0001|1753/.test(visible)
  )
    return noDate(visible) ?? { text: separated(visible), monthNamed: false };
  const plain = unaccented(visible).toLowerCase();
  const refused = APPROXIMATE.test(visible.toLowerCase().normalize('NFC'))
    ? 'dob_approximate'
    : noDate(plain);
  if (refused !== undefined) return refused;
  const bare = plain
    .replace(/^\(([^()]*)\)$/, '$1')
    .replace(WEEKDAY, '')
    .replace(LABEL, '');
  if (/^\d{4}-/.test(bare)) return { text: bare.toUpperCase(), monthNamed: true };
  const clockless = bare.replace(CLOCK, '');
  const named = withNumbers(clockless);
  return { text: separated(named), monthNamed: named !== clockless };
}

const ARABIC: ReadonlyMap<string, string> = new Map(
  [0x660, 0x6f0, 0x966, 0xe50, 0x17e0].flatMap((zero) =>
    Array.from({ length: 10 }, (_, i) => [String.fromCodePoint(zero + i), String(i)] as const),
  ),
);

/** Month words as numbers: "ngày 5 tháng ba năm 1987", "05-thg 3-1987", "Mar 5, 1987", "5/III/1987". */
function withNumbers(text: string): string {
  const vietnamese = text
    .replace(
      /(?:thang|thg|th)[ .]*(muoi(?: mot| hai)?|mot|hai|ba|tu|bon|nam(?! \d{4}$)|nam(?= nam)|sau|bay|tam|chin)\b/,
      (_, word: string) => `thang ${word === 'bon' ? 4 : NUMBERS.indexOf(word) + 1}`,
    )
    .replace(/^ngay /, '')
    .replace(/[-/., ]*\b(?:thang|thg|th)[ .]*(?=\d)/, '/')
    .replace(/(?<=\d)[-/., ]*\bnam ?(?=\d)/, '/')
    .replace(/^\/|\/$/g, '');
  if (vietnamese !== text) return vietnamese;
  const english = text.replace(/(\d)(?:st|nd|rd|th)\b/, '$1');
  const word = /[a-z]{3,9}/.exec(english)?.[0];
  const month = word === undefined ? -1 : ENGLISH.indexOf(word.slice(0, 3));
  if (word !== undefined && month >= 0) {
    const parts = english.replace(word, ' ').match(/\d+/g) ?? [];
    const [one, other] = parts;
    if (parts.length === 2 && one !== undefined && other !== undefined)
      return one.length === 4 ? `${other}/${month + 1}/${one}` : `${one}/${month + 1}/${other}`;
  }
  return text.replace(
    /^(\d{1,2})[-/. ]([ivx]{1,4})[-/. ](\d{2,4})$/,
    (all, day: string, roman: string, year: string) =>
      ROMAN.includes(roman) ? `${day}/${ROMAN.indexOf(roman) + 1}/${year}` : all,
  );
}

/** Rare dashes and strokes as the usual one. */
function separated(text: string): string {
  return text
    .replace(/[‐-―−]/g, '-')
    .replace(/[\\|_:;]/g, '/')
    .replace(/[/.,-]+$/, '');
}

const DIGIT_OF: Readonly<Record<string, string>> = {
  o: '0',
  q: '0',
  d: '0',
  l: '1',
  i: '1',
  '!': '1',
  z: '2',
  s: '5',
  g: '6',
  b: '8',
};

/** The digits that letters in a date stand for, or undefined when other letters are in it. */
export function withDigitsInDate(text: string): string | undefined {
  const low = text.toLowerCase();
  if (!/\d/.test(low) || !/[oqdli!zsgb]/.test(low)) return undefined;
  const digits = [...low].map((letter) => DIGIT_OF[letter] ?? letter).join('');
  return /^[\d/. -]+$/.test(digits) ? digits : undefined;
}
