import {
  readSealsToCheck,
  readUnsealed,
  type AccessSealStatement,
  type CheckedSeal,
} from '#persistence/process/access-seals';
import { lastAccessSeal, latestCheckpoint } from '#persistence/process/checkpoints';
import type { Sql } from '#persistence/sql';
import type { CheckpointStatement } from '#activities/checkpoints/statement';
import { canonicalJson } from '#signatures/canonical';
import { readArguments } from '../arguments.ts';
import type { Command, Context, Outcome } from '../command.ts';
import { readCertificate } from '../seal-certificate.ts';
import { openSealed, sha256Hex } from '../sealed-statement.ts';
import { onDatabase } from '../system.ts';

const OPTIONS = { certificate: { type: 'string' } } as const;
const PAGE = 20;
/** Entries are sealed every minute; older ones without a seal mean that no worker seals. */
const LATE_MS = 10 * 60_000;

export const command: Command = {
  summary: 'hashes the access log anew and compares it with its seals',
  usage: '[--certificate PEM]',
  run,
};

async function run(args: readonly string[], { system, print }: Context): Promise<Outcome> {
  const { values } = readArguments({ options: OPTIONS }, args);
  const found = system();
  const certificate = await readCertificate(values.certificate ?? found.sealKeyFile);
  return onDatabase(found, async (sql) => {
    const wrong: string[] = [];
    let [seals, rows] = [0, 0];
    let before: AccessSealStatement | undefined;
    for (let after = 0; ;) {
      const page = await readSealsToCheck(sql, after, PAGE);
      for (const seal of page) {
        const reason = await check(seal, before, certificate);
        if (reason !== null)
          wrong.push(`seal ${seal.no} (entries ${seal.fromId} to ${seal.toId}): ${reason}`);
        before = JSON.parse(seal.statement) as AccessSealStatement;
        seals += 1;
        rows += seal.rowsToday;
      }
      if (page.length < PAGE) break;
      after = page.at(-1)?.no ?? after;
    }
    wrong.push(...(await checkEnd(sql)));
    const unsealed = await readUnsealed(sql);
    if (unsealed.oldestMs > LATE_MS)
      wrong.push(`${unsealed.count} entries have been waiting for a seal for long`);
    for (const line of wrong) print(`FOUND  ${line}`);
    print(`${seals} seals over ${rows} entries, ${unsealed.count} not sealed yet, ${wrong.length} findings`);
    return { ok: wrong.length === 0, report: { seals, rows, unsealed: unsealed.count, wrong } };
  });
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
  if (!follows || (before !== undefined && content.previous !== previousHash(before)))
    return 'it does not follow the seal before';
  if (content.count !== seal.rowsToday)
    return `${content.count} entries were sealed, ${seal.rowsToday} are there`;
  if (content.rowsSha256 !== seal.rowsSha256Today.toString('hex')) return 'an entry was changed';
  return null;
}

/** What the last checkpoint saw of the seals must still be there: a cut off end shows only in this. */
async function checkEnd(sql: Sql): Promise<string[]> {
  const checkpoint = await latestCheckpoint(sql);
  if (checkpoint === undefined) return [];
  const { accessLog } = JSON.parse(checkpoint.statement) as CheckpointStatement;
  const last = await lastAccessSeal(sql);
  if (accessLog === null || (last !== null && last.no >= accessLog.no)) return [];
  return [`checkpoint ${checkpoint.no} saw seal ${accessLog.no}, which is gone`];
}

function previousHash(statement: AccessSealStatement): string {
  return sha256Hex(canonicalJson(statement));
}
