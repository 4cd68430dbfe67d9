import type { Pool } from 'pg';

/** One thing a system was told to do, whether it did it or refused. */
export interface Effect {
  seq: number;
  at: string;
  kind: string;
  subject: string | null;
  person: string | null;
  reference: string | null;
  fieldset: string[];
  oldValues: Record<string, unknown> | null;
  values: Record<string, unknown> | null;
  expectedVersion: number | null;
  oldVersion: number | null;
  resultVersion: number | null;
  requestId: string | null;
  idempotencyKey: string | null;
  delivery: string;
  applied: boolean;
  reason: string | null;
}

/** The effect log of a system from after a sequence number on. `nextAfter` is null on the last page. */
export async function readEffects(
  pool: Pool,
  system: string,
  after: number,
  limit: number,
): Promise<{ items: Effect[]; nextAfter: number | null }> {
  const { rows } = await pool.query<Effect>(
    `select seq::int, to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, kind, subject, person, reference, fieldset,
       old_values as "oldValues", new_values as "values", expected_version as "expectedVersion", old_version as "oldVersion",
       result_version as "resultVersion", request_id as "requestId", idempotency_key as "idempotencyKey", delivery, applied, reason
     from effects where system = $1 and seq > $2 order by seq limit $3`,
    [system, after, limit],
  );
  return { items: rows, nextAfter: rows.length === limit ? (rows.at(-1)?.seq ?? null) : null };
}
