import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { NOTIFICATION_KINDS } from '#domain/process/notifications';
import { Acts } from '#persistence/act';
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
import { givenList } from '../support/chain.ts';
import { COMMUNE, PROVINCE, OTHER_PROVINCE } from '../support/database.ts';
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
const review = async () => {
  const { listId } = await givenList(api.db.owner);
  const order = { do: 'ensureTask', step: 'review', scope: VILLAGE, round: 1, preparedBy: null } as const;
  await consultList(acts, sql, listId, [order]);
  return listId;
};
const drain = async () => {
  while ((await deriveNotifications(sql)).more);
};

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
    const log = (query = '') =>
      administrator().get<{ items: object[]; nextCursor: string | null }>(
        `/webhooks/${id}/deliveries${query}`,
      );
    const { body } = await log('?limit=1');
    expect(body.items).toMatchObject([{ notificationId: notification, state: 'sent', replayNo: 1 }]);
    expect((await log(`?limit=1&cursor=${body.nextCursor}`)).body.items).toMatchObject([
      { notificationId: notification, state: 'dead', attempts: 3, replayNo: 0, lastCode: expect.any(String) },
    ]);
    expect((await log('?state=dead')).body.items).toHaveLength(1);
    expect(await api.as(`quantri.${OTHER_PROVINCE}`).get(`/webhooks/${id}/deliveries`)).toMatchObject({
      status: 404,
    });
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
