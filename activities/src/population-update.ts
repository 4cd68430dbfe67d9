import { nameKey } from '#domain/people/names';
import { sameBirthDate } from '#domain/people/dates';
import type { RecordForPopulation } from '#persistence/process/population';
import type { PersonFields, PopulationPort, Sleep, VersionedPerson } from './ports.ts';

/** Tries for one person before the record is left with the code of its failure. */
const TRIES = 6;
const FIRST_WAIT_MS = 200;

export interface UpdateTools {
  readonly population: PopulationPort;
  readonly sleep: Sleep;
  readonly signal: AbortSignal;
}

/**
 * Brings one person in the population database to the police's values, once: before every try the person is looked up, and
 * nothing is sent when the values stand there already. Answers `done` or the code of what prevented it.
 */
export async function updatePerson(
  { population, sleep, signal }: UpdateTools,
  record: RecordForPopulation,
  listId: string,
): Promise<string> {
  const { fullName, dateOfBirth, gender, idNumber } = record;
  const fields: PersonFields = { fullName, dateOfBirth, gender, idNumber };
  const reference = `${listId}:${record.recordNo}`;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    if (attempt > 0) await sleep(FIRST_WAIT_MS * 2 ** attempt, signal);
    const person = await present(population, record, signal);
    if (person !== undefined && stands(person, fields)) return 'done';
    if (record.outcome === 'population_corrected' && record.personId === null) return 'person_unknown';
    const answer =
      record.outcome === 'population_corrected' && record.personId !== null
        ? await population.correct(record.personId, fields, reference, person?.version, signal)
        : await population.supplement(fields, reference, signal);
    if (answer.kind === 'done') return 'done';
    if (answer.kind === 'refused') return answer.code;
    // Somebody with this number is there, but with other values: for people to look at.
    if (answer.kind === 'conflict') {
      const there = await present(population, record, signal);
      return there !== undefined && stands(there, fields) ? 'done' : 'population_conflict';
    }
  }
  return 'population_no_answer';
}

async function present(
  population: PopulationPort,
  record: RecordForPopulation,
  signal: AbortSignal,
): Promise<VersionedPerson | undefined> {
  const { idNumber, fullName, dateOfBirth, gender, personId, knownIdNumber } = record;
  const values = { fullName, dateOfBirth, gender };
  const items = [...new Set([idNumber, knownIdNumber])].map((number, i) => ({
    ref: String(i),
    ...values,
    ...(number === null ? {} : { idNumber: number }),
  }));
  const persons = (await population.lookup(items, signal)).flatMap((answer) => answer.persons);
  return personId === null
    ? persons.find((person) => stands(person, { ...values, idNumber }))
    : persons.find((person) => person.personId === personId);
}

function stands(person: VersionedPerson, fields: PersonFields): boolean {
  return (
    nameKey(person.fullName) === nameKey(fields.fullName) &&
    sameBirthDate(person.dateOfBirth, fields.dateOfBirth) &&
    person.gender === fields.gender &&
    (fields.idNumber === null || person.idNumber === fields.idNumber)
  );
}
