/**
 * The state of one record that a handover proves. The text of a snapshot is its canonical JSON (RFC 8785): one leaf of the
 * Merkle tree. PostgreSQL writes the same text (repositories/snapshots.ts), a test compares the two.
 */
export interface RecordSnapshot {
  readonly recordNo: number;
  readonly platformSubjectId: string;
  readonly platformVersion: number;
  readonly villageCode: string | null;
  readonly fullName: string | null;
  readonly dateOfBirth: string | null;
  readonly gender: string | null;
  readonly idNumber: string | null;
  readonly passportNumber: string | null;
  readonly nationality: string;
  readonly villageOutcome: string | null;
  readonly populationStatus: string | null;
  readonly policeOutcome: string | null;
  readonly sideWrong: string | null;
  readonly destination: string | null;
}
