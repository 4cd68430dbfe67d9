import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { DomainError } from '#domain/errors';
import type { Acts } from '#persistence/act';
import {
  putOff,
  storeStamp,
  takeWaiting,
  type Stamp,
  type WaitingProof,
} from '#persistence/process/time-stamps';
import type { Sql } from '#persistence/sql';
import { certificatesFromPem } from '#signatures/certificate';
import { checkRevocation } from '#signatures/certificate-path';
import { verifyTimeStampToken } from '#signatures/time-stamp';
import { TimeStampError } from '#signatures/time-stamp-error';
import { codeOf } from './patience.ts';
import { fetched, StampAttemptError, type AskForStamp } from './time-stamp-client.ts';

const BATCH = 16;
const AT_ONCE = 4;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 300_000;

export interface StamperOptions {
  readonly pollMs: number;
  /** How long others keep off what this loop has taken; longer than an attempt takes. */
  readonly leaseMs: number;
  /** PEM file with the authorities that the time-stamp server's certificate may lead to; read at each pass. */
  readonly anchorsFile: string;
  /** The list of revoked certificates, for when the one kept with a signature has lapsed; null: it cannot be had. */
  readonly revocationList: (() => Promise<Buffer>) | null;
  readonly firstDelayMs?: number;
}

/**
 * Fetches the time stamps that signatures wait for, after the fact: an outage of the time-stamp server holds up no handover. Any
 * number of these loops may run; a stamp fetched twice, after a crash between fetching and storing, is stored once.
 */
export class Stamper {
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;

  constructor(
    private readonly sql: Sql,
    private readonly acts: Acts,
    private readonly ask: AskForStamp,
    private readonly log: Logger,
    private readonly options: StamperOptions,
  ) {}

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      let taken = 0;
      try {
        taken = await this.pass();
      } catch (error) {
        this.log.warn({ code: codeOf(error) }, 'stamping will try again');
      }
      if (taken < BATCH) await wait(this.options.pollMs, undefined, { signal }).catch(() => {});
    }
  }

  /** One batch. Returns how many signatures it took up. */
  async pass(): Promise<number> {
    const waiting = await takeWaiting(this.sql, BATCH, this.options.leaseMs);
    if (waiting.length === 0) return 0;
    const anchors = [await readFile(this.options.anchorsFile, 'utf8')];
    for (let i = 0; i < waiting.length; i += AT_ONCE)
      await Promise.all(waiting.slice(i, i + AT_ONCE).map((proof) => this.#attempt(proof, anchors)));
    return waiting.length;
  }

  async #attempt(proof: WaitingProof, anchors: readonly string[]): Promise<void> {
    const { handoverId, part } = proof;
    try {
      const stamp = await this.#fetch(proof, anchors);
      if (await storeStamp(this.acts, proof, stamp)) this.log.info({ handoverId, part }, 'signature stamped');
    } catch (error) {
      const code =
        error instanceof TimeStampError
          ? `stamp_${error.code}`
          : error instanceof StampAttemptError
            ? error.code
            : 'internal';
      const { firstDelayMs = FIRST_DELAY_MS } = this.options;
      await putOff(
        this.sql,
        proof,
        code,
        Math.min(firstDelayMs * 2 ** (proof.attempts - 1), LONGEST_DELAY_MS),
      );
      this.log.warn(
        { handoverId, part, attempts: proof.attempts, code, cause: codeOf(error) },
        'no time stamp yet',
      );
    }
  }

  async #fetch(proof: WaitingProof, trustAnchorsPem: readonly string[]): Promise<Stamp> {
    const digest = proof.signatureHash;
    const { response, nonce } = await this.ask(digest);
    const checked = verifyTimeStampToken({ token: response, digest, nonce, trustAnchorsPem, at: new Date() });
    return {
      ...{ response, stampedAt: checked.stampedAt, serialNumber: checked.serialNumber },
      tsaThumbprint: checked.thumbprint,
      moreCrls: await this.#listsFor(proof, checked.stampedAt),
    };
  }

  /** After an outage longer than a revocation list lives, the kept one says nothing about the stamped time: a newer one goes with it. */
  async #listsFor(proof: WaitingProof, stampedAt: Date): Promise<Buffer[]> {
    if (proof.crlNextUpdate === null || proof.crlNextUpdate > stampedAt) return [];
    const { revocationList } = this.options;
    if (revocationList === null) throw new StampAttemptError('revocation_list_lapsed');
    const list = await revocationList();
    try {
      checkRevocation(certificatesFromPem(proof.chainPem), [list], stampedAt);
    } catch (error) {
      // A list that says "revoked" is what a later reader must see; one that does not speak of that time is of no use.
      if (!(error instanceof DomainError) || error.code !== 'cert_revoked')
        throw new StampAttemptError('revocation_list_unusable');
    }
    return [list];
  }
}

/** The list of revoked certificates at an address (http, https or file). */
export function revocationListAt(url: string, timeoutMs: number): () => Promise<Buffer> {
  return url.startsWith('file:')
    ? () => readFile(new URL(url))
    : () => fetched(url, timeoutMs, 'revocation_list');
}
