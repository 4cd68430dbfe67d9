import type { Uuid } from '#domain/formats';
import type { JobKind } from '#domain/process/facts';
import type { TaskState } from '#domain/process/states';
import type { TaskStep } from '#domain/process/steps';
import type { Actor } from '../act.ts';
import type { Sql } from '../sql.ts';
import { refuseUnseenTask, TASK_COLUMNS, type Task } from './tasks.ts';
import { visible, type PlaceColumns } from './visible.ts';
import { COVERED_BY_TASK } from './work.ts';

/** The system's own work on a task's records. */
export interface JobView {
  readonly kind: JobKind;
  readonly runNo: number;
  readonly state: 'requested' | 'running' | 'by_hand' | 'done' | 'failed';
  readonly done: number;
  readonly total: number | null;
  readonly failed: number;
}

/** A task as the API answers it. */
export interface TaskView extends Omit<
  Task,
  | 'claimedBy'
  | 'claimedByName'
  | 'actingFor'
  | 'actingForName'
  | 'provinceCode'
  | 'partOf'
  | 'records'
  | 'remindAt'
> {
  readonly claimedBy: { readonly personId: Uuid; readonly fullName: string | null } | null;
  /** For whom the holder acts: who delegated the task, or who is absent. */
  readonly actingFor: { readonly personId: Uuid; readonly fullName: string | null } | null;
  /** Records the task covers now; nothing once they have moved on. */
  readonly recordCount: number;
  /** Records without an outcome of this step; null where it was not counted (pages) or the step decides nothing. */
  readonly undecidedCount: number | null;
  readonly job: JobView | null;
  readonly overdue: boolean;
  readonly names: TaskNames;
  /** Why the work came back, or why it came here at all: what was written when its records were returned or refused. */
  readonly reason: string | null;
}

/** Names of what a task's codes stand for, so that an inbox of many communes needs no second question. */
export interface TaskNames {
  readonly campaign: string | null;
  readonly commune: string | null;
  readonly village: string | null;
  readonly office: string;
}

/** A task's row with what a view needs besides. */
export interface Row extends Task {
  readonly recordCount: number;
  readonly undecidedCount?: number | null;
  readonly job: JobView | null;
  readonly names: TaskNames;
  readonly reason: string | null;
  readonly dueKey: string;
}

/** What a view needs besides the task's own columns; `t` is the task. */
export const VIEW_COLUMNS = `${TASK_COLUMNS}, t.due_at::text as "dueKey",
  coalesce(case when t.records is null
    then (select sum(c.record_count) from parcels c where ${COVERED_BY_TASK})
    else (select sum(upper(span) - lower(span)) from unnest(t.records) as span) end, 0)::int as "recordCount",
  (select jsonb_build_object('kind', j.kind, 'runNo', j.run_no, 'state', j.state, 'done', j.done, 'total', j.total, 'failed', j.failed)
   from jobs j where j.province_code = t.province_code and j.list_id = t.list_id and j.scope = t.scope
     and j.kind = case t.step when 'compile' then 'compile' when 'verify' then 'population_check' when 'sign' then 'population_update'
       when 'update' then 'platform_update' when 'check' then 'verification' end
   order by j.run_no desc limit 1) as job,
  jsonb_build_object('campaign', (select g.name from campaigns g where g.id = t.campaign_id),
    'commune', (select u.name from units u where u.code = t.commune_code), 'village', (select u.name from units u where u.code = t.village_code),
    'office', (select o.name from offices o where o.id = t.office_id)) as names,
  coalesce((select string_agg(distinct c.reason, '; ') from parcels c where ${COVERED_BY_TASK}),
    case when t.state = 'open' or t.state = 'claimed' then t.note end) as reason`;

/** How many records of the task are undecided, for the two steps that decide. */
const UNDECIDED = `case when t.step in ('review','verify') and t.state in ('open','claimed','held') then (
    select count(*) from records r where r.province_code = t.province_code and r.list_id = t.list_id
      and r.parcel_no = any (array(select c.parcel_no from parcels c where ${COVERED_BY_TASK})) and (t.records is null or r.record_no <@ t.records)
      and case t.step when 'review' then r.village_outcome else r.police_outcome end is null) end::int as "undecidedCount"`;

/** Where the columns of a view come from. */
export const TASK_ROW = `from tasks t left join people p on p.id = t.claimed_by`;

/** Columns that place a task `t`. */
export const PLACE: PlaceColumns = {
  province: 't.province_code',
  commune: 't.commune_code',
  village: 't.village_code',
  office: 't.office_id',
  role: 't.role',
  step: 't.step',
};

/** A row as the API answers it. Open work past its deadline is overdue. */
export function taskView(row: Row, now: Date = new Date()): TaskView {
  const { claimedBy, claimedByName, actingFor, actingForName, undecidedCount, ...rest } = row;
  const {
    provinceCode: _,
    partOf: _partOf,
    records: _records,
    remindAt: _remindAt,
    dueKey: _key,
    ...task
  } = rest;
  return {
    ...task,
    claimedBy: claimedBy === null ? null : { personId: claimedBy, fullName: claimedByName },
    actingFor: actingFor === null ? null : { personId: actingFor, fullName: actingForName },
    undecidedCount: undecidedCount ?? null,
    overdue: row.completedAt === null && row.state !== 'cancelled' && row.dueAt < now,
  };
}

export interface InboxFilter {
  readonly states: readonly string[];
  readonly step?: string | undefined;
  readonly listId?: string | undefined;
}

const UNFINISHED: ReadonlySet<string> = new Set(['open', 'claimed', 'held']);
// The index of the inbox holds unfinished tasks only and serves a statement that says so in constants.
export const IS_UNFINISHED = `and t.state in ('open','claimed','held')`;
/** That constant, where only unfinished tasks are asked for. */
export function unfinishedOnly(states: readonly string[]): string {
  return states.every((state) => UNFINISHED.has(state)) ? IS_UNFINISHED : '';
}
// Two texts, because "is null or" keeps PostgreSQL from starting in the middle of the index.
const AFTER = `t.priority <= $4::int and (t.priority < $4::int or (t.due_at, t.id) > ($5::timestamptz, $6::uuid))`;
const FROM_THE_START = `($4::int is null and $5::timestamptz is null and $6::uuid is null)`;

/** Sort key of a page: urgent first, then by deadline. */
export type InboxKey = readonly [priority: number, dueAt: string, id: string];

/**
 * One more than `limit` tasks that this post may work on (or watch), after `after`, with the key of each.
 * @throws DomainError `no_permission`.
 */
export async function readInbox(
  sql: Sql,
  actor: Actor,
  { states, step, listId }: InboxFilter,
  after: InboxKey | undefined,
  limit: number,
): Promise<{ view: TaskView; key: InboxKey }[]> {
  const mine = visible('inbox.read', actor, PLACE, 8);
  const rows = await sql.query<Row>(
    `select ${VIEW_COLUMNS} from tasks t left join people p on p.id = t.claimed_by
     where ${mine.text} and t.part_count = 0 and t.state = any($1::text[]) ${unfinishedOnly(states)}
       and ($2::text is null or t.step = $2) and ($3::uuid is null or t.list_id = $3)
       and ${after === undefined ? FROM_THE_START : AFTER}
     order by t.priority desc, t.due_at, t.id limit $7`,
    [
      states,
      step ?? null,
      listId ?? null,
      after?.[0] ?? null,
      after?.[1] ?? null,
      after?.[2] ?? null,
      limit + 1,
      ...mine.values,
    ],
  );
  return rows.map((row) => ({ view: taskView(row), key: [row.priority, row.dueKey, row.id] as const }));
}

export interface InboxCount {
  readonly step: TaskStep;
  readonly state: TaskState;
  readonly count: number;
  readonly overdue: number;
  /** Their reminder is due and their deadline is not. */
  readonly nearBreach: number;
}

/** Exact counts of the same tasks by step and state, ended ones left out. */
export function countInbox(sql: Sql, actor: Actor): Promise<InboxCount[]> {
  const mine = visible('inbox.read', actor, PLACE);
  return sql.query<InboxCount>(
    `select t.step, t.state, count(*)::int as count, (count(*) filter (where t.due_at < now()))::int as overdue,
       (count(*) filter (where t.remind_at <= now() and t.due_at >= now()))::int as "nearBreach"
     from tasks t where ${mine.text} and t.part_count = 0 ${IS_UNFINISHED} group by t.step, t.state order by 1, 2`,
    mine.values,
  );
}

/**
 * One task with its undecided records counted.
 * @throws DomainError `task_not_found`, `out_of_area`.
 */
export async function readTask(sql: Sql, actor: Actor, taskId: string): Promise<TaskView> {
  const mine = visible('task.read', actor, PLACE, 2);
  const [row] = await sql.query<Row>(
    `select ${VIEW_COLUMNS}, ${UNDECIDED} from tasks t left join people p on p.id = t.claimed_by where t.id = $1 and ${mine.text}`,
    [taskId, ...mine.values],
  );
  return row === undefined ? refuseUnseenTask(sql, taskId) : taskView(row);
}

/** The same inside an act, after a change; the act has checked who asks. */
export async function changedTask(sql: Sql, taskId: string): Promise<TaskView> {
  const [row] = await sql.query<Row>(
    `select ${VIEW_COLUMNS}, ${UNDECIDED} from tasks t left join people p on p.id = t.claimed_by where t.id = $1`,
    [taskId],
  );
  return row === undefined ? refuseUnseenTask(sql, taskId) : taskView(row);
}

/** The parts of a split task in their order. */
export async function readParts(sql: Sql, taskId: string): Promise<TaskView[]> {
  const rows = await sql.query<Row>(
    `select ${VIEW_COLUMNS} from tasks t left join people p on p.id = t.claimed_by where t.part_of = $1 order by t.part_no`,
    [taskId],
  );
  return rows.map((row) => taskView(row));
}

/** Ids of the best open tasks of this post, best first: what `next` tries to claim. */
export async function bestOpenTasks(
  sql: Sql,
  actor: Actor,
  step: string | undefined,
  limit: number,
): Promise<string[]> {
  const mine = visible('task.claim', actor, PLACE, 3);
  const rows = await sql.query<{ id: string }>(
    `select t.id from tasks t left join lists l on l.id = t.list_id
     where ${mine.text} and t.state = 'open' and t.part_count = 0 ${IS_UNFINISHED} and ($1::text is null or t.step = $1)
       and (l.id is null or l.state in ('open','waiting'))
     order by t.preparing, t.priority desc, t.due_at, t.id limit $2`,
    [step ?? null, limit, ...mine.values],
  );
  return rows.map(({ id }) => id);
}
