import { DomainError } from '#domain/errors';
import type { Act } from '../act.ts';
import { coverage, COVERED_RECORDS, type Work } from './work.ts';

export interface ReturnItem {
  readonly recordNos?: readonly number[] | undefined;
  readonly villageCode?: string | undefined;
  readonly reason: string;
}

export interface Returned {
  readonly records: string;
  /** The reasons given for a village's records. */
  readonly reasons: ReadonlyMap<string, string>;
}

/**
 * The covered records that returns name, and the reasons by village.
 * @throws DomainError `record_not_in_task` for a number the task does not cover.
 */
export async function selectReturns(act: Act, work: Work, items: readonly ReturnItem[]): Promise<Returned> {
  if (items.length === 0) return { records: '{}', reasons: new Map() };
  const rows = await act.query<{ village: string; reason: string; records: string; numbers: number[] }>(
    `select r.village_code as village, string_agg(distinct i.reason, '; ') as reason,
            range_agg(int4range(r.record_no, r.record_no, '[]'))::text as records, array_agg(r.record_no) as numbers
     from records r, jsonb_to_recordset($6::jsonb) as i("recordNos" integer[], "villageCode" text, reason text)
     where ${COVERED_RECORDS} and (r.record_no = any(i."recordNos") or r.village_code = i."villageCode") and r.village_code is not null
     group by 1`,
    [...coverage(work), JSON.stringify(items)],
  );
  const named = new Set(rows.flatMap(({ numbers }) => numbers));
  const missing = items.flatMap(({ recordNos }) => recordNos ?? []).find((no) => !named.has(no));
  if (missing !== undefined)
    throw new DomainError('record_not_in_task', { recordNo: missing, taskId: work.id });
  return {
    records: `{${rows.map(({ records }) => records.slice(1, -1)).join(',')}}`,
    reasons: new Map(rows.map(({ village, reason }) => [village, reason])),
  };
}

export interface Rest {
  readonly records: string;
  readonly count: number;
  readonly undecided: number;
}

/** What the task covers without the named records (multirange text). */
export async function restWithout(act: Act, work: Work, records: string): Promise<Rest> {
  const [row] = await act.query<Rest & Record<string, unknown>>(
    `select coalesce(range_agg(int4range(r.record_no, r.record_no, '[]')), '{}')::text as records, count(*)::int as count,
            count(*) filter (where r.village_outcome is null)::int as undecided
     from records r where ${COVERED_RECORDS} and not r.record_no <@ $6::int4multirange`,
    [...coverage(work), records],
  );
  return row as Rest;
}

/** Villages whose first round is still under review: to forward without them must be said. */
export async function openVillages(
  act: Act,
  work: Work,
): Promise<{ villageCode: string; recordCount: number }[]> {
  return act.query(
    `select scope as "villageCode", record_count as "recordCount" from parcels
     where province_code = $1 and list_id = $2 and kind = 'village' and stage = 'review' and round = 1 and record_count > 0 order by scope`,
    [work.provinceCode, work.listId],
  );
}

/** The next forward task of the list is another round. */
export async function raiseForwardRound(act: Act, work: Work): Promise<void> {
  await act.query(`update lists set forward_round = forward_round + 1 where id = $1`, [work.listId]);
}

/** The same without naming them: aggregating numbers costs more than counting. */
export async function countRest(act: Act, work: Work, records: string): Promise<Omit<Rest, 'records'>> {
  const [row] = await act.query<Omit<Rest, 'records'> & Record<string, unknown>>(
    `select count(*)::int as count, count(*) filter (where r.village_outcome is null)::int as undecided
     from records r where ${COVERED_RECORDS} and not r.record_no <@ $6::int4multirange`,
    [...coverage(work), records],
  );
  return row as Omit<Rest, 'records'>;
}

/** How many records of the task have no village. */
export async function unclearCount(act: Act, work: Work): Promise<number> {
  const [row] = await act.query<{ n: number }>(
    `select count(*)::int as n from records r where ${COVERED_RECORDS} and r.village_code is null`,
    coverage(work),
  );
  return row?.n ?? 0;
}

/** The records a task covers, as multirange text. */
export async function coveredRecords(act: Act, work: Work): Promise<string> {
  return (await restWithout(act, work, '{}')).records;
}
