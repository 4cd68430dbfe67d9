import type { MigrationInterface, QueryRunner } from 'typeorm';
import { registering, unregistering, type Registered } from './registered-tables.ts';

/**
 * A second append-only chain, for everything that belongs to no list's chain: people, offices, posts, certificates, calendars, comments,
 * papers, the progress of jobs. Triggers write every change; at the commit the changes of a transaction become one event of the chain.
 */
export class Registry1700000011000 implements MigrationInterface {
  name = 'Registry1700000011000';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

const REGISTERED: Readonly<Record<string, Registered>> = {
  units: { key: ['code'] },
  offices: { key: ['id'] },
  people: { key: ['id'] },
  memberships: { key: ['id'] },
  certificates: { key: ['thumbprint'] },
  campaigns: { key: ['id'], ignored: ['heard_at'] },
  calendars: { key: ['id'] },
  calendar_hours: { key: ['calendar_id', 'weekday', 'from_minute'] },
  calendar_days: { key: ['calendar_id', 'day'] },
  substitutions: { key: ['id'], hashed: ['reason'] },
  substitution_decisions: { key: ['substitution_id', 'kind'], hashed: ['reason'] },
  task_comments: { key: ['id'], hashed: ['text'] },
  task_attachments: { key: ['id'], hashed: ['file_name'] },
  attachment_chunks: { key: ['attachment_id', 'chunk_no'], hashed: ['bytes'] },
  task_extensions: { key: ['task_id', 'no'], hashed: ['reason'] },
  signature_proofs: {
    key: ['handover_id', 'part'],
    ignored: ['attempts', 'next_attempt_at', 'last_failure_code'],
    hashed: ['chain_pem', 'crls', 'time_stamp'],
  },
  papers: { key: ['id'], hashed: ['pdf', 'pending', 'void_reason'] },
  document_registers: { key: ['office_id', 'year', 'kind'] },
  workflow_bundles: { key: ['sha256'], hashed: ['code'] },
  workflow_archives: { key: ['list_id', 'run_no'], hashed: ['history'] },
  audit_reports: { key: ['day'], hashed: ['findings'] },
  broadcasts: { key: ['id'], hashed: ['title', 'body'] },
  webhooks: { key: ['id'], hashed: ['secret'] },
  jobs: { key: ['list_id', 'kind', 'scope', 'run_no'] },
  access_log_seals: { key: ['no'], hashed: ['statement', 'signature', 'leaves'] },
  checkpoints: { key: ['no'], hashed: ['statement', 'signature', 'heads'] },
};

/** The hash over an act's changes: of the lists' state, and in the same way. */
const HASH = `sha256(convert_to(coalesce(string_agg(
  change_no || E'\\x1f' || table_name || E'\\x1f' || row_key || E'\\x1f' || op || E'\\x1f' || changes || E'\\x1f' || at || E'\\x1f' || db_user || E'\\x1f' || coalesce(person_id::text, ''),
  E'\\x1e' order by change_no), ''), 'UTF8'))`;

const UP = [
  // Which entry of a sealed batch was touched: sixteen bytes for each, its number and the beginning of its hash.
  `alter table access_log_seals add column leaves bytea`,
  `create sequence registry_change_no`,
  `create table registry_changes (
     change_no bigint constraint registry_changes_pk primary key default nextval('registry_change_no'),
     act_id uuid not null,
     table_name text not null,
     row_key text not null,
     op text not null constraint registry_changes_op check (op in ('insert','update','delete')),
     changes jsonb not null,
     at timestamptz not null default clock_timestamp(),
     db_user text not null,
     person_id uuid
   )`,
  `create index registry_changes_by_row on registry_changes (table_name, row_key)`,
  `create index registry_changes_by_act on registry_changes (act_id)`,
  `create table registry_events (
     event_no bigint constraint registry_events_pk primary key,
     act_id uuid not null constraint registry_events_act_unique unique,
     at timestamptz not null,
     change_count integer not null,
     changes_hash bytea not null,
     body text not null,
     prev_hash bytea not null,
     hash bytea not null
   )`,
  `create table registry_head (
     id boolean constraint registry_head_pk primary key default true constraint registry_head_one check (id),
     event_no bigint not null,
     hash bytea not null
   ) with (fillfactor = 50)`,
  `insert into registry_head (event_no, hash) values (0, '')`,
  ...['registry_changes', 'registry_events'].map(
    (table) =>
      `create trigger ${table}_append_only before update or delete or truncate on ${table} for each statement execute function refuse_change()`,
  ),
  `grant select on registry_changes, registry_events, registry_head to bangiao_system`,

  // A row's state: bulky and delicate values by their hash.
  `create function bangiao_registry_state(state jsonb, ignored text[], hashed text[]) returns jsonb language sql immutable parallel safe as
     $$ select coalesce(jsonb_object_agg(key, case when key = any(hashed) and jsonb_typeof(value) <> 'null'
          then to_jsonb(encode(sha256(convert_to(value #>> '{}', 'UTF8')), 'hex')) else value end), '{}')
        from jsonb_each(state) where key <> all(ignored) $$`,
  // The changes of one transaction share an id. One that was sealed already (constraints were made immediate) gets no more changes.
  `create function bangiao_registry_act() returns uuid language plpgsql volatile as $$
   declare act uuid := nullif(current_setting('bangiao.registry_act', true), '')::uuid;
   begin
     if act is null or exists (select from registry_events where act_id = act) then
       act := gen_random_uuid();
       perform set_config('bangiao.registry_act', act::text, true);
     end if;
     return act;
   end $$`,
  `revoke execute on function bangiao_registry_act() from public`,
  // The function runs as the owner: no application role can write these rows itself.
  `create function capture_registered() returns trigger language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
   declare
     was jsonb := case when tg_op = 'INSERT' then '{}' else bangiao_registry_state(to_jsonb(old), tg_argv[1]::text[], tg_argv[2]::text[]) end;
     becomes jsonb := case when tg_op = 'DELETE' then '{}' else bangiao_registry_state(to_jsonb(new), tg_argv[1]::text[], tg_argv[2]::text[]) end;
     present jsonb := case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
     differing jsonb;
   begin
     select jsonb_object_agg(n.key, n.value) into differing from jsonb_each(becomes) n where n.value is distinct from was -> n.key;
     if differing is null and tg_op <> 'DELETE' then return null; end if;
     insert into registry_changes (act_id, table_name, row_key, op, changes, db_user, person_id)
     values (bangiao_registry_act(), tg_table_name,
       (select string_agg(present ->> k.name, '/' order by k.nth) from unnest(string_to_array(tg_argv[0], ',')) with ordinality as k(name, nth)),
       lower(tg_op), coalesce(differing, '{}'), session_user, nullif(current_setting('bangiao.person', true), '')::uuid);
     return null;
   end $$`,
  // At the commit, when the transaction takes no other lock any more: two of them can wait for the head, and never in a ring.
  `create function seal_registry() returns trigger language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
   declare
     head registry_head;
     n integer;
     changed bytea;
     said text;
     moment timestamptz;
   begin
     if exists (select from registry_events where act_id = new.act_id) then return null; end if;
     select * into head from registry_head for update;
     select count(*), ${HASH} into n, changed from registry_changes where act_id = new.act_id;
     moment := clock_timestamp();
     said := json_build_object('no', head.event_no + 1, 'actId', new.act_id, 'at', to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
       'count', n, 'changes', encode(changed, 'hex'))::text;
     insert into registry_events (event_no, act_id, at, change_count, changes_hash, body, prev_hash, hash)
     values (head.event_no + 1, new.act_id, moment, n, changed, said, head.hash, sha256(head.hash || convert_to(said, 'UTF8')));
     update registry_head set event_no = head.event_no + 1, hash = sha256(head.hash || convert_to(said, 'UTF8'));
     return null;
   end $$`,
  `create constraint trigger registry_changes_sealed after insert on registry_changes deferrable initially deferred
   for each row execute function seal_registry()`,

  // How a job goes on is proven between the list's events: no event of the list need wait for it.
  `drop trigger jobs_captured on jobs`,
  `drop trigger jobs_captured_end on jobs`,
  ...Object.entries(REGISTERED).flatMap(([table, how]) => registering(table, how)),

  // Who reviewed and verified follows from the events of deciding; every other duty is noted under the event that ends the step.
  `insert into state_changes (province_code, list_id, event_no, change_no, commune_code, table_name, row_key, op, changes, db_user)
   select l.province_code, l.id, 0, nextval('state_change_no'), l.commune_code, 'deciders', d.step || '/' || d.person_id, 'insert', to_jsonb(d), 'migration'
   from deciders d join lists l on l.id = d.list_id where d.step not in ('review', 'verify')`,
  `create trigger deciders_captured after insert or update on deciders for each row when (new.step not in ('review', 'verify'))
   execute function capture_state('step,person_id', 'list_id', '{}')`,
  `create trigger deciders_captured_end after delete on deciders for each row when (old.step not in ('review', 'verify'))
   execute function capture_state('step,person_id', 'list_id', '{}')`,
];

const DOWN = [
  `drop trigger deciders_captured_end on deciders`,
  `drop trigger deciders_captured on deciders`,
  ...Object.keys(REGISTERED).map(unregistering),
  `create trigger jobs_captured after insert or delete on jobs for each row execute function capture_state('kind,scope,run_no', 'list_id', '{}')`,
  `create trigger jobs_captured_end after update on jobs for each row when (new.state in ('done', 'failed'))
   execute function capture_state('kind,scope,run_no', 'list_id', '{}')`,
  `drop table registry_head`,
  `drop table registry_events`,
  `drop table registry_changes`,
  `drop sequence registry_change_no`,
  `drop function seal_registry()`,
  `drop function capture_registered()`,
  `drop function bangiao_registry_act()`,
  `drop function bangiao_registry_state(jsonb, text[], text[])`,
  `alter table access_log_seals drop column leaves`,
];
