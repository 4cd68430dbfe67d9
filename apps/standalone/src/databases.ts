import pg from 'pg';
import { migrate } from '#persistence/migrate';
import { setLoginPasswords } from '#persistence/seed/login-roles';
import { seedDemo } from '#persistence/seed/seed';
import type { Secrets } from './data-folder.ts';

export interface DatabaseUrls {
  /** Migrations and seed. */
  readonly owner: string;
  /** The worker. */
  readonly system: string;
  /** The API, under row-level security. */
  readonly api: string;
  readonly simulators: string;
}

function withUser(url: string, user: string, password: string): string {
  const address = new URL(url);
  address.username = user;
  address.password = encodeURIComponent(password);
  return address.href;
}

function withDatabase(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.href;
}

function withHost(url: string, host: string | undefined): string {
  const address = new URL(url);
  if (host !== undefined) address.searchParams.set('host', host);
  return address.href;
}

/**
 * The four addresses that follow from the owner's. `socket` is the folder of the server's socket, where there is one: what runs for long
 * connects there, and what people look at from outside by the owner's address.
 */
export function databaseUrls(
  owner: string,
  secrets: Secrets,
  { simulators, socket }: { readonly simulators: string | undefined; readonly socket: string | undefined },
): DatabaseUrls {
  const database = decodeURIComponent(new URL(owner).pathname.slice(1));
  return {
    owner,
    system: withHost(withUser(owner, 'bangiao_system', secrets.system), socket),
    api: withHost(withUser(owner, 'bangiao_api', secrets.api), socket),
    simulators: simulators ?? withHost(withDatabase(owner, `${database}_simulators`), socket),
  };
}

/** Makes the database of an address when it is missing. A server that refuses to is asked for it in the error. */
async function ensureDatabase(url: string): Promise<void> {
  const database = decodeURIComponent(new URL(url).pathname.slice(1));
  const client = new pg.Client({ connectionString: withDatabase(url, 'postgres') });
  await client.connect();
  try {
    const found = await client.query('select from pg_database where datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`);
  } catch (error) {
    // Two starts at once: the other one made it.
    if ((error as { code?: string }).code !== '42P04' && (error as { code?: string }).code !== '23505')
      throw error;
  } finally {
    await client.end();
  }
}

/** Databases, schema, logins, units and demo offices. Everything is left alone that is there already. */
export async function prepareDatabases(urls: DatabaseUrls, secrets: Secrets): Promise<string[]> {
  await Promise.all([ensureDatabase(urls.owner), ensureDatabase(urls.simulators)]);
  const migrations = await migrate(urls.owner);
  const client = new pg.Client({ connectionString: urls.owner, application_name: 'ban-giao-seed' });
  await client.connect();
  try {
    await setLoginPasswords(client, { bangiao_system: secrets.system, bangiao_api: secrets.api });
    await seedDemo(client);
  } finally {
    await client.end();
  }
  return migrations;
}
