import { Inject, Injectable } from '@nestjs/common';
import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { DomainError } from '#domain/errors';
import { ENV, type Env } from '../env.ts';

/** What the product reads of an access token. */
export interface Claims {
  readonly subject: string;
  readonly authTime: number | null;
}

/** Asymmetric algorithms only: `none` and a shared secret made of the public key are the classic forgeries. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256'];
const KEPT_MS = 30_000;
const KEPT_TOKENS = 5_000;
const DISCOVERY_TIMEOUT_MS = 5_000;

/** Checks access tokens (RFC 9068) against the issuer's published keys. */
@Injectable()
export class TokenVerifier {
  #keys: Promise<JWTVerifyGetKey> | undefined;
  readonly #kept = new Map<string, { readonly claims: Claims; readonly until: number }>();

  constructor(@Inject(ENV) private readonly env: Env) {}

  /** @throws DomainError `token_invalid` with a reason, or `unavailable` when the issuer's keys cannot be had. */
  async verify(token: string): Promise<Claims> {
    const kept = this.#kept.get(token);
    if (kept !== undefined && kept.until > Date.now()) return kept.claims;
    const keys = await this.#issuerKeys();
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: this.env.oidcIssuer,
        audience: this.env.oidcAudience,
        algorithms: ALGORITHMS,
        typ: 'at+jwt',
        requiredClaims: ['sub', 'exp'],
        clockTolerance: 5,
      });
      const claims = {
        subject: payload.sub as string,
        authTime: typeof payload['auth_time'] === 'number' ? payload['auth_time'] : null,
      };
      if (this.#kept.size >= KEPT_TOKENS) this.#kept.clear();
      this.#kept.set(token, {
        claims,
        until: Math.min(Date.now() + KEPT_MS, (payload.exp as number) * 1_000),
      });
      return claims;
    } catch (error) {
      throw refusal(error);
    }
  }

  #issuerKeys(): Promise<JWTVerifyGetKey> {
    this.#keys ??= this.#discover().catch((error: unknown) => {
      this.#keys = undefined;
      throw error;
    });
    return this.#keys;
  }

  async #discover(): Promise<JWTVerifyGetKey> {
    try {
      const base = this.env.oidcIssuer.replace(/\/$/, '');
      const response = await fetch(`${base}/.well-known/openid-configuration`, {
        signal: AbortSignal.timeout(DISCOVERY_TIMEOUT_MS),
      });
      const { jwks_uri } = (await response.json()) as { jwks_uri: string };
      return createRemoteJWKSet(new URL(jwks_uri), { timeoutDuration: DISCOVERY_TIMEOUT_MS });
    } catch {
      throw new DomainError('unavailable', { dependency: 'identity_provider' });
    }
  }
}

function refusal(error: unknown): DomainError {
  if (error instanceof errors.JWTExpired) return new DomainError('token_invalid', { reason: 'expired' });
  if (error instanceof errors.JWTClaimValidationFailed)
    return new DomainError('token_invalid', { reason: 'claim', claim: error.claim });
  if (error instanceof errors.JOSEAlgNotAllowed)
    return new DomainError('token_invalid', { reason: 'algorithm' });
  if (
    error instanceof errors.JWKSTimeout ||
    (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC') ||
    !(error instanceof errors.JOSEError)
  )
    return new DomainError('unavailable', { dependency: 'identity_provider' });
  return new DomainError('token_invalid', { reason: 'signature' });
}
