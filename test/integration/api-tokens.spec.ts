import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testApi, type Problem, type TestApi } from '../support/api.ts';
import { COMMUNE } from '../support/database.ts';
import type { TokenWish } from '../support/identity-provider.ts';

const LOGIN = `xa.${COMMUNE}`;
let api: TestApi;

const me = async (wish: TokenWish = {}, login = LOGIN) => {
  const token = await api.issuer.token(login, wish);
  return api.call('GET', '/me', undefined, { authorization: `Bearer ${token}` });
};

describe('the keys of the identity provider', () => {
  beforeAll(async () => {
    api = await testApi();
  });
  afterAll(() => api.close());

  it('may change: the new one is fetched once, the old one counts while it is published', async () => {
    expect((await me()).status).toBe(200);
    await api.issuer.rotate();
    const asked = api.issuer.keyRequests();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => me({ expiresIn: 600 + i })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(api.issuer.keyRequests()).toBe(asked + 1);
    expect((await me({ key: 0, expiresIn: 700 })).status).toBe(200);
  });

  it('are not asked for again and again by tokens with made-up key names', async () => {
    const asked = api.issuer.keyRequests();
    for (let i = 0; i < 30; i += 1) {
      const { status, body } = await me({ kid: `made-up-${i}` });
      expect([status, body.code, body['reason']]).toEqual([401, 'token_invalid', 'signature']);
    }
    expect(api.issuer.keyRequests()).toBe(asked);
  });
});

describe('a key that is published no longer', () => {
  beforeAll(async () => {
    api = await testApi();
  });
  afterAll(() => api.close());

  it('counts no longer once the new ones are known, for tokens that were honoured before, too', async () => {
    const token = await api.issuer.token(LOGIN);
    const old = () => api.call('GET', '/me', undefined, { authorization: `Bearer ${token}` });
    expect((await old()).status).toBe(200);
    await api.issuer.rotate(true);
    expect((await me()).status).toBe(200);
    expect((await old()).body['reason']).toBe('signature');
  });
});

describe('a slow identity provider', () => {
  beforeAll(async () => {
    api = await testApi();
  });
  afterAll(() => api.close());

  it('delays sign-in only', async () => {
    expect((await me()).status).toBe(200);
    api.issuer.slow(1_500);
    const begun = performance.now();
    const signIn = fetch(`${api.url}/auth/sign-in`, { redirect: 'manual' }).then(({ status }) => ({
      status,
      ms: performance.now() - begun,
    }));
    const strangers = me({ kid: 'unknown' });
    let slowest = 0;
    for (let i = 0; i < 20; i += 1) {
      const asked = performance.now();
      expect((await me({ expiresIn: 900 + i })).status).toBe(200);
      slowest = Math.max(slowest, performance.now() - asked);
      await sleep(20);
    }
    expect(slowest).toBeLessThan(500);
    expect(await signIn).toMatchObject({ status: 303 });
    expect((await signIn).ms).toBeGreaterThan(1_400);
    expect((await strangers).status).toBe(401);
  });
});

describe('too many requests', () => {
  beforeAll(async () => {
    api = await testApi({
      REQUESTS_PER_PERSON_PER_SECOND: '5',
      REQUESTS_PER_SECOND: '60',
      SIGN_INS_PER_MINUTE: '3',
    });
  });
  afterAll(() => api.close());

  const refusals = async (asked: readonly Promise<{ status: number; headers: Headers; body: unknown }>[]) => {
    const refused = (await Promise.all(asked)).filter(({ status }) => status === 429);
    for (const { headers, body } of refused) {
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(body).toMatchObject({ code: 'rate_limited' });
    }
    return refused.length;
  };

  it('of one person are refused with the time to wait, those of others are not', async () => {
    const token = await api.issuer.token(LOGIN);
    const another = await api.issuer.token(`canbo1.${COMMUNE}`);
    const ask = (bearer: string) => api.call('GET', '/me', undefined, { authorization: `Bearer ${bearer}` });
    // A burst that goes over the limit may be refused whole.
    expect(await refusals(Array.from({ length: 12 }, () => ask(token)))).toBeGreaterThanOrEqual(7);
    expect((await ask(another)).status).toBe(200);
    await sleep(1_100);
    expect((await ask(token)).status).toBe(200);
  });

  it('to sign in are limited by themselves', async () => {
    await sleep(1_100);
    const signIn = () => api.call<Problem>('GET', '/auth/sign-in?returnTo=//x');
    expect(await refusals(Array.from({ length: 8 }, signIn))).toBe(5);
    expect((await me()).status).toBe(200);
  });

  it('of one address are refused before anything else', async () => {
    await sleep(1_100);
    expect(await refusals(Array.from({ length: 80 }, () => api.call('GET', '/health/live')))).toBe(20);
  });
});
