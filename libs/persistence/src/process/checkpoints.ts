import type { Sql } from '../sql.ts';
import type { Sealed } from './sealing.ts';

/** The end of a list's chain. */
export interface ListHead {
  readonly listId: string;
  readonly provinceCode: string;
  readonly eventNo: number;
  /** Hexadecimal; empty for a list without events. */
  readonly hash: string;
}

/** Heads of lists by id after `after`. Each is whole by itself, so a page need not be of the same moment as the one before. */
export function readHeads(sql: Sql, after: string | null, limit: number): Promise<ListHead[]> {
  return sql.query<ListHead & Record<string, unknown>>(
    `select id as "listId", province_code as "provinceCode", event_no::float8 as "eventNo", encode(head_hash, 'hex') as hash
     from lists where $1::uuid is null or id > $1 order by id limit $2`,
    [after, limit],
  );
}

export interface StoredCheckpoint extends Sealed {
  readonly no: number;
  readonly day: string | null;
  readonly at: Date;
  /** Compressed with gzip. */
  readonly heads: Buffer;
}

const COLUMNS = `no, day::text as day, at, statement, sha256, signature, heads`;

export async function latestCheckpoint(sql: Sql): Promise<StoredCheckpoint | undefined> {
  const [row] = await sql.query<StoredCheckpoint & Record<string, unknown>>(
    `select ${COLUMNS} from checkpoints order by no desc limit 1`,
  );
  return row;
}

export async function checkpointOfDay(sql: Sql, day: string): Promise<StoredCheckpoint | undefined> {
  const [row] = await sql.query<StoredCheckpoint & Record<string, unknown>>(
    `select ${COLUMNS} from checkpoints where day = $1::date`,
    [day],
  );
  return row;
}

/** Statements of the checkpoints after number `after`, without their heads. */
export function readCheckpointChain(
  sql: Sql,
  after: number,
  limit: number,
): Promise<Omit<StoredCheckpoint, 'heads'>[]> {
  return sql.query<Omit<StoredCheckpoint, 'heads'> & Record<string, unknown>>(
    `select no, day::text as day, at, statement, sha256, signature from checkpoints where no > $1 order by no limit $2`,
    [after, limit],
  );
}

/** False when another worker stored one with this number or for this day. */
export async function storeCheckpoint(
  sql: Sql,
  row: StoredCheckpoint & { readonly lists: number; readonly previous: Buffer | null },
): Promise<boolean> {
  const stored = await sql.query(
    `insert into checkpoints (no, day, at, list_count, statement, sha256, prev_sha256, signature, heads)
     values ($1, $2::date, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning no`,
    [
      ...[row.no, row.day, row.at, row.lists, row.statement, row.sha256],
      ...[row.previous, row.signature, row.heads],
    ],
  );
  return stored.length > 0;
}

/** The last seal of the access log, so that a checkpoint also holds what would show its end cut off. */
export async function lastAccessSeal(
  sql: Sql,
): Promise<{ readonly no: number; readonly to: number; readonly sha256: string } | null> {
  const [row] = await sql.query<{ no: number; to: number; sha256: string }>(
    `select no, to_id::float8 as "to", encode(sha256, 'hex') as sha256 from access_log_seals order by no desc limit 1`,
  );
  return row ?? null;
}

/** The end of the registry's chain; hash is hexadecimal. */
export async function registryHead(sql: Sql): Promise<{ readonly no: number; readonly hash: string }> {
  const [row] = await sql.query<{ no: number; hash: string }>(
    `select event_no::float8 as no, encode(hash, 'hex') as hash from registry_head`,
  );
  return row ?? { no: 0, hash: '' };
}

/** Hash of an event of the registry today; null when it is gone. */
export async function registryHeadToday(sql: Sql, no: number): Promise<string | null> {
  const [row] = await sql.query<{ hash: string }>(
    `select encode(hash, 'hex') as hash from registry_events where event_no = $1`,
    [no],
  );
  return row?.hash ?? null;
}

export interface HeadToday {
  readonly listId: string;
  readonly exists: boolean;
  /** Number of the last event there is, up to the signed one; 0 without any. */
  readonly lastNo: number;
  /** The first number missing before it, or null. */
  readonly gapAt: number | null;
  /** The first event that is not the hash of itself and its predecessor, or null. */
  readonly brokenAt: number | null;
  /** Hexadecimal hash of the event with the signed number; null when it is not there. */
  readonly hash: string | null;
}

/** What today's chains say of signed heads: each chain up to the signed event is hashed anew. */
export function readHeadsToday(
  sql: Sql,
  heads: readonly Pick<ListHead, 'listId' | 'eventNo' | 'provinceCode'>[],
): Promise<HeadToday[]> {
  return sql.query<HeadToday & Record<string, unknown>>(
    `with signed as (select * from unnest($1::uuid[], $2::bigint[], $3::text[]) as s(list_id, event_no, province_code))
     select s.list_id as "listId", l.id is not null as exists, coalesce(c.last_no, 0)::float8 as "lastNo", c.gap_at::float8 as "gapAt",
            c.broken_at::float8 as "brokenAt", encode(c.hash, 'hex') as hash
     from signed s left join lists l on l.id = s.list_id
     left join lateral (
       select max(event_no) as last_no, min(place) filter (where place <> event_no) as gap_at,
              min(event_no) filter (where hash is distinct from sha256(prev_hash || convert_to(body, 'UTF8')) or prev_hash <> before) as broken_at,
              (array_agg(hash) filter (where event_no = s.event_no))[1] as hash
       from (select event_no, hash, prev_hash, body, row_number() over w as place, coalesce(lag(hash) over w, '') as before
             from events e where e.province_code = s.province_code and e.list_id = s.list_id and e.event_no <= s.event_no
             window w as (order by event_no)) e) c on true`,
    [
      heads.map(({ listId }) => listId),
      heads.map(({ eventNo }) => eventNo),
      heads.map(({ provinceCode }) => provinceCode),
    ],
  );
}
