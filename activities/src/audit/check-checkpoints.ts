import type { Finding } from '#persistence/audit/findings';
import { readSealsToCheck } from '#persistence/process/access-seals';
import { readCheckpointChain, registryHeadToday } from '#persistence/process/checkpoints';
import type { Sql } from '#persistence/sql';
import type { CheckpointStatement } from '../checkpoints/statement.ts';
import { openSealed, sha256Hex } from './sealed-statement.ts';

const PAGE = 500;

export interface CheckedCheckpoints {
  readonly count: number;
  readonly wrong: readonly string[];
  readonly findings: readonly Finding[];
  /** Statements of all stored checkpoints that hold, as SHA-256. */
  readonly statements: ReadonlySet<string>;
}

/** The stored checkpoints: each signed, numbered without gap, naming the one before. */
export async function checkCheckpoints(sql: Sql, sealPem: string): Promise<CheckedCheckpoints> {
  const wrong: string[] = [];
  const findings: Finding[] = [];
  const statements = new Set<string>();
  let previous: string | null = null;
  let expected = 1;
  let last: CheckpointStatement | undefined;
  for (let after = 0; ;) {
    const page = await readCheckpointChain(sql, after, PAGE);
    for (const stored of page) {
      const opened = await openSealed<CheckpointStatement>(stored, 'checkpoint', sealPem);
      const reason =
        'wrong' in opened
          ? opened.wrong
          : stored.no !== expected || opened.content.no !== stored.no || opened.content.previous !== previous
            ? 'does not follow the one before'
            : null;
      if (reason !== null) {
        wrong.push(`stored checkpoint ${stored.no}: ${reason}`);
        findings.push({
          ...{ listId: null, table: 'checkpoints', row: String(stored.no), column: 'statement' },
          problem: 'signed',
        });
      } else if ('content' in opened) last = opened.content;
      previous = sha256Hex(stored.statement);
      statements.add(previous);
      expected = stored.no + 1;
    }
    if (page.length < PAGE) break;
    after = page.at(-1)?.no ?? after;
  }
  if (last !== undefined) {
    for (const line of await checkSigned(sql, last)) {
      wrong.push(line);
      findings.push({
        ...{ listId: null, table: 'registry_events', row: String(last.registry?.no ?? 0), column: 'hash' },
        problem: 'signed',
      });
    }
  }
  return { count: expected - 1, wrong, findings, statements };
}

/** What a checkpoint signed besides the lists: a seal of the access log and the end of the registry. */
export async function checkSigned(
  sql: Sql,
  { accessLog, registry }: Pick<CheckpointStatement, 'accessLog' | 'registry'>,
): Promise<string[]> {
  const wrong: string[] = [];
  if (accessLog !== null) {
    const [seal] = await readSealsToCheck(sql, accessLog.no - 1, 1);
    if (seal?.no !== accessLog.no || sha256Hex(seal.statement) !== accessLog.sha256)
      wrong.push(`seal ${accessLog.no} of the access log is not the one that was signed`);
  }
  if (registry !== undefined && registry.no > 0) {
    const hash = await registryHeadToday(sql, registry.no);
    if (hash !== registry.hash)
      wrong.push(
        hash === null
          ? `event ${registry.no} of the registry, which was signed, is gone`
          : `event ${registry.no} of the registry is not the one that was signed`,
      );
  }
  return wrong;
}
