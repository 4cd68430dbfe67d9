import type { MigrationInterface, QueryRunner } from 'typeorm';
import { registeringColumns } from './registered-tables.ts';

/** Calendars are edited by one who saw their present version, and by nobody outside their province. */
export class CalendarChanges1700000013100 implements MigrationInterface {
  name = 'CalendarChanges1700000013100';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

const MINE = `= any ((select bangiao_area('bangiao.provinces'))::text[])`;
const PARTS = ['calendar_hours', 'calendar_days'];
const OWN = (table: string) =>
  `exists (select from calendars c where c.id = ${table}.calendar_id and c.province_code ${MINE})`;

const UP = [
  `alter table calendars add column version integer not null default 1`,
  registeringColumns('calendars', 'id', ['version']),
  `alter table calendars enable row level security`,
  `create policy calendars_seen on calendars for select to bangiao_api using (true)`,
  `create policy calendars_made on calendars for insert to bangiao_api with check (province_code ${MINE})`,
  `create policy calendars_kept on calendars for update to bangiao_api using (province_code ${MINE})`,
  ...PARTS.flatMap((table) => [
    `alter table ${table} enable row level security`,
    `create policy ${table}_seen on ${table} for select to bangiao_api using (true)`,
    `create policy ${table}_made on ${table} for insert to bangiao_api with check (${OWN(table)})`,
    `create policy ${table}_kept on ${table} for update to bangiao_api using (${OWN(table)})`,
    `create policy ${table}_gone on ${table} for delete to bangiao_api using (${OWN(table)})`,
  ]),
];

const DOWN = [
  ...['seen', 'made', 'kept'].map((what) => `drop policy calendars_${what} on calendars`),
  ...PARTS.flatMap((table) => [
    ...['seen', 'made', 'kept', 'gone'].map((what) => `drop policy ${table}_${what} on ${table}`),
    `alter table ${table} disable row level security`,
  ]),
  `alter table calendars disable row level security`,
  `alter table calendars drop column version`,
];
