import { createHash, randomBytes } from 'node:crypto';

export interface SignedIn {
  readonly accessToken: string;
  /** Life of the token, seconds. */
  readonly expiresIn: number;
}

const MOST_REDIRECTS = 8;

/**
 * Signs a person in as a browser would (authorization code with PKCE, sign-in form, hand-kept cookies) and exchanges the code.
 * Throws an Error that names the step and the status, never the password or the token.
 */
export async function signIn(
  issuer: string,
  clientId: string,
  redirectUri: string,
  login: string,
  password: string,
): Promise<SignedIn> {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const cookies = new Map<string, string>();
  const begin = new URL('/auth', issuer);
  begin.search = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid api',
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();

  let next = await visit(begin, cookies);
  for (let hops = 0; !next.href.startsWith(`${redirectUri}?`); hops += 1) {
    if (hops === MOST_REDIRECTS) throw new Error(`Signing in ${login}: too many redirects`);
    // The form's page itself is not needed: where it stands, the answers are posted.
    const form = next.pathname.startsWith('/interaction/')
      ? new URLSearchParams({ login, password })
      : undefined;
    next = await visit(next, cookies, form);
  }
  const code = next.searchParams.get('code');
  if (!code || next.searchParams.get('state') !== state) {
    throw new Error(`Signing in ${login}: ${next.searchParams.get('error') ?? 'no code came back'}`);
  }
  return await exchange(issuer, { clientId, redirectUri, code, verifier });
}

/** Opens an address with the cookies so far, keeps the new ones, and says where it leads. */
async function visit(address: URL, cookies: Map<string, string>, form?: URLSearchParams): Promise<URL> {
  const answer = await fetch(address, {
    method: form ? 'POST' : 'GET',
    redirect: 'manual',
    headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    ...(form ? { body: form } : {}),
  });
  await answer.arrayBuffer(); // frees the connection for the next request
  for (const line of answer.headers.getSetCookie()) {
    const [pair = ''] = line.split(';');
    const equals = pair.indexOf('=');
    const value = pair.slice(equals + 1);
    if (value) cookies.set(pair.slice(0, equals), value);
    else cookies.delete(pair.slice(0, equals));
  }
  const location = answer.headers.get('location');
  if (!location) throw new Error(`Signing in at ${address.pathname}: ${answer.status} instead of a redirect`);
  return new URL(location, address);
}

async function exchange(
  issuer: string,
  grant: { clientId: string; redirectUri: string; code: string; verifier: string },
): Promise<SignedIn> {
  const answer = await fetch(new URL('/token', issuer), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: grant.clientId,
      redirect_uri: grant.redirectUri,
      code: grant.code,
      code_verifier: grant.verifier,
    }),
  });
  const body = (await answer.json()) as { access_token?: string; expires_in?: number; error?: string };
  if (!answer.ok || !body.access_token)
    throw new Error(`Exchanging the code: ${answer.status} ${body.error ?? ''}`);
  return { accessToken: body.access_token, expiresIn: body.expires_in ?? 0 };
}
