import type { Sql } from '../sql.ts';
import { LIVE_TABLES, RECORD_PLACE, REBUILT_RECORDS, REBUILT_TABLES, type CapturedTable } from './rebuild.ts';

interface ListKey {
  readonly provinceCode: string;
  readonly listId: string;
}

/** The last event of a list at a moment; 0 before its first. */
export async function eventAt(sql: Sql, { provinceCode, listId }: ListKey, at: Date): Promise<number> {
  const [row] = await sql.query<{ no: string | null }>(
    `select max(event_no) as no from events where province_code = $1 and list_id = $2 and at <= $3`,
    [provinceCode, listId, at],
  );
  return Number(row?.no ?? 0);
}

export interface RecordAsOf {
  readonly recordNo: number;
  /** The record's columns as they were, without those that were empty. */
  readonly state: Readonly<Record<string, unknown>>;
}

/** Records of a list as of an event, `limit` of them after a number. */
export function recordsAsOf(
  sql: Sql,
  { provinceCode, listId }: ListKey,
  eventNo: number,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<(RecordAsOf & Record<string, unknown>)[]> {
  return sql.query(
    `with ${REBUILT_RECORDS} select record_no as "recordNo", state from rebuilt order by record_no`,
    [provinceCode, listId, eventNo, after, after + limit],
  );
}

export interface RowAsOf {
  readonly table: CapturedTable;
  readonly key: string;
  readonly state: Readonly<Record<string, unknown>>;
}

/** The list itself, its parcels, tasks, handovers and who answers for what, as of an event. */
export function tablesAsOf(
  sql: Sql,
  { provinceCode, listId }: ListKey,
  eventNo: number,
): Promise<(RowAsOf & Record<string, unknown>)[]> {
  return sql.query(
    `with ${REBUILT_TABLES} select table_name as "table", row_key as key, state from rows order by 1, 2`,
    [provinceCode, listId, eventNo],
  );
}

const summed = (from: string, key: string): string =>
  `select md5(coalesce(string_agg(${key} || ' ' || (state - $6::text[])::text, e'\\n' order by ${key}), '')) as sum, count(*)::int as n from ${from}`;

/** Sums over a list's state, so that two ways of getting at it can be compared without moving it. */
export interface StateSums {
  readonly records: string;
  readonly recordCount: number;
  readonly tables: string;
  readonly tableCount: number;
}

type SumRow = StateSums & Record<string, unknown>;

/** Sums of the state that the events build; `without` names columns left out. */
export async function sumsAsOf(
  sql: Sql,
  { provinceCode, listId }: ListKey,
  eventNo: number,
  without: readonly string[] = [],
): Promise<StateSums> {
  const [row] = await sql.query<SumRow>(
    `with ${REBUILT_RECORDS}, ${REBUILT_TABLES}, r as (${summed('rebuilt', 'record_no')}), t as (${summed('rows', `table_name || ' ' || row_key`)})
     select r.sum as records, r.n as "recordCount", t.sum as tables, t.n as "tableCount" from r, t`,
    [provinceCode, listId, eventNo, 0, 2 ** 31 - 2, without],
  );
  return row as SumRow;
}

const array = (names: readonly string[]): string => `'{${names.join(',')}}'::text[]`;

/** The same sums over the live tables as they are now, with the number of the list's last event. */
export async function sumsNow(
  sql: Sql,
  { provinceCode, listId }: ListKey,
  without: readonly string[] = [],
): Promise<StateSums & { readonly eventNo: number; readonly at: Date }> {
  const [row] = await sql.query<SumRow & { eventNo: string; at: Date }>(
    `with rebuilt as (
       select record_no, jsonb_strip_nulls(to_jsonb(r) - ${array(RECORD_PLACE)}) as state from records r
       where r.province_code = $1 and r.list_id = $2 and $3::bigint is null and record_no > $4 and record_no <= $5),
     live as (${LIVE_TABLES}), r as (${summed('rebuilt', 'record_no')}), t as (${summed('live', `table_name || ' ' || row_key`)})
     select r.sum as records, r.n as "recordCount", t.sum as tables, t.n as "tableCount", l.event_no as "eventNo", l.last_event_at as at
     from r, t, lists l where l.id = $2`,
    [provinceCode, listId, null, 0, 2 ** 31 - 2, without],
  );
  const { eventNo, ...sums } = row as SumRow & { eventNo: string; at: Date };
  return { ...sums, eventNo: Number(eventNo) };
}
