import type { DataSource } from 'typeorm';
import { SYSTEM } from '#persistence/act';
import { compareChain } from '#persistence/audit/compare-chain';
import { compareTables } from '#persistence/audit/compare-tables';
import type { Finding } from '#persistence/audit/findings';
import { listsToAudit, type ListToAudit } from '#persistence/audit/lists-to-audit';
import { systemSql } from '#persistence/process/system-sql';
import { beginStillRead } from '#persistence/still-read';
import { inParallel } from '../in-parallel.ts';
import { checkHandovers, type Trust } from './check-handovers.ts';
import { compareSystem } from './compare-system.ts';

/** Lists compared at once: one per core of a small machine. */
const LANES = 2;
const PAGE = 100;

export interface Compared {
  readonly lists: number;
  readonly records: number;
  readonly differences: number;
}

export interface Comparison {
  readonly filter: { readonly listId: string | null; readonly campaignId: string | null };
  /** Begin after this list: a comparison that was cut off goes on there. */
  readonly after?: string | null;
  readonly onFinding: (finding: Finding) => void;
  /** After every hundred lists: the last one, and what was compared so far. */
  readonly onPage?: (last: string, so: Compared) => Promise<void> | void;
}

/**
 * Builds lists again from their events and compares: chains, everything they commit to, live tables, manifests, receipts and
 * signatures. Each list is read at one moment; memory does not grow with lists or records. All lists are compared together with what
 * belongs to none.
 */
export async function compareLists(
  dataSource: DataSource,
  trust: Trust,
  { filter, after: begin = null, onFinding, onPage }: Comparison,
): Promise<Compared> {
  let lists = 0;
  let records = 0;
  let differences = 0;
  for (let after = begin; ;) {
    const page: ListToAudit[] = await listsToAudit(systemSql(dataSource), filter, after, PAGE);
    await inParallel(page, LANES, async (list) => {
      const findings = await compareList(dataSource, trust, list);
      findings.forEach(onFinding);
      lists += 1;
      records += list.recordCount;
      differences += findings.length;
    });
    const last = page.at(-1);
    if (last !== undefined) await onPage?.(last.listId, { lists, records, differences });
    if (last === undefined || page.length < PAGE) break;
    after = last.listId;
  }
  if (filter.listId === null && filter.campaignId === null) {
    const findings = await compareSystem(dataSource, trust.sealPem);
    findings.forEach(onFinding);
    differences += findings.length;
  }
  return { lists, records, differences };
}

async function compareList(dataSource: DataSource, trust: Trust, list: ListToAudit): Promise<Finding[]> {
  const { sql, end } = await beginStillRead(dataSource, SYSTEM);
  try {
    return [
      ...(await compareChain(sql, list)),
      ...(await compareTables(sql, list)),
      ...(await checkHandovers(sql, list, trust)),
    ];
  } finally {
    await end();
  }
}
