import type { MigrationInterface, QueryRunner } from 'typeorm';
import { registering, unregistering, type Registered } from './registered-tables.ts';

/** Puts under the registry what came beside it: subjects whom the station adds to its list. After the migrations that make these tables. */
export class RegisteredLater1700000099000 implements MigrationInterface {
  name = 'RegisteredLater1700000099000';

  async up(db: QueryRunner): Promise<void> {
    for (const [table, how] of Object.entries(REGISTERED))
      for (const statement of registering(table, how)) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of Object.keys(REGISTERED)) await db.query(unregistering(table));
  }
}

const REGISTERED: Readonly<Record<string, Registered>> = {
  record_additions: { key: ['list_id', 'run_no', 'subject_id'], hashed: ['reason'] },
};
