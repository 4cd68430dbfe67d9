import { verifyDetached } from './cms.ts';
import type { VerifiedSigner } from './cms.ts';
import { verifyTimeStampToken } from './time-stamp.ts';
import type { VerifiedTimeStamp } from './time-stamp.ts';

export interface LongTermProof {
  /** What was signed. */
  readonly content: Buffer | string;
  /** DER of the CMS. */
  readonly signature: Buffer;
  /** The time-stamp server's whole answer, or its token, over the bytes of `signature`. */
  readonly timeStamp: Buffer;
  /** Lists of revoked certificates kept with the signature; one of them must not have lapsed at the stamped time. */
  readonly crlsDer: readonly Buffer[];
  readonly trustAnchorsPem: readonly string[];
  /** Anchors of the time-stamp server. */
  readonly stampAnchorsPem: readonly string[];
}

export interface LongTermVerdict {
  readonly signer: VerifiedSigner;
  readonly stamp: VerifiedTimeStamp;
}

/**
 * Whether a signature was good when it was stamped, whatever became of its certificate since: a certificate that has ended, or was
 * revoked after the stamped time, changes nothing. Needs no network and no store.
 * Throws TimeStampError for the time stamp (it is checked first, since everything else is judged at its time), then what `verifyDetached` throws:
 * signature_invalid, cert_untrusted, cert_expired, cert_revoked, cert_status_unknown.
 */
export async function verifyLongTerm(proof: LongTermProof): Promise<LongTermVerdict> {
  const { content, signature, timeStamp, crlsDer, trustAnchorsPem, stampAnchorsPem } = proof;
  const stamp = verifyTimeStampToken({
    token: timeStamp,
    data: signature,
    trustAnchorsPem: stampAnchorsPem,
    crlsDer,
  });
  const signer = await verifyDetached({ content, signature, trustAnchorsPem, crlsDer, at: stamp.stampedAt });
  return { signer, stamp };
}
