import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The whole first schema. Keys of records, changes, events and custody begin with the province, so that
 * these tables can be partitioned by it. Records move in parcels: a record points at its parcel, the parcel
 * has the stage and the custodian, so moving 3,000 records is one row.
 */
export class Initial1700000000000 implements MigrationInterface {
  name = 'Initial1700000000000';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

const UP = [
  // Roles live in the cluster, not in the database: another database may have made them already, or be making them now.
  `do $$ begin
     perform pg_advisory_xact_lock(hashtext('bangiao roles'));
     if not exists (select from pg_roles where rolname = 'bangiao_system') then create role bangiao_system nologin bypassrls; end if;
     if not exists (select from pg_roles where rolname = 'bangiao_api') then create role bangiao_api nologin; end if;
   end $$`,

  `create table units (
     code text constraint units_pk primary key,
     level text not null constraint units_level check (level in ('province','district','commune','village')),
     name text not null,
     parent_code text constraint units_parent references units(code),
     province_code text not null,
     valid_from date not null default '2004-01-01',
     valid_to date,
     successor_code text
   )`,
  `create index units_by_parent on units (parent_code)`,

  `create table offices (
     id text constraint offices_pk primary key,
     kind text not null,
     name text not null,
     province_code text not null constraint offices_province references units(code),
     commune_code text constraint offices_commune references units(code),
     village_code text constraint offices_village references units(code),
     superior_office_id text constraint offices_superior references offices(id)
   )`,
  `create index offices_by_commune on offices (commune_code, kind)`,

  `create table people (
     id uuid constraint people_pk primary key default gen_random_uuid(),
     subject text not null constraint people_subject_unique unique,
     full_name text not null,
     created_at timestamptz not null default now()
   )`,
  `create table memberships (
     id uuid constraint memberships_pk primary key default gen_random_uuid(),
     person_id uuid not null constraint memberships_person references people(id),
     office_id text not null constraint memberships_office references offices(id),
     role text not null,
     valid_from timestamptz not null default now(),
     valid_to timestamptz,
     constraint memberships_once unique (person_id, office_id, role)
   )`,
  `create index memberships_by_office on memberships (office_id)`,
  `create table certificates (
     thumbprint text constraint certificates_pk primary key,
     person_id uuid not null constraint certificates_person references people(id),
     office_id text not null constraint certificates_office references offices(id),
     pem text not null,
     not_before timestamptz not null,
     not_after timestamptz not null,
     enrolled_at timestamptz not null default now(),
     revoked_at timestamptz
   )`,

  `create table campaigns (
     id uuid constraint campaigns_pk primary key default gen_random_uuid(),
     name text not null,
     province_code text not null constraint campaigns_province references units(code),
     state text not null default 'draft' constraint campaigns_state check (state in ('draft','open','closed','cancelled')),
     commune_codes text[] not null,
     terms jsonb not null,
     due_at timestamptz,
     created_by uuid not null constraint campaigns_creator references people(id),
     created_at timestamptz not null default clock_timestamp(),
     opened_at timestamptz,
     ended_at timestamptz,
     heard_at timestamptz not null default clock_timestamp(),
     constraint campaigns_name_unique unique (province_code, name)
   )`,

  `create table lists (
     id uuid constraint lists_pk primary key default gen_random_uuid(),
     campaign_id uuid not null constraint lists_campaign references campaigns(id),
     province_code text not null,
     commune_code text not null constraint lists_commune references units(code),
     seq integer not null default 1,
     state text not null default 'waiting' constraint lists_state check (state in ('waiting','open','paused','completed','cancelled')),
     urgent boolean not null default false,
     terms jsonb not null,
     record_count integer not null default 0,
     parcel_count integer not null default 0,
     handover_count integer not null default 0,
     forward_round integer not null default 1,
     due_at timestamptz,
     opened_at timestamptz,
     paused_at timestamptz,
     ended_at timestamptz,
     end_reason text,
     heard_at timestamptz not null default clock_timestamp(),
     event_no bigint not null default 0,
     head_hash bytea not null default '\\x'::bytea,
     last_event_at timestamptz not null default clock_timestamp(),
     last_handover_hash bytea,
     created_at timestamptz not null default clock_timestamp(),
     constraint lists_once unique (campaign_id, commune_code, seq)
   ) with (fillfactor = 50)`,
  `create index lists_by_area on lists (province_code, commune_code)`,
  `create index lists_unfinished on lists (heard_at) where state in ('waiting','open','paused')`,

  `create table parcels (
     province_code text not null,
     list_id uuid not null constraint parcels_list references lists(id),
     parcel_no integer not null,
     commune_code text not null,
     kind text not null constraint parcels_kind check (kind in ('list','village','police')),
     scope text not null default '',
     round integer not null default 1,
     stage text not null,
     custodian_office_id text not null constraint parcels_custodian references offices(id),
     since timestamptz not null default clock_timestamp(),
     record_count integer not null constraint parcels_count check (record_count >= 0),
     frozen_at timestamptz,
     reason text,
     created_at timestamptz not null default clock_timestamp(),
     ended_at timestamptz,
     constraint parcels_pk primary key (province_code, list_id, parcel_no)
   ) with (fillfactor = 50)`,
  `create index parcels_by_list on parcels (list_id)`,

  `create table records (
     province_code text not null,
     list_id uuid not null constraint records_list references lists(id),
     record_no integer not null,
     commune_code text not null,
     village_code text,
     parcel_no integer not null,
     platform_subject_id text not null,
     platform_version integer not null,
     platform_full_name text,
     platform_date_of_birth text,
     platform_gender text,
     platform_id_number text,
     full_name text,
     date_of_birth text,
     gender text,
     id_number text,
     passport_number text,
     nationality text not null default 'VN',
     phone text,
     address text,
     defects text[] not null default '{}',
     hints jsonb not null default '[]',
     excluded_reason text,
     village_outcome text,
     village_note text,
     population_status text,
     population_answer jsonb,
     population_checked_at timestamptz,
     proposed_outcome text,
     proposed_values jsonb,
     police_outcome text,
     police_note text,
     population_update text,
     side_wrong text,
     destination text,
     update_kind text,
     update_state text,
     update_failure text,
     updated_at timestamptz,
     verification_result text,
     refused_reason text,
     version integer not null default 1,
     constraint records_pk primary key (province_code, list_id, record_no),
     constraint records_subject_once unique (platform_subject_id, list_id, province_code)
   ) with (fillfactor = 60)`,
  `create index records_by_list on records (list_id, record_no)`,

  `create table deciders (
     province_code text not null,
     list_id uuid not null,
     step text not null,
     person_id uuid not null,
     records int4multirange not null,
     constraint deciders_pk primary key (province_code, list_id, step, person_id)
   ) with (fillfactor = 70)`,

  `create table tasks (
     id uuid constraint tasks_pk primary key default gen_random_uuid(),
     province_code text not null,
     commune_code text,
     village_code text,
     campaign_id uuid not null constraint tasks_campaign references campaigns(id),
     list_id uuid constraint tasks_list references lists(id),
     step text not null,
     scope text not null default '',
     round integer not null default 1,
     part_no integer not null default 0,
     part_of uuid constraint tasks_part_of references tasks(id),
     part_count integer not null default 0,
     records int4multirange,
     office_id text not null constraint tasks_office references offices(id),
     role text not null,
     state text not null default 'open' constraint tasks_state check (state in ('open','claimed','held','completed','cancelled')),
     preparing boolean not null default false,
     priority integer not null default 0,
     claim_epoch integer not null default 0,
     claimed_by uuid constraint tasks_claimer references people(id),
     claimed_at timestamptz,
     opened_at timestamptz not null default clock_timestamp(),
     due_at timestamptz not null,
     remind_at timestamptz,
     held_until timestamptz,
     outcome text,
     note text,
     completed_by uuid constraint tasks_completer references people(id),
     completed_at timestamptz,
     constraint tasks_once unique nulls not distinct (campaign_id, list_id, step, scope, round, part_no)
   ) with (fillfactor = 60)`,
  `create index tasks_inbox on tasks (office_id, role, priority desc, due_at, id) where state in ('open','claimed','held') and part_count = 0`,
  `create index tasks_by_list on tasks (list_id)`,

  `create table task_notices (
     task_id uuid not null constraint task_notices_task references tasks(id),
     kind text not null constraint task_notices_kind check (kind in ('reminder','escalation')),
     no integer not null,
     office_id text not null,
     at timestamptz not null default clock_timestamp(),
     constraint task_notices_pk primary key (task_id, kind, no)
   )`,

  `create table jobs (
     province_code text not null,
     list_id uuid not null constraint jobs_list references lists(id),
     kind text not null constraint jobs_kind check (kind in ('compile','population_check','population_update','platform_update','verification')),
     scope text not null default '',
     run_no integer not null default 1,
     state text not null default 'requested' constraint jobs_state check (state in ('requested','running','done','failed')),
     cursor text,
     total integer,
     done integer not null default 0,
     failed integer not null default 0,
     failure_code text,
     requested_by uuid,
     requested_at timestamptz not null default clock_timestamp(),
     finished_at timestamptz,
     constraint jobs_pk primary key (province_code, list_id, kind, scope, run_no)
   ) with (fillfactor = 60)`,
  `create index jobs_by_list on jobs (list_id)`,

  `create table handovers (
     id uuid constraint handovers_pk primary key default gen_random_uuid(),
     province_code text not null,
     commune_code text not null,
     list_id uuid not null constraint handovers_list references lists(id),
     number integer not null,
     step text not null,
     grade text not null constraint handovers_grade check (grade in ('official','attested')),
     parcel_nos integer[] not null,
     task_id uuid constraint handovers_task references tasks(id),
     from_office_id text not null constraint handovers_from references offices(id),
     to_office_id text not null constraint handovers_to references offices(id),
     state text not null constraint handovers_state check (state in ('frozen','offered','accepted','refused','withdrawn','voided')),
     records int4multirange not null,
     record_count integer not null,
     salt bytea not null,
     manifest text not null,
     manifest_hash bytea not null,
     signature bytea,
     signer_person_id uuid,
     certificate_thumbprint text,
     frozen_at timestamptz not null default clock_timestamp(),
     offered_at timestamptz,
     accept_due_at timestamptz,
     refused int4multirange not null default '{}',
     receipt text,
     receipt_hash bytea,
     receipt_signature bytea,
     receiver_person_id uuid,
     receipt_thumbprint text,
     received_at timestamptz,
     constraint handovers_number_unique unique (list_id, number)
   )`,
  `create table handover_snapshots (
     province_code text not null,
     list_id uuid not null,
     handover_id uuid not null constraint handover_snapshots_handover references handovers(id),
     record_no integer not null,
     snapshot text not null,
     constraint handover_snapshots_pk primary key (province_code, list_id, handover_id, record_no)
   )`,

  `create table events (
     province_code text not null,
     list_id uuid not null,
     event_no bigint not null,
     commune_code text not null,
     type text not null,
     at timestamptz not null,
     actor_person_id uuid,
     actor_office_id text,
     actor_role text,
     task_id uuid,
     payload jsonb not null,
     body text not null,
     changes_hash bytea,
     prev_hash bytea not null,
     hash bytea not null,
     constraint events_pk primary key (province_code, list_id, event_no)
   )`,
  `create table record_changes (
     province_code text not null,
     list_id uuid not null,
     event_no bigint not null,
     record_no integer not null,
     field text not null,
     old_value text,
     new_value text,
     source text not null,
     constraint record_changes_pk primary key (province_code, list_id, event_no, record_no, field)
   )`,
  `create table custody_moves (
     province_code text not null,
     list_id uuid not null,
     event_no bigint not null,
     move_no integer not null,
     from_office_id text,
     to_office_id text not null,
     records int4multirange not null,
     record_count integer not null,
     constraint custody_moves_pk primary key (province_code, list_id, event_no, move_no)
   )`,

  `create table workflow_messages (
     id bigint generated always as identity constraint workflow_messages_pk primary key,
     workflow text not null constraint workflow_messages_workflow check (workflow in ('cleanList','campaign')),
     subject_id uuid not null,
     created_at timestamptz not null default clock_timestamp()
   )`,

  `create table idempotency_keys (
     person_id uuid not null,
     key text not null,
     body_hash bytea not null,
     status integer not null,
     answer jsonb,
     created_at timestamptz not null default clock_timestamp(),
     constraint idempotency_keys_pk primary key (person_id, key)
   )`,

  `create table access_log (
     id bigint generated always as identity constraint access_log_pk primary key,
     at timestamptz not null default clock_timestamp(),
     kind text not null constraint access_log_kind check (kind in ('refused','read','search')),
     person_id uuid,
     office_id text,
     act text not null,
     target text,
     code text,
     details jsonb not null default '{}'
   )`,

  // What was written as proof stays as it was written, whoever asks, the owner included.
  `create function refuse_change() returns trigger language plpgsql as $$
   begin raise exception 'append_only: % cannot be changed', tg_table_name using errcode = 'integrity_constraint_violation'; end $$`,
  ...['events', 'record_changes', 'custody_moves', 'access_log', 'handover_snapshots'].map(
    (table) =>
      `create trigger ${table}_append_only before update or delete or truncate on ${table} for each statement execute function refuse_change()`,
  ),

  `grant usage on schema public to bangiao_system, bangiao_api`,
  `grant select on units, offices, people, memberships, certificates, campaigns to bangiao_api`,
  `grant insert, update on campaigns to bangiao_api`,
  `grant select, insert, update on lists, parcels, records, deciders, tasks, jobs, handovers, idempotency_keys to bangiao_api`,
  `grant select, insert on events, record_changes, custody_moves, handover_snapshots, access_log, task_notices to bangiao_api`,
  `grant select, insert on workflow_messages to bangiao_api`,
  `grant select, insert, update on units, offices, people, memberships, certificates, campaigns, lists, parcels, records, deciders, tasks, task_notices, jobs, handovers, idempotency_keys to bangiao_system`,
  `grant select, insert, delete on workflow_messages to bangiao_system`,
  `grant delete on idempotency_keys to bangiao_system`,
  `grant select, insert on events, record_changes, custody_moves, handover_snapshots, access_log to bangiao_system`,

  // The second wall: what the API's predicates forget, these policies still refuse. Settings are read once per
  // statement (an init plan), areas are plain text arrays, so that no policy needs an operator that leaks.
  `create function bangiao_area(setting text) returns text[] language sql stable parallel safe as
     $$ select string_to_array(coalesce(current_setting(setting, true), ''), ',') $$`,
  // Tells a wrong area (403) from a wrong id (404) without showing anything of the row.
  `create function bangiao_exists(kind text, wanted uuid) returns boolean language sql stable security definer set search_path = public, pg_temp as
     $$ select case kind
          when 'list' then exists (select from lists where id = wanted)
          when 'task' then exists (select from tasks where id = wanted)
          when 'handover' then exists (select from handovers where id = wanted)
          else false end $$`,
  ...['lists', 'parcels', 'handovers', 'events'].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `create policy ${table}_area on ${table} to bangiao_api using (
       province_code = any ((select bangiao_area('bangiao.provinces'))::text[])
       or commune_code = any ((select bangiao_area('bangiao.communes'))::text[]))`,
  ]),
  `alter table tasks enable row level security`,
  `create policy tasks_area on tasks to bangiao_api using (
     province_code = any ((select bangiao_area('bangiao.provinces'))::text[])
     or commune_code = any ((select bangiao_area('bangiao.communes'))::text[]))`,
  `alter table records enable row level security`,
  `create policy records_area on records to bangiao_api using (
     province_code = any ((select bangiao_area('bangiao.provinces'))::text[])
     or commune_code = any ((select bangiao_area('bangiao.record_communes'))::text[])
     or village_code = any ((select bangiao_area('bangiao.villages'))::text[]))
   with check (
     province_code = any ((select bangiao_area('bangiao.provinces'))::text[])
     or commune_code = any ((select bangiao_area('bangiao.communes'))::text[]))`,
  ...['record_changes', 'custody_moves', 'deciders', 'jobs', 'handover_snapshots'].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `create policy ${table}_area on ${table} to bangiao_api using (list_id in (select id from lists))`,
  ]),
];

const DOWN = [
  ...[
    'access_log',
    'idempotency_keys',
    'workflow_messages',
    'custody_moves',
    'record_changes',
    'events',
    'handover_snapshots',
    'handovers',
    'jobs',
    'task_notices',
    'tasks',
    'deciders',
    'records',
    'parcels',
    'lists',
    'campaigns',
    'certificates',
    'memberships',
    'people',
    'offices',
    'units',
  ].map((table) => `drop table ${table}`),
  `drop function refuse_change()`,
  `drop function bangiao_exists(text, uuid)`,
  `drop function bangiao_area(text)`,
];
