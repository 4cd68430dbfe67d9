import { readFile } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import { X509Crl } from '@peculiar/x509';
import { DomainError } from '#domain/errors';
import { ENV, type Env } from '../env.ts';

const FRESH_MS = 60_000;
const PATIENCE_MS = 5_000;
const LARGEST_BYTES = 10_000_000;

/** The authorities' list of revoked certificates, fetched at most once a minute. */
@Injectable()
export class RevocationLists {
  #kept: { readonly der: Buffer; readonly at: number; readonly validUntil: number } | undefined;
  #fetching: Promise<Buffer> | undefined;

  constructor(@Inject(ENV) private readonly env: Env) {}

  /**
   * The present list. A list fetched earlier serves while it cannot be had anew, until its own nextUpdate.
   * @throws DomainError `cert_status_unknown` when there is none: a certificate that may be revoked is not accepted.
   */
  async present(): Promise<Buffer[]> {
    const kept = this.#kept;
    if (kept !== undefined && Date.now() - kept.at < FRESH_MS) return [kept.der];
    this.#fetching ??= this.#fetch().finally(() => (this.#fetching = undefined));
    try {
      return [await this.#fetching];
    } catch {
      if (kept !== undefined && Date.now() < kept.validUntil) return [kept.der];
      throw new DomainError('cert_status_unknown', { retry: true });
    }
  }

  async #fetch(): Promise<Buffer> {
    const { crlUrl } = this.env;
    if (crlUrl === null) throw new Error('CRL_URL is not set.');
    const der = crlUrl.startsWith('file:') ? await readFile(new URL(crlUrl)) : await download(crlUrl);
    const { nextUpdate } = new X509Crl(new Uint8Array(der));
    const at = Date.now();
    this.#kept = { der, at, validUntil: nextUpdate?.getTime() ?? at };
    return der;
  }
}

async function download(address: string): Promise<Buffer> {
  const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!answer.ok) throw new Error(`The list of revoked certificates was answered with ${answer.status}.`);
  const der = Buffer.from(await answer.arrayBuffer());
  if (der.length > LARGEST_BYTES) throw new Error('The list of revoked certificates is too large.');
  return der;
}
