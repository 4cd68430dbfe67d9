import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testApi, type Answer, type Problem, type TestApi } from '../support/api.ts';
import { givenList, givenParcel, givenTask } from '../support/chain.ts';
import { COMMUNE } from '../support/database.ts';

interface Task {
  readonly id: string;
  readonly state: string;
  readonly claimEpoch: number;
  readonly claimedBy: { fullName: string } | null;
  readonly recordCount: number;
  readonly undecidedCount: number | null;
  readonly partNo: number;
  readonly dueAt: string;
  readonly overdue: boolean;
}

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const first = () => api.as(`canbo1.${COMMUNE}`);
const second = () => api.as(`canbo2.${COMMUNE}`);

let listId: string;
let taskId: string;
beforeEach(async () => {
  ({ listId } = await givenList(api.db.owner));
  const parcelNo = await givenParcel(api.db.owner, listId, {
    kind: 'police',
    stage: 'verify',
    custodian: `CA-${COMMUNE}`,
    count: 10,
  });
  taskId = await givenTask(api.db.owner, listId, 'verify', { scope: String(parcelNo) });
});

async function events(): Promise<string[]> {
  const { rows } = await api.db.owner.query<{ type: string }>(
    `select type from events where list_id = $1 order by event_no`,
    [listId],
  );
  return rows.map(({ type }) => type);
}

describe('claiming', () => {
  it('gives the task to the officer, with a new epoch and an event', async () => {
    const { status, body } = await first().post<Task>(`/tasks/${taskId}/claim`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'claimed', claimEpoch: 1, recordCount: 10, undecidedCount: 10 });
    expect(body.claimedBy?.fullName).toContain('Cán bộ 1');
    expect(await events()).toEqual(['task.claimed']);
  });

  it('tells a second officer who holds the task and since when', async () => {
    await first().post(`/tasks/${taskId}/claim`);
    const { status, body } = await second().post<Problem>(`/tasks/${taskId}/claim`);
    expect([status, body.code]).toEqual([409, 'task_claimed_by_other']);
    expect(body['claimedBy']).toMatchObject({ fullName: expect.stringContaining('Cán bộ 1') });
    expect(Date.parse(String(body['claimedAt']))).toBeLessThanOrEqual(Date.now());
    expect(body['claimEpoch']).toBe(1);
  });

  it('lets exactly one of two officers win who claim at once', async () => {
    const answers = await Promise.all(
      [first(), second(), first(), second()].map((who) => who.post<Task & Problem>(`/tasks/${taskId}/claim`)),
    );
    const winners = new Set(
      answers.filter(({ status }) => status === 200).map(({ body }) => body.claimedBy?.fullName),
    );
    expect(winners.size).toBe(1);
    expect(answers.filter(({ status }) => status === 409).map(({ body }) => body.code)).toEqual([
      'task_claimed_by_other',
      'task_claimed_by_other',
    ]);
    expect(await events()).toEqual(['task.claimed']);
  });

  it('refuses somebody who verified a record of the parcel to sign it', async () => {
    await api.db.owner.query(`update parcels set stage = 'sign' where list_id = $1`, [listId]);
    const { rows } = await api.db.owner.query<{ scope: string }>(`select scope from tasks where id = $1`, [
      taskId,
    ]);
    const sign = await givenTask(api.db.owner, listId, 'sign', { scope: rows[0]?.scope ?? '' });
    await api.db.owner.query(
      `insert into deciders (province_code, list_id, step, person_id, records)
       select '60', $1, 'verify', id, '{[3,4)}' from people where subject = $2`,
      [listId, `truongca.${COMMUNE}`],
    );
    const { status, body } = await api.as(`truongca.${COMMUNE}`).post<Problem>(`/tasks/${sign}/claim`);
    expect([status, body.code]).toEqual([403, 'same_person_sign']);
    expect((await api.as(`phoca.${COMMUNE}`).post(`/tasks/${sign}/claim`)).status).toBe(200);
  });
});

describe('an epoch', () => {
  it('that is stale is refused with who holds the task now and since when', async () => {
    const { body: before } = await first().post<Task>(`/tasks/${taskId}/claim`);
    await first().post(`/tasks/${taskId}/release`, { epoch: before.claimEpoch });
    await second().post(`/tasks/${taskId}/claim`);
    const { status, body } = await first().post<Problem>(`/tasks/${taskId}/release`, {
      epoch: before.claimEpoch,
    });
    expect([status, body.code]).toEqual([409, 'stale_epoch']);
    expect(body['claimedBy']).toMatchObject({ fullName: expect.stringContaining('Cán bộ 2') });
    expect(body['claimEpoch']).toBe(2);
    expect(body['claimedAt']).toEqual(expect.any(String));
  });

  it('of somebody else is refused, too', async () => {
    const { body } = await first().post<Task>(`/tasks/${taskId}/claim`);
    const { body: refused } = await second().post<Problem>(`/tasks/${taskId}/hold`, {
      epoch: body.claimEpoch,
      until: new Date(Date.now() + 60_000).toISOString(),
      reason: 'Chờ giấy tờ',
    });
    expect(refused.code).toBe('stale_epoch');
  });
});

describe('a repeated request', () => {
  it('gets the kept answer and changes nothing again', async () => {
    const once = await first().post<Task>(`/tasks/${taskId}/claim`, {}, { key: 'k-1' });
    await first().post(`/tasks/${taskId}/release`, { epoch: 1 });
    const again = await first().post<Task>(`/tasks/${taskId}/claim`, {}, { key: 'k-1' });
    expect(again.body).toEqual(once.body);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await events()).toEqual(['task.claimed', 'task.released']);
  });

  it('sent five times at once happens once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => first().post<Task>(`/tasks/${taskId}/claim`, {}, { key: 'k-2' })),
    );
    const [one, ...others] = answers.map(({ status, body }) => ({ status, body }));
    expect(one?.status).toBe(200);
    expect(others).toEqual([one, one, one, one]);
    expect(await events()).toEqual(['task.claimed']);
  });

  it('with another body is refused', async () => {
    await first().post(`/tasks/${taskId}/claim`, {}, { key: 'k-3' });
    const { status, body } = await first().post<Problem>(
      `/tasks/${taskId}/release`,
      { epoch: 1 },
      { key: 'k-3' },
    );
    expect([status, body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  it('needs its key', async () => {
    const { status, body } = await first().post<Problem>(`/tasks/${taskId}/claim`, {}, { key: null });
    expect([status, body.code]).toEqual([400, 'idempotency_key_missing']);
  });
});

describe('holding, splitting and the state table', () => {
  it('sets a task aside and takes it up again', async () => {
    await first().post(`/tasks/${taskId}/claim`);
    const until = new Date(Date.now() + 60_000).toISOString();
    const held = await first().post<Task>(`/tasks/${taskId}/hold`, {
      epoch: 1,
      until,
      reason: 'Chờ giấy tờ',
    });
    expect(held.body.state).toBe('held');
    const refused = await first().post<Problem>(`/tasks/${taskId}/hold`, { epoch: 1, until, reason: 'Chờ' });
    expect([refused.status, refused.body.code, refused.body['allowed']]).toEqual([
      409,
      'act_not_allowed',
      ['unhold', 'release', 'cancel', 'return', 'reassign', 'prioritise'],
    ]);
    expect((await first().post<Task>(`/tasks/${taskId}/unhold`, { epoch: 1 })).body.state).toBe('claimed');
    expect(await events()).toEqual(['task.claimed', 'task.held', 'task.unheld']);
  });

  it('holds nothing until yesterday', async () => {
    await first().post(`/tasks/${taskId}/claim`);
    const { status, body } = await first().post<Problem>(`/tasks/${taskId}/hold`, {
      epoch: 1,
      until: '2020-01-01T00:00:00Z',
      reason: 'Chờ',
    });
    expect([status, body.code]).toEqual([422, 'invalid_value']);
  });

  it('splits a task into parts that two officers claim; the whole cannot be claimed any more', async () => {
    await first().post(`/tasks/${taskId}/claim`);
    const { body } = await first().post<{ items: Task[] }>(`/tasks/${taskId}/split`, { epoch: 1, parts: 3 });
    expect(body.items.map(({ partNo, recordCount, state }) => [partNo, recordCount, state])).toEqual([
      [1, 4, 'open'],
      [2, 3, 'open'],
      [3, 3, 'open'],
    ]);
    const [one, two] = body.items as [Task, Task];
    expect((await first().post<Task>(`/tasks/${one.id}/claim`)).body).toMatchObject({ undecidedCount: 4 });
    expect((await second().post(`/tasks/${two.id}/claim`)).status).toBe(200);
    expect((await second().post<Problem>(`/tasks/${taskId}/claim`)).body.code).toBe('task_not_claimable');
    const inbox = await first().get<{ items: Task[] }>(`/tasks?listId=${listId}`);
    expect(inbox.body.items.map(({ partNo }) => partNo).sort()).toEqual([1, 2, 3]);
  });

  it('splits nothing into more parts than there are records', async () => {
    await first().post(`/tasks/${taskId}/claim`);
    const { body } = await first().post<Problem>(`/tasks/${taskId}/split`, { epoch: 1, parts: 11 });
    expect(body.code).toBe('invalid_value');
    expect((await first().get<Task>(`/tasks/${taskId}`)).body.state).toBe('claimed');
  });
});

describe('the inbox', () => {
  it('pages through everything once, by deadline', async () => {
    const { listId: other } = await givenList(api.db.owner);
    const dues = [5, 3, 9, 1, 7, 3, 3];
    for (const [i, hours] of dues.entries())
      await givenTask(api.db.owner, other, 'verify', { scope: `p${i}`, dueInMs: hours * 3_600_000 });
    const seen: Task[] = [];
    let cursor: string | null = null;
    do {
      const answer: Answer<{ items: Task[]; nextCursor: string | null }> = await first().get(
        `/tasks?listId=${other}&limit=3${cursor === null ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...answer.body.items);
      cursor = answer.body.nextCursor;
    } while (cursor !== null);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(dues.length);
    expect(seen.map(({ dueAt }) => dueAt)).toEqual(seen.map(({ dueAt }) => dueAt).sort());
    expect(seen[0]?.overdue).toBe(false);
  });

  it('counts what it lists', async () => {
    const listed = await first().get<{ items: Task[] }>('/tasks?state=open&limit=200');
    const { body } = await first().get<{ items: { step: string; state: string; count: number }[] }>(
      '/tasks/counts',
    );
    const open = body.items
      .filter(({ state }) => state === 'open')
      .reduce((sum, { count }) => sum + count, 0);
    expect(open).toBe(listed.body.items.length);
  });

  it('refuses a cursor it did not make', async () => {
    const { status, body } = await first().get<Problem>('/tasks?cursor=WzEsMl0');
    expect([status, body.errors?.[0]?.field]).toEqual([400, 'cursor']);
  });

  it('hands out the best task, another one to each of two officers at once', async () => {
    const [one, two] = await Promise.all([
      first().post<Task>('/tasks/next', { step: 'verify' }),
      second().post<Task>('/tasks/next', { step: 'verify' }),
    ]);
    expect([one.status, two.status]).toEqual([200, 200]);
    expect(one.body.id).not.toBe(two.body.id);
  });

  it('says so when nothing is left', async () => {
    const { status, body } = await first().post<Problem>('/tasks/next', { step: 'direct' });
    expect([status, body.code]).toEqual([404, 'task_not_found']);
  });
});
