import { readHeadsToday, type HeadToday, type ListHead } from '#persistence/process/checkpoints';
import type { Sql } from '#persistence/sql';

/** A chain that no longer contains what was signed. */
export interface Finding {
  readonly listId: string;
  readonly eventNo: number;
  readonly rule: 'list_gone' | 'truncated' | 'event_gone' | 'event_changed' | 'rewritten';
}

/** In words, after the list and the event. */
export const RULES: Readonly<Record<Finding['rule'], string>> = {
  list_gone: 'the list is not there any more',
  truncated: 'this event and what followed up to the signed one are gone',
  event_gone: 'this event is missing in the middle',
  event_changed: 'this event is not what its hash says, or does not follow the one before',
  rewritten:
    'the chain is sound in itself but is not the signed one: this event or one before it was written anew',
};

/** Lists whose chains are hashed in one statement. */
const PAGE = 200;

/** Compares signed heads with today's chains, set by set. */
export async function findChanges(sql: Sql, heads: readonly ListHead[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (let i = 0; i < heads.length; i += PAGE) {
    const page = heads.slice(i, i + PAGE);
    const today = new Map((await readHeadsToday(sql, page)).map((head) => [head.listId, head]));
    for (const head of page) {
      const finding = judge(head, today.get(head.listId));
      if (finding !== undefined) findings.push({ listId: head.listId, ...finding });
    }
  }
  return findings;
}

function judge(signed: ListHead, now: HeadToday | undefined): Omit<Finding, 'listId'> | undefined {
  if (now === undefined || !now.exists) return { eventNo: signed.eventNo, rule: 'list_gone' };
  const { lastNo, gapAt, brokenAt, hash } = now;
  if (gapAt !== null) return { eventNo: gapAt, rule: 'event_gone' };
  if (brokenAt !== null) return { eventNo: brokenAt, rule: 'event_changed' };
  if (lastNo < signed.eventNo) return { eventNo: lastNo + 1, rule: 'truncated' };
  if ((hash ?? '') !== signed.hash) return { eventNo: signed.eventNo, rule: 'rewritten' };
  return undefined;
}
