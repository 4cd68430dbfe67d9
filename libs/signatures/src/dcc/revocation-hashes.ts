import { toBase64 } from './base64.ts';
import type { CodeCrypto } from './code-crypto.ts';
import type { Algorithm } from './cose.ts';

/** What a revocation names a certificate by (EU gateway, revocation list v1): the identifier, country and identifier, or the signature. */
export const HASH_TYPES = ['UCI', 'COUNTRYCODEUCI', 'SIGNATURE'] as const;
export type HashType = (typeof HASH_TYPES)[number];

export interface RevocableCertificate {
  readonly identifier: string;
  /** The issuing country, two letters. */
  readonly country: string;
  readonly algorithm: Algorithm;
  readonly signature: Uint8Array;
}

/**
 * The first 16 bytes of SHA-256 of one property, as base64. Of an ES256 signature only the first half (r) counts: s may be
 * replaced by its negative without breaking the signature.
 */
export async function revocationHash(
  type: HashType,
  certificate: RevocableCertificate,
  crypto: Pick<CodeCrypto, 'sha256'>,
): Promise<string> {
  return toBase64((await crypto.sha256(hashed(type, certificate))).subarray(0, 16));
}

function hashed(
  type: HashType,
  { identifier, country, algorithm, signature }: RevocableCertificate,
): Uint8Array {
  switch (type) {
    case 'UCI':
      return new TextEncoder().encode(identifier);
    case 'COUNTRYCODEUCI':
      return new TextEncoder().encode(country + identifier);
    case 'SIGNATURE':
      return algorithm === 'ES256' ? signature.subarray(0, signature.length / 2) : signature;
  }
}
