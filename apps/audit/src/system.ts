import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDataSource } from '#persistence/data-source';
import { systemSql } from '#persistence/process/system-sql';
import type { Sql } from '#persistence/sql';
import { UsageError } from './usage-error.ts';

/** Where the system that is looked at can be reached. */
export interface System {
  /** Address of PostgreSQL as the system's role. */
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly temporalNamespace: string;
  readonly sealKeyFile: string;
  readonly trustAnchorsFile: string;
}

interface RunFile {
  readonly dataDir: string;
  readonly urls: { readonly temporal: string };
  readonly databases: { readonly system: string };
  readonly temporalNamespace: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The system that DATABASE_URL names, or the one that `npm start` runs, as its run file says.
 * @throws UsageError when there is neither.
 */
export function findSystem(env: Env, runFile = join(env['DATA_DIR'] || '.data', 'run.json')): System {
  const run = readRun(runFile);
  const databaseUrl = env['DATABASE_URL'] || run?.databases.system;
  if (!databaseUrl) {
    throw new UsageError(
      `Neither DATABASE_URL nor a running system was found (${runFile} is not there): start it with "npm start".`,
    );
  }
  return {
    databaseUrl,
    temporalAddress: env['TEMPORAL_ADDRESS'] || run?.urls.temporal || '127.0.0.1:7233',
    temporalNamespace: env['TEMPORAL_NAMESPACE'] || run?.temporalNamespace || 'ban-giao',
    sealKeyFile: env['SEAL_KEY_FILE'] || join(run?.dataDir ?? '.data', 'seal-key.pem'),
    trustAnchorsFile: env['TRUST_ANCHORS_FILE'] || join(run?.dataDir ?? '.data', 'trust-anchors.pem'),
  };
}

function readRun(file: string): RunFile | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RunFile;
  } catch {
    return undefined;
  }
}

/** Runs `work` on the system's database and closes the connections after it. */
export async function onDatabase<T>({ databaseUrl }: System, work: (sql: Sql) => Promise<T>): Promise<T> {
  const source = createDataSource({ url: databaseUrl, poolSize: 4, applicationName: 'ban-giao audit' });
  await source.initialize();
  try {
    return await work(systemSql(source));
  } finally {
    await source.destroy();
  }
}
