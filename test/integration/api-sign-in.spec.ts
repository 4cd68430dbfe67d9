import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  startIdentityProvider,
  type RunningServer,
} from '../../apps/simulators/src/identity-provider/identity-provider.ts';
import { createApplication } from '../../apps/api/src/application.ts';
import { parseEnv } from '../../apps/api/src/env.ts';
import { testApi, type Problem, type TestApi } from '../support/api.ts';
import { Browser, PUBLIC_URL, soon } from '../support/browser.ts';
import { givenList, givenTask } from '../support/chain.ts';
import { COMMUNE } from '../support/database.ts';
import { freePort } from '../support/free-ports.ts';
import { emptyDatabase, type EmptyDatabase } from './empty-database.ts';

let database: EmptyDatabase;
let provider: RunningServer;
let api: TestApi;

beforeAll(async () => {
  database = await emptyDatabase();
  const port = await freePort();
  provider = await startIdentityProvider({
    host: '127.0.0.1',
    port,
    pool: database.pool,
    publicUrl: `http://127.0.0.1:${port}`,
    tokenSeconds: 600,
    communeExists: () => true,
  });
  api = await testApi({ OIDC_ISSUER: provider.url, PUBLIC_URL });
}, 60_000);
afterAll(async () => {
  await api?.close();
  await provider?.close();
  await database?.close();
});

const browser = () => new Browser(api.url);
async function signedIn(login = `xa.${COMMUNE}`): Promise<Browser> {
  const opened = browser();
  await opened.signIn(login);
  return opened;
}

describe('signing in with a browser', () => {
  it('leads through the identity provider back to the page asked for, with a session and the posts of our own books', async () => {
    const opened = browser();
    expect(await opened.signIn(`canbo1.${COMMUNE}`, { returnTo: '/viec?buoc=verify' })).toBe(
      '/viec?buoc=verify',
    );
    const { status, body } = await opened.call('GET', '/auth/session');
    expect([status, body]).toMatchObject([
      200,
      { subject: `canbo1.${COMMUNE}`, memberships: [{ officeId: `CA-${COMMUNE}`, role: 'police_officer' }] },
    ]);
  });

  it('gives a cookie that scripts cannot read and other sites cannot send with a write', async () => {
    const opened = browser();
    let line = '';
    const kept = opened.visit.bind(opened);
    opened.visit = async (address, form) => {
      const answer = await kept(address, form);
      line = answer.headers.getSetCookie().find((cookie) => cookie.startsWith('bangiao=')) ?? line;
      return answer;
    };
    await opened.signIn(`xa.${COMMUNE}`);
    expect(line).toMatch(/; HttpOnly/);
    expect(line).toMatch(/; SameSite=Lax/);
    expect(line).toMatch(/; Path=\//);
    expect(line).not.toMatch(/Domain=/);
  });

  it('keeps no cookie value in the database', async () => {
    const opened = await signedIn();
    const { rows } = await api.db.owner.query<{ row: string }>(
      `select to_jsonb(s)::text || encode(token_hash, 'base64') as row from sessions s`,
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { row } of rows) expect(row).not.toContain(opened.session?.[1]);
  });

  it.each([
    '//evil.example',
    'https://evil.example/',
    '/\\evil.example',
    'viec',
    '/a\tb',
    '/\n/evil.example',
  ])('never leads to another site: %j', async (returnTo) => {
    const { status, body } = await browser().call<Problem>(
      'GET',
      `/auth/sign-in?returnTo=${encodeURIComponent(returnTo)}`,
    );
    expect([status, body.code]).toEqual([400, 'invalid_input']);
  });

  it('is refused when the answer is not that of this browser’s question', async () => {
    const begun = await browser().visit(`${PUBLIC_URL}/auth/sign-in`);
    const state = new URL(begun.headers.get('location') as string).searchParams.get('state');
    const other = await browser().call<Problem>('GET', `/auth/callback?state=${state}&code=x`);
    expect([other.status, other.body.code, other.body['reason']]).toEqual([
      401,
      'sign_in_failed',
      'unknown_state',
    ]);
  });

  it('is refused with a code that the provider did not give', async () => {
    const opened = browser();
    const begun = await opened.visit(`${PUBLIC_URL}/auth/sign-in`);
    const state = new URL(begun.headers.get('location') as string).searchParams.get('state');
    const { status, body } = await opened.call<Problem>(
      'GET',
      `/auth/callback?state=${state}&code=made-up&iss=${encodeURIComponent(provider.url)}`,
    );
    expect([status, body.code, body['reason']]).toEqual([401, 'sign_in_failed', 'invalid_grant']);
  });

  it('asks for PKCE with S256, a state and a nonce', async () => {
    const begun = await browser().visit(`${PUBLIC_URL}/auth/sign-in`);
    const asked = new URL(begun.headers.get('location') as string).searchParams;
    expect(asked.get('code_challenge_method')).toBe('S256');
    for (const name of ['code_challenge', 'state', 'nonce'])
      expect(asked.get(name)?.length).toBeGreaterThan(40);
  });

  it('opens nothing for somebody without a post', async () => {
    const opened = browser();
    await expect(opened.signIn(`coso.99998`)).rejects.toThrow('no_membership');
    expect(opened.session).toBeUndefined();
  });
});

describe('a session', () => {
  it('writes only with its CSRF token and from our own origin', async () => {
    const opened = await signedIn(`canbo1.${COMMUNE}`);
    const { listId } = await givenList(api.db.owner);
    const taskId = await givenTask(api.db.owner, listId, 'verify');
    const claim = (headers: Record<string, string>) =>
      opened.call<Problem>(
        'POST',
        `/tasks/${taskId}/claim`,
        {},
        { 'idempotency-key': randomUUID(), ...headers },
      );
    const other = await signedIn(`canbo1.${COMMUNE}`);
    for (const headers of [
      { 'x-csrf-token': '' },
      { 'x-csrf-token': 'x'.repeat(43) },
      { 'x-csrf-token': other.csrfToken },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ]) {
      const { status, body } = await claim(headers);
      expect([headers, status, body.code]).toEqual([headers, 403, 'csrf_failed']);
    }
    expect((await claim({})).status).toBe(200);
  });

  it('is worth nothing in another browser', async () => {
    const opened = await signedIn();
    const thief = new Browser(api.url, 'another browser');
    thief.give(...(opened.session as [string, string]));
    expect((await thief.call('GET', '/auth/session')).status).toBe(401);
  });

  it('gets a new name at every sign-in, and the earlier one ends', async () => {
    const opened = await signedIn();
    const before = opened.session as [string, string];
    await opened.signIn(`xa.${COMMUNE}`);
    expect(opened.session).not.toEqual(before);
    const old = browser();
    old.give(...before);
    expect(await soon(async () => (await old.call('GET', '/auth/session')).status === 401)).toBe(true);
  });

  it('ends by signing out, at the identity provider too', async () => {
    const opened = await signedIn();
    const cookie = opened.session as [string, string];
    const refused = await opened.call('POST', '/auth/sign-out', {}, { 'x-csrf-token': 'wrong' });
    expect(refused.status).toBe(403);
    const { status, body } = await opened.call<{ signOutAddress: string }>('POST', '/auth/sign-out');
    expect(status).toBe(200);
    expect(new URL(body.signOutAddress).origin).toBe(provider.url);
    expect((await opened.visit(body.signOutAddress)).status).toBe(200);
    const again = browser();
    again.give(...cookie);
    expect((await again.call('GET', '/auth/session')).status).toBe(401);
  });

  it('ends when nothing was asked for too long, and at its last moment', async () => {
    for (const column of ['last_seen_at', 'expires_at']) {
      const opened = await signedIn(`tramyte1.${COMMUNE}`);
      await api.db.owner.query(
        `update sessions set ${column} = now() - interval '61 minutes' where person_id = (select id from people where subject = $1)`,
        [`tramyte1.${COMMUNE}`],
      );
      const ended = async () => (await opened.call('GET', '/auth/session')).status === 401;
      expect(await soon(ended, 4_000)).toBe(true);
    }
  });
});

describe('a sign-in that is too old for signing', () => {
  it('is made fresh by giving the password again, and signing goes on', async () => {
    const login = `truongca.${COMMUNE}`;
    const opened = await signedIn(login);
    await api.db.owner.query(
      `update sessions set auth_time = now() - interval '16 minutes' where person_id = (select id from people where subject = $1)`,
      [login],
    );
    const freeze = () =>
      opened.call<Problem>(
        'POST',
        `/tasks/${randomUUID()}/freeze`,
        { epoch: 1 },
        { 'idempotency-key': randomUUID() },
      );
    await soon(async () => (await freeze()).body.code === 'step_up_needed', 4_000);
    const { body } = await freeze();
    expect([body.status, body.code]).toEqual([401, 'step_up_needed']);
    // The provider still knows the browser: a plain sign-in would pass without the password.
    await opened.follow(`${PUBLIC_URL}${String(body['signIn'])}&returnTo=/ky`, login);
    opened.csrfToken = (await opened.call<{ csrfToken: string }>('GET', '/auth/session')).body.csrfToken;
    expect((await freeze()).body.code).toBe('task_not_found');
  });

  it('is not made fresh with a wrong password', async () => {
    const opened = await signedIn(`truongca.${COMMUNE}`);
    await expect(
      opened.follow(`${PUBLIC_URL}/auth/sign-in?fresh=true`, `truongca.${COMMUNE}`, 'wrong'),
    ).rejects.toThrow('401');
  });
});

describe('a post that ends', () => {
  let second: NestFastifyApplication;
  let elsewhere: string;
  beforeAll(async () => {
    const env = { DATABASE_URL: api.db.apiUrl, OIDC_ISSUER: provider.url, LOG_LEVEL: 'silent', PORT: '0' };
    second = await createApplication(parseEnv({ ...env, PUBLIC_URL, SEAL_KEY_FILE: '/nonexistent/seal' }), {
      page: false,
    });
    await second.listen(0, '127.0.0.1');
    elsewhere = await second.getUrl();
  });
  afterAll(() => second?.close());

  const PERSON = `(select id from people where subject = $1)`;

  it.each([
    [
      'a membership ended',
      `phoca.${COMMUNE}`,
      `update memberships set valid_to = now() where person_id = ${PERSON}`,
    ],
    ['a membership deleted', `vanthuca.${COMMUNE}`, `delete from memberships where person_id = ${PERSON}`],
    [
      'a person suspended',
      `truongca.${COMMUNE}`,
      `update people set suspended_at = now() where subject = $1`,
    ],
  ])('ends the session at once, in every process: %s', async (_, login, statement) => {
    const opened = await signedIn(login);
    const there = new Browser(elsewhere);
    there.give(...(opened.session as [string, string]));
    const at = async (where: Browser) => (await where.call('GET', '/auth/session')).status;
    expect([await at(opened), await at(there)]).toEqual([200, 200]);
    await api.db.owner.query(statement, [login]);
    const begun = performance.now();
    expect(await soon(async () => (await at(opened)) === 401 && (await at(there)) === 401)).toBe(true);
    // Sooner than what is kept in memory would go by itself.
    expect(performance.now() - begun).toBeLessThan(1_500);
    const { rows } = await api.db.owner.query(`select from sessions where person_id = ${PERSON}`, [login]);
    expect(rows).toHaveLength(0);
  });
});
