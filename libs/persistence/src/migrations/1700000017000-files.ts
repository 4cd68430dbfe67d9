import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Files that go out and come back: what went out (`file_exports`), what came back or was decided at once (`batches`), row by row while
 * it is looked at (`batch_rows`), and how foreign templates are to be read (`template_mappings`).
 */
export class Files1700000017000 implements MigrationInterface {
  name = 'Files1700000017000';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

const area = (setting: string): string => `any ((select bangiao_area('bangiao.${setting}'))::text[])`;
const AREA = `province_code = ${area('provinces')} or commune_code = ${area('communes')}`;
/** Rows hold residents' data: seen by those who see the records. */
const RECORDS = `province_code = ${area('provinces')} or commune_code = ${area('record_communes')} or village_code = ${area('villages')}`;

const UP = [
  `create table file_exports (
     id uuid constraint file_exports_pk primary key,
     province_code text not null,
     commune_code text not null,
     village_code text,
     list_id uuid not null constraint file_exports_list references lists(id),
     task_id uuid not null constraint file_exports_task references tasks(id),
     kind text not null,
     round integer not null,
     run_no integer not null,
     claim_epoch integer not null,
     records int4multirange not null,
     record_count integer not null,
     event_no bigint not null,
     person_id uuid not null constraint file_exports_person references people(id),
     office_id text not null,
     at timestamptz not null
   )`,
  `create index file_exports_by_task on file_exports (task_id, at)`,
  `create trigger file_exports_append_only before update or delete or truncate on file_exports for each statement execute function refuse_change()`,

  `create table batches (
     id uuid constraint batches_pk primary key,
     province_code text not null,
     commune_code text not null,
     village_code text,
     list_id uuid not null constraint batches_list references lists(id),
     task_id uuid not null constraint batches_task references tasks(id),
     batch_no integer,
     kind text not null,
     run_no integer not null,
     name text not null,
     state text not null constraint batches_state check (state in ('reading', 'checked', 'applied', 'undone', 'discarded')),
     file_name text,
     file_sha256 bytea,
     format text,
     headings jsonb,
     warnings jsonb not null default '[]',
     counts jsonb not null default '{}',
     person_id uuid not null constraint batches_person references people(id),
     acting_for uuid constraint batches_acting_for references people(id),
     office_id text not null,
     role text not null,
     created_at timestamptz not null,
     applied_at timestamptz,
     applied_by uuid constraint batches_applied_by references people(id),
     applied_event_no bigint,
     undone_at timestamptz,
     undone_by uuid constraint batches_undone_by references people(id),
     undone_event_no bigint,
     undo_reason text,
     constraint batches_numbered unique (list_id, batch_no)
   )`,
  `create index batches_by_task on batches (task_id, created_at)`,
  `create table batch_rows (
     batch_id uuid not null constraint batch_rows_batch references batches(id),
     row_no integer not null,
     province_code text not null,
     commune_code text not null,
     village_code text,
     list_id uuid not null,
     record_no integer,
     subject_id text,
     export_id uuid,
     base_version integer,
     seen_version integer,
     state text not null,
     cells jsonb,
     decision jsonb,
     changes jsonb not null default '[]',
     problems jsonb not null default '[]',
     constraint batch_rows_pk primary key (batch_id, row_no)
   )`,
  `create table template_mappings (
     office_id text not null constraint template_mappings_office references offices(id),
     kind text not null,
     fingerprint bytea not null,
     province_code text not null,
     commune_code text,
     name text not null,
     headings jsonb not null,
     mapping jsonb not null,
     person_id uuid not null constraint template_mappings_person references people(id),
     version integer not null default 1,
     changed_at timestamptz not null,
     constraint template_mappings_pk primary key (office_id, kind, fingerprint)
   )`,
  ...['file_exports', 'batches', 'batch_rows', 'template_mappings'].map(
    (table) => `alter table ${table} enable row level security`,
  ),
  ...['file_exports', 'batches', 'template_mappings'].map(
    (table) => `create policy ${table}_area on ${table} to bangiao_api using (${AREA})`,
  ),
  `create policy batch_rows_area on batch_rows to bangiao_api using (${RECORDS}) with check (${RECORDS})`,
  `grant select, insert on file_exports to bangiao_api, bangiao_system`,
  `grant select, insert, update on batches, batch_rows to bangiao_api, bangiao_system`,
  `grant delete on batch_rows to bangiao_api, bangiao_system`,
  `grant select, insert, update, delete on template_mappings to bangiao_api`,
  `grant select on template_mappings to bangiao_system`,
];

const DOWN = [
  `drop table template_mappings`,
  `drop table batch_rows`,
  `drop table batches`,
  `drop table file_exports`,
];
