import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Order } from '#domain/process/facts';
import type { TaskStep } from '#domain/process/steps';
import { Acts } from '#persistence/act';
import { consultCampaign } from '#persistence/process/campaign-orders';
import { consultList } from '#persistence/process/list-orders';
import { outboxLagMs } from '#persistence/process/outbox';
import { systemSql } from '#persistence/process/system-sql';
import type { Sql } from '#persistence/sql';
import { givenCampaign, givenList, givenParcel } from '../support/chain.ts';
import {
  COMMUNE,
  OTHER_COMMUNE,
  PROVINCE,
  testDatabase,
  TEST_TERMS,
  type TestDatabase,
} from '../support/database.ts';

let db: TestDatabase;
let acts: Acts;
let sql: Sql;
beforeAll(async () => {
  db = await testDatabase();
  const source = await db.connect('system');
  acts = new Acts(source);
  sql = systemSql(source);
});
afterAll(() => db.close());

const consult = (listId: string, ...orders: Order[]) => consultList(acts, sql, listId, orders);
const ensure = (step: TaskStep, scope = '', round = 1): Order => ({
  do: 'ensureTask',
  ...{ step, scope, round, preparedBy: null },
});
const rows = async (text: string, values: unknown[]) =>
  (await db.owner.query<Record<string, unknown>>(text, values)).rows;

describe('orders of a list', () => {
  it('open each task once, at the office of its step, with one event', async () => {
    const { listId } = await givenList(db.owner);
    const villages = [`${COMMUNE}-01`, `${COMMUNE}-02`];
    const orders = villages.map((village) => ensure('review', village));
    const first = await consult(listId, ...orders);
    const second = await consult(listId, ...orders);
    expect(first.tasks.map(({ scope }) => scope).sort()).toEqual(villages);
    expect(second.digest).toBe(first.digest);
    const tasks = await rows(
      `select office_id, role, village_code from tasks where list_id = $1 order by 1`,
      [listId],
    );
    expect(tasks).toEqual(
      villages.map((village) => ({
        office_id: `TCT-A-${village}`,
        role: 'village_task_force',
        village_code: village,
      })),
    );
    expect(await rows(`select type from events where list_id = $1`, [listId])).toEqual([
      { type: 'task.opened' },
    ]);
  });

  it('give a receiving task the acceptance time and others their work time', async () => {
    const { listId } = await givenList(db.owner);
    await givenParcel(db.owner, listId, {
      kind: 'police',
      stage: 'receive',
      custodian: `CA-${COMMUNE}`,
      count: 1,
    });
    await consult(listId, ensure('receive', '1'), ensure('assign'));
    const due = await rows(
      `select step, (extract(epoch from due_at - opened_at) * 1000)::float as ms from tasks where list_id = $1 order by step`,
      [listId],
    );
    expect(due).toEqual([
      { step: 'assign', ms: TEST_TERMS.workMs.assign },
      { step: 'receive', ms: TEST_TERMS.acceptMs },
    ]);
  });

  it('open a task that is being prepared and make it ready with the job', async () => {
    const { listId } = await givenList(db.owner);
    const job = { kind: 'compile', scope: '', runNo: 1 } as const;
    const facts = await consult(listId, { do: 'requestJob', ...job }, {
      ...ensure('compile'),
      preparedBy: job,
    } as Order);
    expect(facts.jobs).toEqual([{ ...job, state: 'requested' }]);
    expect(await rows(`select preparing from tasks where list_id = $1`, [listId])).toEqual([
      { preparing: true },
    ]);
  });

  it('send a task nobody in the office may do to the superior office and say why', async () => {
    const { listId } = await givenList(db.owner, { communeCode: OTHER_COMMUNE });
    await givenParcel(db.owner, listId, {
      kind: 'police',
      stage: 'sign',
      custodian: `CA-${OTHER_COMMUNE}`,
      count: 2,
    });
    await db.owner.query(
      `insert into deciders (province_code, list_id, step, person_id, records)
       select $1, $2, 'verify', id, '{[1,3)}' from people where subject in ('truongca.' || $3, 'phoca.' || $3)`,
      [PROVINCE, listId, OTHER_COMMUNE],
    );
    await consult(listId, ensure('sign', '1'));
    expect(await rows(`select office_id, role, note from tasks where list_id = $1`, [listId])).toEqual([
      { office_id: `TCT-X-${OTHER_COMMUNE}`, role: 'commune_task_force', note: 'no_eligible_person' },
    ]);
  });

  it('leave the signature with the office while one chief has decided nothing', async () => {
    const { listId } = await givenList(db.owner);
    await givenParcel(db.owner, listId, {
      kind: 'police',
      stage: 'sign',
      custodian: `CA-${COMMUNE}`,
      count: 2,
    });
    await db.owner.query(
      `insert into deciders (province_code, list_id, step, person_id, records)
       select $1, $2, 'verify', id, '{[1,3)}' from people where subject = 'truongca.' || $3`,
      [PROVINCE, listId, COMMUNE],
    );
    await consult(listId, ensure('sign', '1'));
    expect(await rows(`select office_id from tasks where list_id = $1`, [listId])).toEqual([
      { office_id: `CA-${COMMUNE}` },
    ]);
  });

  it('remind the office, escalate to ever higher offices, each number once, and are silent during a pause', async () => {
    const { listId } = await givenList(db.owner);
    const opened = await consult(listId, ensure('review', `${COMMUNE}-01`));
    const taskId = opened.tasks[0]?.id ?? '';
    await db.owner.query(
      `update tasks set claim_epoch = 1, remind_at = now() - interval '90 hours', due_at = now() - interval '80 hours' where id = $1`,
      [taskId],
    );
    await db.owner.query(`update lists set state = 'paused', paused_at = now() where id = $1`, [listId]);
    expect((await consult(listId)).tasks[0]?.next).toBeNull();
    await consult(listId, { do: 'notice', taskId, kind: 'reminder', no: 1 });
    await db.owner.query(`update lists set state = 'open', paused_at = null where id = $1`, [listId]);
    for (let i = 0; i < 8; i += 1) {
      const next = (await consult(listId)).tasks[0]?.next;
      if (!next) break;
      const order = { do: 'notice', taskId, kind: next.kind, no: next.no } as const;
      await consult(listId, order, order);
    }
    const notices = await rows(
      `select kind, no, office_id from task_notices where task_id = $1 order by at`,
      [taskId],
    );
    expect(notices).toEqual([
      { kind: 'reminder', no: 1, office_id: `TCT-A-${COMMUNE}-01` },
      { kind: 'escalation', no: 1, office_id: `TCT-X-${COMMUNE}` },
      { kind: 'escalation', no: 2, office_id: `TCT-T-${PROVINCE}` },
      { kind: 'escalation', no: 3, office_id: `TCT-T-${PROVINCE}` },
    ]);
    expect((await consult(listId)).tasks[0]?.next).toBeNull();
    const events = await rows(`select type from events where list_id = $1 order by event_no`, [listId]);
    expect(events.map(({ type }) => type)).toEqual([
      'task.opened',
      'task.reminded',
      ...Array.from({ length: 3 }, () => 'task.escalated'),
    ]);
  });

  it('end the list only when every parcel has come to its end', async () => {
    const { listId } = await givenList(db.owner);
    await givenParcel(db.owner, listId, {
      kind: 'police',
      stage: 'check',
      custodian: `TYT-${COMMUNE}`,
      count: 1,
    });
    expect((await consult(listId, { do: 'endList' })).state).toBe('open');
    await db.owner.query(`update parcels set stage = 'ended' where list_id = $1`, [listId]);
    expect((await consult(listId, { do: 'endList' })).state).toBe('completed');
  });
});

describe('orders of a campaign', () => {
  it('make one list for each commune that has its offices and name the others', async () => {
    const campaignId = await givenCampaign(db.owner, {
      communeCodes: [COMMUNE, OTHER_COMMUNE, '22921'],
    });
    const create = [{ do: 'createLists' }] as const;
    const facts = await consultCampaign(acts, sql, campaignId, create);
    await consultCampaign(acts, sql, campaignId, create);
    expect(facts).toMatchObject({ missing: 0, unfinished: 2, withoutOffice: ['22921'] });
    const messages = await rows(
      `select count(*)::int from workflow_messages m join lists l on l.id = m.subject_id where l.campaign_id = $1`,
      [campaignId],
    );
    expect(messages).toEqual([{ count: 2 }]);
    expect(await outboxLagMs(sql)).toBeGreaterThan(0);
  });

  it('open the directing task at the province', async () => {
    const campaignId = await givenCampaign(db.owner, { state: 'draft' });
    const facts = await consultCampaign(acts, sql, campaignId, [ensure('direct')]);
    expect(facts.tasks).toMatchObject([{ step: 'direct', state: 'open' }]);
    expect(await rows(`select office_id from tasks where campaign_id = $1`, [campaignId])).toEqual([
      { office_id: `TCT-T-${PROVINCE}` },
    ]);
  });
});
