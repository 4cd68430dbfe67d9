import pg from 'pg';
import { createDataSource } from './data-source.ts';

// Any number that no other program uses as an advisory lock in this database.
const MIGRATION_LOCK = 7_202_201;

/**
 * Brings the database at `ownerUrl` up to date and returns the names of the migrations that ran. Two processes that
 * start together take turns: the second finds nothing left to do.
 */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const guard = new pg.Client({ connectionString: ownerUrl, application_name: 'ban-giao-migrate' });
  await guard.connect();
  try {
    await guard.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const dataSource = createDataSource({
      url: ownerUrl,
      poolSize: 2,
      applicationName: 'ban-giao-migrate',
    });
    await dataSource.initialize();
    try {
      const done = await dataSource.runMigrations();
      return done.map((migration) => migration.name);
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await guard.end();
  }
}
