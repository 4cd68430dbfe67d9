import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Sql } from '../sql.ts';
import type { Seal, Sealed } from './sealing.ts';

/** What a seal over entries of the access log says. Numbers that are missing between `from` and `to` were rolled back. */
export interface AccessSealStatement {
  readonly kind: 'access_log_seal';
  readonly version: 1;
  readonly no: number;
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Hexadecimal SHA-256 over the entries in their order, one line each. */
  readonly rowsSha256: string;
  /** SHA-256 of the statement before; null for the first. */
  readonly previous: string | null;
  readonly at: string;
  /** Thumbprint of the seal key's certificate. */
  readonly seal: string;
}

/** Entries in one seal at most: their text is put together in the database's memory. */
export const SEAL_ROWS = 5_000;

/** An entry's line is a JSON array, in which no value can pretend to be another's end. */
const LINE = `jsonb_build_array(id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  kind, person_id, office_id, act, target, code, details)::text`;
const ROWS_HASH = `sha256(convert_to(coalesce(string_agg(${LINE}, E'\\n' order by id), ''), 'UTF8'))`;
const LEAF = `int8send(id) || substring(sha256(convert_to(${LINE}, 'UTF8')) for 8)`;
const LEAVES = `coalesce(string_agg(${LEAF}, ''::bytea order by id), '')`;

/**
 * Seals the next entries that can no longer be joined by others. Answers how many; 0 when there is nothing to seal or another
 * worker did it. Throws `lock_not_available` (55P03) when somebody is writing for long: the next pass tries again.
 */
export async function sealAccessLog(sql: Sql, key: Seal, now = new Date()): Promise<number> {
  const [settled] = await sql.query<{ id: string | null }>(`select access_log_settled() as id`);
  const [last] = await sql.query<{ no: number; to: string; sha256: Buffer }>(
    `select no, to_id as "to", sha256 from access_log_seals order by no desc limit 1`,
  );
  const from = Number(last?.to ?? 0) + 1;
  const [rows] = await sql.query<{ count: number; to: string | null; hash: Buffer; leaves: Buffer }>(
    `select count(*)::int as count, max(id) as "to", ${ROWS_HASH} as hash, ${LEAVES} as leaves
     from (select * from access_log where id >= $1 and id <= $2 order by id limit $3) entry`,
    [from, settled?.id ?? 0, SEAL_ROWS],
  );
  if (rows === undefined || rows.to === null) return 0;
  const content: AccessSealStatement = {
    ...{ kind: 'access_log_seal', version: 1, no: (last?.no ?? 0) + 1, from, to: Number(rows.to) },
    ...{ count: rows.count, rowsSha256: rows.hash.toString('hex') },
    ...{ previous: last?.sha256.toString('hex') ?? null, at: now.toISOString(), seal: key.thumbprint },
  };
  const statement = canonicalize(content) as string;
  const stored = await sql.query(
    `insert into access_log_seals (no, from_id, to_id, row_count, rows_sha256, statement, sha256, prev_sha256, signature, leaves)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing returning no`,
    [
      ...[content.no, from, rows.to, rows.count, rows.hash, statement],
      ...[createHash('sha256').update(statement).digest(), last?.sha256 ?? null, await key.seal(statement)],
      rows.leaves,
    ],
  );
  return stored.length === 0 ? 0 : rows.count;
}

/** A stored seal with what its entries hash to today. */
export interface CheckedSeal extends Sealed {
  readonly no: number;
  readonly fromId: number;
  readonly toId: number;
  readonly rowsToday: number;
  readonly rowsSha256Today: Buffer;
}

/** Seals after number `after`, with their entries hashed anew. */
export function readSealsToCheck(sql: Sql, after: number, limit: number): Promise<CheckedSeal[]> {
  return sql.query<CheckedSeal & Record<string, unknown>>(
    `select s.no, s.from_id::float8 as "fromId", s.to_id::float8 as "toId", s.statement, s.sha256, s.signature,
            today.count as "rowsToday", today.hash as "rowsSha256Today"
     from access_log_seals s, lateral (
       select count(*)::int as count, ${ROWS_HASH} as hash from access_log where id between s.from_id and s.to_id) today
     where s.no > $1 order by s.no limit $2`,
    [after, limit],
  );
}

/** Entries of a sealed batch that are not what was sealed: changed, gone or new. None when the seal kept no leaves. */
export function touchedEntries(
  sql: Sql,
  no: number,
): Promise<{ readonly id: number; readonly problem: string }[]> {
  return sql.query(
    `with s as (select from_id, to_id, leaves from access_log_seals where no = $1 and leaves is not null),
     sealed as (
       select ('x' || encode(substring(leaves from i * 16 + 1 for 8), 'hex'))::bit(64)::bigint as id, substring(leaves from i * 16 + 9 for 8) as leaf
       from s, generate_series(0, length(leaves) / 16 - 1) as i),
     now as (select id, substring(${LEAF} from 9 for 8) as leaf from access_log where id between (select from_id from s) and (select to_id from s))
     select coalesce(s.id, n.id)::float8 as id, case when n.id is null then 'missing' when s.id is null then 'unproven' else 'differs' end as problem
     from sealed s full join now n using (id) where s.leaf is distinct from n.leaf order by 1`,
    [no],
  );
}

export interface Unsealed {
  readonly count: number;
  /** Age of the oldest in milliseconds; 0 when there is none. */
  readonly oldestMs: number;
}

/** Entries after the last seal. */
export async function readUnsealed(sql: Sql): Promise<Unsealed> {
  const [row] = await sql.query<Unsealed & Record<string, unknown>>(
    `select count(*)::int as count, coalesce(extract(epoch from clock_timestamp() - min(at)) * 1000, 0)::float8 as "oldestMs"
     from access_log where id > coalesce((select max(to_id) from access_log_seals), 0)`,
  );
  return row as Unsealed;
}
