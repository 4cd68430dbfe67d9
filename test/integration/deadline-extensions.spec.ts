import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEFAULT_TERMS } from '#domain/process/terms';
import { Acts } from '#persistence/act';
import { giveDueNotices } from '#persistence/process/clockwork';
import { systemSql } from '#persistence/process/system-sql';
import type { Sql } from '#persistence/sql';
import type { TaskView } from '#persistence/repositories/inbox';
import { testApi, type TestApi } from '../support/api.ts';
import { givenList, givenTask } from '../support/chain.ts';
import { COMMUNE, PROVINCE } from '../support/database.ts';
import { refusal } from './acts-scenario.ts';

const HOUR = 3_600_000;
const VILLAGE = `${COMMUNE}-01`;
const CHAIN = [`TCT-X-${COMMUNE}`, `TCT-T-${PROVINCE}`, `TCT-T-${PROVINCE}`];

let api: TestApi;
let acts: Acts;
let sql: Sql;
beforeAll(async () => {
  api = await testApi();
  const source = await api.db.connect('system');
  acts = new Acts(source);
  sql = systemSql(source);
});
afterAll(() => api.close());

const rows = async <T>(text: string, values: unknown[] = []) =>
  (await api.db.owner.query<Record<string, unknown>>(text, values)).rows as T[];
const notices = (taskId: string) =>
  rows<{ kind: string; no: number; office: string }>(
    `select kind, no, office_id as office from task_notices where task_id = $1 order by kind, no`,
    [taskId],
  );
const escalations = async (taskId: string) =>
  (await notices(taskId)).filter(({ kind }) => kind === 'escalation').map(({ office }) => office);
const sweep = () => giveDueNotices(acts, sql, 0);
const givenLate = async (hours: number) => {
  const { listId } = await givenList(api.db.owner);
  const taskId = await givenTask(api.db.owner, listId, 'review', { scope: VILLAGE, dueInMs: -hours * HOUR });
  await api.db.owner.query(`update tasks set claim_epoch = 1 where id = $1`, [taskId]);
  return { listId, taskId };
};

describe('an extension', () => {
  const commune = () => api.as(`xa.${COMMUNE}`);
  const inHours = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();

  it('moves deadline and reminder, is told, and a deadline missed again reaches the first superior again', async () => {
    const { listId, taskId } = await givenLate(10);
    await sweep();
    const dueAt = inHours(30);
    const answer = await commune().post<TaskView>(`/tasks/${taskId}/extend`, { dueAt, reason: 'Bão số 4' });
    expect(answer).toMatchObject({ status: 200, body: { dueAt, overdue: false } });
    const [event] = await rows<{ payload: object }>(
      `select payload from events where list_id = $1 and type = 'task.extended'`,
      [listId],
    );
    expect(event?.payload).toMatchObject({ to: dueAt, reason: 'Bão số 4', no: 1 });
    const [{ lead } = { lead: 0 }] = await rows<{ lead: number }>(
      `select extract(epoch from due_at - remind_at)::float * 1000 as lead from tasks where id = $1`,
      [taskId],
    );
    expect(lead).toBe(DEFAULT_TERMS.remindBeforeMs);
    await sweep();
    expect(await escalations(taskId)).toEqual(CHAIN.slice(0, 2));
    await rows(
      `update tasks set due_at = due_at - interval '31 hours', remind_at = remind_at - interval '30 hours',
         escalate_at = array(select e - interval '31 hours' from unnest(escalate_at) e) where id = $1`,
      [taskId],
    );
    await sweep();
    expect(await escalations(taskId)).toEqual([...CHAIN.slice(0, 2), CHAIN[0]]);
  });

  it('is refused to the office itself and to offices beside it', async () => {
    const { taskId } = await givenLate(1);
    const body = { dueAt: inHours(5), reason: 'Chậm' };
    for (const login of ['thon1', 'canbo1', 'tramyte1'])
      expect(await api.as(`${login}.${COMMUNE}`).post(`/tasks/${taskId}/extend`, body)).toMatchObject(
        refusal(403, 'no_permission'),
      );
    const own = await givenTask(api.db.owner, (await givenList(api.db.owner)).listId, 'assign');
    expect(await commune().post(`/tasks/${own}/extend`, body)).toMatchObject(refusal(403, 'no_permission'));
    expect(
      await api.as(`tinh.${PROVINCE}`).post(`/tasks/${own}/extend`, { ...body, dueAt: inHours(30) }),
    ).toMatchObject({
      status: 200,
    });
  });

  it('is refused for an earlier moment and for an ended task', async () => {
    const { taskId } = await givenLate(-10);
    const extend = (hours: number) =>
      commune().post(`/tasks/${taskId}/extend`, { dueAt: inHours(hours), reason: 'Sớm hơn' });
    expect(await extend(5)).toMatchObject(refusal(422, 'invalid_value'));
    await rows(`update tasks set state = 'completed' where id = $1`, [taskId]);
    expect(await extend(50)).toMatchObject(refusal(409, 'act_not_allowed'));
  });
});

describe('the counts of an inbox', () => {
  it('tell what is overdue from what soon will be', async () => {
    const { listId } = await givenList(api.db.owner);
    for (const [scope, dueInMs] of [
      ['1', -HOUR],
      ['2', HOUR],
      ['3', 9 * HOUR],
    ] as const)
      await givenTask(api.db.owner, listId, 'verify', { scope, dueInMs });
    await rows(`update tasks set remind_at = due_at - interval '2 hours' where list_id = $1`, [listId]);
    const { body } = await api.as(`canbo1.${COMMUNE}`).get<{ items: object[] }>('/tasks/counts');
    expect(body.items).toEqual([{ step: 'verify', state: 'open', count: 3, overdue: 1, nearBreach: 1 }]);
  });
});
