import type { LookupAnswer, PopulationPerson } from '#domain/records/comparison';

/** What the activities need of the outside systems. Adapters translate; fakes in tests are object literals. */

/** A person as the vaccination platform has it: texts as they were typed there. */
export interface PlatformSubject {
  readonly subjectId: string;
  readonly version: number;
  readonly fullName: string | null;
  readonly dateOfBirth: string | null;
  readonly gender: string | null;
  readonly idNumber: string | null;
  readonly passportNumber: string | null;
  readonly nationality: string | null;
  readonly phone: string | null;
  readonly address: string | null;
  /** Doses given; absent where a platform does not say. */
  readonly doseCount?: number | null;
  /** Commune of permanent residence, where the call tells it. */
  readonly communeCode?: string | null;
  /** The groups of Công văn 2262 the platform itself puts the person into. */
  readonly groups: readonly ('missing' | 'bad_format' | 'wrong_info')[];
}

export interface PlatformPage {
  readonly items: readonly PlatformSubject[];
  readonly nextCursor: string | null;
}

export interface SubjectFields {
  readonly fullName?: string;
  readonly dateOfBirth?: string;
  readonly gender?: string;
  readonly idNumber?: string;
  readonly passportNumber?: string;
}

/** `conflict`: the version was another one and nothing was changed. `unknown`: no answer, it may still be carried out later. */
export type EditAnswer =
  | { readonly kind: 'done'; readonly version: number }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly code: string };

export interface ImportRow extends Required<Pick<SubjectFields, 'fullName' | 'dateOfBirth' | 'gender'>> {
  readonly subjectId: string;
  readonly number: string;
}

export interface ImportResult {
  readonly subjectId: string | null;
  readonly result: 'updated' | 'unchanged' | 'refused' | 'created';
  readonly code: string | null;
}

export interface PlatformPort {
  /** One page of the commune's residents with missing, badly formatted or wrong data. */
  list(communeCode: string, cursor: string | null, signal: AbortSignal): Promise<PlatformPage>;
  /** Present values of at most 1,000 subjects. */
  read(subjectIds: readonly string[], signal: AbortSignal): Promise<readonly PlatformSubject[]>;
  /** Changes a subject only if it still has `expectedVersion`. Tries once. */
  edit(
    subjectId: string,
    fields: SubjectFields,
    expectedVersion: number,
    signal: AbortSignal,
  ): Promise<EditAnswer>;
  /** Puts the doses of one entry to another's and ends the first. Doing it again changes nothing. `conflict`: both hold the same doses. Tries once. */
  merge(dropped: string, kept: string, signal: AbortSignal): Promise<EditAnswer>;
  /** Jobs that were made from a file of this name. */
  findImports(fileName: string, signal: AbortSignal): Promise<readonly string[]>;
  /** Uploads one file; undefined when no answer came. */
  startImport(fileName: string, rows: readonly ImportRow[], signal: AbortSignal): Promise<string | undefined>;
  /** The rows' results, undefined while the job is under way. */
  importResults(jobId: string, signal: AbortSignal): Promise<readonly ImportResult[] | undefined>;
  /** What the platform's verification list says of at most 1,000 subjects. */
  verification(subjectIds: readonly string[], signal: AbortSignal): Promise<readonly Verification[]>;
}

export interface Verification {
  readonly subjectId: string;
  readonly result: 'right' | 'wrong' | 'unverified';
}

export interface LookupItem {
  readonly ref: string;
  readonly idNumber?: string;
  readonly fullName?: string;
  readonly dateOfBirth?: string;
  readonly gender?: string;
}

/** A person with the version a correction is made on. */
export type VersionedPerson = PopulationPerson & { readonly version?: number };

export interface Lookup extends LookupAnswer {
  readonly ref: string;
  readonly persons: readonly VersionedPerson[];
}

export interface PersonFields {
  readonly fullName: string;
  readonly dateOfBirth: string;
  readonly gender: string;
  readonly idNumber: string | null;
}

export interface PopulationPort {
  /** At most 500 people of Vietnamese nationality. */
  lookup(items: readonly LookupItem[], signal: AbortSignal): Promise<readonly Lookup[]>;
  /** Corrects a person who still has the version, where one is known. Tries once. */
  correct(
    personId: string,
    fields: PersonFields,
    reference: string,
    expectedVersion: number | undefined,
    signal: AbortSignal,
  ): Promise<EditAnswer>;
  /** Adds a person who is not there. Tries once; `conflict` when the number is there already. */
  supplement(fields: PersonFields, reference: string, signal: AbortSignal): Promise<EditAnswer>;
}

/** Tells the workflow server how far a long call has come. */
export interface Progress {
  heartbeat(details: { readonly done: number }): void;
  /** Aborted when the activity is cancelled. */
  readonly signal: AbortSignal;
}

/** Milliseconds pass; rejects when the signal is aborted. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;
