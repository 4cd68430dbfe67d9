import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { clusterUrl, postgresPart } from '../../apps/standalone/src/postgres/cluster.ts';
import { ManagedProcess } from '../../apps/standalone/src/supervisor/managed-process.ts';
import { Screen } from '../../apps/standalone/src/supervisor/screen.ts';
import { freePort } from '../support/free-ports.ts';

/** A PostgreSQL server that belongs to one test file. */
export interface PrivateCluster {
  /** Makes an empty database and returns its owner's address. */
  createDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts the server that `npm start` would start, on a free port and with a folder of its own. */
export async function startPrivateCluster(): Promise<PrivateCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'ban-giao-postgres-'));
  const cluster = { dataDir: join(folder, 'data'), port: await freePort(), password: 'test' };
  const server = new ManagedProcess(
    await postgresPart(cluster),
    new Screen(join(folder, 'logs'), false),
    () => {},
  );
  await server.start();
  return {
    async createDatabase(name) {
      const client = new pg.Client({ connectionString: clusterUrl(cluster, 'postgres') });
      await client.connect();
      await client.query(`create database ${client.escapeIdentifier(name)}`);
      await client.end();
      return clusterUrl(cluster, name);
    },
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
