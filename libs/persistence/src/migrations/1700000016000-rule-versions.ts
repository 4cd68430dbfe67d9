import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the rules have read, and which version of them: hints can be computed again from what is stored. Older lists do not say. */
export class RuleVersions1700000016000 implements MigrationInterface {
  name = 'RuleVersions1700000016000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `alter table records add platform_passport_number text, add platform_nationality text, add rules_version integer`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(
      `alter table records drop column platform_passport_number, drop column platform_nationality, drop column rules_version`,
    );
  }
}
