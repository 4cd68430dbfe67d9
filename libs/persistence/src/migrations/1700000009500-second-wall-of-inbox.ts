import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Row-level security on what belongs to one person, and on what follows notifications. */
export class SecondWallOfInbox1700000009500 implements MigrationInterface {
  name = 'SecondWallOfInbox1700000009500';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

const PERSON = `(select nullif(current_setting('bangiao.person', true), '')::uuid)`;
const OWN = ['notification_preferences', 'notification_reads', 'task_reads'];

const UP = [
  ...OWN.flatMap((table) => [
    `alter table ${table} enable row level security`,
    `create policy ${table}_own on ${table} to bangiao_api using (person_id = ${PERSON})`,
  ]),
  `alter table saved_filters enable row level security`,
  `create policy saved_filters_own on saved_filters to bangiao_api using (person_id = ${PERSON})`,
  // A shared filter is a question, and no answer: whoever uses it sees what he may see.
  `create policy saved_filters_shared on saved_filters for select to bangiao_api using (shared)`,
  `alter table deliveries enable row level security`,
  `create policy deliveries_area on deliveries to bangiao_api using (exists (select from notifications n where n.id = deliveries.notification_id))`,
];

const DOWN = [
  ...OWN.flatMap((table) => [
    `drop policy ${table}_own on ${table}`,
    `alter table ${table} disable row level security`,
  ]),
  `drop policy saved_filters_own on saved_filters`,
  `drop policy saved_filters_shared on saved_filters`,
  `alter table saved_filters disable row level security`,
  `drop policy deliveries_area on deliveries`,
  `alter table deliveries disable row level security`,
];
