import type { Acts } from '#persistence/act';
import type { Sql } from '#persistence/sql';

/** A wrong argument; the message is one sentence for the person at the terminal. */
export class UsageError extends Error {}

export interface Context {
  readonly acts: Acts;
  readonly sql: Sql;
  readonly print: (line: string) => void;
}

/** One sub-command of `npm run admin`. */
export interface Command {
  readonly usage: string;
  readonly summary: string;
  /** Whether it did what was asked. @throws UsageError */
  run(args: readonly string[], context: Context): Promise<boolean>;
}
