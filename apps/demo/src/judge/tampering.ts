import pg from 'pg';
import { checkHandovers, type Trust } from '#activities/audit/check-handovers';
import { findingsOfSystem } from '#activities/audit/compare-system';
import { compareChain } from '#persistence/audit/compare-chain';
import { compareTables } from '#persistence/audit/compare-tables';
import type { Finding } from '#persistence/audit/findings';
import { sqlOf } from './moments.ts';
import { seededRandom } from '../random.ts';
import { tamperings, type Place, type Tampering } from './tamperings.ts';

export interface TamperVerdict {
  readonly tried: number;
  readonly found: number;
  /** Kind, table and column of what was changed and not found. */
  readonly missed: readonly string[];
  /** How many tables the tamperings were drawn from. */
  readonly tables: number;
}

export interface TamperOrder {
  readonly times: number;
  readonly seed: number;
  readonly trust: Trust;
}

/**
 * Changes, takes away and adds random rows as a database owner with the triggers off, one at a time, and looks whether the comparison
 * finds each: in live tables with row and column, in evidence with the event. Everything is rolled back.
 */
export async function tamper(
  databaseUrl: string,
  listIds: readonly string[],
  { times, seed, trust }: TamperOrder,
): Promise<TamperVerdict> {
  if (times === 0) return { tried: 0, found: 0, missed: [], tables: 0 };
  const client = new pg.Client({ connectionString: databaseUrl, options: '-c timezone=UTC' });
  await client.connect();
  try {
    const random = seededRandom(seed);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    const all = await tamperings(sqlOf(client));
    const missed: string[] = [];
    const tables = new Set<string>();
    for (let tried = 0; tried < times;) {
      const what = pick(all);
      const found = await foundOnce(client, pick(listIds), what, { random, trust });
      // What the schema itself refuses needs no comparison; neither does a table without rows.
      if (found === undefined) continue;
      tried += 1;
      tables.add(what.table);
      if (!found) missed.push(`${what.kind} ${what.table}.${what.column}`);
    }
    return { tried: times, found: times - missed.length, missed, tables: tables.size };
  } finally {
    await client.end();
  }
}

async function foundOnce(
  client: pg.Client,
  listId: string,
  what: Tampering,
  { random, trust }: { readonly random: () => number; readonly trust: Trust },
): Promise<boolean | undefined> {
  const sql = sqlOf(client);
  await client.query('begin');
  try {
    await client.query(`set local session_replication_role = replica`);
    const [list] = await sql.query<{ provinceCode: string }>(
      `select province_code as "provinceCode" from lists where id = $1`,
      [listId],
    );
    if (list === undefined) return undefined;
    const place = await what.choose(sql, listId, random);
    if (place === undefined) return undefined;
    await what.apply(sql, place);
    const findings = what.ofList
      ? await findingsOfList(sql, { ...list, listId }, trust)
      : await findingsOfSystem(sql, trust.sealPem, [what.table]);
    return findings.some((finding) => fits(finding, what, place));
  } catch (error) {
    // Constraints, and numbers that only the database gives.
    if (/^(23|428C9)/.test((error as { code?: string }).code ?? '')) return undefined;
    throw error;
  } finally {
    await client.query('rollback');
  }
}

async function findingsOfList(
  sql: ReturnType<typeof sqlOf>,
  list: { readonly listId: string; readonly provinceCode: string },
  trust: Trust,
): Promise<Finding[]> {
  return [
    ...(await compareChain(sql, list)),
    ...(await compareTables(sql, list)),
    ...(await checkHandovers(sql, list, trust)),
  ];
}

function fits(finding: Finding, { table, column, evidence }: Tampering, { row }: Place): boolean {
  // Of the last event nothing follows: its absence shows in the list's head.
  if (evidence && table === 'events' && finding.table === 'lists' && finding.problem === 'head') return true;
  if (finding.table !== table) return false;
  if (!evidence) return finding.row === row && (finding.column === column || finding.column === '*');
  // A missing event shows where the next one does not follow it.
  return finding.row === row || (/(^|_)events$/.test(table) && finding.row === String(Number(row) + 1));
}
