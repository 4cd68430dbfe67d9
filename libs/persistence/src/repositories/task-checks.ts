import { DomainError } from '#domain/errors';
import {
  checkAllows,
  next,
  TASK_TRANSITIONS,
  type CheckState,
  type TaskAct,
  type TaskState,
} from '#domain/process/states';
import { stepRule } from '#domain/process/steps';
import type { Act } from '../act.ts';
import { changedTask, type TaskView } from './inbox.ts';
import { taskChanged } from './task-events.ts';
import { checkListOpen, claimedTask, lockTask, refuseState } from './tasks.ts';

const SET = `update tasks set check_state = $2 where id = $1`;

/**
 * The holder asks for a colleague's check before completing; meanwhile nothing is decided. Only steps that decide records have one: the others
 * are checked by the office that receives them.
 * @throws DomainError `act_not_allowed`; what `claimedTask` throws.
 */
export async function submitTask(
  act: Act,
  taskId: string,
  { epoch, note }: { readonly epoch: number; readonly note?: string | undefined },
): Promise<TaskView> {
  const task = await claimedTask(act, taskId, epoch, 'any', 'submit');
  if (!stepRule(task.step).decides) refuseState(task, 'submit');
  await act.query(SET, [taskId, 'submitted']);
  await taskChanged(act, task, 'task.submitted', { note: note ?? null });
  return changedTask(act, taskId);
}

/** The holder takes a submission, or an approval, back and goes on working. @throws what `claimedTask` throws. */
export async function withdrawTask(act: Act, taskId: string, epoch: number): Promise<TaskView> {
  const task = await claimedTask(act, taskId, epoch, 'any', 'withdraw');
  await act.query(SET, [taskId, null]);
  await taskChanged(act, task, 'task.submission_withdrawn');
  return changedTask(act, taskId);
}

/**
 * A colleague of the office, or the commune's task force, approves what was submitted or asks for changes. Nobody checks his own work,
 * nor that of the person he represents.
 * @throws DomainError `same_person_sign`, `act_not_allowed`; what `lockTask` throws.
 */
export async function checkTask(
  act: Act,
  taskId: string,
  verdict: 'approve' | 'requestChanges',
  note: string | undefined,
): Promise<TaskView> {
  const task = await lockTask(act, taskId, 'task.check', true);
  checkListOpen(act, task);
  const taskAct: TaskAct = verdict;
  if (
    next<TaskState, TaskAct>(TASK_TRANSITIONS, task.state, taskAct) === undefined ||
    !checkAllows(task.checkState, taskAct)
  )
    refuseState(task, taskAct);
  if ([task.claimedBy, task.actingFor].some((id) => id !== null && act.people.includes(id)))
    throw new DomainError('same_person_sign', { taskId, duty: 'check' });
  const check: CheckState = verdict === 'approve' ? 'approved' : 'changes_requested';
  await act.query(SET, [taskId, check]);
  await taskChanged(act, task, verdict === 'approve' ? 'task.approved' : 'task.changes_requested', {
    holder: task.claimedBy,
    note: note ?? null,
  });
  return changedTask(act, taskId);
}
