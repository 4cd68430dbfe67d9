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

/** A value that many records got at once; codes alone, never a person's data. */
export interface SetRow {
  readonly no: number;
  readonly setNo: number;
  readonly field: string;
  readonly new: string | null;
  readonly source: string;
  /** Record numbers as PostgreSQL prints a multirange. */
  readonly records: string;
}

/** What happened to a row of a list's tables. */
export interface StateRow {
  readonly no: number;
  /** Of the whole database: in the order of these numbers the event hashes its rows. */
  readonly changeNo: number;
  readonly table: string;
  readonly key: string;
  readonly op: 'insert' | 'update' | 'delete';
  /** New values of the columns that changed, the very text of PostgreSQL's jsonb. */
  readonly changes: string;
  /** The database user. */
  readonly user: string;
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

/**
 * Changes of values in the order their events hash them: by event, record and field (bytes, not a language's order). What stood
 * before the first event (number 0) is proven by none and left out, here and below.
 */
export function eachChange(sql: Sql, list: ListKey): AsyncGenerator<ChangeRow[]> {
  return chunks<ChangeRow>(
    sql,
    `select event_no::float8 as no, record_no as "recordNo", field, old_value as old, new_value as new, source
     from record_changes where province_code = $1 and list_id = $2 and event_no >= greatest($3::bigint, 1)
       and (event_no, record_no, field collate "C") > ($3::bigint, $4::integer, $5::text collate "C")
     order by event_no, record_no, field collate "C" limit ${CHUNK}`,
    [list.provinceCode, list.id],
    [0, 0, ''],
    ({ no, recordNo, field }) => [no, recordNo, field],
  );
}

/** Values set for many records at once, in the order their events hash them. */
export function eachSet(sql: Sql, list: ListKey): AsyncGenerator<SetRow[]> {
  return chunks<SetRow>(
    sql,
    `select event_no::float8 as no, set_no as "setNo", field, new_value as new, source, records::text as records
     from record_sets where province_code = $1 and list_id = $2 and (event_no, set_no) > ($3::bigint, $4::integer)
     order by event_no, set_no limit ${CHUNK}`,
    [list.provinceCode, list.id],
    [1, 0],
    ({ no, setNo }) => [no, setNo],
  );
}

/** Changes of the list, its parcels, tasks and handovers, in the order their events hash them; up to its last event: only that proves them. */
export function eachStateChange(sql: Sql, list: ListKey & { eventNo: number }): AsyncGenerator<StateRow[]> {
  return chunks<StateRow>(
    sql,
    `select event_no::float8 as no, change_no::float8 as "changeNo", table_name as table, row_key as key, op, changes::text as changes, db_user as user
     from state_changes where province_code = $1 and list_id = $2 and event_no <= $3 and (event_no, change_no) > ($4::bigint, $5::bigint)
     order by event_no, change_no limit ${CHUNK}`,
    [list.provinceCode, list.id, list.eventNo],
    [1, 0],
    ({ no, changeNo }) => [no, changeNo],
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
