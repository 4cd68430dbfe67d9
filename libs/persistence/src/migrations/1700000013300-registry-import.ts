import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Officers’ names are corrected by the registry’s workbook. */
export class RegistryImport1700000013300 implements MigrationInterface {
  name = 'RegistryImport1700000013300';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

const UP = [`grant update (full_name) on people to bangiao_api`];
const DOWN = [`revoke update (full_name) on people from bangiao_api`];
