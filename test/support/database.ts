import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { DEFAULT_TERMS, type Terms } from '#domain/process/terms';
import { createDataSource } from '#persistence/data-source';
import { migrate } from '#persistence/migrate';
import { seedCommunes, seedProvince } from '#persistence/seed/demo-offices';
import { setLoginPasswords } from '#persistence/seed/login-roles';
import { seedUnits } from '#persistence/seed/units';
import type { DataSource } from 'typeorm';
import { sharedPostgres, type Server } from './postgres.ts';

/** Bình Thuận and two of its communes, with three villages each; Hà Nội as the other province. */
export const PROVINCE = '60';
export const COMMUNE = '22915';
export const OTHER_COMMUNE = '22918';
export const VILLAGES = 3;
export const OTHER_PROVINCE = '01';
export const COMMUNE_OF_OTHER_PROVINCE = '00001';

/** Durations run day and night and are long: nothing falls due in a test that does not want it. */
export const TEST_TERMS: Terms = { ...DEFAULT_TERMS, calendar: 'continuous' };

const PASSWORD = 'test';
/** Raise it when the seed below changes. */
const SEED_VERSION = '1';

export interface TestDatabase {
  /** Addresses for the owner (everything), the worker's role and the API's role (under row-level security). */
  readonly ownerUrl: string;
  readonly systemUrl: string;
  readonly apiUrl: string;
  /** The owner's connection, for arranging and for looking. */
  readonly owner: pg.Pool;
  /** A data source as one of the roles; closed with the database. */
  connect(role: 'system' | 'api'): Promise<DataSource>;
  close(): Promise<void>;
}

/** A private database, cloned from the migrated and seeded template in about 50 ms. Close it in `afterAll`: an open pool fails the close. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = await sharedPostgres();
  const template = await ensureTemplate(server);
  const name = `t_${Date.now().toString(36)}_${randomBytes(4).toString('hex')}`;
  await maintain(server, (client) => client.query(`create database ${name} template ${template}`));
  const url = (user: string, password: string) => urlOf(server, name, user, password);
  const owner = new pg.Pool({ connectionString: url('owner', 'owner'), max: 4 });
  owner.on('error', () => {});
  const opened: DataSource[] = [];
  const urls = { system: url('bangiao_system', PASSWORD), api: url('bangiao_api', PASSWORD) };
  return {
    ownerUrl: url('owner', 'owner'),
    systemUrl: urls.system,
    apiUrl: urls.api,
    owner,
    async connect(role) {
      const source = await createDataSource({
        url: urls[role],
        poolSize: 10,
        applicationName: `test-${role}`,
      }).initialize();
      opened.push(source);
      return source;
    },
    async close() {
      await Promise.all(opened.filter((source) => source.isInitialized).map((source) => source.destroy()));
      await owner.end();
      await maintain(server, async (client) => {
        const { rows } = await client.query<{ application_name: string }>(
          `select application_name from pg_stat_activity where datname = $1`,
          [name],
        );
        await client.query(`drop database ${name} with (force)`);
        if (rows.length > 0)
          throw new Error(
            `Connections were left open by: ${rows.map((row) => row.application_name).join(', ')}`,
          );
      });
    },
  };
}

function urlOf({ host, port }: Server, database: string, user: string, password: string): string {
  return `postgres://${user}:${password}@${host}:${port}/${database}`;
}

async function maintain<T>(server: Server, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: urlOf(server, 'postgres', 'owner', 'owner') });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const SOURCES = ['migrations', 'seed'].map((folder) => join('libs', 'persistence', 'src', folder));

/** The template's name carries what it was made from, so that a changed migration or seed makes a new one. */
function templateName(): string {
  const hash = createHash('sha256').update(SEED_VERSION);
  for (const folder of SOURCES)
    for (const file of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, file)));
  return `template_${hash.digest('hex').slice(0, 16)}`;
}

/** Makes the template unless it is there. Several test processes may come at once: they take turns. */
async function ensureTemplate(server: Server): Promise<string> {
  const name = templateName();
  await maintain(server, async (client) => {
    await client.query(`select pg_advisory_lock(hashtext('bangiao test template'))`);
    const { rows } = await client.query(`select from pg_database where datname = $1 and datistemplate`, [
      name,
    ]);
    if (rows.length > 0) return;
    await client.query(`drop database if exists ${name} with (force)`);
    await client.query(`create database ${name}`);
    const url = urlOf(server, name, 'owner', 'owner');
    await migrate(url);
    await seed(url);
    await client.query(`alter database ${name} with is_template true`);
  });
  return name;
}

async function seed(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await setLoginPasswords(client, { bangiao_api: PASSWORD, bangiao_system: PASSWORD });
    await seedUnits(client);
    await seedProvince(client, PROVINCE);
    await seedProvince(client, OTHER_PROVINCE);
    await seedCommunes(client, {
      communes: [COMMUNE, OTHER_COMMUNE, COMMUNE_OF_OTHER_PROVINCE],
      villages: VILLAGES,
    });
    await client.query('analyze');
  } finally {
    await client.end();
  }
}
