import type { Algorithm } from './cose.ts';
import type { CertificateKind } from './signer-certificate.ts';

/** The life of a signing key: announced to verifiers first, then signing, then only verified, at last withdrawn from the trust list. */
export const KEY_STATES = ['pending', 'signing', 'verify_only', 'withdrawn'] as const;
export type KeyState = (typeof KEY_STATES)[number];

/** What a key may become. A key leaves signing for good; withdrawing ends every certificate it made, so nothing leads back. */
export const KEY_TRANSITIONS = {
  pending: ['signing', 'withdrawn'],
  signing: ['verify_only', 'withdrawn'],
  verify_only: ['withdrawn'],
  withdrawn: [],
} as const satisfies Record<KeyState, readonly KeyState[]>;

/** Whether verifiers must find the key on the trust list. A pending one is there early: lists are fetched once a day. */
export const IS_LISTED = {
  pending: true,
  signing: true,
  verify_only: true,
  withdrawn: false,
} as const satisfies Record<KeyState, boolean>;

/**
 * Signs bytes: ES256 as r||s, PS256 with SHA-256 and a salt of 32 bytes. Software and hardware keys are the same to the issuer, and
 * one that is out of reach only rejects.
 */
export type SignBytes = (message: Uint8Array) => Uint8Array | Promise<Uint8Array>;

export interface SigningKey {
  /** Eight bytes: how certificates name the key. */
  readonly kid: Uint8Array;
  readonly algorithm: Algorithm;
  readonly certificateDer: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** The kinds its certificate allows; undefined means all. */
  readonly kinds: ReadonlySet<CertificateKind> | undefined;
  readonly state: KeyState;
  readonly sign: SignBytes;
}

/** Why nothing can be signed now. */
export type KeyRefusalCode = 'no_signing_key' | 'key_not_begun' | 'key_ends_before_certificate' | 'key_usage';

/** No key may sign this certificate. */
export class KeyRefusal extends Error {
  readonly code: KeyRefusalCode;

  constructor(code: KeyRefusalCode) {
    super(code);
    this.name = 'KeyRefusal';
    this.code = code;
  }
}

/** Whether a key may go from one state to another. */
export function mayBecome(from: KeyState, to: KeyState): boolean {
  return (KEY_TRANSITIONS[from] as readonly KeyState[]).includes(to);
}

/**
 * Refuses a key that may not sign a certificate of that kind and time. All certificates of a key end with its own (hcert-spec §3.3.4), so
 * a key stops issuing a whole validity before its end. Throws KeyRefusal.
 */
export function assertMaySign(
  key: Omit<SigningKey, 'sign'>,
  wanted: { readonly kind: CertificateKind; readonly issuedAt: Date; readonly expiresAt: Date },
): void {
  if (key.state !== 'signing') throw new KeyRefusal('no_signing_key');
  if (key.kinds !== undefined && !key.kinds.has(wanted.kind)) throw new KeyRefusal('key_usage');
  if (wanted.issuedAt < key.notBefore) throw new KeyRefusal('key_not_begun');
  if (wanted.expiresAt > key.notAfter) throw new KeyRefusal('key_ends_before_certificate');
}

/**
 * The key for a new certificate: of those that may sign it, one of the preferred algorithm, and of these the one that began last, so that
 * a rotation takes effect by adding a key. Throws KeyRefusal with the reason of the key that came nearest.
 */
export function chooseKey<K extends Omit<SigningKey, 'sign'>>(
  keys: readonly K[],
  wanted: {
    readonly kind: CertificateKind;
    readonly issuedAt: Date;
    readonly expiresAt: Date;
    readonly algorithm?: Algorithm | undefined;
  },
): K {
  let refusal: KeyRefusal | undefined;
  const able = keys.filter((key) => {
    try {
      assertMaySign(key, wanted);
      return true;
    } catch (error) {
      if (!(error instanceof KeyRefusal)) throw error;
      if (refusal === undefined || refusal.code === 'no_signing_key') refusal = error;
      return false;
    }
  });
  const preferred = (key: K) => (key.algorithm === wanted.algorithm ? 1 : 0);
  const [best] = able.toSorted(
    (a, b) => preferred(b) - preferred(a) || b.notBefore.getTime() - a.notBefore.getTime(),
  );
  if (best === undefined) throw refusal ?? new KeyRefusal('no_signing_key');
  return best;
}
