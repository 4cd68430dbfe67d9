import { Unavailable } from '../failures.ts';
import type { StoredKey } from '#persistence/process/passports/issuing';
import { chooseKey, KeyRefusal, type SigningKey } from '#signatures/dcc/keys';
import { openPkcs11Key, type Pkcs11Key } from '#signatures/dcc/pkcs11-key';
import { openKey, type SealedKey } from '#signatures/dcc/software-key';
import { keyFacts, softwareSigningKey } from '#signatures/dcc/software-signing-key';
import type { KeyForThread } from './page-work.ts';

/** A key that is ready: the issuer's view of it, and what a thread needs. */
export interface ReadyKey {
  readonly key: SigningKey;
  readonly forThread: KeyForThread;
}

/** What opens the keys: the passphrase of software keys, the PIN of tokens. */
export interface KeySecrets {
  readonly passphrase: () => Promise<string>;
  readonly pin: string | undefined;
}

/**
 * Opens the keys that sign, each once, and chooses one for certificates of these times. Keys that do not open now (a token that is
 * pulled out) are passed over, so another one steps in.
 */
export class KeyChain {
  readonly #opened = new Map<string, ReadyKey>();
  readonly #tokens = new Map<string, Pkcs11Key>();

  constructor(private readonly secrets: KeySecrets) {}

  /** @throws Unavailable with the reason (`no_signing_key`, `key_ends_before_certificate`, ...) when none may sign. */
  async choose(stored: readonly StoredKey[], issuedAt: Date, expiresAt: Date): Promise<ReadyKey> {
    const ready: ReadyKey[] = [];
    let closed = false;
    for (const key of stored) {
      try {
        ready.push(await this.#open(key));
      } catch {
        closed = true;
      }
    }
    try {
      const best = chooseKey(
        ready.map(({ key }) => key),
        { kind: 'v', issuedAt, expiresAt },
      );
      return ready.find(({ key }) => key === best) as ReadyKey;
    } catch (error) {
      if (!(error instanceof KeyRefusal)) throw error;
      throw new Unavailable(closed ? 'key_unavailable' : error.code);
    }
  }

  /** A token that failed is opened anew at the next choice. */
  forget(kid: string): void {
    this.#opened.delete(kid);
    this.#tokens.get(kid)?.close();
    this.#tokens.delete(kid);
  }

  close(): void {
    for (const kid of [...this.#tokens.keys()]) this.forget(kid);
  }

  async #open(stored: StoredKey): Promise<ReadyKey> {
    const known = this.#opened.get(stored.kid);
    if (known !== undefined) return known;
    const certificateDer = new Uint8Array(stored.certificate);
    const ready =
      stored.sealed === null
        ? await this.#inToken(stored, certificateDer)
        : await this.#sealed(stored.sealed as SealedKey, certificateDer);
    this.#opened.set(stored.kid, ready);
    return ready;
  }

  async #sealed(sealed: SealedKey, certificateDer: Uint8Array): Promise<ReadyKey> {
    const privateKey = await openKey(sealed, await this.secrets.passphrase());
    const key = await softwareSigningKey({ certificateDer, privateKey, state: 'signing' });
    const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    return { key, forThread: { certificateDer, privateKeyPem } };
  }

  async #inToken({ token, algorithm, kid }: StoredKey, certificateDer: Uint8Array): Promise<ReadyKey> {
    if (token === null || this.secrets.pin === undefined) throw new Unavailable('key_unavailable');
    const opened = await openPkcs11Key({ ...token, pin: this.secrets.pin, algorithm });
    this.#tokens.set(kid, opened);
    const key: SigningKey = { ...(await keyFacts(certificateDer)), state: 'signing', sign: opened.sign };
    return { key, forThread: { certificateDer, privateKeyPem: undefined } };
  }
}
