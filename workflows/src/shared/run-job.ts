import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow';
import type { JobFact, JobKey, ListFacts } from '#domain/process/facts';
import type { Desk } from './desk.ts';

/**
 * Has the machine do a job: asks for it and runs its activity until the facts say that it is done. A job that fails for
 * good is marked so and waits until somebody requests it again, one that is done by hand until people have brought back the results;
 * passing faults are retried inside the activity's policy.
 */
export async function runJob(desk: Desk<ListFacts>, key: JobKey, run: () => Promise<void>): Promise<void> {
  if (jobOf(desk.facts, key) === undefined) await desk.order({ do: 'requestJob', ...key });
  while (jobOf(desk.facts, key)?.state !== 'done') {
    await desk.until((facts) => !['failed', 'by_hand'].includes(jobOf(facts, key)?.state ?? ''));
    if (!(await attempt(desk, key, run))) continue;
    await desk.until((facts) => isSettled(jobOf(facts, key)));
  }
}

/** Runs the activity of a job once. False when it failed for good, which the job then says. */
async function attempt(desk: Desk<ListFacts>, key: JobKey, run: () => Promise<void>): Promise<boolean> {
  try {
    await desk.during(run);
    return true;
  } catch (error) {
    if (isCancellation(error)) throw error;
    await desk.order({ do: 'failJob', ...key, code: codeOf(error) });
    return false;
  }
}

/** Nothing is under way: it has ended, or waits for people who go to the other system themselves. */
function isSettled(job: JobFact | undefined): boolean {
  return job !== undefined && ['done', 'failed', 'by_hand'].includes(job.state);
}

/** Serves what officers request as often as they do, one job after the other, for as long as the step lasts. */
export async function serve(
  desk: Desk<ListFacts>,
  kind: JobKey['kind'],
  scope: string,
  run: (job: JobFact) => Promise<void>,
): Promise<never> {
  const waiting = (facts: ListFacts) =>
    facts.jobs.find(
      (job) => job.kind === kind && job.scope === scope && ['requested', 'running'].includes(job.state),
    );
  for (;;) {
    await desk.until((facts) => waiting(facts) !== undefined);
    const job = waiting(desk.facts);
    if (job === undefined) continue;
    await attempt(desk, { kind, scope, runNo: job.runNo }, () => run(job));
    await desk.until((facts) => isSettled(jobOf(facts, job)));
  }
}

export function jobOf(facts: ListFacts, key: JobKey): JobFact | undefined {
  return facts.jobs.find(
    (job) => job.kind === key.kind && job.scope === key.scope && job.runNo === key.runNo,
  );
}

function codeOf(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return (cause instanceof ApplicationFailure && cause.type) || 'internal';
}
