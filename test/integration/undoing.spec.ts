import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testApi, type Problem, type TestApi } from '../support/api.ts';
import { givenList, givenParcel, givenTask } from '../support/chain.ts';
import { COMMUNE } from '../support/database.ts';

interface Shown {
  readonly recordNo: number;
  readonly villageOutcome: string | null;
  readonly current: { readonly fullName: string; readonly idNumber: string | null };
  readonly version: number;
}

const VILLAGE = `${COMMUNE}-01`;
let api: TestApi;
let listId: string;
let taskId: string;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  ({ listId } = await givenList(api.db.owner));
  await givenParcel(api.db.owner, listId, {
    ...{ kind: 'village', stage: 'review', scope: VILLAGE, villageCode: VILLAGE, count: 20 },
    custodian: `TCT-A-${VILLAGE}`,
  });
  taskId = await givenTask(api.db.owner, listId, 'review', { scope: VILLAGE });
  await village().post(`/tasks/${taskId}/claim`);
});

const village = () => api.as(`thon1.${COMMUNE}`);
const records = async (query = '') =>
  (await village().get<{ items: Shown[] }>(`/tasks/${taskId}/records${query}`)).body.items;
const decide = (decisions: readonly object[]) =>
  village().post(`/tasks/${taskId}/decisions`, { epoch: 1, decisions });
const undo = (recordNos: readonly number[], epoch = 1, key?: string) =>
  village().post<Problem & { undone: number }>(
    `/tasks/${taskId}/undo`,
    { epoch, recordNos },
    key === undefined ? {} : { key },
  );

describe('taking decisions back', () => {
  it('makes the records undecided, with the values they had before the task, even such as may not be typed', async () => {
    await api.db.owner.query(`update records set id_number = '12AB' where list_id = $1 and record_no = 1`, [
      listId,
    ]);
    await decide([
      { recordNo: 1, outcome: 'corrected', values: { fullName: 'Lê Thị Thứ', idNumber: '060170669483' } },
    ]);
    await decide([{ recordNo: 1, outcome: 'corrected', values: { fullName: 'Lê Thị Thừ' } }]);
    const { status, body } = await undo([1, 2]);
    expect([status, body]).toEqual([200, { undone: 2 }]);
    const [first, second] = await records();
    expect(first).toMatchObject({
      villageOutcome: null,
      current: { fullName: 'Nguyễn Văn Thử', idNumber: '12AB' },
    });
    expect(second?.villageOutcome).toBeNull();
    const { body: task } = await village().get<{ undecidedCount: number }>(`/tasks/${taskId}`);
    expect(task.undecidedCount).toBe(20);
  });

  it('leaves a trace: who took back what', async () => {
    await decide([{ recordNo: 3, outcome: 'deceased' }]);
    await undo([3]);
    const { rows } = await api.db.owner.query(
      `select c.field, c.old_value, c.new_value from record_changes c where c.list_id = $1 and c.record_no = 3 order by c.event_no`,
      [listId],
    );
    expect(rows).toEqual([
      { field: 'village_outcome', old_value: null, new_value: 'deceased' },
      { field: 'village_outcome', old_value: 'deceased', new_value: null },
    ]);
  });

  it('is the same act when it is sent twice, and refused to an old claim, another office and another role', async () => {
    await decide([{ recordNo: 4, outcome: 'confirmed' }]);
    expect((await undo([4], 1, 'once')).status).toBe(200);
    await decide([{ recordNo: 4, outcome: 'unreachable' }]);
    expect((await undo([4], 1, 'once')).status).toBe(200);
    expect((await records('?from=4&limit=1'))[0]?.villageOutcome).toBe('unreachable');
    expect((await undo([4], 9)).body.code).toBe('stale_epoch');
    const others = [`thon2.${COMMUNE}`, `canbo1.${COMMUNE}`, `xa.${COMMUNE}`, 'giamsat.60'];
    for (const login of others) {
      const { status } = await api.as(login).post(`/tasks/${taskId}/undo`, { epoch: 1, recordNos: [4] });
      expect([login, status]).toEqual([login, 403]);
    }
  });

  it('refuses a record of another task, all or none', async () => {
    await decide([{ recordNo: 5, outcome: 'confirmed' }]);
    const { status } = await undo([5, 999]);
    expect(status).toBeGreaterThanOrEqual(400);
    expect((await records('?from=5&limit=1'))[0]?.villageOutcome).toBe('confirmed');
  });
});

describe('reading records', () => {
  it('begins where it is told to', async () => {
    expect((await records('?from=7&limit=2')).map(({ recordNo }) => recordNo)).toEqual([7, 8]);
  });

  it('comes packed for whoever asks for it, and is the same', async () => {
    const token = await api.issuer.token(`thon1.${COMMUNE}`);
    const ask = (encoding: string) =>
      fetch(`${api.url}/tasks/${taskId}/records`, {
        headers: { authorization: `Bearer ${token}`, 'accept-encoding': encoding },
      });
    const [packed, plain] = [await ask('gzip'), await ask('identity')];
    expect([packed.headers.get('content-encoding'), plain.headers.get('content-encoding')]).toEqual([
      'gzip',
      null,
    ]);
    expect(await packed.text()).toBe(await plain.text());
  });
});

describe('colleagues', () => {
  it('are those who have the same post now', async () => {
    const { body } = await api
      .as(`canbo1.${COMMUNE}`)
      .get<{ items: { fullName: string }[] }>('/me/colleagues');
    expect(body.items.map(({ fullName }) => fullName)).toEqual([expect.stringContaining('Cán bộ 2')]);
    expect((await api.as('giamsat.60').get('/me/colleagues')).status).toBe(403);
  });
});
