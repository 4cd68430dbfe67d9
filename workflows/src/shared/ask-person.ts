import type { JobKey, Notice, TaskKey } from '#domain/process/facts';
import type { TaskOutcome } from '#domain/process/steps';
import type { Desk, FactsWithTasks } from './desk.ts';

const LONGEST_PATIENCE_MS = 60_000;

export interface Question extends TaskKey {
  /** The job whose result the person needs first; the task is visible at once, marked as being prepared. */
  readonly preparedBy?: JobKey;
}

/**
 * Asks an office to do a step and waits for its answer: makes sure the task is there, reminds before the deadline and
 * escalates after it. A task that was answered earlier answers at once, so a workflow started again passes it by.
 * A hold ends at its date; a pause silences the clock because paused facts carry no next notice.
 */
export async function askPerson<F extends FactsWithTasks>(
  desk: Desk<F>,
  { preparedBy, ...key }: Question,
): Promise<TaskOutcome | 'cancelled'> {
  if (desk.task(key) === undefined) {
    await desk.order({ do: 'ensureTask', ...key, preparedBy: preparedBy ?? null });
  }
  let refused = 0;
  for (;;) {
    const task = desk.task(key);
    if (task === undefined || task.state === 'cancelled') return 'cancelled';
    if (task.state === 'completed') return task.outcome ?? 'cancelled';
    const { state, next } = task;
    const changed = await desk.until(
      () => {
        const now = desk.task(key);
        return now?.state !== state || !sameNotice(now.next, next);
      },
      next?.at,
      Math.min(20 * 2 ** refused, LONGEST_PATIENCE_MS),
    );
    if (!changed && next !== null) {
      await desk.order({ do: 'notice', taskId: task.id, kind: next.kind, no: next.no });
      // The database says that it is not due yet: our clock is ahead of its own. Ask ever more rarely.
      refused = sameNotice(desk.task(key)?.next ?? null, next) ? refused + 1 : 0;
    }
  }
}

function sameNotice(a: Notice | null, b: Notice | null): boolean {
  return a === b || (a !== null && b !== null && a.kind === b.kind && a.no === b.no && a.at === b.at);
}
