import type { Configuration } from 'oidc-provider';
import { parseDemoLogin } from './demo-logins.ts';
import { memoryAdapters } from './memory-adapter.ts';
import { messagePage, signOutPage } from './pages.ts';
import type { ProviderSecrets } from './signing-keys.ts';

/** Audience of the access tokens. */
export const API_AUDIENCE = 'ban-giao-api';
/** Resource indicator of the API: RFC 8707 wants an absolute URI, which the audience is not. */
export const API_RESOURCE = 'urn:ban-giao:api';
export const API_SCOPE = 'api';
export const INTERACTION_PATH = '/interaction/';
/** Never opened: the scripted sign-in reads the code from the redirect to it, wherever the product is served. */
const SCRIPT_ORIGIN = 'http://127.0.0.1:8080';
const SESSION_SECONDS = 8 * 3600;

export interface ConfigurationOptions {
  readonly secrets: ProviderSecrets;
  /** Life of an access token, seconds. */
  readonly tokenSeconds: number;
  /** Where the product's pages are served, e.g. http://127.0.0.1:8080. */
  readonly webOrigins: readonly string[];
}

/** The provider's settings: two public clients with PKCE, JWT access tokens for the API, consent given once and for all. */
export function providerConfiguration({
  secrets,
  tokenSeconds,
  webOrigins,
}: ConfigurationOptions): Configuration {
  const client = (id: string, origins: readonly string[], path: string) => ({
    client_id: id,
    application_type: 'web' as const,
    token_endpoint_auth_method: 'none' as const,
    grant_types: ['authorization_code'],
    response_types: ['code' as const],
    redirect_uris: origins.map((origin) => origin + path),
    post_logout_redirect_uris: origins.map((origin) => `${origin}/`),
  });
  return {
    adapter: memoryAdapters(),
    clients: [
      client('ban-giao-web', webOrigins, '/auth/callback'),
      client('ban-giao-demo', [...new Set([SCRIPT_ORIGIN, ...webOrigins])], '/demo/callback'),
    ],
    jwks: { keys: [secrets.tokenKey as never] },
    cookies: { keys: [secrets.cookieKey] },
    scopes: ['openid', API_SCOPE],
    claims: { openid: ['sub', 'preferred_username'] },
    pkce: { required: () => true },
    responseTypes: ['code'],
    ttl: {
      AccessToken: tokenSeconds,
      AuthorizationCode: 60,
      Grant: SESSION_SECONDS,
      IdToken: 3600,
      Interaction: 900,
      Session: SESSION_SECONDS,
    },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => API_RESOURCE,
        useGrantedResource: async () => true,
        getResourceServerInfo: async () => ({
          scope: API_SCOPE,
          audience: API_AUDIENCE,
          accessTokenTTL: tokenSeconds,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: async (ctx, form) => {
          ctx.body = signOutPage(form);
        },
        postLogoutSuccessSource: async (ctx) => {
          ctx.body = messagePage('Đã đăng xuất.', 'You have signed out.');
        },
      },
    },
    interactions: { url: (_ctx, { uid }) => `${INTERACTION_PATH}${uid}` },
    // A handover may need a fresh sign-in: the API sees from this when the person last gave the password.
    extraTokenClaims: async (ctx) => {
      const authTime = ctx.oidc.entities.AuthorizationCode?.authTime;
      return authTime === undefined ? undefined : { auth_time: authTime };
    },
    findAccount: async (_ctx, sub) =>
      parseDemoLogin(sub)
        ? { accountId: sub, claims: async () => ({ sub, preferred_username: sub }) }
        : undefined,
    // Both clients are the product itself, so nobody is asked to agree; a grant is made when the session has none.
    loadExistingGrant: async (ctx) => {
      const { client: asking, session, provider, result } = ctx.oidc;
      if (!asking || !session?.accountId) return undefined;
      const known = result?.consent?.grantId ?? session.grantIdFor(asking.clientId);
      const existing = known ? await provider.Grant.find(known) : undefined;
      if (existing?.accountId === session.accountId) return existing;
      const grant = new provider.Grant({ clientId: asking.clientId, accountId: session.accountId });
      grant.addOIDCScope(`openid ${API_SCOPE}`);
      grant.addResourceScope(API_RESOURCE, API_SCOPE);
      await grant.save();
      return grant;
    },
    renderError: async (ctx, { error }) => {
      ctx.type = 'html';
      ctx.body = messagePage('Không đăng nhập được.', `Sign-in failed: ${error}`);
    },
  };
}
