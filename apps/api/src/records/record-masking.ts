import { maskBirthDate, maskIdNumber, maskPhone } from '#domain/people/masking';
import type { RecordView } from '#persistence/repositories/records';

const MASKS: Readonly<Record<string, (value: string | null) => string>> = {
  idNumber: maskIdNumber,
  passportNumber: maskIdNumber,
  dateOfBirth: maskBirthDate,
};

/** A record without whole numbers and birth dates; names, outcomes and defects stay. Absent values stay absent. */
export function maskRecord(record: RecordView): RecordView {
  return {
    ...record,
    platform: maskValues(record.platform),
    current: maskValues(record.current),
    proposedValues: record.proposedValues && maskValues(record.proposedValues),
    phone: record.phone && maskPhone(record.phone),
    // Repairs and the population database's answer repeat the values; notes are free text that may.
    hints: record.hints.map(({ rule, field, severity }) => ({ rule, field, severity })),
    populationAnswer: null,
    villageNote: record.villageNote && '*****',
    policeNote: record.policeNote && '*****',
  };
}

function maskValues<T extends object>(values: T): T {
  return Object.fromEntries(
    Object.entries(values as Record<string, string | null>).map(([field, value]) => [
      field,
      value === null ? null : (MASKS[field]?.(value) ?? value),
    ]),
  ) as T;
}
