import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The official report of each week and province, as it was made; and how many doses a listed person was given, which it counts. */
export class WeeklyReports1700000013000 implements MigrationInterface {
  name = 'WeeklyReports1700000013000';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

const UP = [
  `alter table records add column dose_count smallint constraint records_doses check (dose_count >= 0)`,
  // Facts, not bytes: the same facts always give the same paper. `person_id` is empty for the one that is made by the clock.
  `create table weekly_reports (
     id uuid constraint weekly_reports_pk primary key default gen_random_uuid(),
     province_code text not null constraint weekly_reports_province references units(code),
     week date not null constraint weekly_reports_monday check (extract(isodow from week) = 1),
     made_at timestamptz not null,
     person_id uuid constraint weekly_reports_person references people(id),
     facts text not null,
     sha256 bytea not null
   )`,
  // One a week by the clock, whoever starts it how often; any number on request.
  `create unique index weekly_reports_once on weekly_reports (province_code, week) where person_id is null`,
  `create index weekly_reports_by_province on weekly_reports (province_code, made_at, id)`,
  `create trigger weekly_reports_append_only before update or delete or truncate on weekly_reports for each statement execute function refuse_change()`,
  `alter table weekly_reports enable row level security`,
  `create policy weekly_reports_area on weekly_reports to bangiao_api using (province_code = any ((select bangiao_area('bangiao.provinces'))::text[]))`,
  `grant select, insert on weekly_reports to bangiao_api, bangiao_system`,
];

const DOWN = [`drop table weekly_reports`, `alter table records drop column dose_count`];
