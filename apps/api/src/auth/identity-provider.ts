import { Inject, Injectable } from '@nestjs/common';
import * as oidc from 'openid-client';
import { DomainError } from '#domain/errors';
import { ENV, type Env } from '../env.ts';

/** What must come back unchanged from the identity provider, kept in the browser's own cookie meanwhile. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly returnTo: string;
  /** How old the sign-in at the provider may be, seconds. */
  readonly maxAge: number;
}

/** Somebody the provider vouches for. */
export interface Proven {
  readonly subject: string;
  /** Epoch seconds. */
  readonly authTime: number;
}

/** A slow provider keeps nobody waiting but those who sign in, and them for so long. */
const ANSWER_SECONDS = 10;
const SKEW_SECONDS = 5;

/** The OpenID provider as a relying party sees it: authorization code with PKCE, against any provider with discovery. */
@Injectable()
export class IdentityProvider {
  #configuration: Promise<oidc.Configuration> | undefined;

  constructor(@Inject(ENV) private readonly env: Env) {}

  /**
   * The address to send the browser to, and what to keep until it comes back. `fresh` asks for the password again.
   * @throws DomainError `unavailable` when the provider does not answer.
   */
  async begin(returnTo: string, fresh: boolean): Promise<{ address: URL; pending: PendingSignIn }> {
    const configuration = await this.#configured();
    const pending: PendingSignIn = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
      returnTo,
      // Asking for an age makes the provider say when the password was given.
      maxAge: Math.max(60, Math.floor((fresh ? this.env.stepUpMs : this.env.sessionMs) / 1_000)),
    };
    const address = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: this.#callback,
      scope: 'openid',
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
      max_age: String(pending.maxAge),
      ...(fresh ? { prompt: 'login' } : {}),
    });
    return { address, pending };
  }

  /**
   * Exchanges the code and checks the identity token: signature, issuer, audience, nonce, expiry, age of the sign-in.
   * @throws DomainError `sign_in_failed` when the answer is not that of our question, `unavailable` when the provider does not answer.
   */
  async complete(query: string, pending: PendingSignIn): Promise<Proven> {
    const configuration = await this.#configured();
    try {
      const tokens = await oidc.authorizationCodeGrant(configuration, new URL(`${this.#callback}?${query}`), {
        expectedState: pending.state,
        expectedNonce: pending.nonce,
        pkceCodeVerifier: pending.verifier,
        idTokenExpected: true,
        maxAge: pending.maxAge,
      });
      const claims = tokens.claims();
      if (typeof claims?.auth_time !== 'number')
        throw new DomainError('sign_in_failed', { reason: 'no_auth_time' });
      return { subject: claims.sub, authTime: claims.auth_time };
    } catch (error) {
      throw refusal(error);
    }
  }

  /** Where the browser ends its session at the provider, too; null when the provider has no such page. */
  async signOutAddress(): Promise<string | null> {
    try {
      const configuration = await this.#configured();
      if (configuration.serverMetadata().end_session_endpoint === undefined) return null;
      return oidc.buildEndSessionUrl(configuration, { post_logout_redirect_uri: `${this.env.publicUrl}/` })
        .href;
    } catch {
      return null; // signing out here must not wait for a provider that is away
    }
  }

  get #callback(): string {
    return `${this.env.publicUrl}/auth/callback`;
  }

  #configured(): Promise<oidc.Configuration> {
    this.#configuration ??= this.#discover().catch(() => {
      this.#configuration = undefined;
      throw new DomainError('unavailable', { dependency: 'identity_provider' });
    });
    return this.#configuration;
  }

  #discover(): Promise<oidc.Configuration> {
    const { oidcIssuer, oidcClientId, oidcClientSecret } = this.env;
    const issuer = new URL(oidcIssuer);
    return oidc.discovery(
      issuer,
      oidcClientId,
      { [oidc.clockTolerance]: SKEW_SECONDS },
      oidcClientSecret === null ? oidc.None() : oidc.ClientSecretBasic(oidcClientSecret),
      {
        timeout: ANSWER_SECONDS,
        // The token comes straight from the provider, yet its signature is checked: a proxy between us is no provider.
        execute: [
          oidc.enableNonRepudiationChecks,
          ...(issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : []),
        ],
      },
    );
  }
}

/** Never carries the library's message, which quotes what was sent. */
function refusal(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (error instanceof oidc.AuthorizationResponseError)
    return new DomainError('sign_in_failed', { reason: error.error.slice(0, 40) });
  if (error instanceof oidc.ResponseBodyError)
    return new DomainError('sign_in_failed', { reason: error.error.slice(0, 40) });
  const code = (error as { code?: unknown } | null)?.code;
  const timedOut = code === 'OAUTH_TIMEOUT' || code === 'OAUTH_RESPONSE_IS_NOT_CONFORM';
  if (timedOut || typeof code !== 'string')
    return new DomainError('unavailable', { dependency: 'identity_provider' });
  return new DomainError('sign_in_failed', { reason: code.toLowerCase() });
}
