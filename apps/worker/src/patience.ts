import { setTimeout as wait } from 'node:timers/promises';

/**
 * Repeats a step of the start until it succeeds: a server may come up later than this process. After `patienceMs` the last
 * error is thrown, and the supervisor starts the process anew.
 */
export async function withPatience<T>(
  step: () => Promise<T>,
  patienceMs: number,
  onFailure: (error: unknown) => void,
): Promise<T> {
  const until = Date.now() + patienceMs;
  for (let pause = 100; ; pause = Math.min(pause * 2, 2_000)) {
    try {
      return await step();
    } catch (error) {
      if (Date.now() >= until) throw error;
      onFailure(error);
      await wait(pause);
    }
  }
}

/** A code or a name for the log: texts of errors may quote what they failed on. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code: unknown = 'code' in error ? error.code : undefined;
  return typeof code === 'string' || typeof code === 'number' ? String(code) : error.name;
}
