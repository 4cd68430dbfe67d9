import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OTHER_PROVINCE, PROVINCE } from '../support/database.ts';
import { givenList } from '../support/chain.ts';
import { refusal, Scenario } from './acts-scenario.ts';

let chain: Scenario;
beforeAll(async () => {
  chain = await Scenario.start();
});
afterAll(() => chain.close());

const rows = async <T>(text: string, values: unknown[] = []) =>
  (await chain.owner.query<Record<string, unknown>>(text, values)).rows as T[];

describe('incidents', () => {
  const administrator = () => chain.api.as(`quantri.${PROVINCE}`);

  it('name failed machine work, and a retry asks for it again with an event', async () => {
    const { listId } = await givenList(chain.owner);
    await rows(
      `insert into jobs (province_code, list_id, kind, scope, run_no, state, failure_code) values ($1, $2, 'population_check', '3', 1, 'failed', 'unreachable')`,
      [PROVINCE, listId],
    );
    const { body } = await administrator().get<{ items: { id: string; listId: string }[] }>('/incidents');
    const incident = body.items.find((one) => one.listId === listId);
    expect(incident).toMatchObject({
      kind: 'job',
      code: 'unreachable',
      details: { job: 'population_check', scope: '3' },
    });
    const one = `/incidents/${encodeURIComponent(incident?.id ?? '')}`;
    const path = `${one}/retry`;
    expect(await chain.api.as(`thanhtra.${PROVINCE}`).get(one)).toMatchObject({
      status: 200,
      body: { blocks: [], retries: [], process: null, code: 'unreachable' },
    });
    expect(await chain.api.as(`giamsat.${OTHER_PROVINCE}`).get(one)).toMatchObject(refusal(404, 'not_found'));
    expect(await chain.api.as(`giamsat.${PROVINCE}`).post(path)).toMatchObject(refusal(403, 'no_permission'));
    expect(await administrator().post(path)).toMatchObject({ status: 200, body: { retried: true } });
    expect(await rows(`select state from jobs where list_id = $1`, [listId])).toEqual([
      { state: 'requested' },
    ]);
    expect(await rows(`select type from events where list_id = $1`, [listId])).toEqual([
      { type: 'job.retried' },
    ]);
    expect(await rows(`select workflow from workflow_messages where subject_id = $1`, [listId])).toEqual([
      { workflow: 'cleanList' },
    ]);
    expect(await administrator().post(path)).toMatchObject(refusal(404, 'not_found'));
    await rows(`update jobs set state = 'failed', failure_code = 'refused' where list_id = $1`, [listId]);
    expect((await administrator().get<{ retries: object[] }>(one)).body.retries).toMatchObject([
      { personId: expect.any(String) },
    ]);
  });

  it('are filtered by kind and list, and retried many at once, each for itself and once', async () => {
    const { listId } = await givenList(chain.owner);
    await rows(
      `insert into jobs (province_code, list_id, kind, scope, run_no, state, failure_code)
       select $1, $2, 'population_check', s::text, 1, 'failed', 'unreachable' from generate_series(1, 3) s`,
      [PROVINCE, listId],
    );
    await rows(`update lists set heard_at = now() - interval '1 hour' where id = $1`, [listId]);
    const of = async (query: string) =>
      (await administrator().get<{ items: { id: string }[] }>(`/incidents?listId=${listId}${query}`)).body
        .items;
    expect(await of('')).toHaveLength(4);
    expect(await of('&kind=silent')).toHaveLength(1);
    const ids = (await of('&kind=job')).map(({ id }) => id);
    const body = { ids: [...ids, `job:${listId}:verification:1:`] };
    const answer = await administrator().post('/incidents/retry', body, { key: 'retry-all' });
    expect(answer).toMatchObject({ status: 200 });
    const again = await administrator().post('/incidents/retry', body, { key: 'retry-all' });
    expect(again.body).toEqual(answer.body);
    expect((answer.body as { items: object[] }).items).toEqual([
      ...ids.map((id) => ({ id, retried: true, code: null })),
      { id: `job:${listId}:verification:1:`, retried: false, code: 'not_found' },
    ]);
    expect(await rows(`select type from events where list_id = $1`, [listId])).toHaveLength(3);
    expect(await chain.api.as(`thanhtra.${PROVINCE}`).post('/incidents/retry', body)).toMatchObject(
      refusal(403, 'no_permission'),
    );
  });

  it('name a list whose process is silent, and refuse what is none', async () => {
    const { listId } = await givenList(chain.owner);
    await rows(`update lists set heard_at = now() - interval '1 hour' where id = $1`, [listId]);
    const { body } = await administrator().get<{ items: { id: string }[] }>('/incidents');
    expect(body.items.map(({ id }) => id)).toContain(`silent:${listId}`);
    expect(await administrator().post(`/incidents/silent:${listId}/retry`)).toMatchObject({ status: 200 });
    for (const id of ['x', 'delivery:1x', "job:'", 'delivery:999999'])
      expect(await administrator().post(`/incidents/${encodeURIComponent(id)}/retry`)).toMatchObject(
        refusal(404, 'not_found'),
      );
  });
});
