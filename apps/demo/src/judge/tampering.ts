import pg from 'pg';
import { compareChain } from '#persistence/audit/compare-chain';
import { compareTables } from '#persistence/audit/compare-tables';
import type { Finding } from '#persistence/audit/findings';
import type { Sql } from '#persistence/sql';
import { seededRandom } from '../random.ts';

export interface TamperVerdict {
  readonly tried: number;
  readonly found: number;
  /** Table and column of what was changed and not found. */
  readonly missed: readonly string[];
}

interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
}

/** Live tables, found with row and column, and evidence, found with its event. */
const LIVE: Readonly<Record<string, string>> = {
  records: 'record_no::text',
  parcels: 'parcel_no::text',
  tasks: 'id::text',
  handovers: 'id::text',
  lists: 'id::text',
  jobs: `kind || '/' || scope || '/' || run_no`,
  task_notices: `task_id || '/' || kind || '/' || no`,
  deciders: `step || ' ' || person_id`,
};
const EVIDENCE = ['events', 'record_changes', 'record_sets', 'state_changes', 'custody_moves'];
/** Not state: when a list was last heard of. Keys are changed by taking a row away. */
const LEFT_OUT = new Set(['lists.heard_at', 'lists.id', 'lists.province_code']);
const KEYS =
  /\.(province_code|list_id|record_no|parcel_no|id|event_no|move_no|set_no|change_no|step|person_id|task_id|kind|no|scope|run_no)$/;

/** SQL for another value of a type, from the present one. */
const OTHERWISE: Readonly<Record<string, (column: string) => string>> = {
  text: (c) => `coalesce(${c}, '') || 'x'`,
  integer: (c) => `coalesce(${c}, 0) + 1`,
  bigint: (c) => `coalesce(${c}, 0) + 1`,
  boolean: (c) => `not coalesce(${c}, false)`,
  jsonb: (c) => `jsonb_build_object('was', ${c}, 'x', 1)`,
  uuid: () => 'gen_random_uuid()',
  bytea: (c) => `coalesce(${c}, '') || '\\x00'::bytea`,
  'timestamp with time zone': (c) => `coalesce(${c}, now()) + interval '1 second'`,
  int4multirange: (c) => `coalesce(${c}, '{}') + '{[900001,900002)}'::int4multirange`,
  ARRAY: (c) => `${c} || ${c}`,
};

/**
 * Changes random values of a list's rows as a database owner with the triggers off, one at a time, and looks whether the comparison
 * finds each: in live tables with row and column, in evidence with the event. Everything is rolled back.
 */
export async function tamper(
  databaseUrl: string,
  listIds: readonly string[],
  { times, seed }: { readonly times: number; readonly seed: number },
): Promise<TamperVerdict> {
  const client = new pg.Client({ connectionString: databaseUrl, options: '-c timezone=UTC' });
  await client.connect();
  try {
    const random = seededRandom(seed);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    const columns = await columnsOf(client);
    const missed: string[] = [];
    for (let tried = 0; tried < times;) {
      const what = pick(columns);
      const found = await foundOnce(client, pick(listIds), what, pick);
      // What the schema itself refuses needs no comparison.
      if (found === undefined) continue;
      tried += 1;
      if (!found) missed.push(`${what.table}.${what.column}`);
    }
    return { tried: times, found: times - missed.length, missed };
  } finally {
    await client.end();
  }
}

async function columnsOf(client: pg.Client): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `select table_name as table, column_name as column, data_type as type from information_schema.columns
     where table_schema = 'public' and table_name = any($1) order by 1, 2`,
    [[...Object.keys(LIVE), ...EVIDENCE]],
  );
  return rows
    .map((row) => (row.type === 'USER-DEFINED' ? { ...row, type: 'int4multirange' } : row))
    .filter(({ table, column }) => !LEFT_OUT.has(`${table}.${column}`));
}

async function foundOnce(
  client: pg.Client,
  listId: string,
  { table, column, type }: Column,
  pick: <T>(from: readonly T[]) => T,
): Promise<boolean | undefined> {
  const place =
    table === 'lists'
      ? 'id = $1'
      : table === 'task_notices'
        ? 'task_id in (select id from tasks where list_id = $1)'
        : 'list_id = $1';
  const key = LIVE[table] ?? 'event_no::text';
  // Duties besides deciding are noted by no event of their own yet.
  const compared = table === 'deciders' ? `and step in ('review', 'verify')` : '';
  await client.query('begin');
  try {
    await client.query(`set local session_replication_role = replica`);
    const { rows: provinces } = await client.query<{ code: string }>(
      `select province_code as code from lists where id = $1`,
      [listId],
    );
    const { rows } = await client.query<{ at: string; key: string }>(
      `select ctid::text as at, ${key} as key from ${table} where ${place} ${compared} ${table === 'record_changes' || table === 'state_changes' ? 'and event_no > 0' : ''} order by ctid`,
      [listId],
    );
    if (rows.length === 0) return undefined;
    const row = pick(rows);
    const taken = KEYS.test(`${table}.${column}`);
    const other = OTHERWISE[type] ?? OTHERWISE['text'];
    await client.query(
      taken
        ? `delete from ${table} where ctid = $1::tid`
        : `update ${table} set ${column} = ${other?.(column) ?? column} where ctid = $1::tid`,
      [row.at],
    );
    const sql: Sql = { query: async (text, values) => (await client.query(text, [...(values ?? [])])).rows };
    const list = { provinceCode: provinces[0]?.code ?? '', listId };
    const findings = [...(await compareChain(sql, list)), ...(await compareTables(sql, list))];
    return findings.some((finding) => fits(finding, { table, column, key: row.key }));
  } catch (error) {
    if (/^23/.test((error as { code?: string }).code ?? '')) return undefined;
    throw error;
  } finally {
    await client.query('rollback');
  }
}

function fits(
  finding: Finding,
  { table, column, key }: { table: string; column: string; key: string },
): boolean {
  if (finding.table !== table) return false;
  if (LIVE[table] !== undefined)
    return finding.row === key && (finding.column === column || finding.column === '*');
  // A missing event shows where the next one does not follow it.
  return finding.row === key || (table === 'events' && finding.row === String(Number(key) + 1));
}
