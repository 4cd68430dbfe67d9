import type { Uuid } from '#domain/formats';
import type { Role } from '#domain/people/roles';
import type { TaskStep } from '#domain/process/steps';
import type { Sql } from '../sql.ts';

interface ListKey {
  readonly provinceCode: string;
  readonly listId: string;
}

/** Who acted: ids with the names they had when asked. */
const ACTOR = `e.event_no::float8 as "eventNo", e.at, e.type, e.actor_role as role,
  case when p.id is not null then jsonb_build_object('personId', p.id, 'fullName', p.full_name) end as person,
  case when o.id is not null then jsonb_build_object('officeId', o.id, 'name', o.name) end as office, e.task_id as "taskId"`;
const NAMES = `left join people p on p.id = e.actor_person_id left join offices o on o.id = e.actor_office_id`;

export interface ActedBy {
  readonly eventNo: number;
  readonly at: Date;
  readonly type: string;
  readonly role: Role | 'system' | null;
  readonly person: { readonly personId: Uuid; readonly fullName: string } | null;
  readonly office: { readonly officeId: string; readonly name: string } | null;
  readonly taskId: Uuid | null;
}

export interface FieldChange extends ActedBy {
  readonly field: string;
  readonly oldValue: string | null;
  readonly newValue: string | null;
  /** Where the value came from: `platform`, `village`, `police`, `proposal`, `population database`, `assignment` and the like. */
  readonly source: string;
}

/** Fields whose single values people and machines changed, and those that were given to many records at once. */
const CHANGED = `
  select event_no, field, old_value, new_value, source from record_changes
  where province_code = $1 and list_id = $2 and record_no = $3 and field <> '*'
  union all
  select event_no, field, null, new_value, source from record_sets
  where province_code = $1 and list_id = $2 and records @> $3::integer`;

/** Who changed what in a record, when, from where and in which task: one more than `limit` after an event, oldest first. */
export function recordHistory(
  sql: Sql,
  { provinceCode, listId }: ListKey,
  recordNo: number,
  [afterEvent, afterField]: readonly [number, string],
  limit: number,
): Promise<(FieldChange & Record<string, unknown>)[]> {
  return sql.query(
    `with c as (${CHANGED})
     select ${ACTOR}, c.field, c.old_value as "oldValue", c.new_value as "newValue", c.source
     from c join events e on e.province_code = $1 and e.list_id = $2 and e.event_no = c.event_no ${NAMES}
     where (c.event_no, c.field) > ($4::bigint, $5) order by c.event_no, c.field limit $6`,
    [provinceCode, listId, recordNo, afterEvent, afterField, limit + 1],
  );
}

export interface Provenance {
  readonly field: 'id_number' | 'full_name' | 'date_of_birth' | 'gender';
  readonly value: string | null;
  /** `platform` while nobody has changed the value since it was loaded. */
  readonly source: string;
  /** What it replaced; absent for a value as it was loaded. */
  readonly replaced?: string | null;
  readonly by: ActedBy | null;
}

/** For each of the four basic values of a record: where the present one comes from, who put it there in which step, and what it replaced. */
export async function recordProvenance(
  sql: Sql,
  { provinceCode, listId }: ListKey,
  recordNo: number,
): Promise<Provenance[]> {
  const rows = await sql.query<
    ActedBy & {
      field: Provenance['field'];
      value: string | null;
      source: string;
      replaced: string | null;
      loaded: boolean;
    }
  >(
    `select f.field, to_jsonb(r) ->> f.field as value, coalesce(c.source, 'platform') as source, c.old_value as replaced, c.event_no is null as loaded, ${ACTOR}
     from records r cross join unnest('{id_number,full_name,date_of_birth,gender}'::text[]) with ordinality as f(field, nth)
     left join lateral (
       select * from record_changes x where x.province_code = $1 and x.list_id = $2 and x.record_no = $3 and x.field = f.field
       order by x.event_no desc limit 1) c on true
     left join events e on e.province_code = $1 and e.list_id = $2
       and e.event_no = coalesce(c.event_no, (select min(l.event_no) from record_changes l where l.province_code = $1 and l.list_id = $2 and l.record_no = $3 and l.field = '*'))
     ${NAMES} where r.province_code = $1 and r.list_id = $2 and r.record_no = $3 order by f.nth`,
    [provinceCode, listId, recordNo],
  );
  return rows.map(({ field, value, source, replaced, loaded, ...by }) => ({
    ...{ field, value, source },
    ...(loaded ? {} : { replaced }),
    by: by.eventNo === null ? null : by,
  }));
}

export interface HeldBy {
  readonly officeId: string;
  readonly name: string;
  readonly since: Date;
  readonly eventNo: number;
}

/** Who held a record at a moment; undefined before it was loaded. */
export async function heldAt(
  sql: Sql,
  { provinceCode, listId }: ListKey,
  recordNo: number,
  at: Date,
): Promise<HeldBy | undefined> {
  const [row] = await sql.query<HeldBy & Record<string, unknown>>(
    `select m.to_office_id as "officeId", o.name, e.at as since, e.event_no::float8 as "eventNo"
     from custody_moves m join events e using (province_code, list_id, event_no) join offices o on o.id = m.to_office_id
     where m.province_code = $1 and m.list_id = $2 and m.records @> $3::integer and e.at <= $4
     order by m.event_no desc, m.move_no desc limit 1`,
    [provinceCode, listId, recordNo, at],
  );
  return row;
}

export interface Look {
  readonly id: number;
  readonly at: Date;
  readonly kind: string;
  readonly act: string;
  readonly person: { readonly personId: Uuid; readonly fullName: string } | null;
  readonly office: { readonly officeId: string; readonly name: string } | null;
  readonly purpose: string | null;
}

/**
 * Who looked at a record's personal data: entries of the access log that name the record, a set of records it is in, or the whole list.
 * One more than `limit`, newest first.
 */
export function looksAt(
  sql: Sql,
  { listId }: ListKey,
  recordNo: number,
  before: number | null,
  limit: number,
): Promise<(Look & { readonly id: number } & Record<string, unknown>)[]> {
  return sql.query(
    `select a.id::float8 as id, a.at, a.kind, a.act, a.details ->> 'purpose' as purpose,
       case when p.id is not null then jsonb_build_object('personId', p.id, 'fullName', p.full_name) end as person,
       case when o.id is not null then jsonb_build_object('officeId', o.id, 'name', o.name) end as office
     from access_log a left join people p on p.id = a.person_id left join offices o on o.id = a.office_id
     where a.target = $1 and a.kind in ('read', 'search') and ($3::bigint is null or a.id < $3)
       and case when a.details ? 'recordNo' then (a.details ->> 'recordNo')::integer = $2
              when a.details ->> 'records' like '{%' then (a.details ->> 'records')::nummultirange @> $2::numeric
                else coalesce((a.details ->> 'personal')::boolean, true) end
     order by a.id desc limit $4`,
    [listId, recordNo, before, limit + 1],
  );
}

export interface LateTask {
  readonly taskId: Uuid;
  readonly step: TaskStep;
  readonly scope: string;
  readonly round: number;
  readonly office: { readonly officeId: string; readonly name: string };
  readonly person: { readonly personId: Uuid; readonly fullName: string } | null;
  readonly dueAt: Date;
  /** Null while it is still open. */
  readonly completedAt: Date | null;
}

/** What was late in a list and through whom: tasks that ended after their deadline or are past it, in the order of deadlines. */
export function lateTasks(sql: Sql, { listId }: ListKey): Promise<(LateTask & Record<string, unknown>)[]> {
  return sql.query(
    `select t.id as "taskId", t.step, t.scope, t.round, jsonb_build_object('officeId', o.id, 'name', o.name) as office,
       case when p.id is not null then jsonb_build_object('personId', p.id, 'fullName', p.full_name) end as person,
       t.due_at as "dueAt", t.completed_at as "completedAt"
     from tasks t join offices o on o.id = t.office_id left join people p on p.id = coalesce(t.completed_by, t.claimed_by)
     where t.list_id = $1 and t.state <> 'cancelled' and t.part_count = 0
       and t.due_at < coalesce(t.completed_at, (select coalesce(paused_at, ended_at, clock_timestamp()) from lists where id = $1))
     order by t.due_at, t.id`,
    [listId],
  );
}

export interface QueuedTask {
  readonly taskId: Uuid;
  readonly listId: Uuid;
  readonly state: Readonly<Record<string, unknown>>;
}

/** The unfinished tasks of an office as of a moment, in the inbox's order, at most `limit`. */
export function queueAsOf(
  sql: Sql,
  officeId: string,
  at: Date,
  limit: number,
): Promise<(QueuedTask & Record<string, unknown>)[]> {
  return sql.query(
    `with ever as (
       select distinct c.list_id, c.row_key from state_changes c
       where c.table_name = 'tasks' and c.op = 'insert' and c.province_code = (select province_code from offices where id = $1)
         and c.commune_code = any (select coalesce(o.commune_code, c.commune_code) from offices o where o.id = $1)),
     built as (
       select v.list_id, v.row_key, jsonb_strip_nulls(jsonb_object_agg(x.key, x.value order by s.event_no, s.change_no)) as state
       from ever v join state_changes s on s.list_id = v.list_id and s.table_name = 'tasks' and s.row_key = v.row_key
       left join events e on e.province_code = s.province_code and e.list_id = s.list_id and e.event_no = s.event_no, lateral jsonb_each(s.changes) x
       where s.event_no = 0 or e.at <= $2 group by 1, 2)
     select row_key as "taskId", list_id as "listId", state from built
     where state ->> 'office_id' = $1 and state ->> 'state' in ('open', 'claimed', 'held') and coalesce((state ->> 'part_count')::integer, 0) = 0
     order by (state ->> 'priority')::integer desc, state ->> 'due_at', row_key limit $3`,
    [officeId, at, limit],
  );
}
