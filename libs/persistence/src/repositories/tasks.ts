import { decide, type Post } from '#domain/authority/decide';
import type { ActName } from '#domain/authority/acts';
import { DomainError } from '#domain/errors';
import type { Uuid } from '#domain/formats';
import type { Role } from '#domain/people/roles';
import {
  allowed,
  checkAllows,
  next,
  TASK_TRANSITIONS,
  type CheckState,
  type TaskAct,
  type TaskState,
} from '#domain/process/states';
import { stepRule, type TaskOutcome, type TaskStep } from '#domain/process/steps';
import type { Act, Actor } from '../act.ts';
import type { Sql } from '../sql.ts';

/** A row of tasks with the name of the officer who holds it. */
export interface Task {
  readonly id: Uuid;
  readonly provinceCode: string;
  readonly communeCode: string | null;
  readonly villageCode: string | null;
  readonly campaignId: Uuid;
  readonly listId: Uuid | null;
  readonly step: TaskStep;
  readonly scope: string;
  readonly round: number;
  readonly partNo: number;
  readonly partOf: string | null;
  readonly partCount: number;
  /** Record numbers of a part, as int4multirange text; null: everything in scope. */
  readonly records: string | null;
  readonly officeId: string;
  readonly role: Role;
  readonly state: TaskState;
  readonly preparing: boolean;
  readonly priority: number;
  readonly claimEpoch: number;
  readonly claimedBy: string | null;
  readonly claimedByName: string | null;
  readonly claimedAt: Date | null;
  readonly openedAt: Date;
  readonly dueAt: Date;
  readonly remindAt: Date | null;
  readonly heldUntil: Date | null;
  readonly outcome: TaskOutcome | null;
  readonly completedAt: Date | null;
  /** For whom the holder acts: who delegated the task, or who is absent. */
  readonly actingFor: string | null;
  readonly actingForName: string | null;
  readonly substitutionId: Uuid | null;
  readonly checkState: CheckState | null;
}

/** Columns of `tasks t left join people p` as the fields of Task. */
export const TASK_COLUMNS = `t.id, t.province_code as "provinceCode", t.commune_code as "communeCode", t.village_code as "villageCode",
  t.campaign_id as "campaignId", t.list_id as "listId", t.step, t.scope, t.round, t.part_no as "partNo", t.part_of as "partOf",
  t.part_count as "partCount", t.records::text as records, t.office_id as "officeId", t.role, t.state, t.preparing, t.priority,
  t.claim_epoch as "claimEpoch", t.claimed_by as "claimedBy", p.full_name as "claimedByName", t.claimed_at as "claimedAt",
  t.opened_at as "openedAt", t.due_at as "dueAt", t.remind_at as "remindAt", t.held_until as "heldUntil", t.outcome,
  t.completed_at as "completedAt", t.acting_for as "actingFor", t.substitution_id as "substitutionId", t.check_state as "checkState",
  case when t.acting_for is not null then (select f.full_name from people f where f.id = t.acting_for) end as "actingForName"`;

const LOCK_TASK = `select ${TASK_COLUMNS} from tasks t left join people p on p.id = t.claimed_by where t.id = $1 for update of t`;

/**
 * Whether a task is another office's (403) or nobody's (404), without showing anything of it.
 * @throws DomainError always: `out_of_area` or `task_not_found`.
 */
export async function refuseUnseenTask(sql: Sql, taskId: string): Promise<never> {
  const [found] = await sql.query<{ there: boolean }>(`select bangiao_exists('task', $1) as there`, [taskId]);
  throw new DomainError(found?.there ? 'out_of_area' : 'task_not_found', { taskId });
}

/** Locks a task's row: the first statement of most acts. */
export function lockingTask(taskId: string): [text: string, values: string[]] {
  return [LOCK_TASK, [taskId]];
}

/**
 * Locks a task's row and checks that this office and role may work on it; nothing about its state.
 * `anyRole`: for acts of those who direct an office, whoever there has the task.
 * @throws DomainError `task_not_found`, `out_of_area`, `no_permission`.
 */
export async function lockTask(act: Act, taskId: string, name: ActName, anyRole = false): Promise<Task> {
  const [task] = await act.query<Task>(...lockingTask(taskId));
  if (task === undefined) return refuseUnseenTask(act, taskId);
  const decision = decide(name, postOf(act.actor), anyRole ? { ...task, role: null } : task);
  if (decision !== 'allowed') throw new DomainError(decision, { taskId, step: task.step });
  return task;
}

/**
 * Loads and locks a task for its present holder: the row, its state, its epoch and the state of its list are checked here and nowhere else.
 * The act must have locked the list's head first (`ActsService.onTask` does). `step` may be several; `taskAct` is looked up in the state table.
 * @throws DomainError `task_not_found`, `out_of_area`, `no_permission`, `act_not_allowed`, `list_paused`, `list_ended`, `stale_epoch`.
 */
export async function claimedTask(
  act: Act,
  taskId: string,
  epoch: number,
  step: TaskStep | readonly TaskStep[] | 'any' = 'any',
  taskAct: TaskAct = 'decide',
): Promise<Task> {
  const task = await lockTask(act, taskId, 'task.complete');
  if (step !== 'any' && !(typeof step === 'string' ? [step] : step).includes(task.step))
    throw new DomainError('act_not_allowed', { taskId, step: task.step, act: taskAct });
  checkListOpen(act, task);
  if (task.state === 'completed' || task.state === 'cancelled') refuseState(task, taskAct);
  if (task.claimEpoch !== epoch || task.claimedBy !== act.actor.personId)
    throw new DomainError('stale_epoch', { taskId, ...holder(task) });
  if (next(TASK_TRANSITIONS, task.state, taskAct) === undefined || !checkAllows(task.checkState, taskAct))
    refuseState(task, taskAct);
  representOwner(act, task);
  return task;
}

/**
 * Whoever holds a task for somebody else acts for that person, in the capacity in which it was taken.
 * @throws DomainError `act_not_allowed` in another capacity.
 */
function representOwner(act: Act, task: Task): void {
  if (task.substitutionId !== (act.actor.onBehalfOf?.substitutionId ?? null))
    throw new DomainError('act_not_allowed', {
      ...{ taskId: task.id, reason: 'other_capacity', substitutionId: task.substitutionId },
    });
  if (task.actingFor !== null && task.substitutionId === null) act.represent(task.actingFor);
}

/** @throws DomainError `list_paused`, `list_ended`, or `act_not_allowed` when a list that waits is asked for more than its opening. */
export function checkListOpen(act: Act, task: Task): void {
  if (task.listId === null) return;
  const { state, listId } = act.head(task.listId);
  if (state === 'paused') throw new DomainError('list_paused', { listId });
  if (state === 'completed' || state === 'cancelled') throw new DomainError('list_ended', { listId, state });
  if (state === 'waiting' && task.step !== 'open')
    throw new DomainError('act_not_allowed', { listId, state, allowed: ['open'] });
}

/** @throws DomainError `act_not_allowed` with the present state and the acts it allows. */
export function refuseState(task: Task, taskAct: TaskAct): never {
  throw new DomainError('act_not_allowed', {
    taskId: task.id,
    act: taskAct,
    state: task.state,
    ...(task.checkState === null ? {} : { check: task.checkState }),
    allowed: allowed(TASK_TRANSITIONS, task.state).filter((each) => checkAllows(task.checkState, each)),
  });
}

/** Who holds a task and since when: what a refused second officer needs to go on. */
export function holder(task: Task): Record<string, unknown> {
  return {
    state: task.state,
    claimEpoch: task.claimEpoch,
    claimedBy: task.claimedBy === null ? null : { personId: task.claimedBy, fullName: task.claimedByName },
    ...(task.actingFor === null
      ? {}
      : { actingFor: { personId: task.actingFor, fullName: task.actingForName } }),
    claimedAt: task.claimedAt?.toISOString() ?? null,
  };
}

export interface Completed {
  /** False while other parts of a split task are still open. */
  readonly stepEnded: boolean;
}

/**
 * Marks a claimed task completed; of a split task the last part completes the whole. Appends no event: the caller knows what happened.
 * @throws DomainError `unknown_outcome` with the outcomes the step allows.
 */
export async function completeTask(
  act: Act,
  task: Task,
  outcome: TaskOutcome,
  note: string | null = null,
): Promise<Completed> {
  const { outcomes } = stepRule(task.step);
  if (!outcomes.includes(outcome)) throw new DomainError('unknown_outcome', { outcome, allowed: outcomes });
  await act.post(
    `update tasks set state = 'completed', outcome = $2, note = $3, completed_by = $4, completed_at = $5, held_until = null where id = $1`,
    [task.id, outcome, note, act.actor.personId, act.now],
  );
  if (task.partOf === null) return { stepEnded: true };
  const ended = await act.query(
    `update tasks whole set state = 'completed', outcome = $2, note = $3, completed_by = $4, completed_at = $5
     where whole.id = $1 and not exists (select from tasks part where part.part_of = whole.id and part.state not in ('completed','cancelled'))
     returning whole.id`,
    [task.partOf, outcome, note, act.actor.personId, act.now],
  );
  return { stepEnded: ended.length > 0 };
}

/** The actor as a post; an act of the system has none. */
export function postOf(actor: Actor): Post {
  if (actor.role === 'system' || actor.officeId === null) throw new DomainError('no_permission');
  const { officeId, role, area, onBehalfOf } = actor;
  return { officeId, role, area, ...(onBehalfOf === undefined ? {} : { limit: onBehalfOf }) };
}
