import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testApi, type Caller, type Problem, type TestApi } from '../support/api.ts';
import { givenList, givenParcel, givenTask } from '../support/chain.ts';
import { COMMUNE } from '../support/database.ts';

interface Task {
  readonly id: string;
  readonly state: string;
  readonly officeId: string;
  readonly role: string;
  readonly priority: number;
  readonly claimEpoch: number;
  readonly checkState: string | null;
  readonly claimedBy: { personId: string; fullName: string } | null;
  readonly actingFor: { personId: string; fullName: string } | null;
}

let api: TestApi;
let [first, second, chief, commune] = [] as unknown as [Caller, Caller, Caller, Caller];
beforeAll(async () => {
  api = await testApi();
  const as = (login: string) => api.as(`${login}.${COMMUNE}`);
  [first, second, chief, commune] = [as('canbo1'), as('canbo2'), as('truongca'), as('xa')];
});
afterAll(() => api.close());

let listId: string;
let taskId: string;
beforeEach(async () => {
  ({ listId } = await givenList(api.db.owner));
  taskId = await verifyTask();
});

async function verifyTask(): Promise<string> {
  const custodian = `CA-${COMMUNE}`;
  const parcelNo = await givenParcel(api.db.owner, listId, {
    kind: 'police',
    stage: 'verify',
    custodian,
    count: 4,
  });
  return givenTask(api.db.owner, listId, 'verify', { scope: String(parcelNo) });
}

async function person(login: string): Promise<string> {
  const { rows } = await api.db.owner.query<{ id: string }>(`select id from people where subject = $1`, [
    `${login}.${COMMUNE}`,
  ]);
  return rows[0]?.id ?? '';
}

interface EventBody {
  readonly type: string;
  readonly personId: string;
  readonly onBehalfOf?: { personId: string; substitutionId: string | null };
  readonly payload: Record<string, unknown>;
}
async function events(): Promise<EventBody[]> {
  const { rows } = await api.db.owner.query<{ body: string }>(
    `select body from events where list_id = $1 order by event_no`,
    [listId],
  );
  return rows.map(({ body }) => JSON.parse(body) as EventBody);
}

const claim = (who = first) => who.post<Task>(`/tasks/${taskId}/claim`);
const delegate = async (epoch = 1, to = 'canbo2') =>
  first.post<Task & Problem>(`/tasks/${taskId}/delegate`, {
    epoch,
    personId: await person(to),
    reason: 'Đi công tác',
  });

describe('delegating', () => {
  it('lets the colleague act for the holder, with both names in every event', async () => {
    await claim();
    const { body } = await delegate();
    expect(body).toMatchObject({
      claimEpoch: 2,
      claimedBy: { fullName: expect.stringContaining('Cán bộ 2') },
    });
    expect(body.actingFor?.fullName).toContain('Cán bộ 1');
    const decisions = [{ recordNo: 1, outcome: 'matches' }];
    expect((await second.post(`/tasks/${taskId}/decisions`, { epoch: 2, decisions })).status).toBe(200);
    const last = (await events()).at(-1);
    expect(last).toMatchObject({ type: 'records.verified', personId: await person('canbo2') });
    expect(last?.onBehalfOf).toEqual({ personId: await person('canbo1'), substitutionId: null });
  });

  it('counts for both when it comes to signing', async () => {
    await claim();
    await delegate();
    await second.post(`/tasks/${taskId}/decisions`, {
      epoch: 2,
      decisions: [{ recordNo: 1, outcome: 'matches' }],
    });
    const { rows } = await api.db.owner.query<{ person_id: string }>(
      `select person_id from deciders where list_id = $1 and step = 'verify'`,
      [listId],
    );
    expect(rows.map((row) => row.person_id).sort()).toEqual(
      [await person('canbo1'), await person('canbo2')].sort(),
    );
  });

  it('is not passed on', async () => {
    await claim();
    await delegate();
    const again = await second.post<Problem>(`/tasks/${taskId}/delegate`, {
      ...{ epoch: 2, personId: await person('canbo1'), reason: 'Không được' },
    });
    expect([again.status, again.body.code, again.body['reason']]).toEqual([
      409,
      'act_not_allowed',
      'not_transitive',
    ]);
  });

  it('ends when the colleague gives the task back, or the holder takes it back', async () => {
    await claim();
    await delegate();
    const back = await second.post<Task>(`/tasks/${taskId}/return`, { epoch: 2 });
    expect(back.body).toMatchObject({ claimEpoch: 3, actingFor: null });
    expect(back.body.claimedBy?.fullName).toContain('Cán bộ 1');
    await delegate(3);
    expect((await first.post<Task>(`/tasks/${taskId}/recall`)).body).toMatchObject({
      claimEpoch: 5,
      actingFor: null,
    });
    expect((await second.post<Problem>(`/tasks/${taskId}/return`, { epoch: 4 })).body.code).toBe(
      'stale_epoch',
    );
  });

  it('goes to nobody without the post, and never for a step that ends with a signature', async () => {
    await claim();
    expect((await delegate(1, 'tramyte1')).body.code).toBe('invalid_value');
    const sign = await givenTask(api.db.owner, listId, 'sign', { scope: '99' });
    await chief.post(`/tasks/${sign}/claim`);
    const { body } = await chief.post<Problem>(`/tasks/${sign}/delegate`, {
      ...{ epoch: 1, personId: await person('phoca'), reason: 'Bận' },
    });
    expect([body.code, body['reason']]).toEqual(['act_not_allowed', 'own_signature']);
  });
});

describe('forwarding', () => {
  it('opens the task at the superior office, which may claim it', async () => {
    await claim();
    const { body } = await first.post<Task>(`/tasks/${taskId}/forward`, {
      ...{ epoch: 1, officeId: `TCT-X-${COMMUNE}`, reason: 'Không đủ người' },
    });
    expect(body).toMatchObject({ state: 'open', officeId: `TCT-X-${COMMUNE}`, role: 'commune_task_force' });
    expect((await first.post<Problem>(`/tasks/${taskId}/claim`)).status).toBe(403);
    expect((await claim(commune)).status).toBe(200);
    expect((await events()).map(({ type }) => type)).toEqual([
      'task.claimed',
      'task.forwarded',
      'task.claimed',
    ]);
  });

  it('goes to no office that may not see the records', async () => {
    await claim();
    const { status, body } = await first.post<Problem>(`/tasks/${taskId}/forward`, {
      ...{ epoch: 1, officeId: 'CA-22918', reason: 'Nhầm' },
    });
    expect([status, body.code]).toEqual([422, 'invalid_value']);
  });
});

describe('directing', () => {
  it('lets the chief give the task to another officer; the former holder’s epoch is stale', async () => {
    await claim();
    const { body } = await chief.post<Task>(`/tasks/${taskId}/reassign`, {
      ...{ personId: await person('canbo2'), reason: 'Nghỉ ốm' },
    });
    expect(body).toMatchObject({ state: 'claimed', claimEpoch: 2 });
    const stale = await first.post<Problem>(`/tasks/${taskId}/release`, { epoch: 1 });
    expect([stale.status, stale.body.code]).toEqual([409, 'stale_epoch']);
  });

  it('lets a supervisor give it back to the office, and an officer do neither', async () => {
    await claim();
    const supervisor = api.as('giamsat.60');
    const body = { reason: 'Giữ quá lâu' };
    expect((await second.post<Problem>(`/tasks/${taskId}/reassign`, body)).body.code).toBe('no_permission');
    expect((await supervisor.post<Task>(`/tasks/${taskId}/reassign`, body)).body).toMatchObject({
      ...{ state: 'open', claimedBy: null, claimEpoch: 2 },
    });
  });

  it('moves a task ahead of the others, never ahead of an urgent list', async () => {
    const { body } = await commune.put<Task>(`/tasks/${taskId}/priority`, { priority: 9, reason: 'Hạn gần' });
    expect(body.priority).toBe(9);
    await api.db.owner.query(`update tasks set priority = 10 where id = $1`, [taskId]);
    const urgent = await commune.put<Problem>(`/tasks/${taskId}/priority`, { priority: 0, reason: 'Hạ' });
    expect([urgent.body.code, urgent.body['reason']]).toEqual(['act_not_allowed', 'urgent_list']);
  });
});

describe('a colleague’s check', () => {
  it('stops the work until changes are asked for or it is approved', async () => {
    await claim();
    const decisions = [1, 2, 3, 4].map((recordNo) => ({ recordNo, outcome: 'matches' }));
    const decide = () => first.post<Problem>(`/tasks/${taskId}/decisions`, { epoch: 1, decisions });
    await decide();
    expect((await first.post<Task>(`/tasks/${taskId}/submit`, { epoch: 1 })).body.checkState).toBe(
      'submitted',
    );
    expect((await decide()).body.code).toBe('act_not_allowed');
    const changes = await second.post<Task>(`/tasks/${taskId}/changes`, { note: 'Xem lại hồ sơ 2' });
    expect(changes.body.checkState).toBe('changes_requested');
    expect((await decide()).status).toBe(200);
    await first.post(`/tasks/${taskId}/submit`, { epoch: 1 });
    expect((await second.post<Task>(`/tasks/${taskId}/approve`, {})).body.checkState).toBe('approved');
    expect((await decide()).body.code).toBe('act_not_allowed');
    expect((await first.post<Task>(`/tasks/${taskId}/complete`, { epoch: 1 })).body.state).toBe('completed');
  });

  it('is never one’s own', async () => {
    await claim();
    await first.post(`/tasks/${taskId}/submit`, { epoch: 1 });
    expect((await first.post<Problem>(`/tasks/${taskId}/approve`, {})).body.code).toBe('same_person_sign');
  });
});
