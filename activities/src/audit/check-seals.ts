import type { Finding } from '#persistence/audit/findings';
import {
  readSealsToCheck,
  touchedEntries,
  type AccessSealStatement,
  type CheckedSeal,
} from '#persistence/process/access-seals';
import { lastAccessSeal, latestCheckpoint } from '#persistence/process/checkpoints';
import type { Sql } from '#persistence/sql';
import { canonicalJson } from '#signatures/canonical';
import type { CheckpointStatement } from '../checkpoints/statement.ts';
import { openSealed, sha256Hex } from './sealed-statement.ts';

const PAGE = 20;

export interface CheckedSeals {
  readonly seals: number;
  /** Entries under them today. */
  readonly rows: number;
  /** A sentence for each seal that does not hold. */
  readonly wrong: readonly string[];
  /** The same for programs: the touched entries where the seal can name them, otherwise the seal. */
  readonly findings: readonly Finding[];
}

/** Hashes the access log anew, seal by seal, and checks each seal's signature and place. */
export async function checkSeals(sql: Sql, sealPem: string): Promise<CheckedSeals> {
  const wrong: string[] = [];
  const findings: Finding[] = [];
  let [seals, rows] = [0, 0];
  let before: AccessSealStatement | undefined;
  for (let after = 0; ;) {
    const page = await readSealsToCheck(sql, after, PAGE);
    for (const seal of page) {
      const reason = await check(seal, before, sealPem);
      if (reason !== null) {
        wrong.push(`seal ${seal.no} (entries ${seal.fromId} to ${seal.toId}): ${reason}`);
        findings.push(...(await placesOf(sql, seal.no)));
      }
      before = contentOf(seal.statement);
      seals += 1;
      rows += seal.rowsToday;
    }
    if (page.length < PAGE) break;
    after = page.at(-1)?.no ?? after;
  }
  for (const line of await checkEnd(sql)) {
    wrong.push(line);
    findings.push(findingOf('access_log_seals', '*', 'signed'));
  }
  return { seals, rows, wrong, findings };
}

const findingOf = (table: string, row: string, problem: Finding['problem']): Finding => ({
  ...{ listId: null, table, row, column: '*', problem },
});

async function placesOf(sql: Sql, no: number): Promise<Finding[]> {
  const entries = await touchedEntries(sql, no);
  if (entries.length === 0) return [findingOf('access_log_seals', String(no), 'signed')];
  return entries.map(({ id, problem }) => findingOf('access_log', String(id), problem as Finding['problem']));
}

async function check(
  seal: CheckedSeal,
  before: AccessSealStatement | undefined,
  certificate: string,
): Promise<string | null> {
  const opened = await openSealed<AccessSealStatement>(seal, 'access_log_seal', certificate);
  if ('wrong' in opened) return opened.wrong;
  const { content } = opened;
  if (content.no !== seal.no || content.from !== seal.fromId || content.to !== seal.toId)
    return 'the row is not the one that was signed';
  const follows =
    before === undefined
      ? content.no === 1 && content.from === 1 && content.previous === null
      : content.no === before.no + 1 && content.from === before.to + 1;
  if (!follows || (before !== undefined && content.previous !== sha256Hex(canonicalJson(before))))
    return 'it does not follow the seal before';
  if (content.count !== seal.rowsToday)
    return `${content.count} entries were sealed, ${seal.rowsToday} are there`;
  if (content.rowsSha256 !== seal.rowsSha256Today.toString('hex')) return 'an entry was changed';
  return null;
}

/** What the last checkpoint saw of the seals must still be there: a cut off end shows only in this. */
async function checkEnd(sql: Sql): Promise<string[]> {
  const checkpoint = await latestCheckpoint(sql);
  const accessLog =
    checkpoint === undefined ? null : contentOf<CheckpointStatement>(checkpoint.statement)?.accessLog;
  if (checkpoint === undefined || accessLog === undefined || accessLog === null) return [];
  const last = await lastAccessSeal(sql);
  if (last !== null && last.no >= accessLog.no) return [];
  return [`checkpoint ${checkpoint.no} saw seal ${accessLog.no}, which is gone`];
}

/** A statement that somebody changed need not be JSON any more. */
function contentOf<T = AccessSealStatement>(statement: string): T | undefined {
  try {
    return JSON.parse(statement) as T;
  } catch {
    return undefined;
  }
}
