import type { Fields } from './fields.ts';
import type { Report } from './report.ts';
import type { Trust } from './signatures.ts';
import type { ZipArchive } from './zip-archive.ts';

/** A handover as events tell it. */
export interface Mention {
  readonly no: number;
  readonly type: string;
  readonly at: string;
  readonly personId: string | null;
  readonly payload: Fields;
  readonly custody: readonly Move[];
}

export interface Move {
  readonly from: string | null;
  readonly to: string;
  readonly records: string;
  readonly count: number;
}

/** Rows that events commit to by their hash. */
export type Committed = 'changes' | 'sets' | 'state';

/** What later steps need of the chain of events. */
export interface Chain {
  /** Hash of each event by its number; number 0 is the empty hash before the first. */
  readonly hashes: ReadonlyMap<number, string>;
  /** Hashes of the rows that events commit to, by the event's number. */
  readonly committed: Readonly<Record<Committed, ReadonlyMap<number, string>>>;
  readonly mentions: ReadonlyMap<string, readonly Mention[]>;
  readonly moves: readonly { readonly no: number; readonly moves: readonly Move[] }[];
  /** SHA-256 of the archived histories of the process, by the names of their files. */
  readonly archived: ReadonlyMap<string, string>;
  /** Number of the event that says that the histories, or earlier ones of them, are lost. */
  readonly historyLostAt: number | null;
  /** Number of the event that cancelled the list, if one did. */
  readonly cancelledAt: number | null;
}

/** A verification under way. */
export interface Bundle {
  readonly archive: ZipArchive;
  readonly statement: Fields;
  readonly trust: Trust;
  readonly report: Report;
}
