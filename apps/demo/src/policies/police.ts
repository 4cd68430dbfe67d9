import { compareNames, nameRules } from '#domain/people/names';
import type { PoliceOutcome } from '#domain/process/outcomes';
import type { Decision, ListRecord, Person } from '../connection/api.ts';
import {
  agree,
  agreements,
  FIELDS,
  numberFits,
  readEvidence,
  vagueDate,
  type Evidence,
  type Field,
} from './evidence.ts';

const NOTHING: Evidence = { fullName: null, dateOfBirth: null, gender: null, idNumber: null };
/** Village outcomes after which the record is somebody else's to correct. */
const ELSEWHERE = new Set(['resides_elsewhere', 'moved_away', 'deceased', 'duplicate']);

/**
 * What a careful police officer decides. Three witnesses speak: the platform's value, the paper the village saw, and the person
 * of the population database. In each field a value stands when two of them agree on it; when the platform's own value
 * is absent, unreadable or vague, the population database may fill it for a person identified by the other fields. A field
 * that no rule settles makes the whole record `cannot_verify`: a right value is never replaced on one witness's word.
 */
export function policeDecision(record: ListRecord): Decision {
  const { recordNo } = record;
  const platform = readEvidence(record.platform);
  const seen = record.villageOutcome === 'corrected' || record.villageOutcome === 'confirmed';
  const paper = seen ? readEvidence(record.current) : NOTHING;
  const person = samePerson(persons(record.populationAnswer), platform, paper);
  if (person === undefined) return withoutPerson(record, platform, paper);
  if (person === 'several') return { recordNo, outcome: 'cannot_verify' };
  const settled = settle(record, platform, paper, person);
  if (settled === undefined) return { recordNo, outcome: 'cannot_verify' };
  const outcome = outcomeOf(settled, platform, person);
  if (ELSEWHERE.has(record.villageOutcome ?? '') && outcome !== 'matches') {
    return { recordNo, outcome: 'cannot_verify' };
  }
  return { recordNo, outcome, values: settled };
}

function persons(answer: unknown): Person[] {
  if (typeof answer !== 'object' || answer === null) return [];
  const { persons: all, person } = answer as { persons?: Person[]; person?: Person };
  return all ?? (person === undefined || person === null ? [] : [person]);
}

/** The one person of the answer who is meant, `several` when two could be, undefined when none is. */
function samePerson(
  all: readonly Person[],
  platform: Evidence,
  paper: Evidence,
): Evidence | 'several' | undefined {
  const meant = all.map(readEvidence).filter((person) => isMeant(person, platform) || isMeant(person, paper));
  return meant.length > 1 ? 'several' : meant[0];
}

/** The same number and one field more, or the same name, birth date and gender where no number contradicts. */
function isMeant(person: Evidence, witness: Evidence): boolean {
  if (agree('idNumber', person.idNumber, witness.idNumber)) return agreements(person, witness) >= 3;
  return agreements(person, witness) === 3;
}

function settle(
  record: ListRecord,
  platform: Evidence,
  paper: Evidence,
  person: Evidence,
): Record<Field, string> | undefined {
  const settled: Partial<Record<Field, string>> = {};
  for (const field of FIELDS) {
    const value = settleField(field, record, platform, paper, person);
    if (value === null) return undefined;
    settled[field] = value;
  }
  const full = settled as Record<Field, string>;
  return numberFits(full) ? full : undefined;
}

function settleField(
  field: Field,
  record: ListRecord,
  platform: Evidence,
  paper: Evidence,
  person: Evidence,
): string | null {
  if (agree(field, person[field], paper[field]) || agree(field, person[field], platform[field]))
    return person[field];
  if (agree(field, paper[field], platform[field])) return paper[field];
  if (paper[field] !== null && person[field] !== null) return null;
  const sole = person[field] ?? paper[field];
  if (sole === null) return null;
  const known = platform[field];
  if (known === null) return sole;
  return isPoorer(field, record, known, sole, person) ? sole : null;
}

/** Whether the platform's readable value is evidently a damaged form of the other one. */
function isPoorer(field: Field, record: ListRecord, known: string, other: string, person: Evidence): boolean {
  switch (field) {
    case 'fullName':
      return (
        compareNames(known, other) === 'diacritics_missing' &&
        nameRules(record.platform.fullName).some(({ rule }) => rule === 'name_no_diacritics')
      );
    case 'dateOfBirth':
      return vagueDate(known) && known.slice(0, 4) === other.slice(0, 4);
    case 'idNumber':
      return known.length === 12 && !numberFits({ ...person, idNumber: known }) && numberFits(person);
    case 'gender':
      return false;
  }
}

function outcomeOf(settled: Evidence, platform: Evidence, person: Evidence): PoliceOutcome {
  const differs = (from: Evidence) => FIELDS.filter((field) => !agree(field, settled[field], from[field]));
  if (differs(person).length > 0) return 'population_corrected';
  const wrong = differs(platform);
  if (wrong.length === 0) return 'matches';
  return wrong.length === 1 && wrong[0] === 'idNumber' && platform.idNumber === null
    ? 'number_supplied'
    : 'list_corrected';
}

/**
 * The population database knows nobody who could be meant. Paper and platform together may prove a person it lacks;
 * one of them alone may not.
 */
function withoutPerson(record: ListRecord, platform: Evidence, paper: Evidence): Decision {
  const { recordNo } = record;
  const found = persons(record.populationAnswer).length > 0;
  const proven =
    !found &&
    !ELSEWHERE.has(record.villageOutcome ?? '') &&
    FIELDS.every(
      (field) =>
        paper[field] !== null && (platform[field] === null || agree(field, paper[field], platform[field])),
    ) &&
    agreements(paper, platform) >= 3 &&
    numberFits(paper);
  if (proven) return { recordNo, outcome: 'supplemented', values: paper as Record<Field, string> };
  return { recordNo, outcome: found ? 'cannot_verify' : 'not_in_population' };
}
