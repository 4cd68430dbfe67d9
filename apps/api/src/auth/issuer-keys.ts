import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { DomainError } from '#domain/errors';
import { ENV, type Env } from '../env.ts';

const ANSWER_MS = 5_000;
const REFRESH_MS = 300_000;
/** Tokens with made-up key names must not become requests to the issuer. */
const UNKNOWN_KEY_PAUSE_MS = 10_000;

/**
 * The issuer's published keys. They are fetched in the background: a request waits for the issuer only when its token names a
 * key that was not published at the last look, or when there was no look yet. A key counts as long as it is published.
 */
@Injectable()
export class IssuerKeys implements OnModuleInit, OnModuleDestroy {
  #keys: ReturnType<typeof createLocalJWKSet> | undefined;
  #published = '';
  #address: URL | undefined;
  #fetching: Promise<void> | undefined;
  #askedForUnknownAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  /** Rises when the published keys change: what was checked with the ones before is to be checked again. */
  version = 0;

  constructor(@Inject(ENV) private readonly env: Env) {}

  onModuleInit(): void {
    const look = (): void => void this.#refresh().catch(() => {}); // the next look, or a request, tries again
    look();
    this.#timer = setInterval(look, REFRESH_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  /** The key a token's header names. @throws JOSEError when there is none, DomainError `unavailable` when the issuer cannot be asked. */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    if (this.#keys === undefined) await this.#refresh();
    try {
      return await this.#local()(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      if (performance.now() - this.#askedForUnknownAt < UNKNOWN_KEY_PAUSE_MS) {
        // Whoever came while the answer is on its way waits for the same one.
        if (this.#fetching === undefined) throw error;
        await this.#fetching;
      } else {
        this.#askedForUnknownAt = performance.now();
        await this.#refresh();
      }
      return this.#local()(header, token);
    }
  };

  #local(): ReturnType<typeof createLocalJWKSet> {
    if (this.#keys === undefined) throw new DomainError('unavailable', { dependency: 'identity_provider' });
    return this.#keys;
  }

  #refresh(): Promise<void> {
    this.#fetching ??= this.#fetch().finally(() => (this.#fetching = undefined));
    return this.#fetching;
  }

  async #fetch(): Promise<void> {
    try {
      this.#address ??= await this.#discover();
      const set = await json<JSONWebKeySet>(this.#address);
      const keys = createLocalJWKSet(set);
      const published = JSON.stringify(set);
      if (published !== this.#published) this.version += 1;
      this.#published = published;
      this.#keys = keys;
    } catch {
      throw new DomainError('unavailable', { dependency: 'identity_provider' });
    }
  }

  async #discover(): Promise<URL> {
    const base = this.env.oidcIssuer.replace(/\/$/, '');
    const { issuer, jwks_uri } = await json<{ issuer: string; jwks_uri: string }>(
      new URL(`${base}/.well-known/openid-configuration`),
    );
    if (issuer !== this.env.oidcIssuer) throw new Error('The issuer calls itself by another name.');
    return new URL(jwks_uri);
  }
}

async function json<T>(address: URL): Promise<T> {
  const answer = await fetch(address, { signal: AbortSignal.timeout(ANSWER_MS) });
  if (!answer.ok) throw new Error(`The issuer answered ${answer.status}.`);
  return (await answer.json()) as T;
}
