import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { sharedPostgres } from '../support/postgres.ts';

export interface EmptyDatabase {
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/** An empty database of one test file's own, for a simulator to fill. */
export async function emptyDatabase(): Promise<EmptyDatabase> {
  const { host, port } = await sharedPostgres();
  const server = { host, port, user: 'owner', password: 'owner' };
  const name = `e_${randomBytes(8).toString('hex')}`;
  const maintain = async (statement: string) => {
    const client = new pg.Client({ ...server, database: 'postgres' });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await maintain(`create database ${name}`);
  const pool = new pg.Pool({ ...server, database: name, max: 4 });
  return {
    pool,
    close: async () => {
      await pool.end();
      await maintain(`drop database ${name} with (force)`);
    },
  };
}
