import { createHash } from 'node:crypto';
import type { Act } from '../act.ts';
import type { Sql } from '../sql.ts';

/** A signature that was found good, with what that finding relied on. */
export interface CheckedSignature {
  readonly signature: Buffer;
  readonly thumbprint: string;
  /** SHA-256 of the bytes the signature was checked over. */
  readonly contentHash: Buffer;
  /** The certificates from the signer's up to the anchor's, as PEM. */
  readonly chainPem: string;
  /** The lists of revoked certificates (DER) that the check relied on. */
  readonly revocation: readonly {
    readonly der: Buffer;
    readonly thisUpdate: Date;
    readonly nextUpdate: Date;
  }[];
}

/** `offer`: the signature over the manifest; `receipt`: the one over the receipt. */
export type SignedPart = 'offer' | 'receipt';

/** How far the proof of a signature has come, as the API answers it. */
export interface ProofView {
  readonly state: 'waiting' | 'complete';
  /** When the signature was stored: since then its time stamp has been asked for. */
  readonly waitingSince: string;
  readonly stampedAt: string | null;
  /** The certificate of the time-stamp server. */
  readonly tsaThumbprint: string | null;
  readonly attempts: number;
  /** Why the last attempt to get a time stamp failed. */
  readonly lastFailureCode: string | null;
}

/** The proof of a handover `h`; the part is for the caller to add. */
export const PROOF_VIEW = `select jsonb_build_object('state', p.state, 'waitingSince', p.created_at, 'stampedAt', p.stamped_at,
    'tsaThumbprint', p.tsa_thumbprint, 'attempts', p.attempts, 'lastFailureCode', p.last_failure_code)
  from signature_proofs p where p.province_code = h.province_code and p.list_id = h.list_id and p.handover_id = h.id`;

/** Keeps, in the act that stores a signature, what its check relied on. The time stamp follows (process/time-stamps). */
export async function keepProof(
  act: Act,
  handover: {
    readonly id: string;
    readonly provinceCode: string;
    readonly communeCode: string;
    readonly listId: string;
  },
  part: SignedPart,
  { signature, thumbprint, chainPem, revocation }: CheckedSignature,
): Promise<void> {
  const times = (pick: (list: CheckedSignature['revocation'][number]) => Date) =>
    revocation.map((list) => pick(list).getTime());
  const earliest = (of: readonly number[]) => (of.length === 0 ? null : new Date(Math.min(...of)));
  await act.post(
    `insert into signature_proofs (province_code, list_id, handover_id, part, commune_code, signature_hash, certificate_thumbprint, chain_pem,
       crls, crl_this_update, crl_next_update)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      ...[handover.provinceCode, handover.listId, handover.id, part, handover.communeCode],
      ...[createHash('sha256').update(signature).digest(), thumbprint, chainPem],
      revocation.map(({ der }) => der),
      earliest(times(({ thisUpdate }) => thisUpdate)),
      earliest(times(({ nextUpdate }) => nextUpdate)),
    ],
  );
}

/** Everything that is kept with one signature, for a bundle or an audit. */
export interface SignatureProofRow {
  readonly handoverId: string;
  readonly number: number;
  readonly part: SignedPart;
  /** What was signed, and the CMS over it. */
  readonly content: string;
  readonly signature: Buffer;
  readonly certificateThumbprint: string;
  readonly chainPem: string;
  readonly crls: readonly Buffer[];
  readonly state: 'waiting' | 'complete';
  readonly timeStamp: Buffer | null;
  readonly stampedAt: Date | null;
  readonly tsaThumbprint: string | null;
}

/** The proofs of a list's signatures in the order of the handovers' numbers, those after `afterNumber`. At most `limit` handovers. */
export function readProofs(
  sql: Sql,
  listId: string,
  { afterNumber = 0, limit = 50 }: { afterNumber?: number; limit?: number } = {},
): Promise<SignatureProofRow[]> {
  return sql.query<SignatureProofRow & Record<string, unknown>>(
    `select p.handover_id as "handoverId", h.number, p.part, case p.part when 'offer' then h.manifest else h.receipt end as content,
       case p.part when 'offer' then h.signature else h.receipt_signature end as signature, p.certificate_thumbprint as "certificateThumbprint",
       p.chain_pem as "chainPem", p.crls, p.state, p.time_stamp as "timeStamp", p.stamped_at as "stampedAt", p.tsa_thumbprint as "tsaThumbprint"
     from (select * from handovers where list_id = $1 and number > $2 and signature is not null and grade = 'official' order by number limit $3) h
     join signature_proofs p on p.province_code = h.province_code and p.list_id = h.list_id and p.handover_id = h.id
     order by h.number, p.part`,
    [listId, afterNumber, limit],
  );
}
