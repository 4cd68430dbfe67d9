import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testApi, type Problem, type TestApi } from '../support/api.ts';
import { COMMUNE } from '../support/database.ts';

const NOWHERE = '00000000-0000-4000-8000-000000000000';
let api: TestApi;
beforeAll(async () => {
  api = await testApi({ SIGNING_AUTH_MINUTES: '15', HANDOVER_AUTH_MINUTES: '60' });
});
afterAll(() => api.close());

const post = async (path: string, login: string, minutesAgo: number | null) => {
  const token = await api.issuer.token(`${login}.${COMMUNE}`, {
    authenticatedAgo: minutesAgo === null ? null : minutesAgo * 60,
  });
  return api.call<Problem>(
    'POST',
    path,
    {},
    { authorization: `Bearer ${token}`, 'idempotency-key': `${path}${minutesAgo}` },
  );
};

describe('signing', () => {
  it.each([
    [`/tasks/${NOWHERE}/freeze`, 'truongca'],
    [`/handovers/${NOWHERE}/signature`, 'truongca'],
    [`/tasks/${NOWHERE}/receipt`, 'tramyte1'],
    [`/tasks/${NOWHERE}/receive`, 'tramyte1'],
    [`/handovers/${NOWHERE}/paper/signature`, 'truongca'],
    [`/handovers/${NOWHERE}/paper/registration/signature`, 'vanthuca'],
  ])('needs a sign-in of the last fifteen minutes: %s', async (path, login) => {
    const late = await post(path, login, 16);
    expect([late.status, late.body.code]).toEqual([401, 'step_up_needed']);
    expect(late.body).toMatchObject({ maxAgeSeconds: 900, signIn: '/auth/sign-in?fresh=true' });
    expect(late.headers.get('www-authenticate')).toBe(
      'Bearer error="insufficient_user_authentication", max_age="900"',
    );
    // A token that does not say when the password was given proves nothing.
    expect((await post(path, login, null)).body.code).toBe('step_up_needed');
    expect((await post(path, login, 14)).body.code).not.toBe('step_up_needed');
  });
});

describe('ending a step, which hands over under the server’s seal', () => {
  it('needs a sign-in of the same working day only', async () => {
    const path = `/tasks/${NOWHERE}/complete`;
    expect((await post(path, 'xa', 61)).body.code).toBe('step_up_needed');
    expect((await post(path, 'xa', 59)).body.code).not.toBe('step_up_needed');
  });
});

describe('claiming and reading', () => {
  it('need no fresh sign-in', async () => {
    expect((await post(`/tasks/${NOWHERE}/claim`, 'xa', 100_000)).body.code).toBe('task_not_found');
  });
});
