import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The national calendar is entered by the operator's command, which works as the system. */
export class NationalCalendar1700000013400 implements MigrationInterface {
  name = 'NationalCalendar1700000013400';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

const UP = [
  `grant update on calendars to bangiao_system`,
  `grant insert, update, delete on calendar_hours, calendar_days to bangiao_system`,
];

const DOWN = [
  `revoke insert, update, delete on calendar_hours, calendar_days from bangiao_system`,
  `revoke update on calendars from bangiao_system`,
];
