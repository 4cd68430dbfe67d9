import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Acts } from '#persistence/act';
import { giveDueNotices } from '#persistence/process/clockwork';
import { consultList } from '#persistence/process/list-orders';
import { deriveNotifications } from '#persistence/process/notifying';
import { systemSql } from '#persistence/process/system-sql';
import type { Sql } from '#persistence/sql';
import { testApi, type TestApi } from '../support/api.ts';
import { givenList } from '../support/chain.ts';
import { COMMUNE, OTHER_COMMUNE, PROVINCE } from '../support/database.ts';
import { refusal } from './acts-scenario.ts';

const VILLAGE = `${COMMUNE}-01`;

let api: TestApi;
let sql: Sql;
let acts: Acts;
beforeAll(async () => {
  api = await testApi();
  const source = await api.db.connect('system');
  sql = systemSql(source);
  acts = new Acts(source);
});
afterAll(() => api.close());

const rows = async <T>(text: string, values: unknown[] = []) =>
  (await api.db.owner.query<Record<string, unknown>>(text, values)).rows as T[];
const village = () => api.as(`thon1.${COMMUNE}`);
const province = () => api.as(`tinh.${PROVINCE}`);

const review = async (round = 1) => {
  const { listId } = await givenList(api.db.owner);
  const order = { do: 'ensureTask', step: 'review', scope: VILLAGE, round, preparedBy: null } as const;
  await consultList(acts, sql, listId, [order]);
  return listId;
};
const told = (listId: string) =>
  rows<{ kind: string; office: string; role: string | null }>(
    `select kind, office_id as office, role from notifications where list_id = $1 order by id`,
    [listId],
  );
const drain = async () => {
  while ((await deriveNotifications(sql)).more);
};

describe('notifications', () => {
  it('are derived once from each event, for the office and role it concerns', async () => {
    const listId = await review();
    await Promise.all([drain(), drain(), drain()]);
    await drain();
    expect(await told(listId)).toEqual([
      { kind: 'task.opened', office: `TCT-A-${VILLAGE}`, role: 'village_task_force' },
    ]);
  });

  it('call a task that comes again returned, and tell the superior of an escalation', async () => {
    const listId = await review(2);
    await rows(
      `update tasks set claim_epoch = 1, remind_at = null, due_at = now() - interval '1 hour' where list_id = $1`,
      [listId],
    );
    await giveDueNotices(acts, sql, 0);
    await drain();
    expect(await told(listId)).toEqual([
      { kind: 'task.returned', office: `TCT-A-${VILLAGE}`, role: 'village_task_force' },
      { kind: 'task.escalated', office: `TCT-X-${COMMUNE}`, role: null },
    ]);
  });

  it('lose none of many lists whose acts commit in any order while they are derived', async () => {
    const before = await rows<{ n: number }>(
      `select count(*)::int as n from notifications where kind = 'task.opened'`,
    );
    const made = Array.from({ length: 40 }, () => review());
    let over = false;
    const deriving = (async () => {
      while (!over) await drain();
    })();
    await Promise.all(made);
    over = true;
    await deriving;
    await drain();
    const after = await rows<{ n: number }>(
      `select count(*)::int as n from notifications where kind = 'task.opened'`,
    );
    expect((after[0]?.n ?? 0) - (before[0]?.n ?? 0)).toBe(40);
  });

  it('are read by the post they are for, and by nobody else, until marked', async () => {
    await rows(
      `insert into notification_reads (person_id, notification_id) select p.id, n.id from people p, notifications n where p.subject = $1`,
      [`thon1.${COMMUNE}`],
    );
    const listId = await review();
    await drain();
    const mine = await village().get<{ items: { id: number; listId: string }[] }>(
      '/notifications?unread=true',
    );
    expect(mine.body.items).toMatchObject([{ kind: 'task.opened', listId, readAt: null }]);
    const other = await api.as(`thon2.${COMMUNE}`).get<{ items: { listId: string }[] }>('/notifications');
    expect(other.body.items.filter((one) => one.listId === listId)).toEqual([]);
    expect((await village().get('/notifications/counts')).body).toEqual({ unread: 1 });
    const upTo = mine.body.items[0]?.id;
    expect((await village().post('/notifications/read', { upTo })).body).toEqual({ marked: 1 });
    expect((await village().get('/notifications/counts')).body).toEqual({ unread: 0 });
  });

  it('carry what a task force writes to the offices below it, and refuse others', async () => {
    const station = `TYT-${COMMUNE}`;
    const message = { title: 'Nghỉ bão', body: 'Các trạm dừng cập nhật đến hết ngày mai.' };
    const sent = await province().post('/broadcasts', { ...message, officeIds: [station] });
    expect(sent).toMatchObject({ status: 201, body: { offices: 1 } });
    await drain();
    const { body } = await api.as(`tramyte1.${COMMUNE}`).get<{ items: object[] }>('/notifications');
    expect(body.items[0]).toMatchObject({
      kind: 'broadcast',
      broadcast: { ...message, fromOfficeId: `TCT-T-${PROVINCE}` },
    });
    const sideways = { ...message, officeIds: [`TYT-${OTHER_COMMUNE}`] };
    expect(await api.as(`xa.${COMMUNE}`).post('/broadcasts', sideways)).toMatchObject(
      refusal(403, 'out_of_area'),
    );
    expect(await village().post('/broadcasts', message)).toMatchObject(refusal(403, 'no_permission'));
  });
});

describe('the stream', () => {
  async function* events(
    from?: number,
    url = api.url,
  ): AsyncGenerator<{ id: number; event: string; data: string }> {
    const token = await api.issuer.token(`thon1.${COMMUNE}`);
    const ended = new AbortController();
    const answer = await fetch(`${url}/notifications/stream`, {
      headers: {
        authorization: `Bearer ${token}`,
        ...(from === undefined ? {} : { 'last-event-id': String(from) }),
      },
      signal: ended.signal,
    });
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    let text = '';
    try {
      for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
        text += Buffer.from(chunk).toString('utf8');
        const parts = text.split('\n\n');
        text = parts.pop() ?? '';
        for (const part of parts) {
          const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1] ?? '';
          if (field('id') !== '')
            yield { id: Number(field('id')), event: field('event'), data: field('data') };
        }
      }
    } finally {
      ended.abort();
    }
  }
  const take = async (count: number, from?: number, url?: string) => {
    const seen: { id: number; event: string; data: string }[] = [];
    for await (const event of events(from, url)) {
      seen.push(event);
      if (seen.length === count) break;
    }
    return seen;
  };

  it('goes on after the last one seen, without a gap or a repetition, and knows nothing of people', async () => {
    const start = (await rows<{ id: number }>(`select max(id)::int as id from notifications`))[0]?.id ?? 0;
    const lists = [await review(), await review(), await review()];
    await drain();
    const [first] = await take(1, start);
    const rest = await take(2, first?.id);
    const seen = [first, ...rest].map(
      (event) => (JSON.parse(event?.data ?? '{}') as { listId: string }).listId,
    );
    expect(seen).toEqual(lists);
    expect(Object.keys(JSON.parse(first?.data ?? '{}') as object).sort()).toEqual(
      ['at', 'campaignId', 'handoverId', 'id', 'kind', 'listId', 'officeId', 'taskId'].sort(),
    );
  });

  it('tells of what happens while it is open, also when another process of the API is asked', async () => {
    const second = await testApiBeside();
    try {
      const waiting = [take(1), take(1, undefined, second.url)];
      await wait(500);
      const listId = await review();
      await drain();
      for (const [event] of await Promise.all(waiting)) expect(event?.data).toContain(listId);
    } finally {
      await second.close();
    }
  });

  it('refuses a wrong Last-Event-ID', async () => {
    expect(await village().get('/notifications/stream', { headers: { 'last-event-id': 'x' } })).toMatchObject(
      refusal(422, 'invalid_value'),
    );
  });

  async function testApiBeside() {
    const { createApplication } = await import('../../apps/api/src/application.ts');
    const { ENV } = await import('../../apps/api/src/env.ts');
    const app = await createApplication(api.app.get(ENV), { page: false });
    await app.listen(0, '127.0.0.1');
    return { url: (await app.getUrl()).replace('[::1]', '127.0.0.1'), close: () => app.close() };
  }
});
