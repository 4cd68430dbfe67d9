import type { System } from './system.ts';

/** What a command found: `ok` decides the exit code, `report` is what `--json` prints. */
export interface Outcome {
  readonly ok: boolean;
  readonly report: object;
}

export interface Context {
  /** Finds the system that is looked at. @throws UsageError when none is named and none runs. */
  readonly system: () => System;
  /** One line for the person at the terminal: ids, counts and codes, never a citizen's data. */
  readonly print: (line: string) => void;
}

/** One sub-command of `npm run audit`; one file each, named in commands.ts. */
export interface Command {
  /** What the usage says about it, in one line. */
  readonly summary: string;
  /** Its arguments, such as `[--list ID]`. */
  readonly usage: string;
  /** What must be set up once in the process before the command runs. */
  begin?(): void;
  run(args: readonly string[], context: Context): Promise<Outcome>;
}
