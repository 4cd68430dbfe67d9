import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testApi, type Problem, type TestApi } from '../support/api.ts';
import { givenCampaign, givenList, givenParcel, givenTask } from '../support/chain.ts';
import { COMMUNE, COMMUNE_OF_OTHER_PROVINCE, OTHER_COMMUNE } from '../support/database.ts';

interface Campaign {
  readonly id: string;
  readonly state: string;
  readonly terms: { workMs: Record<string, number>; listMs: number };
}
interface List {
  readonly id: string;
  readonly state: string;
  readonly dueAt: string | null;
  readonly eventNo: number;
}

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const province = () => api.as('tinh.60');
const commune = () => api.as(`xa.${COMMUNE}`);

async function messages(subjectId: string): Promise<string[]> {
  const { rows } = await api.db.owner.query<{ workflow: string }>(
    `select workflow from workflow_messages where subject_id = $1 order by id`,
    [subjectId],
  );
  return rows.map(({ workflow }) => workflow);
}

describe('a campaign', () => {
  it('is written as a draft with its terms and told to its process', async () => {
    const { status, body } = await province().post<Campaign>('/campaigns', {
      name: 'Đợt 1 năm 2022',
      communeCodes: [COMMUNE, OTHER_COMMUNE],
      terms: { calendar: 'continuous', workMs: { review: 5_000 } },
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      state: 'draft',
      terms: { calendar: 'continuous', workMs: { review: 5_000 } },
    });
    expect(body.terms.workMs['open']).toBe(28_800_000);
    expect(await messages(body.id)).toEqual(['campaign']);
  });

  it('cannot have the name of another one', async () => {
    const body = { name: 'Trùng tên', communeCodes: [COMMUNE] };
    await province().post('/campaigns', body);
    const { status, body: refused } = await province().post<Problem>('/campaigns', body);
    expect([status, refused.code]).toEqual([409, 'name_taken']);
  });

  it('cannot reach into another province or into a commune without offices', async () => {
    const outside = await province().post<Problem>('/campaigns', {
      name: 'Sang tỉnh khác',
      communeCodes: [COMMUNE, COMMUNE_OF_OTHER_PROVINCE],
    });
    expect([outside.status, outside.body.code, outside.body['communeCodes']]).toEqual([
      403,
      'out_of_area',
      [COMMUNE_OF_OTHER_PROVINCE],
    ]);
    const { rows } = await api.db.owner.query<{ code: string }>(
      `select u.code from units u where u.level = 'commune' and u.province_code = '60' and not exists (select from offices o where o.commune_code = u.code) limit 1`,
    );
    const empty = await province().post<Problem>('/campaigns', {
      name: 'Xã chưa có cơ quan',
      communeCodes: [rows[0]?.code],
    });
    expect([empty.status, empty.body.code]).toEqual([422, 'unit_without_office']);
  });

  it('is opened once, also before its process has asked', async () => {
    const id = await givenCampaign(api.db.owner, { state: 'draft' });
    const despite = { force: true, reason: 'Xã này chưa có chứng thư số' };
    expect((await province().post<Campaign>(`/campaigns/${id}/open`, despite)).body.state).toBe('open');
    const again = await province().post<Problem>(`/campaigns/${id}/open`);
    expect([again.status, again.body.code]).toEqual([409, 'act_not_allowed']);
    const { rows } = await api.db.owner.query<Record<string, unknown>>(
      `select step, state, outcome, claim_epoch from tasks where campaign_id = $1`,
      [id],
    );
    expect(rows).toEqual([{ step: 'direct', state: 'completed', outcome: 'directed', claim_epoch: 1 }]);
    expect(
      (await province().get<{ openTasks: unknown[] }>(`/campaigns/${id}/progress`)).body.openTasks,
    ).toEqual([]);
  });
});

describe('a list', () => {
  it('is opened by the commune: task done, clock started, event written, process told', async () => {
    const { listId } = await givenList(api.db.owner, { state: 'waiting' });
    const taskId = await givenTask(api.db.owner, listId, 'open');
    const { status, body } = await commune().post<List>(`/lists/${listId}/open`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'open', eventNo: 1 });
    expect(Date.parse(body.dueAt ?? '')).toBeGreaterThan(Date.now());
    const { rows } = await api.db.owner.query<{ state: string }>(`select state from tasks where id = $1`, [
      taskId,
    ]);
    expect(rows[0]?.state).toBe('completed');
    expect(await messages(listId)).toEqual(['cleanList']);
    expect((await commune().post<Problem>(`/lists/${listId}/open`)).body.code).toBe('act_not_allowed');
  });

  it('stands still while paused; afterwards every deadline has moved by that time', async () => {
    const { listId } = await givenList(api.db.owner);
    const taskId = await givenTask(api.db.owner, listId, 'assign');
    const dueOf = async () =>
      Date.parse((await commune().get<{ dueAt: string }>(`/tasks/${taskId}`)).body.dueAt);
    const before = await dueOf();
    expect((await commune().post<Problem>(`/lists/${listId}/pause`, {})).status).toBe(400);
    await commune().post(`/lists/${listId}/pause`, { reason: 'Bão số 4' });
    const refused = await commune().post<Problem>(`/tasks/${taskId}/claim`);
    expect([refused.status, refused.body.code]).toEqual([409, 'list_paused']);
    await api.db.owner.query(`update lists set paused_at = paused_at - interval '1 hour' where id = $1`, [
      listId,
    ]);
    await province().post(`/lists/${listId}/resume`, { reason: 'Hết bão' });
    expect((await dueOf()) - before).toBeGreaterThanOrEqual(3_600_000);
    expect((await commune().post(`/tasks/${taskId}/claim`)).status).toBe(200);
  });

  it('is cancelled with everything back at the health station', async () => {
    const { listId } = await givenList(api.db.owner);
    await givenParcel(api.db.owner, listId, {
      kind: 'police',
      stage: 'verify',
      custodian: `CA-${COMMUNE}`,
      count: 5,
    });
    const taskId = await givenTask(api.db.owner, listId, 'verify', { scope: '1' });
    const { body } = await commune().post<List>(`/lists/${listId}/cancel`, { reason: 'Lập nhầm' });
    expect(body.state).toBe('cancelled');
    const parcels = await commune().get<{ items: { custodianOfficeId: string; stage: string }[] }>(
      `/lists/${listId}/parcels`,
    );
    expect(parcels.body.items).toMatchObject([{ custodianOfficeId: `TYT-${COMMUNE}`, stage: 'ended' }]);
    const { body: timeline } = await commune().get<{ items: { type: string; custody: unknown[] }[] }>(
      `/lists/${listId}/timeline`,
    );
    expect(timeline.items.at(-1)).toMatchObject({
      type: 'list.cancelled',
      custody: [{ from: `CA-${COMMUNE}`, to: `TYT-${COMMUNE}`, records: '{[1,6)}', count: 5 }],
    });
    const claim = await api.as(`canbo1.${COMMUNE}`).post<Problem>(`/tasks/${taskId}/claim`);
    expect(claim.body.code).toBe('list_ended');
  });

  it('shows where its records are and what became of them', async () => {
    const { listId } = await givenList(api.db.owner);
    await givenParcel(api.db.owner, listId, {
      kind: 'village',
      stage: 'review',
      scope: `${COMMUNE}-01`,
      custodian: `TCT-X-${COMMUNE}`,
      count: 4,
      villageCode: `${COMMUNE}-01`,
    });
    await api.db.owner.query(
      `update records set village_outcome = 'confirmed' where list_id = $1 and record_no <= 3`,
      [listId],
    );
    await givenTask(api.db.owner, listId, 'review', { scope: `${COMMUNE}-01` });
    const { body } = await commune().get(`/lists/${listId}/progress`);
    expect(body).toMatchObject({
      recordCount: 4,
      byStage: { review: 4 },
      byCustodian: [{ officeId: `TCT-X-${COMMUNE}`, count: 4 }],
      byVillage: [{ villageCode: `${COMMUNE}-01`, count: 4, reviewed: 3, verified: 0 }],
      byVillageOutcome: { confirmed: 3, none: 1 },
      openTasks: [{ step: 'review' }],
      jobs: [],
    });
  });

  it('keeps its chain whole when many act at once', async () => {
    const { listId } = await givenList(api.db.owner);
    const taskIds = await Promise.all(
      Array.from({ length: 12 }, (_, i) => givenTask(api.db.owner, listId, 'verify', { scope: `s${i}` })),
    );
    const officers = [api.as(`canbo1.${COMMUNE}`), api.as(`canbo2.${COMMUNE}`)] as const;
    const answers = await Promise.all(
      taskIds.map((id, i) => officers[i % 2 === 0 ? 0 : 1].post(`/tasks/${id}/claim`)),
    );
    expect(answers.map(({ status }) => status)).toEqual(taskIds.map(() => 200));
    const { rows } = await api.db.owner.query<{ linked: boolean; no: string }>(
      `select event_no as no, prev_hash = lag(hash, 1, ''::bytea) over (order by event_no)
         and hash = sha256(prev_hash || convert_to(body, 'UTF8')) as linked from events where list_id = $1 order by event_no`,
      [listId],
    );
    expect(rows.map(({ no }) => Number(no))).toEqual(taskIds.map((_, i) => i + 1));
    expect(rows.every(({ linked }) => linked)).toBe(true);
  });
});
