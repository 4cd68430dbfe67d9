import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testApi, type Problem, type TestApi } from '../support/api.ts';
import { givenList, givenParcel, givenTask } from '../support/chain.ts';
import { COMMUNE } from '../support/database.ts';

interface Task {
  readonly id: string;
  readonly recordCount: number;
  readonly undecidedCount: number;
}

const VILLAGE = `${COMMUNE}-01`;
let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const village = () => api.as(`thon1.${COMMUNE}`);

describe('a village that has a second round while its first review is open', () => {
  let listId: string;
  let [first, second] = ['', ''];
  beforeEach(async () => {
    ({ listId } = await givenList(api.db.owner));
    for (const [round, count] of [
      [1, 3],
      [2, 2],
    ] as const)
      await givenParcel(api.db.owner, listId, {
        ...{ kind: 'village', stage: 'review', scope: VILLAGE, villageCode: VILLAGE, round, count },
        custodian: `TCT-A-${VILLAGE}`,
      });
    first = await givenTask(api.db.owner, listId, 'review', { scope: VILLAGE });
    second = await givenTask(api.db.owner, listId, 'review', { scope: VILLAGE, round: 2 });
  });

  const claim = async (id: string) => (await village().post<Task>(`/tasks/${id}/claim`)).body;
  const records = async (id: string) =>
    (await village().get<{ items: { recordNo: number }[] }>(`/tasks/${id}/records`)).body.items.map(
      ({ recordNo }) => recordNo,
    );
  const confirm = (id: string, recordNos: readonly number[]) =>
    village().post<Problem>(`/tasks/${id}/decisions`, {
      epoch: 1,
      decisions: recordNos.map((recordNo) => ({ recordNo, outcome: 'confirmed' })),
    });

  it('counts and shows in each task the records of its own round', async () => {
    expect(await claim(first)).toMatchObject({ recordCount: 3, undecidedCount: 3 });
    expect(await claim(second)).toMatchObject({ recordCount: 2, undecidedCount: 2 });
    expect(await records(first)).toEqual([1, 2, 3]);
    expect(await records(second)).toEqual([4, 5]);
  });

  it('cannot decide a record of one round in the task of the other', async () => {
    await claim(first);
    const { status, body } = await confirm(first, [4]);
    expect([status, body.code]).toEqual([422, 'record_not_in_task']);
  });

  it('ends one round and leaves the other at review', async () => {
    await claim(first);
    expect((await confirm(first, [1, 2, 3])).status).toBe(200);
    expect((await village().post(`/tasks/${first}/complete`, { epoch: 1 })).status).toBe(200);
    const { rows } = await api.db.owner.query<{ round: number; stage: string }>(
      `select round, stage from parcels where list_id = $1 order by round`,
      [listId],
    );
    expect(rows).toEqual([
      { round: 1, stage: 'forward' },
      { round: 2, stage: 'review' },
    ]);
  });
});
