import { classifyIdNumber } from '../people/identity-numbers.ts';
import type { PersonValues } from './classification.ts';
import { scoresOf, type FieldScore } from './field-scores.ts';
import {
  COMPARED_FIELDS,
  type ComparedField,
  type IdentityValues,
  type PopulationPerson,
} from './population-person.ts';

/** A person the population database named for a record, with what speaks for and against, field by field. */
export interface Candidate {
  readonly personId: string;
  /** Weighted mean of the field scores, 0 to 1, two decimals: an order for the eye, never a reason to decide. */
  readonly total: number;
  readonly scores: Readonly<Record<ComparedField, FieldScore>>;
  readonly differing: readonly ComparedField[];
  readonly deceased: boolean;
}

/** A number says most, a gender least: half of all people share it. */
const WEIGHTS = { idNumber: 0.4, fullName: 0.3, dateOfBirth: 0.22, gender: 0.08 } as const satisfies Record<
  ComparedField,
  number
>;

export interface Suggestion {
  readonly personId: string;
  readonly outcome: 'list_corrected' | 'number_supplied';
  readonly values: IdentityValues;
  /** Why this person is taken to be meant. */
  readonly because: 'number' | 'person';
  /** The fields that would change. */
  readonly changes: readonly ComparedField[];
}

/** Below this score a field does not look like the other: the relative's number, a stranger's name. Provinces may set another one. */
export const USUAL_ALIKE = 0.6;

interface Scored extends Candidate {
  readonly person: PopulationPerson;
}

/** Everybody the database named, the likeliest first; equal ones in the order of their ids, so that the same answer gives the same list. */
export function candidatesOf(record: PersonValues, persons: readonly PopulationPerson[]): Scored[] {
  return persons
    .map((person): Scored => {
      const scores = scoresOf(record, person);
      const sum = COMPARED_FIELDS.reduce((total, field) => total + WEIGHTS[field] * scores[field].score, 0);
      return {
        person,
        personId: person.personId,
        total: Math.round(sum * 100) / 100,
        scores,
        differing: COMPARED_FIELDS.filter((field) => !scores[field].same),
        deceased: person.deceased === true,
      };
    })
    .sort((a, b) => b.total - a.total || (a.personId < b.personId ? -1 : 1));
}

/** An entry whose number says another year or gender is itself in doubt: both databases may share the mistake. */
export function contradictsItself(person: PopulationPerson): boolean {
  return classifyIdNumber(person.idNumber, person).rules.some(
    ({ rule }) => rule === 'id_year_mismatch' || rule === 'id_gender_mismatch',
  );
}

/**
 * The one candidate who plainly is meant, with the values of the population database. By the number: name, birth date and gender look
 * like theirs, but for one at most. By the person: name, full birth date and gender are the same and nobody else's are. A dead person, an
 * entry that contradicts itself and two who could be meant are left to people.
 */
export function suggest(
  record: PersonValues,
  candidates: readonly Scored[],
  alike: number = USUAL_ALIKE,
): Suggestion | undefined {
  const meant = candidates.filter((candidate) => meantBy(candidate, alike) !== undefined);
  const [only] = meant;
  if (only === undefined || meant.length > 1 || only.deceased || contradictsItself(only.person))
    return undefined;
  const { fullName, dateOfBirth, gender, idNumber } = only.person;
  const kind = classifyIdNumber(record.idNumber).kind;
  const supplied = only.differing.join() === 'idNumber' && (kind === 'missing' || kind === 'bad');
  return {
    personId: only.personId,
    outcome: supplied ? 'number_supplied' : 'list_corrected',
    values: { fullName, dateOfBirth, gender, idNumber },
    because: meantBy(only, alike) ?? 'person',
    changes: only.differing,
  };
}

function meantBy({ scores }: Candidate, alike: number): Suggestion['because'] | undefined {
  const { idNumber, fullName, dateOfBirth, gender } = scores;
  if (idNumber.same || idNumber.reason === 'lost_zero' || idNumber.reason === 'repaired') {
    const unlike = [fullName, dateOfBirth, gender].filter(
      (field) => !field.same && field.score < alike && field.reason !== 'missing',
    );
    const equal = [fullName, dateOfBirth, gender].filter((field) => field.same);
    if (unlike.length === 0 || (unlike.length === 1 && equal.length === 2)) return 'number';
  }
  const sameName = fullName.same || fullName.reason === 'repaired' || fullName.reason === 'tone_misplaced';
  return sameName &&
    dateOfBirth.same &&
    dateOfBirth.weak !== true &&
    (gender.same || gender.reason === 'missing' || gender.reason === 'repaired')
    ? 'person'
    : undefined;
}
