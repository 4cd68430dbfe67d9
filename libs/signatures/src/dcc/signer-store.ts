import { toBase64 } from './base64.ts';
import type { TrustedSigner } from './signer-certificate.ts';

/** At most so many keys are tried when a certificate names none: each try costs time, and the codes come from strangers. */
const MOST_TRIED = 40;

/** The signers that a checker trusts now, by key id. Presence on the latest list is what counts; there is no other revocation of them. */
export class SignerStore {
  readonly #byKid = new Map<string, TrustedSigner[]>();
  readonly #all: readonly TrustedSigner[];

  constructor(signers: Iterable<TrustedSigner>) {
    this.#all = [...signers];
    for (const signer of this.#all)
      this.#byKid.set(signer.kid, [...(this.#byKid.get(signer.kid) ?? []), signer]);
  }

  get size(): number {
    return this.#all.length;
  }

  /**
   * Everyone whose signature it may be. Eight bytes can collide, so one id may belong to several (hcert-spec §2.6.2). A certificate
   * without any key id is tried with the signers of the country it names, since the signature proves the signer, not the id.
   */
  candidates(kid: Uint8Array | undefined, issuer: string | undefined): readonly TrustedSigner[] {
    if (kid !== undefined) return this.#byKid.get(toBase64(kid)) ?? [];
    const country = issuer?.trim().toUpperCase();
    const ofCountry = this.#all.filter((signer) => country === undefined || signer.country === country);
    return ofCountry.slice(0, MOST_TRIED);
  }
}
