import { gzipSync } from 'node:zlib';
import {
  checkpointOfDay,
  lastAccessSeal,
  latestCheckpoint,
  readHeads,
  registryHead,
  storeCheckpoint,
  type StoredCheckpoint,
} from '#persistence/process/checkpoints';
import type { Seal } from '#persistence/process/sealing';
import type { Sql } from '#persistence/sql';
import { canonicalJson } from '#signatures/canonical';
import { headLine, rootOfHeads, sha256Hex, type CheckpointStatement } from './statement.ts';

const PAGE = 5_000;
const ATTEMPTS = 5;

/** The day in Vietnam (seven hours ahead of UTC, no daylight saving), `YYYY-MM-DD`. */
export function dayInVietnam(at: Date): string {
  return new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10);
}

/**
 * Signs the heads of all lists' chains, chained to the checkpoint before. There is one for each day: asked again, the stored one is
 * answered. Without a day another one is made, whatever the day has.
 */
export async function takeCheckpoint(sql: Sql, key: Seal, day: string | null): Promise<StoredCheckpoint> {
  for (let left = ATTEMPTS; left > 0; left -= 1) {
    const present = day === null ? undefined : await checkpointOfDay(sql, day);
    if (present !== undefined) return present;
    const made = await make(sql, key, day);
    if (made !== undefined) return made;
  }
  throw new Error('Other checkpoints were made at the same time, again and again.');
}

async function make(sql: Sql, key: Seal, day: string | null): Promise<StoredCheckpoint | undefined> {
  const before = await latestCheckpoint(sql);
  const accessLog = await lastAccessSeal(sql);
  const registry = await registryHead(sql);
  const at = new Date();
  const lines: string[] = [];
  let events = 0;
  for (let after: string | null = null; ;) {
    const page = await readHeads(sql, after, PAGE);
    for (const head of page) {
      lines.push(headLine(head));
      events += head.eventNo;
    }
    if (page.length < PAGE) break;
    after = page.at(-1)?.listId ?? null;
  }
  const heads = lines.map((line) => `${line}\n`).join('');
  const content: CheckpointStatement = {
    ...{ kind: 'checkpoint', version: 1, no: (before?.no ?? 0) + 1, day, at: at.toISOString() },
    ...{ lists: lines.length, events, merkleRoot: rootOfHeads(heads), headsSha256: sha256Hex(heads) },
    ...{ previous: before?.sha256.toString('hex') ?? null, accessLog, registry, seal: key.thumbprint },
  };
  const statement = canonicalJson(content);
  const row = {
    ...{ no: content.no, day, at, statement, sha256: Buffer.from(sha256Hex(statement), 'hex') },
    ...{ signature: await key.seal(statement), heads: gzipSync(heads) },
  };
  const stored = await storeCheckpoint(sql, {
    ...row,
    lists: lines.length,
    previous: before?.sha256 ?? null,
  });
  return stored ? row : undefined;
}
