import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Proof of the process and of the chains: histories of ended lists with the code they ran on, signed checkpoints over all
 * lists, and seals over the access log.
 */
export class Archives1700000004000 implements MigrationInterface {
  name = 'Archives1700000004000';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

const APPEND_ONLY = ['workflow_bundles', 'workflow_archives', 'checkpoints', 'access_log_seals'];

const UP = [
  `create table workflow_bundles (
     sha256 bytea constraint workflow_bundles_pk primary key,
     code bytea not null,
     registered_at timestamptz not null default clock_timestamp()
   )`,
  // No foreign key to the bundles: a history tells which code it ran on, also when that code was never registered here.
  `create table workflow_archives (
     province_code text not null,
     list_id uuid not null constraint workflow_archives_list references lists(id),
     run_no integer not null,
     commune_code text not null,
     state text not null constraint workflow_archives_state check (state in ('kept','lost')),
     workflow_id text not null,
     run_id text,
     ended_as text,
     started_at timestamptz,
     closed_at timestamptz,
     event_count integer not null default 0,
     bundle_sha256 bytea,
     history bytea,
     sha256 bytea,
     created_at timestamptz not null default clock_timestamp(),
     constraint workflow_archives_whole check ((state = 'kept') = (history is not null and sha256 is not null and run_id is not null)),
     constraint workflow_archives_pk primary key (province_code, list_id, run_no)
   )`,
  `alter table workflow_archives alter column history set storage external`,
  `alter table workflow_bundles alter column code set storage external`,

  // Written by whoever ends a list, in the same transaction: the outbox of the archive.
  `create table archive_orders (
     list_id uuid constraint archive_orders_pk primary key constraint archive_orders_list references lists(id),
     ordered_at timestamptz not null default clock_timestamp(),
     due_at timestamptz not null default clock_timestamp()
   )`,
  `create index archive_orders_by_due on archive_orders (due_at)`,
  `create function order_archive() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
   begin insert into archive_orders (list_id) values (new.id) on conflict do nothing; return null; end $$`,
  `create trigger lists_order_archive after update of state on lists for each row
     when (new.state in ('completed','cancelled') and old.state is distinct from new.state) execute function order_archive()`,
  `insert into archive_orders (list_id) select id from lists where state in ('completed','cancelled')`,

  `create table checkpoints (
     no integer constraint checkpoints_pk primary key,
     day date constraint checkpoints_day_unique unique,
     at timestamptz not null,
     list_count integer not null,
     statement text not null,
     sha256 bytea not null,
     prev_sha256 bytea,
     signature bytea not null,
     heads bytea not null,
     created_at timestamptz not null default clock_timestamp()
   )`,
  `alter table checkpoints alter column heads set storage external`,

  `create table access_log_seals (
     no integer constraint access_log_seals_pk primary key,
     from_id bigint not null,
     to_id bigint not null,
     row_count integer not null,
     rows_sha256 bytea not null,
     statement text not null,
     sha256 bytea not null,
     prev_sha256 bytea,
     signature bytea not null,
     created_at timestamptz not null default clock_timestamp(),
     constraint access_log_seals_span check (from_id <= to_id)
   )`,
  // An entry takes its id after it has the table's lock. Whoever holds SHARE has therefore waited for every entry with a number
  // so far: up to the last id nothing can be added any more, and gaps are numbers that were rolled back.
  `create function access_log_settled() returns bigint language plpgsql volatile security definer set search_path = public, pg_temp
     set lock_timeout = '500ms' as $$
   begin
     lock table access_log in share mode;
     return (select max(id) from access_log);
   end $$`,
  `revoke execute on function access_log_settled() from public`,
  `grant execute on function access_log_settled() to bangiao_system`,

  ...APPEND_ONLY.map(
    (table) =>
      `create trigger ${table}_append_only before update or delete or truncate on ${table} for each statement execute function refuse_change()`,
  ),
  `alter table workflow_archives enable row level security`,
  `create policy workflow_archives_area on workflow_archives to bangiao_api using (
     province_code = any ((select bangiao_area('bangiao.provinces'))::text[])
     or commune_code = any ((select bangiao_area('bangiao.communes'))::text[]))`,
  `grant select on workflow_archives, workflow_bundles to bangiao_api`,
  `grant select, insert on workflow_bundles, workflow_archives, checkpoints, access_log_seals to bangiao_system`,
  `grant select, insert, update, delete on archive_orders to bangiao_system`,
];

const DOWN = [
  `drop trigger lists_order_archive on lists`,
  `drop function order_archive()`,
  `drop function access_log_settled()`,
  ...['archive_orders', 'access_log_seals', 'checkpoints', 'workflow_archives', 'workflow_bundles'].map(
    (table) => `drop table ${table}`,
  ),
];
