import { createHash, generateKeyPair, randomBytes } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import { promisify } from 'node:util';
import type { Pool } from 'pg';

/** What must outlive a restart: the key that signs tokens, and the one that signs the browser's cookies. */
export interface ProviderSecrets {
  readonly tokenKey: JsonWebKey & { readonly kid: string };
  readonly cookieKey: string;
}

/** Reads the provider's secrets from its database, making them at the first start. Any number of processes may start together. */
export async function openSecrets(pool: Pool): Promise<ProviderSecrets> {
  const made: ProviderSecrets = {
    tokenKey: await newTokenKey(),
    cookieKey: randomBytes(32).toString('base64url'),
  };
  const client = await pool.connect();
  try {
    await client.query('begin');
    // `create table if not exists` of two starters at once fails on PostgreSQL's own catalogue.
    await client.query(`select pg_advisory_xact_lock(hashtext('identity_provider_secrets'))`);
    await client.query(`create table if not exists identity_provider_secrets (
      sole boolean constraint identity_provider_secrets_pk primary key default true
        constraint identity_provider_secrets_single check (sole),
      secrets jsonb not null,
      made_at timestamptz not null default now()
    )`);
    await client.query(`insert into identity_provider_secrets (secrets) values ($1) on conflict do nothing`, [
      JSON.stringify(made),
    ]);
    const { rows } = await client.query<{ secrets: ProviderSecrets }>(
      `select secrets from identity_provider_secrets`,
    );
    await client.query('commit');
    return rows[0]?.secrets ?? made;
  } catch (error) {
    await client.query('rollback').catch(() => undefined); // the first error says what happened
    throw error;
  } finally {
    client.release();
  }
}

async function newTokenKey(): Promise<ProviderSecrets['tokenKey']> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const jwk = privateKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(`${jwk.n}`).digest('base64url').slice(0, 16);
  return { ...jwk, kid, use: 'sig', alg: 'RS256' };
}
