import { readFileSync } from 'node:fs';

/** What `apps/standalone` writes about the system it runs, as far as the demo needs it. */
export interface RunFile {
  readonly pid: number;
  readonly readyAt?: string;
  readonly dataDir: string;
  readonly urls: {
    readonly api: string;
    readonly worker: string;
    readonly population: string;
    readonly platform: string;
    readonly identityProvider: string;
    readonly agent: string;
    readonly temporal: string;
  };
  readonly databases: { readonly owner: string; readonly system: string };
  readonly temporalNamespace: string;
  /** Process numbers as they are now; a part that is being restarted is missing. */
  readonly pids: Readonly<Record<string, number>>;
}

/** The run file, or undefined when nothing is there or its supervisor is gone. */
export function readRunFile(file: string): RunFile | undefined {
  try {
    const run = JSON.parse(readFileSync(file, 'utf8')) as RunFile;
    process.kill(run.pid, 0);
    return run;
  } catch {
    return undefined;
  }
}
