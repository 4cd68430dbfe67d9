import { Inject, Injectable } from '@nestjs/common';
import { errors, jwtVerify } from 'jose';
import { DomainError } from '#domain/errors';
import { ENV, type Env } from '../env.ts';
import { IssuerKeys } from './issuer-keys.ts';

/** What the product reads of an access token. Roles and offices are never read from it. */
export interface Claims {
  readonly subject: string;
  /** When the person last gave the password, epoch seconds; null when the token does not say. */
  readonly authTime: number | null;
}

/** Asymmetric algorithms only: `none` and a shared secret made of the public key are the classic forgeries. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'];
/** Half of them go when there are more: everybody of a large country who works at once. */
const KEPT_TOKENS = 50_000;
const CLOCK_SKEW_S = 5;

/** Checks access tokens (RFC 9068) against the issuer's published keys. */
@Injectable()
export class TokenVerifier {
  readonly #kept = new Map<
    string,
    { readonly claims: Claims; readonly until: number; readonly version: number }
  >();

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(IssuerKeys) private readonly keys: IssuerKeys,
  ) {}

  /** @throws DomainError `token_invalid` with a reason, or `unavailable` when the issuer's keys cannot be had. */
  async verify(token: string): Promise<Claims> {
    const kept = this.#kept.get(token);
    if (kept !== undefined && kept.until > Date.now() && kept.version === this.keys.version)
      return kept.claims;
    try {
      const { payload } = await jwtVerify(token, this.keys.find, {
        issuer: this.env.oidcIssuer,
        audience: this.env.oidcAudience,
        algorithms: ALGORITHMS,
        typ: 'at+jwt',
        requiredClaims: ['sub', 'exp'],
        clockTolerance: CLOCK_SKEW_S,
      });
      const claims = {
        subject: payload.sub as string,
        authTime: typeof payload['auth_time'] === 'number' ? payload['auth_time'] : null,
      };
      if (this.#kept.size >= KEPT_TOKENS) this.#forgetOldest();
      this.#kept.set(token, {
        claims,
        // What it proves holds until it expires, as long as the issuer's keys are the same; posts are asked for at every request.
        until: (payload.exp as number) * 1_000,
        version: this.keys.version,
      });
      return claims;
    } catch (error) {
      throw refusal(error);
    }
  }

  #forgetOldest(): void {
    let rest = KEPT_TOKENS / 2;
    for (const token of this.#kept.keys()) {
      if (rest-- === 0) return;
      this.#kept.delete(token);
    }
  }
}

function refusal(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (error instanceof errors.JWTExpired) return new DomainError('token_invalid', { reason: 'expired' });
  if (error instanceof errors.JWTClaimValidationFailed)
    return new DomainError('token_invalid', { reason: 'claim', claim: error.claim });
  if (error instanceof errors.JOSEAlgNotAllowed)
    return new DomainError('token_invalid', { reason: 'algorithm' });
  return new DomainError('token_invalid', { reason: 'signature' });
}
