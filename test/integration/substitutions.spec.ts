import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testApi, type Problem, type TestApi } from '../support/api.ts';
import { givenList, givenParcel, givenTask } from '../support/chain.ts';
import { COMMUNE, OTHER_COMMUNE } from '../support/database.ts';

interface Substitution {
  readonly id: string;
  readonly state: string;
  readonly sha256: string;
}
interface Task {
  readonly id: string;
  readonly claimEpoch: number;
  readonly actingFor: { fullName: string } | null;
}

let api: TestApi;
let listId: string;
let taskId: string;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  ({ listId } = await givenList(api.db.owner));
  taskId = await policeTask('verify');
});

const as = (login: string) => api.as(`${login}.${COMMUNE}`);

async function policeTask(step: 'verify' | 'sign'): Promise<string> {
  const custodian = `CA-${COMMUNE}`;
  const no = await givenParcel(api.db.owner, listId, { kind: 'police', stage: step, custodian, count: 2 });
  return givenTask(api.db.owner, listId, step, { scope: String(no) });
}

async function person(login: string): Promise<string> {
  const { rows } = await api.db.owner.query<{ id: string }>(`select id from people where subject = $1`, [
    `${login}.${COMMUNE}`,
  ]);
  return rows[0]?.id ?? '';
}

/** The registry clerk, who has no such work of his own, for an officer of the police. */
async function request(absent = 'canbo1', substitute = 'vanthuca', more: object = {}): Promise<Substitution> {
  const { status, body } = await as(absent).post<Substitution>('/substitutions', {
    ...{ substitutePersonId: await person(substitute), steps: ['verify', 'sign'], reason: 'Nghỉ phép năm' },
    ...{
      from: new Date(Date.now() - 1_000).toISOString(),
      to: new Date(Date.now() + 86_400_000).toISOString(),
    },
    ...more,
  });
  expect([status, body.state]).toEqual([201, 'requested']);
  return body;
}
async function approved(absent?: string, substitute?: string, more?: object): Promise<Substitution> {
  const { id } = await request(absent, substitute, more);
  const { body } = await as('xa').post<Substitution>(`/substitutions/${id}/approve`, {});
  expect(body.state).toBe('approved');
  return body;
}
const under = ({ id }: Substitution) => ({ headers: { 'x-on-behalf-of': id } });

describe('a substitution', () => {
  it('opens nothing before the superior approves, and nobody approves his own', async () => {
    const asked = await request();
    const early = await as('vanthuca').get<Problem>('/tasks', under(asked));
    expect([early.status, early.body.code]).toEqual([403, 'no_membership']);
    const own = await request('truongca', 'phoca');
    expect((await as('truongca').post<Problem>(`/substitutions/${own.id}/approve`, {})).body.code).toBe(
      'no_permission',
    );
    expect((await as('canbo2').post<Problem>(`/substitutions/${asked.id}/approve`, {})).body.code).toBe(
      'no_permission',
    );
    expect((await api.as(`xa.${OTHER_COMMUNE}`).post(`/substitutions/${asked.id}/approve`, {})).status).toBe(
      404,
    );
  });

  it('shows as a capacity and as a queue, with its tasks counted', async () => {
    const open = await approved();
    const { body } = await as('vanthuca').get<{
      substitutions: { substitutionId: string; steps: string[] }[];
    }>('/me/capacities');
    expect(body.substitutions.find(({ substitutionId }) => substitutionId === open.id)?.steps).toEqual([
      'verify',
    ]);
    const queue = await as('vanthuca').get<{ items: Task[] }>('/tasks?queue=substitute&limit=200');
    expect(queue.body.items.map(({ id }) => id)).toContain(taskId);
  });

  it('puts both names into every event, with its hash', async () => {
    const open = await approved();
    const claimed = await as('vanthuca').post<Task>(`/tasks/${taskId}/claim`, {}, under(open));
    expect(claimed.body.actingFor?.fullName).toContain('Cán bộ 1');
    const decisions = [{ recordNo: 1, outcome: 'matches' }];
    await as('vanthuca').post(`/tasks/${taskId}/decisions`, { epoch: 1, decisions }, under(open));
    const { rows } = await api.db.owner.query<{ body: string }>(
      `select body from events where list_id = $1`,
      [listId],
    );
    const onBehalfOf = {
      ...{ personId: await person('canbo1'), substitutionId: open.id, substitutionSha256: open.sha256 },
    };
    expect(rows.map(({ body }) => JSON.parse(body) as object)).toEqual([
      expect.objectContaining({ type: 'task.claimed', personId: await person('vanthuca'), onBehalfOf }),
      expect.objectContaining({ type: 'records.verified', personId: await person('vanthuca'), onBehalfOf }),
    ]);
  });

  it('takes over what the absent person holds, and gives it back', async () => {
    await as('canbo1').post(`/tasks/${taskId}/claim`);
    const open = await approved();
    const taken = await as('vanthuca').post<Task>(`/tasks/${taskId}/claim`, {}, under(open));
    expect([taken.status, taken.body.claimEpoch]).toEqual([200, 2]);
    const recalled = await as('canbo1').post<Task>(`/tasks/${taskId}/recall`);
    expect([recalled.body.claimEpoch, recalled.body.actingFor]).toEqual([3, null]);
  });

  it('never opens a step that it does not name, nor another commune’s', async () => {
    const open = await approved('truongca', 'phoca', { steps: ['verify'] });
    const sign = await policeTask('sign');
    const refused = await as('phoca').post<Problem>(`/tasks/${sign}/claim`, {}, under(open));
    expect([refused.status, refused.body.code]).toEqual([403, 'out_of_area']);
    const elsewhere = await approved('canbo1', 'vanthuca', { communes: [OTHER_COMMUNE] });
    expect((await as('vanthuca').post(`/tasks/${taskId}/claim`, {}, under(elsewhere))).status).toBe(403);
    const { body } = await as('vanthuca').get<{ items: Task[] }>('/tasks', under(elsewhere));
    expect(body.items).toEqual([]);
  });

  it('signs only where it says so', async () => {
    const sign = await policeTask('sign');
    const silent = await approved('truongca', 'vanthuca');
    expect((await as('vanthuca').post(`/tasks/${sign}/claim`, {}, under(silent))).status).toBe(403);
    const named = await approved('truongca', 'vanthuca', { maySign: true });
    expect((await as('vanthuca').post(`/tasks/${sign}/claim`, {}, under(named))).status).toBe(200);
  });

  it('does not let the substitute sign what he verified himself, whatever his role was then', async () => {
    const sign = await policeTask('sign');
    const { rows } = await api.db.owner.query<{ no: number }>(
      `insert into deciders (province_code, list_id, step, person_id, records) values ('60', $1, 'verify', $2, '{[3,4)}') returning 3 as no`,
      [listId, await person('canbo2')],
    );
    expect(rows[0]?.no).toBe(3);
    const named = await approved('truongca', 'canbo2', { maySign: true });
    const refused = await as('canbo2').post<Problem>(`/tasks/${sign}/claim`, {}, under(named));
    expect([refused.status, refused.body.code, refused.body['did']]).toEqual([
      403,
      'same_person_sign',
      'verify',
    ]);
  });

  it('does not let him sign what the absent person verified, either', async () => {
    const sign = await policeTask('sign');
    await api.db.owner.query(
      `insert into deciders (province_code, list_id, step, person_id, records) values ('60', $1, 'verify', $2, '{[3,4)}')`,
      [listId, await person('truongca')],
    );
    const named = await approved('truongca', 'vanthuca', { maySign: true });
    const refused = await as('vanthuca').post<Problem>(`/tasks/${sign}/claim`, {}, under(named));
    expect(refused.body.code).toBe('same_person_sign');
  });

  it('is not passed on: neither by delegation nor by another substitution', async () => {
    const open = await approved();
    await as('vanthuca').post(`/tasks/${taskId}/claim`, {}, under(open));
    const passed = await as('vanthuca').post<Problem>(
      `/tasks/${taskId}/delegate`,
      { epoch: 1, personId: await person('canbo2'), reason: 'Bận' },
      under(open),
    );
    expect(passed.body.code).toBe('no_permission');
    expect((await as('vanthuca').post<Problem>('/substitutions', {}, under(open))).body.code).toBe(
      'no_permission',
    );
  });

  it('ends at once when it is revoked', async () => {
    const open = await approved();
    expect((await as('vanthuca').get('/tasks', under(open))).status).toBe(200);
    expect((await as('canbo1').post<Substitution>(`/substitutions/${open.id}/revoke`, {})).body.state).toBe(
      'revoked',
    );
    expect((await as('vanthuca').get('/tasks', under(open))).status).toBe(403);
    await expect(api.db.owner.query(`delete from substitution_decisions`)).rejects.toThrow('append_only');
  });

  it('lasts no longer than three months, and nobody substitutes himself', async () => {
    const to = new Date(Date.now() + 100 * 86_400_000).toISOString();
    const body = { steps: ['verify'], from: new Date().toISOString(), to, reason: 'Đi học' };
    const long = { ...body, substitutePersonId: await person('canbo2') };
    expect((await as('canbo1').post<Problem>('/substitutions', long)).body.code).toBe('invalid_value');
    const self = {
      ...long,
      to: new Date(Date.now() + 3_600_000).toISOString(),
      substitutePersonId: await person('canbo1'),
    };
    expect((await as('canbo1').post<Problem>('/substitutions', self)).body.code).toBe('invalid_value');
  });
});
