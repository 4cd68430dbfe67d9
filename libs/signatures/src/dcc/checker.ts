import { fromBase64 } from './base64.ts';
import { RevocationIndex, type RevocationBatch } from './revocation-batches.ts';
import { readSigner } from './signer-certificate.ts';
import { SignerStore } from './signer-store.ts';
import { openRevocationList, openTrustList, readTrustList, type TrustListEntry } from './trust-list.ts';
import { REASON_TEXTS, REMARK_TEXTS, VERDICT_TEXTS, type BothLanguages } from './verdict-texts.ts';
import { verifyCode, type CodeJudgement } from './verify-code.ts';
import { webCrypto } from './web-crypto.ts';

/** Where a checker keeps what it downloaded, such as IndexedDB. */
export interface CheckerStorage {
  read(): Promise<CheckerState | undefined>;
  write(state: CheckerState): Promise<void>;
}

/** What a checker knows; plain JSON. */
export interface CheckerState {
  /** Base64 of the certificate (DER) whose key signs the lists: the first one seen is kept, another is refused. */
  readonly listCertificate: string;
  readonly trust: { readonly number: number; readonly signers: readonly TrustListEntry[] };
  readonly revocations: { readonly number: number; readonly batches: readonly RevocationBatch[] };
  /** When both lists were last known to be current, ISO. */
  readonly fetchedAt: string;
  readonly nextUpdate: string;
}

export interface CheckerOptions {
  readonly storage: CheckerStorage;
  /** Where `/trust-list` and `/revocations` are; empty: the same site. */
  readonly baseUrl?: string;
  readonly fetch?: (url: string) => Promise<{ readonly ok: boolean; text(): Promise<string> }>;
  readonly now?: () => Date;
}

export interface Checked extends CodeJudgement {
  readonly verdictText: BothLanguages;
  readonly reasonText: BothLanguages;
  readonly remarkTexts: readonly BothLanguages[];
  /** How old the lists are, milliseconds: an offline verdict is worth as much as its lists are young. */
  readonly listAgeMs: number;
  /** The lists are past their own next update. */
  readonly outdated: boolean;
}

/** The lists were never downloaded: nothing can be judged. */
export class NotReady extends Error {}

/** Verifies codes on the checker's own device, by the same rules as the server: needs the Web's own functions only, and no network once loaded. */
export class Checker {
  #state: CheckerState | undefined;
  #signers: SignerStore | undefined;
  #revocations: RevocationIndex | undefined;

  constructor(private readonly options: CheckerOptions) {}

  /** Opens what was kept; true when it can judge without the network. */
  async open(): Promise<boolean> {
    const state = await this.options.storage.read();
    if (state !== undefined) await this.#use(state);
    return state !== undefined;
  }

  /**
   * Downloads what is new. Throws ListRefusal for a list that is not the publisher's, and an Error when the network fails; what was
   * held before stays in use.
   */
  async refresh(): Promise<void> {
    const held = this.#state;
    const listCertificate = held?.listCertificate ?? pemBody(await this.#get('/trust-list/certificate'));
    const { key } = await readSigner(fromBase64(listCertificate), webCrypto);
    const trust = await openTrustList(await this.#get('/trust-list'), key.spki, held?.trust.number);
    let { number, batches } = held?.revocations ?? { number: 0, batches: [] };
    let nextUpdate = trust.nextUpdate;
    for (;;) {
      const list = await openRevocationList(
        await this.#get(`/revocations?hashType=SIGNATURE&since=${number}`),
        key.spki,
        number,
      );
      batches = [...batches, ...list.batches];
      nextUpdate = list.nextUpdate < nextUpdate ? list.nextUpdate : nextUpdate;
      if (list.number === number) break;
      number = list.number;
    }
    const now = this.#now();
    const week = new Date(now.getTime() - 7 * 86_400_000).toISOString();
    const state: CheckerState = {
      listCertificate,
      trust: { number: trust.number, signers: trust.signers },
      revocations: { number, batches: batches.filter(({ expires }) => expires > week) },
      ...{ fetchedAt: now.toISOString(), nextUpdate },
    };
    await this.#use(state);
    await this.options.storage.write(state);
  }

  /** Judges a scanned text. Throws NotReady before the first download. */
  async check(text: string): Promise<Checked> {
    if (this.#state === undefined || this.#signers === undefined) throw new NotReady('no lists yet');
    const at = this.#now();
    const judged = await verifyCode(text, {
      ...{ at, signers: this.#signers, crypto: webCrypto, revocations: this.#revocations },
    });
    return {
      ...judged,
      verdictText: VERDICT_TEXTS[judged.verdict],
      reasonText: REASON_TEXTS[judged.reason],
      remarkTexts: judged.remarks.map((remark) => REMARK_TEXTS[remark]),
      listAgeMs: at.getTime() - Date.parse(this.#state.fetchedAt),
      outdated: at.toISOString() > this.#state.nextUpdate,
    };
  }

  async #use(state: CheckerState): Promise<void> {
    this.#signers = new SignerStore(await readTrustList(state.trust.signers, webCrypto));
    this.#revocations = new RevocationIndex(state.revocations.batches);
    this.#state = state;
  }

  async #get(path: string): Promise<string> {
    const fetching = this.options.fetch ?? ((url: string) => globalThis.fetch(url));
    const answer = await fetching(`${this.options.baseUrl ?? ''}${path}`);
    if (!answer.ok) throw new Error(`${path.split('?')[0]} did not answer`);
    return answer.text();
  }

  #now(): Date {
    return this.options.now?.() ?? new Date();
  }
}

function pemBody(pem: string): string {
  return pem.replace(/-----[^-]+-----|\s/g, '');
}
