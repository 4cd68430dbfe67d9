import type { DataSource } from 'typeorm';
import { SYSTEM } from '#persistence/act';
import { compareRegistry } from '#persistence/audit/compare-registry';
import type { Finding } from '#persistence/audit/findings';
import { REGISTERED_TABLES } from '#persistence/audit/proven-tables';
import type { Sql } from '#persistence/sql';
import { beginStillRead } from '#persistence/still-read';
import { checkCheckpoints } from './check-checkpoints.ts';
import { checkSeals } from './check-seals.ts';

/** What belongs to no list: the registry with the tables it proves, the sealed access log, the signed checkpoints. */
export async function compareSystem(dataSource: DataSource, sealPem: string): Promise<Finding[]> {
  const { sql, end } = await beginStillRead(dataSource, SYSTEM);
  try {
    return await findingsOfSystem(sql, sealPem);
  } finally {
    await end();
  }
}

/** The same in a transaction of the caller's; of the registered tables all, unless some are named. */
export async function findingsOfSystem(
  sql: Sql,
  sealPem: string,
  tables: readonly string[] = REGISTERED_TABLES.map(([table]) => table),
): Promise<Finding[]> {
  return [
    ...(await compareRegistry(sql, tables)),
    ...(await checkSeals(sql, sealPem)).findings,
    ...(await checkCheckpoints(sql, sealPem)).findings,
  ];
}
