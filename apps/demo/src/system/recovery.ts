import { setTimeout as sleep } from 'node:timers/promises';
import { readRunFile, type RunFile } from './run-file.ts';

const COMES_BACK_MS = 180_000;

/** Parts that may be killed, by their names in the run file. */
export const VICTIMS = ['worker', 'api', 'temporal', 'postgres'] as const;

/**
 * Waits until every part runs and worker and API call themselves ready.
 * @throws Error when that takes longer than three minutes; an AbortError when `signal` ends the waiting.
 */
export async function everybodyBack(runFile: string, signal: AbortSignal): Promise<RunFile> {
  for (let waited = 0; waited < COMES_BACK_MS; waited += 200) {
    const run = readRunFile(runFile);
    const there = run !== undefined && VICTIMS.every((name) => run.pids[name] !== undefined);
    if (there && (await Promise.all([isReady(run.urls.api), isReady(run.urls.worker)])).every(Boolean))
      return run;
    await sleep(200, undefined, { signal });
  }
  throw new Error(`Not everybody came back within ${COMES_BACK_MS / 1_000} s.`);
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
