import type { Pool } from 'pg';
import { PROVINCES } from '../generator/identity.ts';

/**
 * The simulators' own database, made at start and left alone when it is there. `truth_*` is what really is so and what
 * a visit finds; `population_*` and `platform_*` are the two outside systems; `effects` is what they were told to do.
 */
const STATEMENTS = [
  `create table if not exists generated_communes (
     commune_code text primary key, arguments jsonb not null, subjects integer not null, generated_at timestamptz not null default now())`,
  `create table if not exists settings (system text primary key, value jsonb not null)`,

  `create table if not exists truth_people (
     person_id text primary key, commune_code text not null, village_code text not null, household integer not null,
     full_name text not null, name_key text not null, date_of_birth text not null, gender text not null,
     id_number text unique, cmnd text, passport_number text, nationality text not null)`,
  `create index if not exists truth_people_by_commune on truth_people (commune_code)`,
  `create index if not exists truth_people_by_cmnd on truth_people (cmnd)`,
  `create table if not exists truth_subjects (
     subject_id text collate "C" primary key, commune_code text not null, person_id text not null, village_code text not null,
     damage_group text, patterns text[] not null, situation text not null, duplicate_of text, moved_to text, reachable boolean not null,
     papers jsonb, papers_wrong text, population_state text, population_wrong text, resolvable_by text[] not null, original jsonb not null)`,
  `create index if not exists truth_subjects_by_commune on truth_subjects (commune_code, subject_id)`,

  `create table if not exists population_persons (
     person_id text primary key, id_number text not null unique, cmnd text, full_name text not null, name_key text not null,
     date_of_birth text not null, birth_year text generated always as (left(date_of_birth, 4)) stored,
     gender text not null, residence_commune text, deceased boolean not null default false,
     version integer not null default 1, reference text)`,
  `create index if not exists population_by_cmnd on population_persons (cmnd)`,
  `create index if not exists population_by_name on population_persons (name_key, birth_year)`,
  `create index if not exists population_by_reference on population_persons (reference) where reference is not null`,
  `create index if not exists population_by_commune on population_persons (residence_commune)`,
  `create sequence if not exists population_supplements`,
  `create table if not exists population_requests (
     seq bigserial primary key, at timestamptz not null default clock_timestamp(), route text not null, request_id text not null,
     id_number text, full_name text, name_key text, date_of_birth text, gender text, outcome text)`,

  `create or replace function platform_number_state(nationality text, id_number text, passport text) returns text
     language sql immutable parallel safe as $$
     select case
       when coalesce(nationality, '') not in ('', 'VN') then
         case when coalesce(trim(passport), '') = '' then 'missing' when passport ~ '^[A-Z0-9]{5,12}$' then 'ok' else 'bad_format' end
       when coalesce(trim(id_number), '') = ''
         or lower(trim(id_number)) in ('0', 'x', 'không', 'chưa có', 'kcc', '123456789', '012345678', '123456789012')
         or trim(id_number) ~ '^(\\d)\\1{8}$' or trim(id_number) ~ '^(\\d)\\1{11}$' then 'missing'
       when id_number ~ '^[0-3][0-9]{8}$' then 'ok'
       when id_number ~ '^(0(${PROVINCES})|[12][0-9]{2})[0-3][0-9]{8}$' then 'ok'
       else 'bad_format' end $$`,
  `create table if not exists platform_subjects (
     subject_id text collate "C" primary key, version integer not null default 1, commune_code text not null,
     full_name text not null, name_key text not null, date_of_birth text not null, birth_key text, gender text,
     id_number text, passport_number text, nationality text, phone text, address text, dose_count smallint not null default 0,
     number_state text generated always as (platform_number_state(nationality, id_number, passport_number)) stored
   ) with (fillfactor = 70)`,
  `create index if not exists platform_subjects_by_commune on platform_subjects (commune_code, subject_id)`,
  `create table if not exists platform_merges (
     dropped_id text primary key, into_id text not null, at timestamptz not null default clock_timestamp())`,
  `create index if not exists platform_merges_by_target on platform_merges (into_id)`,
  // Who changed a person last, and in which transaction: those below the oldest one under way will never grow, so a reader misses none.
  `alter table platform_subjects add column if not exists changed_by text`,
  `alter table platform_subjects add column if not exists change_xid bigint not null default 0`,
  `create or replace function platform_subject_changed() returns trigger language plpgsql as $$
   begin new.change_xid := pg_current_xact_id()::text::bigint; return new; end $$`,
  `create or replace trigger platform_subjects_changed before insert or update on platform_subjects for each row execute function platform_subject_changed()`,
  `create index if not exists platform_subjects_by_change on platform_subjects (change_xid, subject_id)`,
  `create table if not exists platform_doses (
     subject_id text collate "C" not null, dose_no smallint not null, given_on text, vaccine text, manufacturer text, lot text, facility_id text not null,
     damage text, primary key (subject_id, dose_no))`,
  `create index if not exists platform_doses_by_facility on platform_doses (facility_id, subject_id)`,
  `create sequence if not exists platform_created`,
  `create table if not exists platform_imports (
     job_id text primary key, file_name text, received_at timestamptz not null default clock_timestamp(), body bytea not null,
     request_id text not null, state text not null default 'queued', total integer not null default 0, rows jsonb, error text, done_at timestamptz)`,
  `create index if not exists platform_imports_by_file on platform_imports (file_name)`,
  `create index if not exists platform_imports_unfinished on platform_imports (received_at) where state in ('queued', 'running')`,

  `create table if not exists effects (
     system text not null, seq bigserial, at timestamptz not null default clock_timestamp(), kind text not null, subject text, person text, reference text,
     fieldset text[] not null default '{}', old_values jsonb, new_values jsonb, expected_version integer, old_version integer,
     result_version integer, request_id text, idempotency_key text, delivery text not null default 'normal',
     applied boolean not null, reason text, primary key (system, seq))`,

  // The national check: the platform's values against the true person who has that number.
  // Columns were added to its table: a view cannot take them in between.
  `drop view if exists platform_checked`,
  `create view platform_checked as
   select s.*, coalesce(s.nationality, '') not in ('', 'VN') as foreign_national, owner.person_id as owner_id,
     case when coalesce(s.nationality, '') not in ('', 'VN') or s.number_state <> 'ok' then '{}'::text[]
          when owner.person_id is null then '{idNumber}'::text[]
          else array_remove(array[
            case when owner.name_key is distinct from s.name_key then 'fullName' end,
            case when not (owner.date_of_birth = coalesce(s.birth_key, '')
                 or (length(owner.date_of_birth) = 4 and coalesce(s.birth_key, '') = owner.date_of_birth || '-01-01')) then 'dateOfBirth' end,
            case when owner.gender is distinct from s.gender then 'gender' end], null) end as wrong_fields
   from platform_subjects s
   left join lateral (
     select * from (
       (select t.* from truth_people t where t.id_number = s.id_number)
       union all (select t.* from truth_people t where t.cmnd = s.id_number)) t
     order by (t.name_key = s.name_key) desc, (t.date_of_birth = s.birth_key) desc nulls last, t.person_id limit 1
   ) owner on s.number_state = 'ok' and coalesce(s.nationality, '') in ('', 'VN')`,
];

/** Makes what is missing. Two processes may start together: an advisory lock lets one go first. */
export async function migrate(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock(hashtext('simulators schema'))`);
    for (const statement of STATEMENTS) await client.query(statement);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
