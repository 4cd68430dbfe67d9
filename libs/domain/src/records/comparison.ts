import type { PoliceOutcome } from '../process/outcomes.ts';
import { parseGender } from '../people/gender.ts';
import { nameDisplay } from '../people/names.ts';
import { birthDateRules } from '../people/dates.ts';
import { classifyIdNumber } from '../people/identity-numbers.ts';
import { isVietnamese } from '../people/nationality.ts';
import {
  candidatesOf,
  contradictsItself,
  suggest,
  USUAL_ALIKE,
  type Candidate,
  type Suggestion,
} from './candidates.ts';
import { scoresOf, type FieldScore } from './field-scores.ts';
import type { PersonValues } from './classification.ts';
import {
  COMPARED_FIELDS,
  type ComparedField,
  type IdentityValues,
  type LookupAnswer,
  type PopulationPerson,
} from './population-person.ts';

export type { LookupAnswer, PopulationPerson } from './population-person.ts';

/** The record as it stands now (papers, corrections), and what the platform says of the person where that is known. */
export interface ComparedRecord extends PersonValues {
  readonly platform?: PersonValues | null | undefined;
  /** The commune of the list: a number is not supplied unseen from somebody who resides elsewhere. */
  readonly communeCode?: string | undefined;
}

export type PopulationStatus = 'exact' | 'near' | 'not_found' | 'several' | 'exempt';

export interface Proposal {
  readonly outcome: PoliceOutcome;
  /** What the record is to become: the population database's values. Empty for `exempt`. */
  readonly values: IdentityValues | Record<string, never>;
}

export interface Comparison {
  readonly status: PopulationStatus;
  /** Fields whose normalised values differ. */
  readonly differing: readonly ComparedField[];
  /** Per field: 1 equal, 0 nothing in common, with the reason in a word; absent when no single person was found. */
  readonly scores?: Readonly<Record<ComparedField, FieldScore>>;
  readonly personId?: string;
  readonly deceased?: boolean;
  /** Nothing but agreement: accepting it unseen, together with many others, can damage nothing. */
  readonly proposal?: Proposal;
  /** Likely, for one person at a time to look at and accept with one key; never accepted in bulk. */
  readonly suggestion?: Suggestion;
  /** Everybody the database named, the likeliest first. */
  readonly candidates?: readonly Candidate[];
}

/**
 * Compares a record with the population database's answer. A proposal is made only where accepting it unseen can damage nothing:
 * everything agrees, or only the number was missing and one person of the list's commune has this name, full birth date and gender. All
 * else is left to people, with a suggestion where one is plain. Foreigners come back as exempt without a look at the answer.
 */
export function compareWithPopulation(
  record: ComparedRecord,
  answer: LookupAnswer,
  alike: number = USUAL_ALIKE,
): Comparison {
  if (!isVietnamese(record.nationality)) {
    return { status: 'exempt', differing: [], proposal: { outcome: 'exempt', values: {} } };
  }
  const [person, ...others] = answer.persons;
  if (answer.status === 'several' || others.length > 0) return severalPeople(record, answer.persons, alike);
  if (answer.status === 'not_found' || person === undefined) return { status: 'not_found', differing: [] };

  const scores = scoresOf(record, person);
  const differing = COMPARED_FIELDS.filter((field) => !scores[field].same);
  const doubtful = person.deceased === true || contradictsItself(person);
  const proposal = doubtful ? undefined : propose(record, person, scores, differing);
  const candidates = candidatesOf(record, [person]);
  const suggestion = proposal === undefined ? suggest(record, candidates, alike) : undefined;
  return {
    candidates: candidates.map(shown),
    ...(suggestion === undefined ? {} : { suggestion }),
    status: differing.length === 0 ? 'exact' : 'near',
    differing,
    scores,
    personId: person.personId,
    ...(person.deceased === true ? { deceased: true } : {}),
    ...(proposal === undefined ? {} : { proposal }),
  };
}

/** Several people: nothing is proposed; the one who plainly is meant, when the others plainly are not, is suggested. */
function severalPeople(
  record: ComparedRecord,
  persons: readonly PopulationPerson[],
  alike: number,
): Comparison {
  const candidates = candidatesOf(record, persons);
  const suggestion = suggest(record, candidates, alike);
  return {
    status: 'several',
    differing: [],
    candidates: candidates.map(shown),
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

/** A candidate without the person: the answer holds everybody's values already. */
function shown({ personId, total, scores, differing, deceased }: Candidate): Candidate {
  return { personId, total, scores, differing, deceased };
}

function propose(
  record: ComparedRecord,
  person: PopulationPerson,
  scores: Readonly<Record<ComparedField, FieldScore>>,
  differing: readonly ComparedField[],
): Proposal | undefined {
  const { fullName, dateOfBirth, gender, idNumber } = person;
  const values = { fullName, dateOfBirth, gender, idNumber };
  if (differing.length === 0) return { outcome: agreedOutcome(record, person), values };
  if (differing.length > 1) return undefined;
  if (differing[0] === 'idNumber' && mayReceiveNumber(record, person, scores)) {
    return { outcome: 'number_supplied', values };
  }
  return undefined;
}

/** The record agrees: was the platform right, did it lack the number, or was something in it wrong? */
function agreedOutcome(record: ComparedRecord, person: PopulationPerson): PoliceOutcome {
  const platform = record.platform;
  if (platform === null || platform === undefined) return 'matches';
  const scores = scoresOf(platform, person);
  const wrong = COMPARED_FIELDS.filter(
    (field) => !scores[field].same || !wellFormed(field, platform, person),
  );
  if (wrong.length === 0) return 'matches';
  const { kind } = classifyIdNumber(platform.idNumber);
  const unusable = kind === 'missing' || kind === 'bad' || !wellFormed('idNumber', platform, person);
  const supplied = wrong.length === 1 && wrong[0] === 'idNumber' && unusable;
  return supplied ? 'number_supplied' : 'list_corrected';
}

/** Whether the platform's value could stay as it is: the same person in a form no template knows must still be written anew. */
function wellFormed(field: ComparedField, platform: PersonValues, person: PopulationPerson): boolean {
  const raw = platform[field] ?? '';
  switch (field) {
    case 'idNumber':
      return /^\d+$/.test(raw);
    case 'fullName':
      return (
        raw.normalize('NFC').replace(/\s+/g, ' ').trim() === nameDisplay(raw) &&
        signsOf(raw) === signsOf(person.fullName)
      );
    case 'dateOfBirth':
      return !birthDateRules(raw).some(({ repair }) => repair !== undefined);
    case 'gender':
      return parseGender(raw) === raw;
  }
}

/** What stands in a name beside its letters: a stray dot or a lost apostrophe changes no identity, but is wrong on the platform. */
function signsOf(name: string): string {
  return name.replace(/[’‘`´ʼʹ]/g, "'").replace(/[\p{L}\p{M}\s]/gu, '');
}

/**
 * A number may be supplied to a record that has none or a damaged one, when the one person found has the same full birth date.
 * 1 January proves nothing (it stands for "year known"), and a damaged number that can be completed to another one speaks against.
 */
function mayReceiveNumber(
  record: PersonValues,
  person: PopulationPerson,
  scores: Readonly<Record<ComparedField, FieldScore>>,
): boolean {
  if (scores.dateOfBirth.weak === true || residesElsewhere(record, person)) return false;
  const reading = classifyIdNumber(record.idNumber, record);
  if (reading.kind === 'missing') return true;
  if (reading.kind !== 'bad') return false;
  const completed = reading.rules.find(({ rule }) => rule === 'id_lost_zero')?.repair?.value;
  return completed === undefined || completed.length !== 12 || completed === person.idNumber;
}

/** Among a hundred million people some have the same name and birth date; hardly in one commune. */
function residesElsewhere({ communeCode }: ComparedRecord, { residenceCommune }: PopulationPerson): boolean {
  return (
    typeof communeCode === 'string' &&
    typeof residenceCommune === 'string' &&
    residenceCommune !== communeCode
  );
}
