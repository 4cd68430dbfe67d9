import type { QueryResultRow } from 'pg';
import type { Sql } from '../sql.ts';

interface ListKey {
  readonly provinceCode: string;
  readonly id: string;
}

export interface EventRow {
  readonly no: number;
  readonly body: string;
  readonly prevHash: string;
  readonly hash: string;
  readonly changesHash: string | null;
}

export interface ChangeRow {
  readonly no: number;
  readonly recordNo: number;
  readonly field: string;
  readonly old: string | null;
  readonly new: string | null;
  readonly source: string;
}

export interface CustodyRow {
  readonly no: number;
  readonly moveNo: number;
  readonly from: string | null;
  readonly to: string;
  readonly records: string;
  readonly count: number;
}

export interface SnapshotRow {
  readonly recordNo: number;
  readonly snapshot: string;
}

const CHUNK = 1_000;

/** The list's events in their order, in keyset chunks. */
export function eachEvent(sql: Sql, list: ListKey): AsyncGenerator<EventRow[]> {
  return chunks<EventRow>(
    sql,
    `select event_no::float8 as no, body, encode(prev_hash, 'hex') as "prevHash", encode(hash, 'hex') as hash, encode(changes_hash, 'hex') as "changesHash"
     from events where province_code = $1 and list_id = $2 and event_no > $3 order by event_no limit ${CHUNK}`,
    [list.provinceCode, list.id],
    [0],
    ({ no }) => [no],
  );
}

/** Changes of values in the order their events hash them: by event, record and field (bytes, not a language's order). */
export function eachChange(sql: Sql, list: ListKey): AsyncGenerator<ChangeRow[]> {
  return chunks<ChangeRow>(
    sql,
    `select event_no::float8 as no, record_no as "recordNo", field, old_value as old, new_value as new, source
     from record_changes where province_code = $1 and list_id = $2 and event_no >= $3
       and (event_no, record_no, field collate "C") > ($3::bigint, $4::integer, $5::text collate "C")
     order by event_no, record_no, field collate "C" limit ${CHUNK}`,
    [list.provinceCode, list.id],
    [0, 0, ''],
    ({ no, recordNo, field }) => [no, recordNo, field],
  );
}

/** Moves of custody in the order they took effect. */
export function eachCustodyMove(sql: Sql, list: ListKey): AsyncGenerator<CustodyRow[]> {
  return chunks<CustodyRow>(
    sql,
    `select event_no::float8 as no, move_no as "moveNo", from_office_id as "from", to_office_id as "to", records::text as records, record_count as count
     from custody_moves where province_code = $1 and list_id = $2 and (event_no, move_no) > ($3::bigint, $4::integer)
     order by event_no, move_no limit ${CHUNK}`,
    [list.provinceCode, list.id],
    [0, 0],
    ({ no, moveNo }) => [no, moveNo],
  );
}

/** What a handover froze, by record number. */
export function eachSnapshot(sql: Sql, list: ListKey, handoverId: string): AsyncGenerator<SnapshotRow[]> {
  return chunks<SnapshotRow>(
    sql,
    `select record_no as "recordNo", snapshot from handover_snapshots
     where province_code = $1 and list_id = $2 and handover_id = $3 and record_no > $4 order by record_no limit ${CHUNK}`,
    [list.provinceCode, list.id, handoverId],
    [0],
    ({ recordNo }) => [recordNo],
  );
}

async function* chunks<T>(
  sql: Sql,
  text: string,
  fixed: readonly unknown[],
  first: readonly unknown[],
  keyOf: (row: T) => readonly unknown[],
): AsyncGenerator<T[]> {
  for (let after = first; ;) {
    const rows = (await sql.query<QueryResultRow>(text, [...fixed, ...after])) as T[];
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (rows.length < CHUNK || last === undefined) return;
    after = keyOf(last);
  }
}
