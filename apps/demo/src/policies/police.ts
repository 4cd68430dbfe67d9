import { compareNames } from '#domain/people/name-likeness';
import { nameKey } from '#domain/people/names';
import type { PoliceOutcome } from '#domain/process/outcomes';
import type { Decision, ListRecord, Person } from '../connection/api.ts';
import { agree, disagreements, FIELDS, readEvidence, type Evidence } from './evidence.ts';
import { weigh, witnessesOf, type Witnesses } from './witnesses.ts';

/** Village outcomes after which the record is somebody else's to correct. */
const ELSEWHERE: ReadonlySet<string> = new Set(['resides_elsewhere', 'moved_away', 'deceased', 'duplicate']);

interface PopulationPerson extends Person {
  readonly deceased?: boolean;
  readonly residenceCommune?: string | null;
}

/**
 * What a careful police officer decides from three witnesses (see `weigh`): a right value is never replaced on one
 * witness's word alone. What stays open is `cannot_verify`; a record somebody else must deal with gets no new values.
 */
export function policeDecision(record: ListRecord, communeCode: string): Decision {
  const { recordNo } = record;
  const seen = record.villageOutcome === 'corrected' || record.villageOutcome === 'confirmed';
  const paper = seen ? readEvidence(record.current) : null;
  const found = persons(record.populationAnswer);
  const bare = witnessesOf(record.platform, paper, null);
  const meant = residents(
    found.filter((person) => isMeant(readEvidence(person), numberFound(record), bare)),
    communeCode,
  );
  const person = meant[0];
  const elsewhere = ELSEWHERE.has(record.villageOutcome ?? '') || person?.deceased === true;
  if (meant.length > 1) return { recordNo, outcome: 'cannot_verify' };
  if (person === undefined) return withoutPerson(record, bare, found.length > 0);
  const official = readEvidence(person);
  const known = agree('idNumber', bare.platform.idNumber, official.idNumber);
  const idNumber = known ? official.idNumber : (numberFound(record) ?? official.idNumber);
  const witnesses = { ...bare, person: { ...official, idNumber } };
  const settled = weigh(witnesses);
  if (settled === undefined || elsewhere) return { recordNo, outcome: 'cannot_verify' };
  // Who gets a new number gets the twelve-digit one.
  const renewed = settled.idNumber !== witnesses.platform.idNumber && official.idNumber !== null;
  const values =
    renewed && settled.idNumber.length === 9 ? { ...settled, idNumber: official.idNumber } : settled;
  return { recordNo, outcome: outcomeOf(values, { ...bare, person: official }), values };
}

function persons(answer: unknown): PopulationPerson[] {
  if (typeof answer !== 'object' || answer === null) return [];
  const { persons: all, person } = answer as { persons?: PopulationPerson[]; person?: PopulationPerson };
  return all ?? (person === undefined || person === null ? [] : [person]);
}

/** Of several, the one who lives here: the list is made by permanent residence. */
function residents(several: PopulationPerson[], communeCode: string): PopulationPerson[] {
  const here = several.filter(({ residenceCommune }) => residenceCommune === communeCode);
  return here.length === 1 ? here : several;
}

/** The nine-digit number under which the population database found the person: it belongs to that person as well. */
function numberFound({ populationAnswer, current }: ListRecord): string | null {
  const { by } = (populationAnswer ?? {}) as { by?: string };
  const { idNumber } = readEvidence(current);
  return by === 'number' && idNumber?.length === 9 ? idNumber : null;
}

/**
 * Whether a person of the answer is the one in the platform's entry or on the paper. Without the number, name, birth date
 * and gender must be the same, the date to the day. With it, name and birth date must at least be alike and one more field the same: a number may
 * be a relative's or a stranger's.
 */
function isMeant(person: Evidence, found: string | null, { read, platform, paper }: Witnesses): boolean {
  // A date the platform refuses may be read wrongly: it speaks neither for nor against.
  const typed = platform.dateOfBirth === null ? { ...read, dateOfBirth: null } : read;
  return [read, typed, paper].some((witness) => {
    const differs = disagreements(person, witness).filter((field) => field !== 'idNumber');
    // A year alone is shared by many: without the number it identifies nobody.
    if (differs.length === 0 && person.dateOfBirth?.length === 10) return true;
    const sameNumber =
      agree('idNumber', person.idNumber, witness.idNumber) || (found !== null && witness.idNumber === found);
    return (
      sameNumber &&
      differs.length < 3 &&
      (!differs.includes('fullName') || isLikeName(person.fullName, witness.fullName)) &&
      (!differs.includes('dateOfBirth') || isLikeDate(person.dateOfBirth, witness.dateOfBirth))
    );
  });
}

/** Nothing readable, one name a slip away from the other, the same words in another order, or the same given name (twins differ in it). */
function isLikeName(official: string | null, typed: string | null): boolean {
  if (typed === null || compareNames(typed, official) !== 'different') return true;
  const words = nameKey(typed).split(' ');
  const others = nameKey(official).split(' ');
  return words.at(-1) === others.at(-1) || words.sort().join(' ') === others.sort().join(' ');
}

/** Nothing readable, the same year, the same day of another year, or a near year where no day is known. */
function isLikeDate(official: string | null, typed: string | null): boolean {
  if (typed === null || official === null) return true;
  const years = Math.abs(Number(typed.slice(0, 4)) - Number(official.slice(0, 4)));
  return years === 0 || typed.slice(4) === official.slice(4) || (official.length === 4 && years <= 10);
}

function outcomeOf(settled: Evidence, { platform, person }: Witnesses): PoliceOutcome {
  const differs = (from: Evidence) => FIELDS.filter((field) => !agree(field, settled[field], from[field]));
  if (differs(person).some((field) => !isOlderNumber(field, settled))) return 'population_corrected';
  const wrong = differs(platform);
  if (wrong.length === 0) return 'matches';
  return wrong.length === 1 && wrong[0] === 'idNumber' && platform.idNumber === null
    ? 'number_supplied'
    : 'list_corrected';
}

/** The nine-digit number is valid beside the twelve-digit one: no reason to change the population database. */
function isOlderNumber(field: string, settled: Evidence): boolean {
  return field === 'idNumber' && settled.idNumber?.length === 9;
}

/**
 * The population database knows nobody who could be meant. A paper that the platform's entry does not contradict, with a
 * twelve-digit number, proves a person it lacks; one of them alone does not.
 */
function withoutPerson(record: ListRecord, witnesses: Witnesses, others: boolean): Decision {
  const { recordNo } = record;
  const nothing: Decision = { recordNo, outcome: others ? 'cannot_verify' : 'not_in_population' };
  const complete = FIELDS.every((field) => witnesses.paper[field] !== null);
  if (others || !complete || ELSEWHERE.has(record.villageOutcome ?? '')) return nothing;
  const settled = weigh(witnesses);
  if (settled?.idNumber.length !== 12) return nothing;
  return { recordNo, outcome: 'supplemented', values: settled };
}
