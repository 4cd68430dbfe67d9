import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The way by hand: which offices reach outside systems by files, what people brought back from there, and jobs that wait for it. */
export class ByHand1700000017100 implements MigrationInterface {
  name = 'ByHand1700000017100';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

const area = (setting: string): string => `any ((select bangiao_area('bangiao.${setting}'))::text[])`;
const AREA = `province_code = ${area('provinces')} or commune_code = ${area('communes')}`;
/** What other systems say of residents: seen by those who see the records. */
const RECORDS = `province_code = ${area('provinces')} or commune_code = ${area('record_communes')}`;

const UP = [
  `create table office_channels (
     office_id text not null constraint office_channels_office references offices(id),
     system text not null constraint office_channels_system check (system in ('population', 'platform')),
     province_code text not null,
     commune_code text,
     channel text not null constraint office_channels_channel check (channel in ('api', 'files')),
     certificate_pem text,
     signed boolean not null default false,
     person_id uuid not null constraint office_channels_person references people(id),
     changed_at timestamptz not null,
     version integer not null default 1,
     constraint office_channels_pk primary key (office_id, system)
   )`,
  `create table carried_results (
     province_code text not null,
     list_id uuid not null constraint carried_results_list references lists(id),
     kind text not null,
     scope text not null,
     run_no integer not null,
     record_no integer not null,
     commune_code text not null,
     result jsonb not null,
     batch_id uuid not null constraint carried_results_batch references batches(id),
     constraint carried_results_pk primary key (province_code, list_id, kind, scope, run_no, record_no)
   )`,
  `create index carried_results_by_batch on carried_results (batch_id)`,
  `alter table office_channels enable row level security`,
  `create policy office_channels_area on office_channels to bangiao_api using (${AREA})`,
  `alter table carried_results enable row level security`,
  `create policy carried_results_area on carried_results to bangiao_api using (${RECORDS})`,
  `grant select, insert, update on office_channels to bangiao_api`,
  `grant select on office_channels to bangiao_system`,
  `grant select, insert, update, delete on carried_results to bangiao_api`,
  `grant select on carried_results to bangiao_system`,
  // The machine's work waits for people who go to the other system themselves.
  `alter table jobs drop constraint jobs_state`,
  `alter table jobs add constraint jobs_state check (state in ('requested', 'running', 'by_hand', 'done', 'failed'))`,
];

const DOWN = [
  `update jobs set state = 'requested' where state = 'by_hand'`,
  `alter table jobs drop constraint jobs_state`,
  `alter table jobs add constraint jobs_state check (state in ('requested', 'running', 'done', 'failed'))`,
  `drop table carried_results`,
  `drop table office_channels`,
];
