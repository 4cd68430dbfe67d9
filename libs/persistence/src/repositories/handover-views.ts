import { DomainError } from '#domain/errors';
import type { Uuid, Sha256Hex } from '#domain/formats';
import type { HandoverState } from '#domain/process/states';
import type { Step } from '#domain/process/steps';
import type { Sql } from '../sql.ts';
import { PROOF_VIEW, type ProofView } from './signature-proofs.ts';

/** A handover as the API answers it. Hashes are hexadecimal, signatures CMS in base64. */
export interface HandoverView {
  readonly id: Uuid;
  readonly listId: Uuid;
  readonly number: number;
  readonly step: Step;
  readonly grade: 'official' | 'attested';
  readonly parcelNos: readonly number[];
  readonly taskId: Uuid;
  readonly fromOfficeId: string;
  readonly toOfficeId: string;
  readonly state: HandoverState;
  readonly records: string;
  readonly recordCount: number;
  readonly refusedCount: number;
  readonly manifestHash: Sha256Hex;
  readonly signature: string | null;
  readonly signerPersonId: Uuid | null;
  readonly certificateThumbprint: Sha256Hex | null;
  readonly frozenAt: Date;
  readonly offeredAt: Date | null;
  readonly acceptDueAt: Date | null;
  readonly receiptHash: Sha256Hex | null;
  readonly receiptSignature: string | null;
  readonly receiverPersonId: Uuid | null;
  readonly receiptThumbprint: Sha256Hex | null;
  readonly receivedAt: Date | null;
  /** What keeps the two signatures checkable; null while there is no signature, and for attested handovers. */
  readonly offerProof: ProofView | null;
  readonly receiptProof: ProofView | null;
}

const VIEW = `h.id, h.list_id as "listId", h.number, h.step, h.grade, h.parcel_nos as "parcelNos", h.task_id as "taskId",
  h.from_office_id as "fromOfficeId", h.to_office_id as "toOfficeId", h.state, h.records::text as records, h.record_count as "recordCount",
  coalesce((select sum(upper(span) - lower(span)) from unnest(h.refused) as span), 0)::int as "refusedCount",
  encode(h.manifest_hash, 'hex') as "manifestHash", replace(encode(h.signature, 'base64'), E'\\n', '') as signature,
  h.signer_person_id as "signerPersonId", h.certificate_thumbprint as "certificateThumbprint", h.frozen_at as "frozenAt",
  h.offered_at as "offeredAt", h.accept_due_at as "acceptDueAt", encode(h.receipt_hash, 'hex') as "receiptHash",
  replace(encode(h.receipt_signature, 'base64'), E'\\n', '') as "receiptSignature", h.receiver_person_id as "receiverPersonId",
  h.receipt_thumbprint as "receiptThumbprint", h.received_at as "receivedAt",
  (${PROOF_VIEW} and p.part = 'offer') as "offerProof", (${PROOF_VIEW} and p.part = 'receipt') as "receiptProof"`;

/** @throws DomainError `handover_not_found`, `out_of_area`. */
export async function readHandover(sql: Sql, id: string): Promise<HandoverView> {
  const [handover] = await sql.query<HandoverView & Record<string, unknown>>(
    `select ${VIEW} from handovers h where h.id = $1`,
    [id],
  );
  if (handover !== undefined) return handover;
  const [found] = await sql.query<{ there: boolean }>(`select bangiao_exists('handover', $1) as there`, [id]);
  throw new DomainError(found?.there ? 'out_of_area' : 'handover_not_found', { handoverId: id });
}

/** A page of a list's handovers in the order of their numbers, one more than `limit` when another page follows. */
export function readHandovers(
  sql: Sql,
  listId: string,
  after: number,
  limit: number,
): Promise<HandoverView[]> {
  return sql.query<HandoverView & Record<string, unknown>>(
    `select ${VIEW} from handovers h where h.list_id = $1 and h.number > $2 order by h.number limit $3`,
    [listId, after, limit + 1],
  );
}
