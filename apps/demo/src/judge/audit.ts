import pg from 'pg';
import { compareChain } from '#persistence/audit/compare-chain';
import { compareTables } from '#persistence/audit/compare-tables';
import type { Sql } from '#persistence/sql';
import type { JudgeOrder, Verdict } from './order.ts';

const MOST_NAMED = 10;

/** Builds the run's lists again from their events and compares them with the live tables. */
export async function auditLists({ databaseUrl, lists }: JudgeOrder): Promise<Verdict['audit']> {
  const client = new pg.Client({ connectionString: databaseUrl, options: '-c timezone=UTC' });
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const sql: Sql = { query: async (text, values) => (await client.query(text, [...(values ?? [])])).rows };
    const { rows } = await client.query<{ listId: string; provinceCode: string }>(
      `select id as "listId", province_code as "provinceCode" from lists where id = any($1)`,
      [lists.map(({ listId }) => listId)],
    );
    const findings = [];
    for (const list of rows)
      findings.push(...(await compareChain(sql, list)), ...(await compareTables(sql, list)));
    return {
      differences: findings.length,
      first: findings
        .slice(0, MOST_NAMED)
        .map(({ listId, table, row, column, problem }) => `${listId} ${table} ${row} ${column} ${problem}`),
    };
  } finally {
    await client.end();
  }
}
