import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testApi, type Answer, type Problem, type TestApi } from '../support/api.ts';
import { givenList, givenTask } from '../support/chain.ts';
import { COMMUNE } from '../support/database.ts';

describe('when connections to PostgreSQL break', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await testApi();
  });
  afterAll(() => api.close());

  const breakAll = () =>
    api.db.owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ban-giao-api' and datname = current_database()`,
    );

  it('the API answers 503, goes on, and a repeated request happens once', async () => {
    const { listId } = await givenList(api.db.owner);
    const taskIds = await Promise.all(
      Array.from({ length: 20 }, (_, i) => givenTask(api.db.owner, listId, 'verify', { scope: `s${i}` })),
    );
    const officer = api.as(`canbo1.${COMMUNE}`);
    const codes = new Set<string>();
    const insist = async (taskId: string): Promise<Answer<Problem>> => {
      for (;;) {
        const answer = await officer.post<Problem>(`/tasks/${taskId}/claim`, {}, { key: `claim-${taskId}` });
        if (answer.status === 200) return answer;
        codes.add(`${answer.status} ${answer.body.code}`);
      }
    };
    const breaking = (async () => {
      for (let i = 0; i < 10; i++) {
        await breakAll();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    await Promise.all([breaking, ...taskIds.map(insist)]);
    expect([...codes].filter((code) => code !== '503 unavailable')).toEqual([]);
    const { rows } = await api.db.owner.query<{ n: number; epochs: number }>(
      `select (select count(*)::int from events where list_id = $1) as n, (select sum(claim_epoch)::int from tasks where list_id = $1) as epochs`,
      [listId],
    );
    expect(rows[0]).toEqual({ n: 20, epochs: 20 });
  });
});

describe('when the identity provider is away', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await testApi({ OIDC_ISSUER: 'http://127.0.0.1:9' });
  });
  afterAll(() => api.close());

  it('a token can be neither accepted nor called wrong', async () => {
    const { status, body } = await api.as(`xa.${COMMUNE}`).get<Problem>('/me');
    expect([status, body.code, body['dependency']]).toEqual([503, 'unavailable', 'identity_provider']);
  });
});

describe('when somebody asks too fast', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await testApi({ REQUESTS_PER_SECOND: '3' });
  });
  afterAll(() => api.close());

  it('the rest is refused as a problem with a time to wait', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => api.call('GET', '/health/live')));
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.body.code).toBe('rate_limited');
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
