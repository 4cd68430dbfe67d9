import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testApi, type Problem, type TestApi } from '../support/api.ts';
import { givenList, givenParcel, givenTask } from '../support/chain.ts';
import { COMMUNE, OTHER_COMMUNE } from '../support/database.ts';

interface Page {
  readonly items: readonly { readonly id: string; readonly listId: string; readonly priority: number }[];
}

let api: TestApi;
let listId: string;
let taskId: string;
beforeAll(async () => {
  api = await testApi();
  for (let i = 0; i < 5; i += 1) {
    const { listId: other } = await givenList(api.db.owner);
    await givenTask(api.db.owner, other, 'verify', { scope: '1', dueInMs: 3_600_000 });
  }
  ({ listId } = await givenList(api.db.owner));
  await givenParcel(api.db.owner, listId, {
    ...{ kind: 'police', stage: 'verify', custodian: `CA-${COMMUNE}`, count: 1 },
  });
  taskId = await givenTask(api.db.owner, listId, 'verify', { scope: '1', dueInMs: 999_999_999 });
});
afterAll(() => api.close());

const commune = () => api.as(`xa.${COMMUNE}`);
const police = () => api.as(`canbo1.${COMMUNE}`);
const first = async () => (await police().get<Page>('/tasks')).body.items[0];
const hasten = (urgent: boolean, key?: string) =>
  commune().put<{ urgent: boolean }>(
    `/lists/${listId}/urgency`,
    { urgent, reason: 'Người bệnh cần hộ chiếu trong ngày' },
    key === undefined ? {} : { key },
  );

describe('a list of one record that is made urgent', () => {
  it('stands before everything else of the office, whatever its deadline, and is the next task', async () => {
    expect((await first())?.id).not.toBe(taskId);
    expect(await hasten(true)).toMatchObject({ status: 200, body: { urgent: true } });
    expect(await first()).toMatchObject({ id: taskId, priority: 10 });
    const next = await police().post<{ id: string }>('/tasks/next');
    expect(next).toMatchObject({ status: 200, body: { id: taskId } });
  });

  it('is made so once for repeated requests, by one event that the chain keeps', async () => {
    const answers = [await hasten(true, 'again'), await hasten(true, 'again')];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const { rows } = await api.db.owner.query(
      `select type from events where list_id = $1 order by event_no`,
      [listId],
    );
    expect(rows).toEqual([{ type: 'list.hastened' }, { type: 'task.claimed' }]);
  });

  it('goes back into the queues, and is for the offices that direct the commune alone', async () => {
    for (const [login, code] of [
      [`canbo1.${COMMUNE}`, 'no_permission'],
      [`xa.${OTHER_COMMUNE}`, 'out_of_area'],
    ] as const) {
      const { body } = await api
        .as(login)
        .put<Problem>(`/lists/${listId}/urgency`, { urgent: false, reason: 'Không còn gấp' });
      expect(body.code).toBe(code);
    }
    expect(await hasten(false)).toMatchObject({ status: 200, body: { urgent: false } });
    const { body } = await police().get<Page['items'][number]>(`/tasks/${taskId}`);
    expect(body.priority).toBe(0);
  });
});
