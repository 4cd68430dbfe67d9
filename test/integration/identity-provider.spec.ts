import { createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { signIn } from '../../apps/demo/src/sign-in.ts';
import { startIdentityProvider } from '../../apps/simulators/src/identity-provider/identity-provider.ts';
import type { RunningServer } from '../../apps/simulators/src/identity-provider/identity-provider.ts';
import { freePort } from '../support/free-ports.ts';
import { emptyDatabase } from './empty-database.ts';
import type { EmptyDatabase } from './empty-database.ts';

const CALLBACK = 'http://127.0.0.1:8080/demo/callback';
let database: EmptyDatabase;
let provider: RunningServer;
let port: number;

const start = () =>
  startIdentityProvider({
    host: '127.0.0.1',
    port,
    pool: database.pool,
    publicUrl: `http://127.0.0.1:${port}`,
    tokenSeconds: 8 * 3600,
    communeExists: (code) => code === '22915',
  });
const enter = (login: string, password = 'demo') =>
  signIn(provider.url, 'ban-giao-demo', CALLBACK, login, password);
const verify = (token: string) =>
  jwtVerify(token, createRemoteJWKSet(new URL('/jwks', provider.url)), {
    issuer: provider.url,
    audience: 'ban-giao-api',
    algorithms: ['RS256'],
    typ: 'at+jwt',
  });

beforeAll(async () => {
  database = await emptyDatabase();
  port = await freePort();
  provider = await start();
});
afterAll(async () => {
  await provider?.close();
  await database.close();
});

describe('the identity provider', () => {
  it('gives an officer a signed access token for the API', async () => {
    const { accessToken, expiresIn } = await enter('truongca.22915');
    const { payload } = await verify(accessToken);
    expect(expiresIn).toBe(8 * 3600);
    expect(payload.sub).toBe('truongca.22915');
    expect(payload['client_id']).toBe('ban-giao-demo');
    expect(Math.abs(Number(payload['auth_time']) - Date.now() / 1000)).toBeLessThan(30);
  });

  it('knows users by their form and by their area', async () => {
    for (const login of ['tinh.60', 'xa.22915', 'thon12.22915', 'tramyte2.22915', 'thanhtra.60']) {
      await expect(enter(login)).resolves.toHaveProperty('accessToken');
    }
    for (const login of ['truongca.99999', 'nobody.22915', 'thon0.22915', 'truongca', '']) {
      await expect(enter(login)).rejects.toThrow('401');
    }
    await expect(enter('truongca.22915', 'wrong')).rejects.toThrow('401');
  });

  it('refuses a client, a return address or a request without PKCE that it does not know', async () => {
    await expect(signIn(provider.url, 'stranger', CALLBACK, 'xa.22915', 'demo')).rejects.toThrow('400');
    await expect(
      signIn(provider.url, 'ban-giao-web', 'http://evil.example/', 'xa.22915', 'demo'),
    ).rejects.toThrow('400');
    const address = new URL('/auth', provider.url);
    address.search = `${new URLSearchParams({ client_id: 'ban-giao-demo', redirect_uri: CALLBACK, response_type: 'code', scope: 'openid' })}`;
    const answer = await fetch(address, { redirect: 'manual' });
    expect(answer.headers.get('location')).toContain('error=invalid_request');
  });

  it('shows the sign-in form in Vietnamese, without scripts, and repeats nothing unescaped', async () => {
    const address = new URL('/auth', provider.url);
    address.search = `${new URLSearchParams({
      client_id: 'ban-giao-web',
      redirect_uri: 'http://127.0.0.1:8080/auth/callback',
      response_type: 'code',
      scope: 'openid',
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
      login_hint: '"><script>alert(1)</script>',
    })}`;
    const begun = await fetch(address, { redirect: 'manual' });
    const cookie = begun.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const page = await fetch(new URL(`${begun.headers.get('location')}`, provider.url), {
      headers: { cookie },
    });
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html).toContain('Tên đăng nhập');
    expect(html).not.toContain('<script');
  });

  it('signs sixteen people in at once, each within the time of a keystroke', async () => {
    await enter('xa.22915');
    const begun = performance.now();
    await Promise.all(Array.from({ length: 16 }, (_, at) => enter(`thon${at + 1}.22915`)));
    expect((performance.now() - begun) / 16).toBeLessThan(250);
  });

  it('honours tokens from before a restart, and of a second process on the same database', async () => {
    const { accessToken } = await enter('coso.22915');
    await provider?.close();
    provider = await start();
    await expect(verify(accessToken)).resolves.toHaveProperty('payload.sub', 'coso.22915');
    const { keys } = (await (await fetch(new URL('/jwks', provider.url))).json()) as {
      keys: Record<string, string>[];
    };
    expect(keys).toHaveLength(1);
    expect(createPublicKey({ key: keys[0] as never, format: 'jwk' }).type).toBe('public');
    expect(keys[0]).not.toHaveProperty('d');
  });
});
