import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the nightly comparison of the live tables with the events found, one report a day. */
export class AuditReports1700000009000 implements MigrationInterface {
  name = 'AuditReports1700000009000';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`drop table audit_reports`);
  }
}

const UP = [
  `create table audit_reports (
     day date constraint audit_reports_pk primary key,
     ended_at timestamptz not null default clock_timestamp(),
     lists integer not null,
     records bigint not null,
     differences integer not null,
     findings jsonb not null
   )`,
  `create trigger audit_reports_append_only before update or delete or truncate on audit_reports for each statement execute function refuse_change()`,
  `grant select, insert on audit_reports to bangiao_system`,
  `grant select on audit_reports to bangiao_api`,
];
