import { DomainError } from '#domain/errors';
import type { Act } from '../act.ts';
import { writtenSets } from '../changes.ts';
import { destinationSql } from './destinations.ts';
import { coverage, COVERED_RECORDS, type Work } from './work.ts';

export interface LastRun {
  readonly runNo: number;
  readonly state: 'requested' | 'running' | 'by_hand' | 'done' | 'failed';
  readonly done: number;
  readonly failed: number;
}

/** The last run of a job of the task's scope, undefined when it was never asked for. */
export async function lastRun(act: Act, work: Work, kind: string): Promise<LastRun | undefined> {
  const [run] = await act.query<LastRun & Record<string, unknown>>(
    `select run_no as "runNo", state, done, failed from jobs where province_code = $1 and list_id = $2 and kind = $3 and scope = $4 order by run_no desc limit 1`,
    [work.provinceCode, work.listId, kind, work.scope],
  );
  return run;
}

/**
 * Asks for the next run of the platform update.
 * @throws DomainError `act_not_allowed` while a run is under way.
 */
export async function requestUpdate(act: Act, work: Work): Promise<number> {
  const last = await lastRun(act, work, 'platform_update');
  if (last !== undefined && !['done', 'failed'].includes(last.state)) {
    throw new DomainError('act_not_allowed', { taskId: work.id, act: 'start', job: last });
  }
  const runNo = (last?.runNo ?? 0) + 1;
  await act.query(
    `insert into jobs (province_code, list_id, kind, scope, run_no, requested_by) values ($1, $2, 'platform_update', $3, $4, $5)`,
    [work.provinceCode, work.listId, work.scope, runNo, act.actor.personId],
  );
  return runNo;
}

/** How many covered records still wait to be written to the platform, and how many failed. */
export async function updateCounts(act: Act, work: Work): Promise<{ pending: number; failed: number }> {
  const [row] = await act.query<{ pending: number; failed: number }>(
    `select count(*) filter (where r.update_state = 'pending')::int as pending, count(*) filter (where r.update_state = 'failed')::int as failed
     from records r where ${COVERED_RECORDS}`,
    coverage(work),
  );
  return row ?? { pending: 0, failed: 0 };
}

const FINAL = `case when ${destinationSql('r.village_outcome', 'r.police_outcome')} in ('platform','facility')
  and (r.update_state = 'failed' or r.verification_result = 'wrong') then 'next_list' else ${destinationSql('r.village_outcome', 'r.police_outcome')} end`;

/** Makes the destinations of a checked parcel final: a record the platform still calls wrong goes to the next list. Returns counts per destination. */
export async function settleDestinations(act: Act, work: Work): Promise<Record<string, number>> {
  await act.query(
    `with moved as (
       update records r set destination = ${FINAL} where ${COVERED_RECORDS} and r.destination is distinct from ${FINAL}
       returning r.record_no, r.destination),
     valued as (select 'destination' as field, destination as new_value, record_no from moved)
     ${writtenSets({ province: '$1', list: '$2', event: '$6', commune: '$7', source: `'settled'` })}`,
    [...coverage(work), act.nextEventNo(work.listId), work.communeCode],
  );
  const rows = await act.query<{ destination: string; n: number }>(
    `select coalesce(r.destination, 'none') as destination, count(*)::int as n from records r where ${COVERED_RECORDS} group by 1 order by 1`,
    coverage(work),
  );
  return Object.fromEntries(rows.map(({ destination, n }) => [destination, n]));
}
