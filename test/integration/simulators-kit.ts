import { parseEnv } from '../../apps/simulators/src/env.ts';
import { openPool } from '../../apps/simulators/src/database/pool.ts';
import { migrate } from '../../apps/simulators/src/database/schema.ts';
import { startPlatform } from '../../apps/simulators/src/platform/platform-server.ts';
import { startPopulation } from '../../apps/simulators/src/population/population-server.ts';
import { emptyDatabase } from './empty-database.ts';

export interface Reply<T> {
  status: number;
  body: T;
}

export type Ask = <T = Record<string, unknown>>(
  method: string,
  path: string,
  body?: unknown,
) => Promise<Reply<T>>;

export interface Systems {
  platform: Ask;
  population: Ask;
  /** Ends and starts both servers on the same database. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export const COMMUNE = '22915';

/** Both outside systems on a private database, with 200 wrong and 40 right people in one commune and nothing slow. */
export async function startSystems(): Promise<Systems> {
  const database = await emptyDatabase();
  const { rows } = await database.pool.query<{ port: number; name: string }>(
    `select inet_server_port() as port, current_database() as name`,
  );
  const url = `postgresql://owner:owner@127.0.0.1:${rows[0]?.port}/${rows[0]?.name}`;
  const env = parseEnv({ SIMULATORS_DATABASE_URL: url, POPULATION_PORT: '0', PLATFORM_PORT: '0' });
  const pool = openPool(env.databaseUrl);
  await Promise.all([migrate(pool), migrate(pool)]);
  const start = async () => ({
    platform: await startPlatform({ host: env.host, port: env.platformPort, pool }),
    population: await startPopulation({ host: env.host, port: env.populationPort, pool }),
  });
  let running = await start();
  const stop = () => Promise.all([running.platform.close(), running.population.close()]);
  const ask =
    (port: () => number): Ask =>
    async <T>(method: string, path: string, body?: unknown) => {
      const response = await fetch(`http://127.0.0.1:${port()}${path}`, {
        method,
        ...(body === undefined
          ? {}
          : { body: body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as T };
    };
  const systems: Systems = {
    platform: ask(() => running.platform.port),
    population: ask(() => running.population.port),
    restart: async () => {
      await stop();
      running = await start();
    },
    close: async () => {
      await stop();
      await pool.end();
      await database.close();
    },
  };
  await systems.platform('POST', '/admin/generate', {
    seed: 3,
    communeCode: COMMUNE,
    villages: 4,
    wrong: 200,
    right: 40,
    foreignersShare: 0.03,
  });
  return systems;
}

export interface TruthItem {
  subjectId: string;
  personId: string;
  foreigner: boolean;
  right: boolean;
  wrongFields: string[];
  damageGroup: string | null;
  situation: string;
  populationState: string | null;
  patterns: string[];
  truth: {
    fullName: string;
    dateOfBirth: string;
    gender: string;
    idNumber: string | null;
    cmnd: string | null;
    passportNumber: string | null;
  };
  now: {
    version: number;
    idNumber: string | null;
    fullName: string;
    dateOfBirth: string;
    gender: string | null;
  };
}

export async function truthOf(ask: Ask): Promise<TruthItem[]> {
  return (await ask<{ items: TruthItem[] }>('GET', `/admin/truth?communeCode=${COMMUNE}`)).body.items;
}

export interface EffectItem {
  seq: number;
  kind: string;
  subject: string | null;
  values: Record<string, string | null>;
  oldValues: Record<string, string | null> | null;
  expectedVersion: number | null;
  resultVersion: number | null;
  delivery: string;
  applied: boolean;
  reason: string | null;
}

/** Effects logged for a subject or person, oldest first. */
export async function effectsOf(ask: Ask, subject: string): Promise<EffectItem[]> {
  const { items } = (await ask<{ items: EffectItem[] }>('GET', '/admin/effects?limit=10000')).body;
  return items.filter((one) => one.subject === subject);
}

/** The first item that fits; throws when none does. */
export function first<T>(items: readonly T[], fits: (item: T) => boolean): T {
  const found = items.find(fits);
  if (found === undefined) throw new Error('no such item');
  return found;
}
