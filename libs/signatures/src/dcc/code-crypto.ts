import type { Algorithm } from './cose.ts';

/** A public key: SubjectPublicKeyInfo in DER. P-256 verifies ES256, RSA verifies PS256: the key decides, never the message. */
export interface PublicKey {
  readonly algorithm: Algorithm;
  readonly spki: Uint8Array;
}

/** What verification needs of its surroundings, so that the same rules run in Node and in a browser. */
export interface CodeCrypto {
  sha256(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /** Whether the signature (ES256: r||s, 64 bytes; PS256: salt of 32 bytes) is the key's over the message. Never throws for a wrong one. */
  verify(key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>;
  /** Inflates a zlib stream (RFC 1950) that fills the bytes. Throws MalformedCode (compression, too_large), the latter before `limit` bytes are exceeded. */
  inflate(bytes: Uint8Array, limit: number): Uint8Array | Promise<Uint8Array>;
}
