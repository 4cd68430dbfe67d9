import { reachOf } from '#domain/authority/acts';
import { isSigning } from '#domain/authority/substitution';
import { DomainError } from '#domain/errors';
import { next, TASK_TRANSITIONS, type TaskAct } from '#domain/process/states';
import type { Role } from '#domain/people/roles';
import type { Act } from '../act.ts';
import { refuseOwnWork } from './duties.ts';
import { changedTask, type TaskView } from './inbox.ts';
import { lookAgain, taskChanged } from './task-events.ts';
import { checkListOpen, claimedTask, holder, lockTask, refuseState, type Task } from './tasks.ts';

const HAND = `update tasks set claimed_by = $2, acting_for = $3, substitution_id = null, claimed_at = $4, claim_epoch = claim_epoch + 1 where id = $1`;

/**
 * Gives a claimed task to a colleague of the same office and role, who then acts for the holder: both stand in every event. The
 * colleague cannot pass it on, and steps that end with a signature are never delegated.
 * @throws DomainError `act_not_allowed` with the reason, `invalid_value` when the person has no such post, `same_person_sign`; what `claimedTask` throws.
 */
export async function delegateTask(
  act: Act,
  taskId: string,
  { epoch, personId, reason }: { readonly epoch: number; readonly personId: string; readonly reason: string },
): Promise<TaskView> {
  const task = await claimedTask(act, taskId, epoch, 'any', 'delegate');
  if (task.actingFor !== null) throw new DomainError('act_not_allowed', { taskId, reason: 'not_transitive' });
  if (isSigning(task.step)) throw new DomainError('act_not_allowed', { taskId, reason: 'own_signature' });
  if (personId === act.actor.personId) throw new DomainError('invalid_value', { field: 'personId' });
  await checkColleague(act, task, personId);
  await refuseOwnWork(act, task, [personId]);
  await act.query(HAND, [taskId, personId, act.actor.personId, act.now]);
  await taskChanged(act, task, 'task.delegated', { to: personId, reason });
  return changedTask(act, taskId);
}

/** The colleague gives a delegated task back; the holder goes on. @throws DomainError `act_not_allowed` when it is his own; what `claimedTask` throws. */
export async function returnTask(
  act: Act,
  taskId: string,
  { epoch, note }: { readonly epoch: number; readonly note?: string | undefined },
): Promise<TaskView> {
  const task = await claimedTask(act, taskId, epoch, 'any', 'return');
  if (task.actingFor === null) throw new DomainError('act_not_allowed', { taskId, reason: 'not_delegated' });
  await act.query(HAND, [taskId, task.actingFor, null, act.now]);
  await taskChanged(act, task, 'task.delegation_returned', { to: task.actingFor, note: note ?? null });
  return changedTask(act, taskId);
}

/** Whoever delegated a task, or was absent, takes it back. @throws DomainError `act_not_allowed` with who holds it; what `lockTask` throws. */
export async function recallTask(act: Act, taskId: string): Promise<TaskView> {
  const task = await lockTask(act, taskId, 'task.delegate');
  checkListOpen(act, task);
  if (task.actingFor === null || task.actingFor !== act.actor.personId)
    throw new DomainError('act_not_allowed', { taskId, reason: 'not_delegated', ...holder(task) });
  await act.query(HAND, [taskId, act.actor.personId, null, act.now]);
  await taskChanged(act, task, 'task.recalled', { from: task.claimedBy });
  return changedTask(act, taskId);
}

interface Destination {
  readonly kind: Role;
  readonly superior: boolean;
  readonly same: boolean;
  readonly covers: boolean;
}

const DESTINATION = `
  select o.kind, mine.superior_office_id is not distinct from o.id as superior, o.kind = mine.kind and o.id <> mine.id as same,
    case when o.commune_code is null then o.province_code = t.province_code
      else o.commune_code = bangiao_seat(t.commune_code) and (o.village_code is null or o.village_code is not distinct from t.village_code) end as covers
  from tasks t join offices mine on mine.id = t.office_id, offices o where t.id = $1 and o.id = $2`;

/**
 * Sends a claimed task to the superior office, or to another of the same kind, that may see what it covers. It is open there.
 * @throws DomainError `invalid_value` when that office is neither or nobody is there; what `claimedTask` throws.
 */
export async function forwardTask(
  act: Act,
  taskId: string,
  { epoch, officeId, reason }: { readonly epoch: number; readonly officeId: string; readonly reason: string },
): Promise<TaskView> {
  const task = await claimedTask(act, taskId, epoch, 'any', 'forward');
  if (task.actingFor !== null) throw new DomainError('act_not_allowed', { taskId, reason: 'not_transitive' });
  const [office] = await act.query<Destination & Record<string, unknown>>(DESTINATION, [taskId, officeId]);
  if (office === undefined || !office.covers || !(office.superior || office.same))
    throw new DomainError('invalid_value', {
      field: 'officeId',
      expected: 'the superior office or one of the same kind',
    });
  const role = office.same ? task.role : office.kind;
  if (reachOf('task.complete', role as Role) === undefined || !(await staffed(act, officeId, role)))
    throw new DomainError('invalid_value', { field: 'officeId', reason: 'nobody_there' });
  await act.query(
    `update tasks set office_id = $2, role = $3, state = 'open', claimed_by = null, claimed_at = null, check_state = null,
       claim_epoch = claim_epoch + 1, note = $4 where id = $1`,
    [taskId, officeId, role, reason],
  );
  await taskChanged(act, task, 'task.forwarded', { from: task.officeId, to: officeId, role, reason });
  await lookAgain(act, task);
  return changedTask(act, taskId);
}

/**
 * Whoever directs the office gives a task to one of its officers, or back to all of them. The epoch rises, so what the last holder
 * still sends is refused.
 * @throws DomainError `invalid_value` when the person has no such post, `act_not_allowed`, `same_person_sign`; what `lockTask` throws.
 */
export async function reassignTask(
  act: Act,
  taskId: string,
  { personId, reason }: { readonly personId: string | null; readonly reason: string },
): Promise<TaskView> {
  const task = await directedTask(act, taskId, 'reassign');
  if (personId !== null) {
    await checkColleague(act, task, personId);
    await refuseOwnWork(act, task, [personId]);
  }
  await act.query(
    `update tasks set state = case when $2::uuid is null then 'open' else 'claimed' end, claimed_by = $2, acting_for = null, substitution_id = null,
       claimed_at = case when $2::uuid is not null then $3::timestamptz end, held_until = null, check_state = null, claim_epoch = claim_epoch + 1 where id = $1`,
    [taskId, personId, act.now],
  );
  await taskChanged(act, task, 'task.reassigned', { from: task.claimedBy, to: personId, reason });
  await lookAgain(act, task);
  return changedTask(act, taskId);
}

/** The priority of every task of an urgent list: ahead of whatever an office may set for itself. */
export const URGENT = 10;

/** Moves a task within its queues, 0 to 9; urgent lists stand above. @throws DomainError `act_not_allowed` for those; what `lockTask` throws. */
export async function prioritiseTask(
  act: Act,
  taskId: string,
  { priority, reason }: { readonly priority: number; readonly reason: string },
): Promise<TaskView> {
  const task = await directedTask(act, taskId, 'prioritise');
  if (task.priority >= URGENT) throw new DomainError('act_not_allowed', { taskId, reason: 'urgent_list' });
  await act.query(`update tasks set priority = $2 where id = $1`, [taskId, priority]);
  await taskChanged(act, task, 'task.prioritised', { from: task.priority, to: priority, reason });
  return changedTask(act, taskId);
}

async function directedTask(act: Act, taskId: string, taskAct: 'reassign' | 'prioritise'): Promise<Task> {
  const task = await lockTask(act, taskId, `task.${taskAct}`, true);
  checkListOpen(act, task);
  if (next(TASK_TRANSITIONS, task.state, taskAct satisfies TaskAct) === undefined || task.partCount > 0)
    refuseState(task, taskAct);
  return task;
}

const POST = `from memberships m where m.office_id = $1 and m.role = $2 and m.valid_from <= clock_timestamp() and (m.valid_to is null or m.valid_to > clock_timestamp())`;

async function checkColleague(act: Act, { officeId, role }: Task, personId: string): Promise<void> {
  const found = await act.query(`select 1 ${POST} and m.person_id = $3`, [officeId, role, personId]);
  if (found.length === 0) throw new DomainError('invalid_value', { field: 'personId', officeId, role });
}

async function staffed(act: Act, officeId: string, role: string): Promise<boolean> {
  return (await act.query(`select 1 ${POST} limit 1`, [officeId, role])).length > 0;
}
