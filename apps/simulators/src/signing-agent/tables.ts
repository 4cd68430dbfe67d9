import type { Pool } from 'pg';

const STATEMENTS = [
  `create table if not exists agent_authorities (name text primary key, pair jsonb not null)`,
  `create table if not exists agent_certificates (
     login text not null, kind text not null, pem text not null, private_key_pem text not null, thumbprint text not null unique,
     serial_number text not null, revoked_at timestamptz, made_at timestamptz not null default now(), primary key (login, kind))`,
  `create table if not exists agent_officers (
     login text primary key, present_kind text not null default 'normal', wrong_pins integer not null default 0)`,
];

/** Makes the agent's tables unless they are there; starters take turns. */
export async function makeTables(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock(hashtext('signing agent tables'))`);
    for (const statement of STATEMENTS) await client.query(statement);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined); // the first error says what happened
    throw error;
  } finally {
    client.release();
  }
}
