import { formatBirthDate } from '#domain/people/dates';
import { classifyIdNumber } from '#domain/people/identity-numbers';
import { isVietnamese } from '#domain/people/nationality';
import type { RecordForPlatform } from '#persistence/process/platform';
import type { PlatformSubject, SubjectFields } from '../ports.ts';

/** What the platform is to show for a record, as the platform writes it; absent where the record has no value. */
export function targetOf(record: RecordForPlatform): SubjectFields {
  const citizen = isVietnamese(record.nationality) && record.villageOutcome !== 'foreigner';
  return present({
    fullName: record.fullName,
    dateOfBirth: record.dateOfBirth === null ? null : formatBirthDate(record.dateOfBirth),
    gender: record.gender,
    idNumber: citizen ? record.idNumber : null,
    passportNumber: citizen ? null : record.passportNumber,
  });
}

export type UpdatePlan =
  | { readonly kind: 'equal' }
  /** Somebody else has changed a field since the list was compiled: not ours to overwrite. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'write'; readonly fields: SubjectFields; readonly byImport: boolean };

type Field = keyof SubjectFields;
const FIELDS: readonly Field[] = ['fullName', 'dateOfBirth', 'gender', 'idNumber', 'passportNumber'];

/**
 * Compares what stands on the platform now with the target and with what was seen at compile time, field by field: an
 * import may have written one of them already. A citizen's number goes by import when the platform's is missing or no
 * number at all, everything else by direct edit.
 */
export function planUpdate(record: RecordForPlatform, current: PlatformSubject): UpdatePlan {
  const target = targetOf(record);
  const seen: Readonly<Partial<Record<Field, string | null>>> = {
    fullName: record.seenFullName,
    dateOfBirth: record.seenDateOfBirth,
    gender: record.seenGender,
    idNumber: record.seenIdNumber,
  };
  const open = FIELDS.filter(
    (field) => target[field] !== undefined && text(current[field]) !== target[field],
  );
  if (open.length === 0) return { kind: 'equal' };
  if (open.some((field) => field in seen && text(current[field]) !== text(seen[field]))) {
    return { kind: 'changed' };
  }
  const fields = present(Object.fromEntries(open.map((field) => [field, target[field]])));
  const { kind } = classifyIdNumber(current.idNumber);
  return {
    kind: 'write',
    fields,
    byImport: fields.idNumber !== undefined && (kind === 'missing' || kind === 'bad'),
  };
}

function text(value: string | null | undefined): string {
  return value ?? '';
}

function present(fields: Readonly<Partial<Record<Field, string | null | undefined>>>): SubjectFields {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => !!entry[1]));
}
