import type { PopulationPersonView, RecordView } from '../api/views.ts';

/** Everybody the population database answered with. */
export function populationPersons({ populationAnswer }: RecordView): readonly PopulationPersonView[] {
  if (populationAnswer === null) return [];
  const { persons, person } = populationAnswer;
  return persons ?? (person === undefined || person === null ? [] : [person]);
}

/** The one person it answered with; undefined when there was none, or several. */
export function populationPerson(record: RecordView): PopulationPersonView | undefined {
  const [only, ...others] = populationPersons(record);
  return others.length === 0 ? only : undefined;
}
