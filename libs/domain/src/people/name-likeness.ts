import { nameRules } from './name-rules.ts';
import { nameKey } from './names.ts';
import { toneInPlace, unaccented } from './vietnamese.ts';

export type NameLikeness =
  | 'equal'
  | 'equal_normalised'
  | 'repaired'
  | 'tone_misplaced'
  | 'i_or_y'
  | 'diacritics_missing'
  | 'diacritics_differ'
  | 'spacing'
  | 'word_order'
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
  if (inPlace(left) === inPlace(right)) return 'tone_misplaced';
  if (repairs(typed).some((value) => nameKey(value) === right)) return 'repaired';
  if (oneI(left) === oneI(right)) return 'i_or_y';
  if (lacksMarksOf(left, right)) return 'diacritics_missing';
  const [leftAscii, rightAscii] = [unaccented(left), unaccented(right)];
  if (leftAscii === rightAscii) return 'diacritics_differ';
  if (leftAscii.replace(/ /g, '') === rightAscii.replace(/ /g, '')) return 'spacing';
  const [fewer, more] = [leftAscii.split(' '), rightAscii.split(' ')].sort((a, b) => a.length - b.length);
  if (sorted(leftAscii) === sorted(rightAscii)) return 'word_order';
  if (fewer !== undefined && more !== undefined && fewer.length >= 2 && isSubsequence(fewer, more)) {
    return 'word_missing';
  }
  return editDistanceAtMost(leftAscii, rightAscii, 2) ? 'spelling' : 'different';
}

const inPlace = (key: string): string => key.split(' ').map(toneInPlace).join(' ');
const oneI = (key: string): string =>
  key.replace(/(?<=[hklmstq]u?)[yỳýỷỹỵ](?= |$)/g, (letter) => 'iìíỉĩị'.charAt('yỳýỷỹỵ'.indexOf(letter)));
const sorted = (key: string): string => key.split(' ').sort().join(' ');

/** What the rules propose instead of a typed name. */
function repairs(typed: string | null | undefined): string[] {
  return nameRules(typed).flatMap(({ repair }) => (repair === undefined ? [] : [repair.value]));
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
