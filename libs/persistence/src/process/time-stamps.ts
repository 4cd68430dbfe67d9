import { createHash } from 'node:crypto';
import { SYSTEM, type Acts } from '../act.ts';
import type { SignedPart } from '../repositories/signature-proofs.ts';
import type { Sql } from '../sql.ts';

/** A signature that waits for its time stamp. */
export interface WaitingProof {
  readonly provinceCode: string;
  readonly listId: string;
  readonly handoverId: string;
  readonly part: SignedPart;
  /** SHA-256 of the CMS file: what is to be stamped. */
  readonly signatureHash: Buffer;
  readonly chainPem: string;
  /** Until when the kept lists of revoked certificates speak; null when none was needed. */
  readonly crlNextUpdate: Date | null;
  /** This attempt's number, from 1. */
  readonly attempts: number;
}

const KEY = `province_code = $1 and list_id = $2 and handover_id = $3 and part = $4`;
const keyOf = (proof: WaitingProof) => [proof.provinceCode, proof.listId, proof.handoverId, proof.part];

/**
 * Takes up to `limit` signatures whose turn has come and keeps other loops off them for `leaseMs`; a loop that dies meanwhile
 * leaves them to the next one.
 */
export function takeWaiting(sql: Sql, limit: number, leaseMs: number): Promise<WaitingProof[]> {
  return sql.query<WaitingProof & Record<string, unknown>>(
    `with due as (
       select province_code, list_id, handover_id, part from signature_proofs
       where state = 'waiting' and next_attempt_at <= clock_timestamp() order by next_attempt_at limit $1 for update skip locked)
     update signature_proofs p set attempts = p.attempts + 1, next_attempt_at = clock_timestamp() + make_interval(secs => $2::float8 / 1000)
     from due where (p.province_code, p.list_id, p.handover_id, p.part) = (due.province_code, due.list_id, due.handover_id, due.part)
     returning p.province_code as "provinceCode", p.list_id as "listId", p.handover_id as "handoverId", p.part, p.signature_hash as "signatureHash",
       p.chain_pem as "chainPem", p.crl_next_update as "crlNextUpdate", p.attempts`,
    [limit, leaseMs],
  );
}

/** Notes why an attempt failed and when the next one comes. */
export async function putOff(sql: Sql, proof: WaitingProof, code: string, delayMs: number): Promise<void> {
  await sql.query(
    `update signature_proofs set last_failure_code = $5, next_attempt_at = clock_timestamp() + make_interval(secs => $6::float8 / 1000)
     where ${KEY} and state = 'waiting'`,
    [...keyOf(proof), code, delayMs],
  );
}

/** A verified time stamp. */
export interface Stamp {
  /** The server's whole answer. */
  readonly response: Buffer;
  readonly stampedAt: Date;
  readonly serialNumber: string;
  readonly tsaThumbprint: string;
  /** Lists of revoked certificates fetched because the kept ones had lapsed at the stamped time. */
  readonly moreCrls: readonly Buffer[];
}

/**
 * Stores a time stamp and says so in the list's chain, once: false when another loop was first. The list may have ended; its chain
 * goes on all the same.
 */
export async function storeStamp(acts: Acts, proof: WaitingProof, stamp: Stamp): Promise<boolean> {
  const { answer } = await acts.run({ actor: SYSTEM, lists: [proof.listId] }, async (act) => {
    const stored = await act.query(
      `update signature_proofs set state = 'complete', time_stamp = $5, stamped_at = $6, tsa_thumbprint = $7, crls = crls || $8::bytea[], last_failure_code = null
       where ${KEY} and state = 'waiting' returning part`,
      [...keyOf(proof), ...[stamp.response, stamp.stampedAt, stamp.tsaThumbprint, [...stamp.moreCrls]]],
    );
    if (stored.length === 0) return false;
    await act.event(proof.listId, {
      type: 'signature.stamped',
      payload: {
        ...{ handoverId: proof.handoverId, part: proof.part, stampedAt: stamp.stampedAt.toISOString() },
        ...{ signatureHash: proof.signatureHash.toString('hex'), stampHash: sha256(stamp.response) },
        ...{ serialNumber: stamp.serialNumber, tsaThumbprint: stamp.tsaThumbprint },
      },
    });
    return true;
  });
  return answer;
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
