import { nameRules } from '#domain/people/name-rules';
import { nameKey } from '#domain/people/names';
import type { Person } from '../connection/api.ts';
import {
  agree,
  FIELDS,
  NOTHING,
  numberFits,
  readAsPlatform,
  readEvidence,
  type Evidence,
  type Field,
} from './evidence.ts';

/** Who speaks about a person: the platform's entry, the paper a village saw, the person of the population database. */
export interface Witnesses {
  readonly raw: Person;
  /** The platform's values as a person reads them. */
  readonly read: Evidence;
  /** The platform's values in the form it accepts; a value in another form is wrong there. */
  readonly platform: Evidence;
  readonly paper: Evidence;
  readonly person: Evidence;
}

export function witnessesOf(raw: Person, paper: Evidence | null, person: Evidence | null): Witnesses {
  const read = readEvidence(raw);
  return {
    raw,
    read,
    platform: readAsPlatform(raw, read),
    paper: paper ?? NOTHING,
    person: person ?? NOTHING,
  };
}

/**
 * Weighs the witnesses field by field and returns the four values, or undefined when a field stays open.
 * - A platform value that another witness confirms stays.
 * - Two witnesses against the platform's value replace it, but not by the same name with a middle word less: that is a
 *   slip two clerks make alike.
 * - One witness alone replaces it only when the platform's value is proven wrong: absent, unreadable, in a form the platform
 *   refuses, vague, or against a confirmed number; or when it is the only unconfirmed value of a record that is listed
 *   as wrong although its number is well-formed, so that nothing else explains the listing.
 * - When paper and population database differ about a value that is proven wrong, the nearer reading is taken, for two slips
 *   lie further apart than one; else the population database's.
 * The result must fit together: number, birth date and gender.
 */
export function weigh(witnesses: Witnesses): Record<Field, string> | undefined {
  const { platform, paper, person } = witnesses;
  const settled: Partial<Record<Field, string>> = {};
  const open: Field[] = [];
  let explained = platform.idNumber === null;
  for (const field of FIELDS) {
    const own = platform[field];
    if (agree(field, own, paper[field]) || agree(field, own, person[field])) {
      settled[field] = own as string;
    } else if (agree(field, paper[field], person[field]) && !isShorter(field, person[field], own)) {
      settled[field] = person[field] as string;
      explained = true;
    } else {
      open.push(field);
    }
  }
  const unproven = open.filter((field) => !isProvenWrong(field, witnesses, settled));
  if (unproven.length < open.length) explained = true;
  if (unproven.length > 1 || (unproven.length === 1 && explained)) return undefined;
  for (const field of open) {
    const value = nearer(field, typed(field, witnesses), paper[field], person[field]);
    if (value === null) return undefined;
    settled[field] = value;
  }
  const full = settled as Record<Field, string>;
  return numberFits(full) ? full : undefined;
}

function isProvenWrong(
  field: Field,
  { platform, raw, person, paper }: Witnesses,
  settled: Partial<Record<Field, string>>,
): boolean {
  const own = platform[field];
  if (own === null) return true;
  const number = settled.idNumber ?? null;
  switch (field) {
    case 'fullName':
      return nameRules(raw.fullName).some(({ rule }) => DAMAGED_NAMES.has(rule));
    case 'dateOfBirth': {
      const other = person.dateOfBirth ?? paper.dateOfBirth;
      const vague = own.length < 10 || own.endsWith('-01-01');
      return (
        (vague && other?.slice(0, 4) === own.slice(0, 4)) ||
        (number !== null && !numberFits({ ...NOTHING, idNumber: number, dateOfBirth: own }))
      );
    }
    case 'gender':
      return number !== null && !numberFits({ ...NOTHING, idNumber: number, gender: own });
    case 'idNumber':
      // Everybody has one twelve-digit number for life, and the population database gives it.
      if (person.idNumber?.length === 12) return true;
      return !numberFits({
        ...NOTHING,
        idNumber: own,
        dateOfBirth: settled.dateOfBirth ?? null,
        gender: settled.gender ?? null,
      });
  }
}

const DAMAGED_NAMES: ReadonlySet<string> = new Set([
  'name_no_diacritics',
  'name_digits',
  'name_extra',
  'name_two_people',
]);

/** Whether one name is another without some of its middle words; words before or behind it are no part of a name (titles, notes). */
function isShorter(field: Field, name: string | null, than: string | null): boolean {
  if (field !== 'fullName' || name === null || than === null) return false;
  const words = nameKey(name).split(' ');
  const longer = nameKey(than).split(' ');
  let at = 0;
  for (const word of longer) if (word === words[at]) at++;
  const sameEnds = words[0] === longer[0] && words.at(-1) === longer.at(-1);
  return sameEnds && at === words.length && words.length < longer.length;
}

/** What the clerk probably typed: the readable value, or for a name in a legacy encoding its decoded form. */
function typed(field: Field, { raw, read }: Witnesses): string | null {
  if (field !== 'fullName' || read.fullName !== null) return read[field];
  return nameRules(raw.fullName).find(({ repair }) => repair !== undefined)?.repair?.value ?? null;
}

/** Of two readings the one that is fewer slips away from what was typed; the population database's when both are as far. */
function nearer(
  field: Field,
  typed: string | null,
  paper: string | null,
  person: string | null,
): string | null {
  if (paper === null || person === null) return person ?? paper;
  // The population database gives the numbers: a paper can only be misread.
  if (typed === null || field === 'idNumber') return person;
  const far = (reading: string) => distance(key(field, typed), key(field, reading));
  return far(paper) < far(person) ? paper : person;
}

function key(field: Field, value: string): string {
  return field === 'fullName' ? value.normalize('NFC').toLowerCase() : value;
}

/** Levenshtein's distance: insertions, deletions and replacements. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
