import type { Sql } from '../../sql.ts';

export interface ListedKey {
  readonly certificate: Buffer;
  readonly listedAt: Date;
}

/** The certificates that verifiers trust, and a number that grows with every change of theirs. */
export async function listedKeys(sql: Sql): Promise<{ keys: ListedKey[]; number: number }> {
  const keys = await sql.query<ListedKey & Record<string, unknown>>(
    `select certificate, listed_at as "listedAt" from signing_keys where state <> 'withdrawn' order by kid`,
  );
  const [sum] = await sql.query<{ number: number }>(
    `select coalesce(sum(version), 0)::integer as number from signing_keys`,
  );
  return { keys, number: sum?.number ?? 0 };
}

export interface ListedRevocation {
  readonly seq: number;
  /** Base64. */
  readonly kid: string;
  readonly uci: Buffer;
  readonly countryUci: Buffer;
  readonly signature: Buffer;
  readonly expiresAt: Date;
}

/** Revocations after a number in their order, without those whose certificate has ended long ago. Numbers are given in the order of commits. */
export async function listedRevocations(
  sql: Sql,
  since: number,
  at: Date,
  limit: number,
): Promise<ListedRevocation[]> {
  return sql.query<ListedRevocation & Record<string, unknown>>(
    `select seq::float8 as seq, kid, uci_hash as uci, country_uci_hash as "countryUci", signature_hash as signature, expires_at as "expiresAt"
     from revocations where seq > $1 and expires_at > $2::timestamptz - interval '7 days' order by seq limit $3`,
    [since, at, limit],
  );
}

/** The newest number of the list; 0 before the first revocation. */
export async function lastRevocation(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ seq: number }>(
    `select coalesce(max(seq), 0)::float8 as seq from revocations`,
  );
  return row?.seq ?? 0;
}

/** Which of these hashes are revoked, of whatever kind: for one code, without loading the list. */
export async function revokedAmong(
  sql: Sql,
  hashes: readonly Buffer[],
): Promise<(ListedRevocation & Record<string, unknown>)[]> {
  return sql.query(
    `select seq::float8 as seq, kid, uci_hash as uci, country_uci_hash as "countryUci", signature_hash as signature, expires_at as "expiresAt"
     from revocations where signature_hash = any($1) or uci_hash = any($1)`,
    [hashes],
  );
}
