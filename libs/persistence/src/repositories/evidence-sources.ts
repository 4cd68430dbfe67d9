import type { QueryResultRow } from 'pg';
import type { Sql } from '../sql.ts';

/** What keeps one official signature checkable after its certificate has ended. */
export interface SignatureProof {
  readonly handoverId: string;
  /** `offer`: over the manifest; `receipt`: over the receipt. */
  readonly part: 'offer' | 'receipt';
  /** The signer's certificate and those between it and the authority, PEM one after the other. */
  readonly chainPem: string;
  /** Lists of revoked certificates, DER. */
  readonly crls: readonly Buffer[];
  /** The time-stamp server's answer (RFC 3161, DER); null while it waits for one. */
  readonly timeStamp: Buffer | null;
  readonly stampedAt: Date | null;
}

/** A paper of a handover that is in force. */
export interface Paper {
  readonly id: string;
  readonly handoverId: string;
  readonly kind: 'minutes' | 'receipt';
  /** Whether its officer signed it, and perhaps the organisation after him. */
  readonly signed: boolean;
}

interface ListKey {
  readonly provinceCode: string;
  readonly id: string;
}

/** Signature proofs of a list: two at most for each official handover. */
export function readSignatureProofs(sql: Sql, list: ListKey): Promise<SignatureProof[]> {
  return sql.query<SignatureProof & QueryResultRow>(
    `select handover_id as "handoverId", part, chain_pem as "chainPem", crls, time_stamp as "timeStamp", stamped_at as "stampedAt"
     from signature_proofs where province_code = $1 and list_id = $2 order by handover_id, part`,
    [list.provinceCode, list.id],
  );
}

/** The papers of a list's handovers, without their bytes. */
export function readPapersOf(sql: Sql, list: ListKey): Promise<Paper[]> {
  return sql.query<Paper & QueryResultRow>(
    `select id, handover_id as "handoverId", kind, state <> 'prepared' as signed from papers where list_id = $1 and state <> 'voided' order by handover_id, kind`,
    [list.id],
  );
}

export async function readPaperBytes(sql: Sql, id: string): Promise<Buffer> {
  const [row] = await sql.query<{ pdf: Buffer }>(`select pdf from papers where id = $1`, [id]);
  return (row as { pdf: Buffer }).pdf;
}
