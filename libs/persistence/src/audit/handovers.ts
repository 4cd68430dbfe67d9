import { SNAPSHOT } from '../repositories/snapshots.ts';
import type { Sql } from '../sql.ts';
import { REBUILT_RECORDS } from './rebuild.ts';

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

export interface TouchedSnapshot {
  readonly recordNo: number;
  readonly problem: 'missing' | 'unproven' | 'differs';
}

/**
 * The records whose kept snapshot is not what the record was when the handover was frozen: changed, taken away or added. For
 * a handover whose tree does not hold: the tree itself cannot tell which leaf it is.
 */
export async function touchedSnapshots(
  sql: Sql,
  { provinceCode, listId }: { readonly provinceCode: string; readonly listId: string },
  handoverId: string,
): Promise<TouchedSnapshot[]> {
  const [frozen] = await sql.query<{ eventNo: string }>(
    `select event_no as "eventNo" from state_changes where list_id = $1 and table_name = 'handovers' and row_key = $2 and op = 'insert'`,
    [listId, handoverId],
  );
  if (frozen === undefined) return [];
  return sql.query<TouchedSnapshot & Record<string, unknown>>(
    `with ${REBUILT_RECORDS},
     was as (
       select b.record_no, ${SNAPSHOT} as snapshot
       from rebuilt b join handovers h on h.id = $6 and b.record_no <@ h.records,
         lateral jsonb_populate_record(null::records, b.state || jsonb_build_object('record_no', b.record_no)) r)
     select record_no as "recordNo", case when kept.snapshot is null then 'missing' when was.snapshot is null then 'unproven' else 'differs' end as problem from was
     full join (select record_no, snapshot from handover_snapshots where province_code = $1 and list_id = $2 and handover_id = $6) kept using (record_no)
     where was.snapshot is distinct from kept.snapshot order by 1`,
    [provinceCode, listId, frozen.eventNo, 0, 2 ** 31 - 2, handoverId],
  );
}
