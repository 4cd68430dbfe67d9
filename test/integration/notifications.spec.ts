import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { NOTIFICATION_KINDS } from '#domain/process/notifications';
import { Acts } from '#persistence/act';
import { giveDueNotices } from '#persistence/process/clockwork';
import { consultList } from '#persistence/process/list-orders';
import { deriveNotifications } from '#persistence/process/notifying';
import { systemSql } from '#persistence/process/system-sql';
import type { Sql } from '#persistence/sql';
import { openSecretBox } from '#signatures/secret-box';
import { migrate } from '../../apps/simulators/src/database/schema.ts';
import { startPostOffice, type Arrived } from '../../apps/simulators/src/post/post-office.ts';
import { emailOverSmtp, signedWebhooks, smsOverHttp } from '../../apps/worker/src/deliveries/channels.ts';
import { Deliverer } from '../../apps/worker/src/deliveries/deliverer.ts';
import { isPrivateAddress } from '../../apps/worker/src/deliveries/private-addresses.ts';
import { testApi, type TestApi } from '../support/api.ts';
import { givenList, givenTask } from '../support/chain.ts';
import { COMMUNE, OTHER_COMMUNE, PROVINCE } from '../support/database.ts';
import { refusal } from './acts-scenario.ts';
import { emptyDatabase } from './empty-database.ts';

const VILLAGE = `${COMMUNE}-01`;
const SECRET = 'bi mat cua may nhan thong bao';
const folder = mkdtempSync(join(tmpdir(), 'ban-giao-notifications-'));
const keyFile = join(folder, 'secrets.key');

let api: TestApi;
let sql: Sql;
let acts: Acts;
let post: Awaited<ReturnType<typeof startPostOffice>>;
let outside: Awaited<ReturnType<typeof emptyDatabase>>;
beforeAll(async () => {
  api = await testApi({ SECRETS_KEY_FILE: keyFile, WEBHOOKS_PRIVATE: 'yes' });
  const source = await api.db.connect('system');
  sql = systemSql(source);
  acts = new Acts(source);
  outside = await emptyDatabase();
  await migrate(outside.pool);
  post = await startPostOffice({ host: '127.0.0.1', port: 0, smtpPort: 0, pool: outside.pool });
  await admin('secret', { secret: SECRET });
});
afterAll(async () => {
  await post?.close();
  await outside?.close();
  await api?.close();
  rmSync(folder, { recursive: true });
});

const admin = (path: string, body: object) =>
  fetch(`http://127.0.0.1:${post.port}/admin/${path}`, { method: 'PUT', body: JSON.stringify(body) });
const arrived = async (): Promise<Arrived[]> =>
  ((await (await fetch(`http://127.0.0.1:${post.port}/admin/arrived`)).json()) as { items: Arrived[] }).items;
const rows = async <T>(text: string, values: unknown[] = []) =>
  (await api.db.owner.query<Record<string, unknown>>(text, values)).rows as T[];
const village = () => api.as(`thon1.${COMMUNE}`);
const province = () => api.as(`tinh.${PROVINCE}`);
const administrator = () => api.as(`quantri.${PROVINCE}`);

async function deliverer(most = 3, allowPrivate = true): Promise<Deliverer> {
  const box = await openSecretBox(keyFile);
  const page = 'http://127.0.0.1:8080';
  return new Deliverer(
    sql,
    {
      email: emailOverSmtp(`smtp://127.0.0.1:${post.smtpPort}`, 'ban-giao@localhost', page, 2_000),
      sms: smsOverHttp(`http://127.0.0.1:${post.port}/sms`, null, page, 2_000),
      webhook: signedWebhooks(box, 2_000, allowPrivate),
    },
    pino({ level: 'silent' }),
    { leaseMs: 5_000, firstDelayMs: 1, mostAttempts: most },
  );
}
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

describe('what goes outside', () => {
  beforeEach(async () => {
    await drain();
    await rows(`update deliveries set state = 'dead' where state = 'waiting'`);
    await rows(`update webhooks set ended_at = now()`);
  });

  it('reaches a person by the channels that were chosen, and says nothing of the list', async () => {
    const items = [
      { channel: 'email', address: 'thon1@example.vn', kinds: ['task.opened'] },
      { channel: 'sms', address: '+84912345678', kinds: ['task.opened', 'task.escalated'] },
    ];
    expect(await village().put('/notifications/preferences', { items })).toMatchObject({
      status: 200,
      body: { items },
    });
    const listId = await review();
    await drain();
    await (await deliverer()).pass();
    const got = (await arrived()).filter(({ channel }) => channel !== 'webhook');
    expect(got.map(({ channel, to }) => [channel, to]).sort()).toEqual([
      ['email', 'thon1@example.vn'],
      ['sms', '+84912345678'],
    ]);
    for (const { text } of got) expect(text).not.toContain(listId);
    await village().put('/notifications/preferences', { items: [] });
    await review();
    await drain();
    await (await deliverer()).pass();
    expect((await arrived()).filter(({ channel }) => channel !== 'webhook')).toHaveLength(2);
  });

  it('gives up at once on a mailbox that does not exist', async () => {
    const items = [{ channel: 'email', address: 'unknown@example.vn', kinds: ['task.opened'] }];
    await village().put('/notifications/preferences', { items });
    await review();
    await drain();
    await (await deliverer()).pass();
    expect(
      await rows(
        `select last_code, attempts from deliveries where channel = 'email' and state = 'dead' and attempts > 0`,
      ),
    ).toEqual([{ last_code: 'smtp_550', attempts: 1 }]);
    await village().put('/notifications/preferences', { items: [] });
  });

  const hook = async () =>
    (
      await administrator().post<{ id: string }>('/webhooks', {
        ...{ url: `http://127.0.0.1:${post.port}/hook`, secret: SECRET, kinds: [...NOTIFICATION_KINDS] },
      })
    ).body.id;

  it('reaches a machine with a signature it can check, and the secret is nowhere to be read', async () => {
    const id = await hook();
    const listId = await review();
    await drain();
    await (await deliverer()).pass();
    const mine = (await arrived()).filter(({ text }) => text.includes(listId));
    expect(mine).toMatchObject([{ channel: 'webhook', signed: true }]);
    const [{ raw } = { raw: '' }] = await rows<{ raw: string }>(
      `select encode(secret, 'escape') as raw from webhooks where id = $1`,
      [id],
    );
    expect(raw).not.toContain(SECRET);
    expect(JSON.stringify((await administrator().get('/webhooks')).body)).not.toContain(SECRET);
  });

  it('is tried again with growing pauses, dies after the last attempt and can be replayed by its ids', async () => {
    const id = await hook();
    await admin('faults', { failShare: 1 });
    const listId = await review();
    await drain();
    const [{ notification } = { notification: 0 }] = await rows<{ notification: number }>(
      `select id::int as notification from notifications where list_id = $1`,
      [listId],
    );
    const sender = await deliverer(3);
    for (let i = 0; i < 3; i += 1) {
      await sender.pass();
      await wait(20);
    }
    await admin('faults', { failShare: 0 });
    await sender.pass();
    expect((await arrived()).filter(({ text }) => text.includes(listId))).toEqual([]);
    expect((await administrator().get<{ items: object[] }>('/webhooks')).body.items.at(-1)).toMatchObject({
      id,
      dead: 1,
    });
    const range = { fromId: notification, toId: notification };
    expect(await administrator().post(`/webhooks/${id}/replay`, range)).toMatchObject({ body: { count: 1 } });
    await sender.pass();
    expect((await arrived()).filter(({ text }) => text.includes(listId))).toMatchObject([{ signed: true }]);
  });

  it('goes to no address inside the own network', async () => {
    await hook();
    await review();
    await drain();
    const before = (await arrived()).length;
    await (await deliverer(3, false)).pass();
    expect((await arrived()).length).toBe(before);
    const codes = await rows(
      `select distinct last_code from deliveries where attempts > 0 and state = 'dead' and last_code like 'private%'`,
    );
    expect(codes).toEqual([{ last_code: 'private_address' }]);
    const named = await administrator().post('/webhooks', {
      url: 'https://localhost/hook',
      secret: SECRET,
      kinds: ['task.opened'],
    });
    expect(named.status).toBe(201);
    await rows(`update deliveries set state = 'dead' where state = 'waiting'`);
    const listId = await review();
    await drain();
    await (await deliverer(3, false)).pass();
    const results = await rows(
      `select distinct d.last_code from deliveries d join notifications n on n.id = d.notification_id where n.list_id = $1`,
      [listId],
    );
    expect(results).toEqual([{ last_code: 'private_address' }]);
  });

  it.each([
    '10.1.2.3',
    '127.0.0.1',
    '169.254.169.254',
    '192.168.1.1',
    '::1',
    'fd00::1',
    'fe80::1',
    '::ffff:10.0.0.1',
  ])('knows %s as an address of its own', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  it('knows an address of others', () => {
    expect(['8.8.8.8', '203.162.4.190', '2001:4860:4860::8888'].some(isPrivateAddress)).toBe(false);
  });
});
