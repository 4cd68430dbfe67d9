import { SYSTEM, type Acts } from '../act.ts';
import type { Sql } from '../sql.ts';

/** Two entries of the platform whose doses are to be put together. */
export interface AskedMerge {
  readonly pairId: string;
  readonly dropped: string;
  readonly kept: string;
  /** Lists of the two records that are still under way: their chains get the result. */
  readonly lists: readonly string[];
}

/** Merges that were asked for and have no answer yet, the oldest first. Asking the platform twice merges once. */
export function askedMerges(sql: Sql, limit: number): Promise<(AskedMerge & Record<string, unknown>)[]> {
  return sql.query(
    `select d.id as "pairId", case d.keep when 'a' then d.subject_b else d.subject_a end as dropped,
       case d.keep when 'a' then d.subject_a else d.subject_b end as kept,
       array(select l.id from lists l where l.id in (d.list_a, d.list_b) and l.state in ('open','paused') order by l.id) as lists
     from duplicate_pairs d where d.state = 'merging' order by d.decided_at, d.id limit $1`,
    [limit],
  );
}

/** Stores what the platform answered, with an event on each list that is still under way. A pair that was answered before stays. */
export async function storeMerge(
  acts: Acts,
  { pairId, lists }: AskedMerge,
  result: 'merged' | 'refused',
  code: string | null,
): Promise<void> {
  await acts.run({ actor: SYSTEM, lists }, async (act) => {
    const [pair] = await act.query<{ listA: string; recordA: number; listB: string; recordB: number }>(
      `update duplicate_pairs set state = $2, merge_code = $3, merged_at = case when $2 = 'merged' then $4::timestamptz end
       where id = $1 and state = 'merging'
       returning list_a as "listA", record_a as "recordA", list_b as "listB", record_b as "recordB"`,
      [pairId, result, code, act.now],
    );
    if (pair === undefined) return;
    for (const listId of lists) {
      const recordNo = listId === pair.listA ? pair.recordA : pair.recordB;
      await act.event(listId, {
        ...{ type: result === 'merged' ? 'duplicate.merged' : 'duplicate.merge_refused', recordsOnly: true },
        payload: { pairId, recordNo, code },
      });
    }
  });
}
