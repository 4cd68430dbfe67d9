import type { Act } from '../act.ts';
import type { Task } from './tasks.ts';

/** The event of an act on a task. A task of a campaign has no list and so no chain. */
export async function taskChanged(
  act: Act,
  { id, listId, step, scope, round }: Task,
  type: string,
  payload: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  if (listId === null) return;
  await act.event(listId, { type, taskId: id, payload: { step, scope, round, ...payload } });
}

/** Tells the process that what it knows of a task's clock or holder may have changed. */
export async function lookAgain(act: Act, task: Task): Promise<void> {
  if (task.listId === null) await act.tell('campaign', task.campaignId);
  else await act.tell('cleanList', task.listId);
}
