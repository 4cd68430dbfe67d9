import type { MigrationInterface, QueryRunner } from 'typeorm';
import { registering, unregistering, type Registered } from './registered-tables.ts';

/** Puts under the registry who may sign passports with what: keys, the halt of issuing, and what the nightly check of passports found. */
export class RegisteredKeys1700000099100 implements MigrationInterface {
  name = 'RegisteredKeys1700000099100';

  async up(db: QueryRunner): Promise<void> {
    for (const [table, how] of Object.entries(REGISTERED))
      for (const statement of registering(table, how)) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of Object.keys(REGISTERED)) await db.query(unregistering(table));
  }
}

const REGISTERED: Readonly<Record<string, Registered>> = {
  signing_keys: { key: ['kid'], hashed: ['certificate', 'sealed', 'token'] },
  issuing_state: { key: ['id'] },
  passport_checks: { key: ['day'] },
};
