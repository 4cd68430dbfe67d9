import type { Sql } from '../sql.ts';

/** What proves a handover, as stored. */
export interface StoredHandover {
  readonly id: string;
  readonly number: number;
  readonly grade: 'official' | 'attested';
  readonly state: string;
  readonly salt: Buffer;
  readonly manifest: string;
  readonly manifestHash: Buffer;
  readonly signature: Buffer | null;
  readonly receipt: string | null;
  readonly receiptHash: Buffer | null;
  readonly receiptSignature: Buffer | null;
  readonly offeredAt: Date | null;
  readonly receivedAt: Date | null;
  /** Leaves of the kept snapshots in the order of records, 32 bytes each; null for attested handovers, which keep none. */
  readonly leaves: Buffer | null;
}

/** The handovers of a list after a number, at most `limit`. */
export function storedHandovers(
  sql: Sql,
  provinceCode: string,
  listId: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<(StoredHandover & Record<string, unknown>)[]> {
  return sql.query(
    `select h.id, h.number, h.grade, h.state, h.salt, h.manifest, h.manifest_hash as "manifestHash", h.signature, h.receipt,
       h.receipt_hash as "receiptHash", h.receipt_signature as "receiptSignature", h.offered_at as "offeredAt", h.received_at as "receivedAt",
       (select string_agg(sha256('\\x00'::bytea || sha256(h.salt || int4send(s.record_no)) || convert_to(s.snapshot, 'UTF8')), ''::bytea order by s.record_no)
        from handover_snapshots s where s.province_code = $1 and s.list_id = $2 and s.handover_id = h.id) as leaves
     from handovers h where h.list_id = $2 and h.number > $3 order by h.number limit $4`,
    [provinceCode, listId, after, limit],
  );
}
