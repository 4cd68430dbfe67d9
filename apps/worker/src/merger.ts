import type { PlatformPort } from '#activities/ports';
import type { Acts } from '#persistence/act';
import { askedMerges, storeMerge } from '#persistence/process/merging';
import type { Sql } from '#persistence/sql';

const BATCH = 20;

/** Sends the merges of doses that stations have asked for, and stores the platform's answers. True when there may be more. */
export async function sendMerges(
  acts: Acts,
  sql: Sql,
  platform: Pick<PlatformPort, 'merge'>,
  signal: AbortSignal,
): Promise<boolean> {
  const asked = await askedMerges(sql, BATCH);
  let open = 0;
  for (const one of asked) {
    if (signal.aborted) return false;
    const answer = await platform.merge(one.dropped, one.kept, signal);
    if (answer.kind === 'unknown') open += 1;
    else if (answer.kind === 'done') await storeMerge(acts, one, 'merged', null);
    else await storeMerge(acts, one, 'refused', answer.kind === 'conflict' ? 'same_doses' : answer.code);
  }
  return asked.length === BATCH && open < BATCH;
}
