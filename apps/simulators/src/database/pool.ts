import { Pool } from 'pg';

/**
 * Connections to the simulators' database. Commits stay synchronous: what a caller was told is done must survive a killed
 * PostgreSQL. A connection that breaks while idle is only dropped; the next call takes a new one.
 */
export function openPool(connectionString: string): Pool {
  const pool = new Pool({
    connectionString,
    max: 8,
    application_name: 'simulators',
    idleTimeoutMillis: 600_000,
  });
  pool.on('error', () => undefined);
  // One that breaks between two queries of a transaction would otherwise end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
