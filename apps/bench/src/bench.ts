/** One measurement; one file each, named in benches.ts. */
export interface Bench {
  /** What the usage says about it, in one line. */
  readonly summary: string;
  /** Its arguments, such as `[--lists 10]`. */
  readonly usage: string;
  /** Runs it; `print` is for the person at the terminal. Answers the figures, which `--json` prints as the last line. */
  run(args: readonly string[], print: (line: string) => void): Promise<object>;
}

/** A wrong argument; the message is one sentence for the person at the terminal. */
export class UsageError extends Error {}
