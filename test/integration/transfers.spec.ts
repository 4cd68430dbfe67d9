import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Acts } from '#persistence/act';
import { systemSql } from '#persistence/process/system-sql';
import { tendTransfers, transferredSubjects } from '#persistence/process/transferring';
import type { Transfer } from '#persistence/repositories/transfers';
import { testApi, type Problem, type TestApi } from '../support/api.ts';
import { givenCampaign, givenList, givenParcel } from '../support/chain.ts';
import { COMMUNE, OTHER_COMMUNE } from '../support/database.ts';

let api: TestApi;
let source: DataSource;
let listId: string;
let campaignId: string;

beforeAll(async () => {
  api = await testApi();
  source = await api.db.connect('system');
  const { owner } = api.db;
  campaignId = await givenCampaign(owner, { communeCodes: [COMMUNE, OTHER_COMMUNE] });
  ({ listId } = await givenList(owner, { campaignId }));
  await givenParcel(owner, listId, {
    kind: 'police',
    stage: 'update',
    custodian: `TYT-${COMMUNE}`,
    count: 8,
  });
  await owner.query(
    `update records set village_outcome = 'moved_away', police_outcome = 'matches', destination = 'transfer', id_number = '060090000123' where list_id = $1 and record_no <= 7`,
    [listId],
  );
});
afterAll(() => api.close());

const giver = () => api.as(`xa.${COMMUNE}`);
const receiver = () => api.as(`tramyte1.${OTHER_COMMUNE}`);
const province = () => api.as('tinh.60');
const REASON = 'Thường trú tại xã khác';

async function offer(...recordNos: number[]): Promise<string> {
  const { status, body } = await giver().post<{ transfers: string[] }>(`/lists/${listId}/transfers`, {
    recordNos,
    toCommune: OTHER_COMMUNE,
    reason: REASON,
  });
  expect({ status, body }).toMatchObject({ status: 200 });
  return body.transfers[0] as string;
}
const tend = () => tendTransfers(new Acts(source), systemSql(source));
const one = async (id: string) =>
  (await receiver().get<Transfer & { person: object }>(`/transfers/${id}`)).body;
const answered = async () =>
  (
    await api.db.owner.query<{
      payload: { transfers: { id: string; state: string; receipt: string | null }[] };
    }>(`select payload from events where list_id = $1 and type = 'transfers.answered' order by event_no`, [
      listId,
    ])
  ).rows.flatMap(({ payload }) => payload.transfers);

describe('a resident of another commune', () => {
  it('is offered to that commune, which sees the person, and nobody else does', async () => {
    const id = await offer(1);
    const { items } = (await receiver().get<{ items: Transfer[] }>('/transfers?direction=in')).body;
    expect(items).toEqual([expect.objectContaining({ id, state: 'offered', attempt: 1, overdue: false })]);
    expect(JSON.stringify(items)).not.toContain('060090000123');
    expect(await one(id)).toMatchObject({ person: { idNumber: '060090000123' } });
    expect(await api.as('canbo1.00001').get<Problem>(`/transfers/${id}`)).toMatchObject({ status: 403 });
    expect(await province().get<{ person: null }>(`/transfers/${id}`)).toMatchObject({
      status: 200,
      body: { person: null },
    });
    const { rows } = await api.db.owner.query<{ n: number }>(
      `select count(*)::int as n from access_log where act = 'transfer.read' and target = $1`,
      [listId],
    );
    expect(rows[0]?.n).toBe(1);
  });

  it('is offered once at a time, only when the outcome says so, and only to another commune', async () => {
    const post = (body: object) =>
      giver().post<Problem>(`/lists/${listId}/transfers`, {
        recordNos: [2],
        toCommune: OTHER_COMMUNE,
        reason: REASON,
        ...body,
      });
    expect(await post({ recordNos: [1] })).toMatchObject({ status: 409, body: { state: 'offered' } });
    expect(await post({ recordNos: [8] })).toMatchObject({ status: 409 });
    expect(await post({ recordNos: [99] })).toMatchObject({ status: 404 });
    expect(await post({ toCommune: COMMUNE })).toMatchObject({ status: 422 });
    expect(
      await api.as(`canbo1.${COMMUNE}`).post<Problem>(`/lists/${listId}/transfers`, {
        recordNos: [2],
        toCommune: OTHER_COMMUNE,
        reason: REASON,
      }),
    ).toMatchObject({ status: 403 });
  });

  it('accepted once gets a receipt whose hash stands in the giver’s chain, and a list to arrive in', async () => {
    const { items } = (await receiver().get<{ items: Transfer[] }>('/transfers?direction=in')).body;
    const id = items[0]?.id as string;
    expect(await giver().post<Problem>(`/transfers/${id}/accept`)).toMatchObject({ status: 403 });
    const key = 'transfer-accept-0001';
    expect(await receiver().post(`/transfers/${id}/accept`, undefined, { key })).toMatchObject({
      status: 200,
      body: { state: 'accepted' },
    });
    expect(await receiver().post(`/transfers/${id}/accept`, undefined, { key })).toMatchObject({
      status: 200,
      body: { state: 'accepted' },
    });
    expect(await receiver().post<Problem>(`/transfers/${id}/accept`)).toMatchObject({ status: 409 });
    await tend();
    await tend();
    const { rows } = await api.db.owner.query<{ receipt: string; target_list: string }>(
      `select receipt, target_list from transfers where id = $1`,
      [id],
    );
    const hash = createHash('sha256')
      .update(rows[0]?.receipt ?? '')
      .digest('hex');
    expect((await answered()).filter((entry) => entry.id === id)).toEqual([
      expect.objectContaining({ state: 'accepted', receipt: hash }),
    ]);
    expect((await one(id)).receiptHash).toBe(hash);
    const lists = await api.db.owner.query(
      `select seq, state from lists where commune_code = $1 and campaign_id = $2`,
      [OTHER_COMMUNE, campaignId],
    );
    expect(lists.rows).toEqual([{ seq: 1, state: 'waiting' }]);
    expect(await transferredSubjects(systemSql(source), rows[0]?.target_list ?? '')).toEqual(['S1']);
  });

  it('goes along in a list that is not loaded yet, and opens the next one when that is closed to additions', async () => {
    const id = await offer(2);
    await receiver().post(`/transfers/${id}/accept`);
    await tend();
    const lists = () =>
      api.db.owner.query<{ id: string; seq: number }>(
        `select id, seq from lists where commune_code = $1 and campaign_id = $2 order by seq`,
        [OTHER_COMMUNE, campaignId],
      );
    const [first] = (await lists()).rows;
    expect((await one(id)).targetList).toBe(first?.id);
    await api.db.owner.query(
      `insert into jobs (province_code, list_id, kind, state) values ('60', $1, 'compile', 'done')`,
      [first?.id],
    );
    const late = await offer(3);
    await receiver().post(`/transfers/${late}/accept`);
    await tend();
    const [, second] = (await lists()).rows;
    expect(second?.seq).toBe(2);
    expect((await one(late)).targetList).toBe(second?.id);
    const { rows } = await api.db.owner.query(`select from workflow_messages where subject_id = $1`, [
      second?.id,
    ]);
    expect(rows).toHaveLength(1);
  });

  it('refused twice goes to the office above, which decides', async () => {
    const refuse = async () => {
      const id = await offer(4);
      return {
        id,
        answer: await receiver().post<{ state: string }>(`/transfers/${id}/refuse`, {
          reason: 'Không thường trú tại xã',
        }),
      };
    };
    expect((await refuse()).answer.body.state).toBe('refused');
    const { id, answer } = await refuse();
    expect(answer.body.state).toBe('escalated');
    expect(await receiver().post<Problem>(`/transfers/${id}/accept`)).toMatchObject({ status: 409 });
    const { items } = (
      await province().get<{ items: Transfer[] }>('/transfers?direction=superior&state=escalated')
    ).body;
    expect(items.map((transfer) => transfer.id)).toEqual([id]);
    expect(
      await receiver().post<Problem>(`/transfers/${id}/decision`, { accepted: true, reason: REASON }),
    ).toMatchObject({ status: 403 });
    expect(
      await api.as('tinh.01').post<Problem>(`/transfers/${id}/decision`, { accepted: true, reason: REASON }),
    ).toMatchObject({ status: 403 });
    expect(
      await province().post(`/transfers/${id}/decision`, { accepted: true, reason: REASON }),
    ).toMatchObject({ status: 200, body: { state: 'accepted' } });
    await tend();
    expect((await one(id)).targetList).not.toBeNull();
  });

  it('that nobody answers in time goes to the office above, too, once', async () => {
    const id = await offer(5);
    await api.db.owner.query(`update transfers set due_at = now() - interval '1 minute' where id = $1`, [id]);
    await tend();
    await tend();
    expect(await one(id)).toMatchObject({ state: 'escalated', answerReason: 'silence' });
    expect((await answered()).filter((entry) => entry.id === id)).toHaveLength(1);
  });

  it('may be taken back before the answer, by the giver alone', async () => {
    const id = await offer(6);
    expect(await receiver().post<Problem>(`/transfers/${id}/withdraw`, { reason: REASON })).toMatchObject({
      status: 403,
    });
    expect(await giver().post(`/transfers/${id}/withdraw`, { reason: REASON })).toMatchObject({
      status: 200,
      body: { state: 'withdrawn' },
    });
    expect(await receiver().post<Problem>(`/transfers/${id}/accept`)).toMatchObject({ status: 409 });
    await offer(6);
  });
});
