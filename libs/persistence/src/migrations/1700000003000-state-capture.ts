import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What events commit to besides `record_changes`: fields that many records got at once (`record_sets`), and every change of lists, parcels,
 * tasks and handovers (`state_changes`), which triggers write, so that no act can forget one. From these the live tables can be built again.
 */
export class StateCapture1700000003000 implements MigrationInterface {
  name = 'StateCapture1700000003000';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

/** Table, its key within a list, and the columns that are no state: liveness, and the chain's own head. */
const CAPTURED = {
  lists: { key: 'id', list: 'id', ignored: ['event_no', 'head_hash', 'last_event_at', 'heard_at'] },
  parcels: { key: 'parcel_no', list: 'list_id', ignored: [] },
  tasks: { key: 'id', list: 'list_id', ignored: [] },
  handovers: { key: 'id', list: 'list_id', ignored: [] },
  // Reminders and escalations hang on a task.
  task_notices: { key: 'task_id,kind,no', list: 'task_id', ignored: [] },
  // While a job runs its progress is no state; how it ended is.
  jobs: { key: 'kind,scope,run_no', list: 'list_id', ignored: [] },
} as const;

const LIST_STATE = [
  ...[
    'id',
    'campaign_id',
    'province_code',
    'commune_code',
    'seq',
    'state',
    'urgent',
    'terms',
    'record_count',
    'parcel_count',
  ],
  ...[
    'handover_count',
    'forward_round',
    'due_at',
    'opened_at',
    'paused_at',
    'ended_at',
    'end_reason',
    'last_handover_hash',
    'created_at',
  ],
];

const AREA = `province_code = any ((select bangiao_area('bangiao.provinces'))::text[])
  or commune_code = any ((select bangiao_area('bangiao.communes'))::text[])`;

const UP = [
  `create table record_sets (
     province_code text not null,
     list_id uuid not null,
     event_no bigint not null,
     set_no integer not null,
     commune_code text not null,
     field text not null,
     new_value text,
     source text not null,
     records int4multirange not null,
     constraint record_sets_pk primary key (province_code, list_id, event_no, set_no)
   )`,
  `create sequence state_change_no`,
  `create table state_changes (
     province_code text not null,
     list_id uuid not null,
     event_no bigint not null,
     change_no bigint not null,
     commune_code text not null,
     table_name text not null,
     row_key text not null,
     op text not null constraint state_changes_op check (op in ('insert','update','delete')),
     changes jsonb not null,
     db_user text not null,
     constraint state_changes_pk primary key (province_code, list_id, event_no, change_no)
   )`,
  `create index state_changes_by_row on state_changes (list_id, table_name, row_key)`,
  ...['record_sets', 'state_changes'].flatMap((table) => [
    `create trigger ${table}_append_only before update or delete or truncate on ${table} for each statement execute function refuse_change()`,
    `alter table ${table} enable row level security`,
    `create policy ${table}_area on ${table} to bangiao_api using (${AREA})`,
  ]),
  `grant select, insert on record_sets to bangiao_api, bangiao_system`,
  `grant select on state_changes to bangiao_api, bangiao_system`,

  // The next event of the list proves the change. The function runs as the owner: no application role can write these rows itself.
  `create function capture_state() returns trigger language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
   declare
     was jsonb := case when tg_op = 'INSERT' or tg_table_name = 'jobs' then '{}' else to_jsonb(old) end;
     becomes jsonb := case when tg_op = 'DELETE' then '{}' else to_jsonb(new) end;
     present jsonb := case when tg_op = 'DELETE' then to_jsonb(old) else becomes end;
     list uuid := case when tg_argv[1] = 'task_id' then (select list_id from tasks where id = (present ->> 'task_id')::uuid)
       else (present ->> tg_argv[1])::uuid end;
     ignored text[] := tg_argv[2]::text[];
     differing jsonb;
     no bigint;
     province text;
     commune text;
   begin
     if list is null then return null; end if;
     select jsonb_object_agg(n.key, n.value) into differing from jsonb_each(becomes) n
     where n.value is distinct from was -> n.key and n.key <> all (ignored);
     if differing is null and tg_op <> 'DELETE' then return null; end if;
     select l.event_no + 1, l.province_code, l.commune_code into no, province, commune from lists l where l.id = list;
     if not found then
       no := coalesce((present ->> 'event_no')::bigint, 0) + 1;
       province := present ->> 'province_code';
       commune := present ->> 'commune_code';
     end if;
     insert into state_changes (province_code, list_id, event_no, change_no, commune_code, table_name, row_key, op, changes, db_user)
     values (province, list, no, nextval('state_change_no'), commune, tg_table_name,
       (select string_agg(present ->> k.name, '/' order by k.nth) from unnest(string_to_array(tg_argv[0], ',')) with ordinality as k(name, nth)),
       lower(tg_op), coalesce(differing, '{}'), session_user);
     return null;
   end $$`,
  // A new list has no event yet; its first one proves it. Jobs are asked for and fail between events: the next one proves them.
  `create function state_has_event() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
   begin
     if new.db_user in ('bangiao_api', 'bangiao_system') and not (new.table_name = 'lists' and new.op = 'insert') and new.table_name <> 'jobs'
        and not exists (select from events e where e.province_code = new.province_code and e.list_id = new.list_id and e.event_no = new.event_no) then
       raise exception 'unproven: % % was changed by no event', new.table_name, new.row_key using errcode = 'integrity_constraint_violation';
     end if;
     return null;
   end $$`,
  `create constraint trigger state_changes_proven after insert on state_changes deferrable initially deferred
   for each row execute function state_has_event()`,
  // What stands already is the beginning: it cannot be built from earlier events.
  ...Object.entries(CAPTURED).map(([table, { key, list, ignored }]) => {
    const of = list === 'task_id' ? '(select list_id from tasks t where t.id = r.task_id)' : `r.${list}`;
    const place = `from ${table} r join lists l on l.id = ${of}`;
    const name = key
      .split(',')
      .map((column) => `r.${column}`)
      .join(` || '/' || `);
    return `insert into state_changes (province_code, list_id, event_no, change_no, commune_code, table_name, row_key, op, changes, db_user)
       select l.province_code, l.id, 0, nextval('state_change_no'), l.commune_code, '${table}', (${name})::text, 'insert',
         to_jsonb(r) - '{${ignored.join(',')}}'::text[], 'migration' ${place}`;
  }),
  `insert into record_changes (province_code, list_id, event_no, record_no, field, old_value, new_value, source)
   select r.province_code, r.list_id, 0, r.record_no, '*', null,
          jsonb_strip_nulls(to_jsonb(r) - '{province_code,list_id,record_no,commune_code}'::text[])::text, 'migration' from records r`,
  ...Object.entries(CAPTURED).map(
    ([table, { key, list, ignored }]) =>
      `create trigger ${table}_captured after insert or delete ${table === 'lists' || table === 'jobs' ? '' : 'or update '}on ${table}
       for each row execute function capture_state('${key}', '${list}', '{${ignored.join(',')}}')`,
  ),
  // Every act moves a list's head: that alone must not cost a call.
  `create trigger lists_captured_update after update on lists for each row
   when ((${LIST_STATE.map((column) => `old.${column}`).join(', ')}) is distinct from (${LIST_STATE.map((column) => `new.${column}`).join(', ')}))
   execute function capture_state('id', 'id', '{${CAPTURED.lists.ignored.join(',')}}')`,
  `create trigger jobs_captured_end after update on jobs for each row when (new.state in ('done', 'failed'))
   execute function capture_state('${CAPTURED.jobs.key}', 'list_id', '{}')`,
  // Who looked at a person: found by what was looked at.
  `create index access_log_by_target on access_log (target, id) where kind in ('read', 'search')`,
];

const DOWN = [
  ...Object.keys(CAPTURED).map((table) => `drop trigger ${table}_captured on ${table}`),
  `drop trigger lists_captured_update on lists`,
  `drop trigger jobs_captured_end on jobs`,
  `drop index access_log_by_target`,
  `drop table state_changes`,
  `drop sequence state_change_no`,
  `drop table record_sets`,
  `drop function capture_state()`,
  `drop function state_has_event()`,
];
