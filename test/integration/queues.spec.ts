import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Acts, SYSTEM } from '#persistence/act';
import { openTasks } from '#persistence/process/task-opening';
import { testApi, type Problem, type TestApi } from '../support/api.ts';
import { givenCampaign, givenList, givenParcel, givenTask } from '../support/chain.ts';
import { COMMUNE, OTHER_COMMUNE } from '../support/database.ts';

interface Task {
  readonly id: string;
  readonly priority: number;
  readonly dueAt: string;
}
interface Page {
  readonly items: readonly Task[];
  readonly nextCursor: string | null;
}
interface Count {
  readonly queue: string;
  readonly count: number;
  readonly unread: number;
}

let api: TestApi;
let listId: string;
const tasks: string[] = [];
const first = () => api.as(`canbo1.${COMMUNE}`);
const chief = () => api.as(`truongca.${COMMUNE}`);
const ids = async (query: string, who = first()) =>
  (await who.get<Page>(`/tasks?limit=200&${query}`)).body.items.map(({ id }) => id);

beforeAll(async () => {
  api = await testApi();
  const campaignId = await givenCampaign(api.db.owner, { name: 'Đợt cao điểm tháng Tám' });
  ({ listId } = await givenList(api.db.owner, { campaignId }));
  for (const dueInMs of [3_600_000, -3_600_000, 7_200_000]) {
    const custodian = `CA-${COMMUNE}`;
    const no = await givenParcel(api.db.owner, listId, {
      kind: 'police',
      stage: 'verify',
      custodian,
      count: 2,
    });
    tasks.push(await givenTask(api.db.owner, listId, 'verify', { scope: String(no), dueInMs }));
  }
});
afterAll(() => api.close());

describe('queues', () => {
  it('show what a person holds, and what colleagues do for him', async () => {
    const [mine = '', other = ''] = tasks;
    await first().post(`/tasks/${mine}/claim`);
    await first().post(`/tasks/${other}/claim`);
    expect((await ids('queue=personal')).sort()).toEqual([mine, other].sort());
    const { rows } = await api.db.owner.query<{ id: string }>(`select id from people where subject = $1`, [
      `canbo2.${COMMUNE}`,
    ]);
    await first().post(`/tasks/${other}/delegate`, { epoch: 1, personId: rows[0]?.id, reason: 'Đi họp' });
    expect(await ids('queue=personal')).toEqual([mine]);
    expect(await ids('queue=delegated')).toEqual([other]);
    expect((await ids('queue=directed', chief())).sort()).toEqual([...tasks].sort());
  });

  it('are counted exactly, all at once', async () => {
    await first().put(`/tasks/${tasks[0]}/read`);
    const { body } = await first().get<{ items: Count[] }>('/tasks/queues');
    expect(body.items.map(({ queue, count, unread }) => [queue, count, unread])).toEqual([
      ['role', 3, 2],
      ['personal', 1, 0],
      ['delegated', 1, 1],
      ['substitute', 0, 0],
    ]);
    for (const { queue, count } of body.items) expect((await ids(`queue=${queue}`)).length).toBe(count);
    expect(await ids('read=true')).toEqual([tasks[0]]);
  });

  it('of those who direct nobody are refused', async () => {
    const { status, body } = await first().get<Problem>('/tasks?queue=directed');
    expect([status, body.code]).toEqual([403, 'no_permission']);
  });

  it('are filtered, sorted and paged', async () => {
    expect(await ids('overdue=true')).toEqual([tasks[1]]);
    expect(await ids(`communeCode=${OTHER_COMMUNE}`)).toEqual([]);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await first().get<Page>(`/tasks?sort=due&limit=1${cursor}`);
      seen.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor !== '');
    expect(seen).toEqual([tasks[1], tasks[0], tasks[2]]);
  });

  it('are searched without marks in names of campaigns and in comments, and nothing is evaluated', async () => {
    expect(await ids(`text=${encodeURIComponent('cao diem')}`)).toHaveLength(3);
    await first().post(`/tasks/${tasks[2]}/comments`, { text: 'Chờ công văn của Sở' });
    expect(await ids(`text=${encodeURIComponent('CONG VAN')}`)).toEqual([tasks[2]]);
    expect(await ids(`text=${encodeURIComponent("%' or 1=1 --")}`)).toEqual([]);
  });
});

describe('a saved filter', () => {
  const filter = { name: 'Quá hạn', shared: true, filter: { queue: 'role', overdue: true } };

  it('is shared with the office, and changed only by its owner with the version that was seen', async () => {
    const made = await first().post<{ id: string }>('/filters', filter);
    expect([made.status, made.headers.get('etag')]).toEqual([201, '"1"']);
    const path = `/filters/${made.body.id}`;
    const second = api.as(`canbo2.${COMMUNE}`);
    expect((await second.get<{ own: boolean }>(path)).body.own).toBe(false);
    expect((await second.put(path, filter, { headers: { 'if-match': '"1"' } })).status).toBe(403);
    expect((await first().put(path, filter)).status).toBe(428);
    const changed = await first().put(path, { ...filter, shared: false }, { headers: { 'if-match': '"1"' } });
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
    expect((await first().put(path, filter, { headers: { 'if-match': '"1"' } })).status).toBe(412);
    expect((await second.get(path)).status).toBe(404);
    expect((await first().post<Problem>('/filters', filter)).body.code).toBe('name_taken');
    expect((await first().delete(path, undefined, { headers: { 'if-match': '"2"' } })).status).toBe(200);
  });

  it('holds known fields alone', async () => {
    const { status } = await first().post('/filters', { name: 'Lạ', filter: { script: '1' } });
    expect(status).toBe(400);
  });
});

describe('a search for people', () => {
  const search = (login: string, body: object) =>
    api.as(login).post<Problem & { items: { recordNo: number; fullName: string }[] }>('/records/search', {
      ...{ purpose: 'Công dân đến trụ sở hỏi', ...body },
    });

  it('finds by the beginning of a name without marks, masked, and only what may be read; it is logged without the name', async () => {
    const { body } = await search(`canbo1.${COMMUNE}`, { name: 'nguyen van' });
    expect(body.items).toHaveLength(6);
    expect(body.items[0]?.fullName).toBe('Nguyễn V. T.');
    expect((await search(`canbo1.${OTHER_COMMUNE}`, { name: 'nguyen van' })).body.items).toEqual([]);
    expect((await search(`coso.${COMMUNE}`, { name: 'nguyen van' })).body.code).toBe('no_permission');
    const { rows } = await api.db.owner.query<{ details: Record<string, unknown> }>(
      `select details from access_log where kind = 'search' order by id`,
    );
    expect(rows[0]?.details).toMatchObject({ by: 'name', found: 6, purpose: 'Công dân đến trụ sở hỏi' });
    expect(JSON.stringify(rows)).not.toContain('nguyen');
  });

  it('finds by number', async () => {
    await api.db.owner.query(
      `update records set id_number = '001099000001' where list_id = $1 and record_no = 2`,
      [listId],
    );
    const { body } = await search(`canbo1.${COMMUNE}`, { idNumber: '001099000001' });
    expect(body.items.map(({ recordNo }) => recordNo)).toEqual([2]);
    await api.db.owner.query(`update records set id_number = null where list_id = $1 and record_no = 2`, [
      listId,
    ]);
  });

  it('takes a percent sign for a percent sign', async () => {
    expect((await search(`canbo1.${COMMUNE}`, { name: '%%%%' })).body.items).toEqual([]);
  });
});

describe('where a record is', () => {
  it('is said with the queue, the reason, and why not the others', async () => {
    const { status, body } = await first().get<{
      queue: string;
      task: { taskId: string };
      others: { because: string }[];
    }>(`/lists/${listId}/records/3/queue`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ queue: 'task', because: 'parcel_stands_at_step', stage: 'verify' });
    expect(body.task.taskId).toBe(tasks[1]);
    expect(body.others.map(({ because }) => because)).toEqual(['other_scope', 'other_scope']);
  });

  it('is its holder’s while no task is open', async () => {
    await givenParcel(api.db.owner, listId, {
      kind: 'police',
      stage: 'sign',
      custodian: `CA-${COMMUNE}`,
      count: 1,
    });
    const { body } = await first().get(`/lists/${listId}/records/7/queue`);
    expect(body).toMatchObject({ queue: 'transit', because: 'no_task_at_this_step_yet', task: null });
  });
});

describe('an urgent list of one record', () => {
  it('passes every office ahead of the queue, when read and when the next task is asked for', async () => {
    const system = new Acts(await api.db.connect('system'));
    const urgent = await givenList(api.db.owner);
    await api.db.owner.query(`update lists set urgent = true where id = $1`, [urgent.listId]);
    const steps = [
      'compile',
      'assign',
      'review',
      'forward',
      'verify',
      'sign',
      'receive',
      'update',
      'check',
    ] as const;
    const officers = {
      ...{
        compile: 'tramyte1',
        assign: 'xa',
        review: 'thon1',
        forward: 'xa',
        verify: 'canbo1',
        sign: 'truongca',
      },
      ...{ receive: 'tramyte1', update: 'tramyte1', check: 'tramyte1' },
    };
    for (const step of steps) {
      const scope = { compile: '', assign: '', forward: '', review: `${COMMUNE}-01` }[step as string] ?? '77';
      const late = await givenTask(api.db.owner, (await givenList(api.db.owner)).listId, step, {
        scope,
        dueInMs: -1,
      });
      await system.run({ actor: SYSTEM, lists: [urgent.listId] }, (act) =>
        openTasks(act, urgent.listId, [{ step, scope, round: 1, preparedBy: null }]),
      );
      const who = api.as(`${officers[step]}.${COMMUNE}`);
      const [best] = (await who.get<Page>('/tasks?state=open&limit=1')).body.items;
      expect([step, best?.priority]).toEqual([step, 10]);
      const next = await who.post<Task>('/tasks/next', { step });
      expect([step, next.body.id]).toEqual([step, best?.id]);
      expect(late).not.toBe(best?.id);
    }
  });
});
