import { decide } from '#domain/authority/decide';
import { DomainError } from '#domain/errors';
import { stepRule } from '#domain/process/steps';
import type { Act } from '../act.ts';
import { refuseOwnWork } from './duties.ts';
import { changedTask, readParts, type TaskView } from './inbox.ts';
import { lookAgain, taskChanged } from './task-events.ts';
import {
  checkListOpen,
  claimedTask,
  holder,
  lockTask,
  postOf,
  refuseState,
  TASK_COLUMNS,
  type Task,
} from './tasks.ts';
import { COVERED_RECORDS, coverage, workOf } from './work.ts';

const CLAIM = `with t as (
    update tasks set state = 'claimed', claim_epoch = claim_epoch + 1, claimed_by = $2, claimed_at = $3, acting_for = $6, substitution_id = $7
    where id = $1 and office_id = $4 and role = $5 and part_count = 0
      and (state = 'open' or (state = 'claimed' and claimed_by = $6 and acting_for is null)) returning *)
  select ${TASK_COLUMNS} from t left join people p on p.id = t.claimed_by`;

export interface Claim {
  readonly task: Task;
  /** False when the same person held the task already: nothing changed. */
  readonly fresh: boolean;
}

/**
 * Takes an open task for the actor: one conditional UPDATE that raises the epoch, so of two at once one wins. A substitute takes what
 * the absent person holds, too.
 * @throws DomainError `task_not_found`, `out_of_area`, `no_permission`, `task_claimed_by_other`, `task_not_claimable`, `list_paused`,
 * `list_ended`, `same_person_sign`.
 */
export async function claimTask(act: Act, taskId: string): Promise<Claim> {
  const { personId, officeId, role, onBehalfOf } = act.actor;
  const [task] = await act.query<Task>(CLAIM, [
    ...[taskId, personId, act.now, officeId, role],
    ...[onBehalfOf?.personId ?? null, onBehalfOf?.substitutionId ?? null],
  ]);
  if (task === undefined) return { task: await heldAlready(act, taskId), fresh: false };
  if (onBehalfOf !== undefined) checkReach(act, task);
  checkListOpen(act, task);
  await refuseOwnWork(act, task);
  return { task, fresh: true };
}

/** The statement knows office and role; what a substitution is limited to is asked here, and a refusal rolls the claim back. */
function checkReach(act: Act, task: Task): void {
  const decision = decide('task.claim', postOf(act.actor), task);
  if (decision !== 'allowed') throw new DomainError(decision, { taskId: task.id, step: task.step });
}

async function heldAlready(act: Act, taskId: string): Promise<Task> {
  const task = await lockTask(act, taskId, 'task.claim');
  checkListOpen(act, task);
  if (task.claimedBy === null || task.state === 'completed' || task.state === 'cancelled')
    throw new DomainError('task_not_claimable', { taskId, state: task.state, partCount: task.partCount });
  if (
    task.claimedBy !== act.actor.personId ||
    task.substitutionId !== (act.actor.onBehalfOf?.substitutionId ?? null)
  )
    throw new DomainError('task_claimed_by_other', { taskId, ...holder(task) });
  return task;
}

/** The event of a claim. A task of a campaign has no list and so no chain. */
export async function tellClaimed(act: Act, task: Task): Promise<void> {
  await taskChanged(act, task, 'task.claimed', { epoch: task.claimEpoch });
}

/** Gives a claimed or held task back to its office. @throws what `claimedTask` throws. */
export async function releaseTask(act: Act, taskId: string, epoch: number): Promise<TaskView> {
  const task = await claimedTask(act, taskId, epoch, 'any', 'release');
  await act.query(
    `update tasks set state = 'open', claimed_by = null, claimed_at = null, acting_for = null, substitution_id = null,
       check_state = null, held_until = null where id = $1`,
    [taskId],
  );
  await taskChanged(act, task, 'task.released', { epoch });
  return changedTask(act, taskId);
}

/** Sets a claimed task aside until a date; its deadline stays. @throws DomainError `invalid_value` when the date is not ahead; what `claimedTask` throws. */
export async function holdTask(
  act: Act,
  taskId: string,
  { epoch, until, reason }: { readonly epoch: number; readonly until: Date; readonly reason: string },
): Promise<TaskView> {
  const task = await claimedTask(act, taskId, epoch, 'any', 'hold');
  if (until <= act.now) throw new DomainError('invalid_value', { field: 'until' });
  await act.query(`update tasks set state = 'held', held_until = $2, note = $3 where id = $1`, [
    taskId,
    until,
    reason,
  ]);
  await taskChanged(act, task, 'task.held', { until: until.toISOString(), reason });
  await lookAgain(act, task);
  return changedTask(act, taskId);
}

/** Takes a held task up again. @throws what `claimedTask` throws. */
export async function unholdTask(act: Act, taskId: string, epoch: number): Promise<TaskView> {
  const task = await claimedTask(act, taskId, epoch, 'any', 'unhold');
  await act.query(`update tasks set state = 'claimed', held_until = null where id = $1`, [taskId]);
  await taskChanged(act, task, 'task.unheld');
  await lookAgain(act, task);
  return changedTask(act, taskId);
}

const SPLIT = `with numbered as (
    select r.record_no, ntile($7) over (order by r.record_no) as part from records r where ${COVERED_RECORDS}
  ), parts as (
    select part, range_agg(int4range(record_no, record_no, '[]')) as records from numbered group by part
  ), made as (
    insert into tasks (province_code, commune_code, village_code, campaign_id, list_id, step, scope, round, part_no, part_of, records,
      office_id, role, priority, opened_at, due_at, remind_at)
    select t.province_code, t.commune_code, t.village_code, t.campaign_id, t.list_id, t.step, t.scope, t.round, parts.part, t.id, parts.records,
      t.office_id, t.role, t.priority, $8, t.due_at, t.remind_at
    from tasks t, parts where t.id = $6 and (select count(*) from parts) = $7
    returning id
  )
  update tasks set state = 'open', claimed_by = null, claimed_at = null, acting_for = null, substitution_id = null, check_state = null, part_count = (select count(*) from made)
  where id = $6 returning part_count as "partCount"`;

/**
 * Divides a claimed task into `parts` of equal size that are claimed separately; the whole ends with its last part.
 * @throws DomainError `act_not_allowed` for steps that decide nothing and for parts; `task_preparing`; `invalid_value` when there are fewer
 * records than parts; what `claimedTask` throws.
 */
export async function splitTask(act: Act, taskId: string, epoch: number, parts: number): Promise<TaskView[]> {
  const task = await claimedTask(act, taskId, epoch, 'any', 'split');
  if (!stepRule(task.step).decides || task.partOf !== null) refuseState(task, 'split');
  if (task.preparing) throw new DomainError('task_preparing', { taskId });
  const [whole] = await act.query<{ partCount: number }>(SPLIT, [
    ...coverage(workOf(task)),
    taskId,
    parts,
    act.now,
  ]);
  if (whole?.partCount !== parts) throw new DomainError('invalid_value', { field: 'parts' });
  await taskChanged(act, task, 'task.split', { parts });
  return readParts(act, taskId);
}
