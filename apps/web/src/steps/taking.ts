import type { PoliceOutcome } from '#domain/process/outcomes';
import type { FieldValues, PopulationPersonView, RecordView } from '../api/views.ts';
import type { Wanted } from './decisions.ts';

/** A person's values of the population database, as a record keeps them. */
export function valuesOf({ fullName, dateOfBirth, gender, idNumber }: PopulationPersonView): FieldValues {
  return Object.fromEntries(
    Object.entries({ fullName, dateOfBirth, gender, idNumber }).filter(([, value]) => value !== undefined),
  );
}

/** Only what would change. */
export function changesTo(record: Pick<RecordView, 'current'>, values: FieldValues): FieldValues {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([field, value]) => (record.current[field as keyof FieldValues] ?? null) !== value,
    ),
  );
}

/** What taking the population database's values means for a record: nothing was wrong, only the number was missing, or the list was wrong. */
export function outcomeOfTaking(record: Pick<RecordView, 'current'>, values: FieldValues): PoliceOutcome {
  const differing = Object.keys(changesTo(record, values));
  if (differing.length === 0) return 'matches';
  return differing.every((field) => field === 'idNumber') && !record.current.idNumber
    ? 'number_supplied'
    : 'list_corrected';
}

/** The decision that a record takes over what the population database says of a person. */
export function takingOf(record: RecordView, person: PopulationPersonView): Wanted {
  const values = valuesOf(person);
  return {
    recordNo: record.recordNo,
    outcome: outcomeOfTaking(record, values),
    values: changesTo(record, values),
  };
}
