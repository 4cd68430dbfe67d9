import { randomUUID } from 'node:crypto';
import { DomainError } from '#domain/errors';
import type { Uuid } from '#domain/formats';
import type { NotificationKind } from '#domain/process/notifications';
import type { Act, Actor } from '../act.ts';
import type { Sql } from '../sql.ts';

export interface NotificationView {
  /** Grows in the order in which notifications appear. */
  readonly id: number;
  readonly kind: NotificationKind;
  readonly at: Date;
  readonly officeId: string;
  readonly listId: Uuid | null;
  readonly campaignId: Uuid | null;
  readonly taskId: Uuid | null;
  readonly handoverId: Uuid | null;
  /** What a task force wrote, with its office; null for everything else. */
  readonly broadcast: { readonly title: string; readonly body: string; readonly fromOfficeId: string } | null;
  readonly readAt: Date | null;
}

const COLUMNS = `n.id::float8 as id, n.kind, n.at, n.office_id as "officeId", n.list_id as "listId", n.campaign_id as "campaignId", n.task_id as "taskId",
  n.handover_id as "handoverId", r.at as "readAt",
  case when b.id is not null then jsonb_build_object('title', b.title, 'body', b.body, 'fromOfficeId', b.from_office_id) end as broadcast`;
const MINE = `n.office_id = $1 and (n.role is null or n.role = $2)`;
const FROM = `from notifications n left join broadcasts b on b.id = n.broadcast_id left join notification_reads r on r.notification_id = n.id and r.person_id = $3`;

/** One more than `limit` notifications of this post before `before`, newest first. */
export function readNotifications(
  sql: Sql,
  actor: Actor,
  { before, unread, limit }: { before: number | undefined; unread: boolean; limit: number },
): Promise<NotificationView[]> {
  return sql.query<NotificationView & Record<string, unknown>>(
    `select ${COLUMNS} ${FROM} where ${MINE} and ($4::bigint is null or n.id < $4) and (not $5::boolean or r.at is null) order by n.id desc limit $6`,
    [actor.officeId, actor.role, actor.personId, before ?? null, unread, limit + 1],
  );
}

/** Notifications of this post after `after`, oldest first. */
export function notificationsAfter(
  sql: Sql,
  actor: Actor,
  after: number,
  limit: number,
): Promise<NotificationView[]> {
  return sql.query<NotificationView & Record<string, unknown>>(
    `select ${COLUMNS} ${FROM} where ${MINE} and n.id > $4 order by n.id limit $5`,
    [actor.officeId, actor.role, actor.personId, after, limit],
  );
}

/** The id of the newest notification of all: where a stream begins that asks for nothing older. */
export async function newestNotification(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ id: number | null }>(
    `select max(last_id)::float8 as id from bangiao_notified(0)`,
  );
  return row?.id ?? 0;
}

/** Offices that were told something after `after`, with the last id of each. */
export function notifiedAfter(sql: Sql, after: number): Promise<{ officeId: string; lastId: number }[]> {
  return sql.query(`select office_id as "officeId", last_id::float8 as "lastId" from bangiao_notified($1)`, [
    after,
  ]);
}

/** How many of this post's notifications its person has not read. */
export async function countUnread(sql: Sql, actor: Actor): Promise<number> {
  const [row] = await sql.query<{ count: number }>(
    `select count(*)::int as count ${FROM} where ${MINE} and r.at is null`,
    [actor.officeId, actor.role, actor.personId],
  );
  return row?.count ?? 0;
}

/** Marks this post's notifications up to `upTo` as read by its person. Returns how many were not yet. */
export async function markRead(act: Act, upTo: number): Promise<number> {
  const rows = await act.query(
    `insert into notification_reads (person_id, notification_id, at) select $3, n.id, $5 from notifications n where ${MINE} and n.id <= $4
     on conflict do nothing returning notification_id`,
    [act.actor.officeId, act.actor.role, act.actor.personId, upTo, act.now],
  );
  return rows.length;
}

export interface Preference {
  readonly channel: 'email' | 'sms';
  readonly address: string;
  readonly kinds: readonly string[];
}

export function readPreferences(sql: Sql, actor: Actor): Promise<Preference[]> {
  return sql.query<Preference & Record<string, unknown>>(
    `select channel, address, kinds from notification_preferences where person_id = $1 order by channel`,
    [actor.personId],
  );
}

/** Replaces what the person wants to be told outside. */
export async function writePreferences(act: Act, wanted: readonly Preference[]): Promise<Preference[]> {
  await act.query(`delete from notification_preferences where person_id = $1`, [act.actor.personId]);
  await act.query(
    `insert into notification_preferences (person_id, channel, address, kinds)
     select $1, channel, address, array(select jsonb_array_elements_text(kinds)) from jsonb_to_recordset($2::jsonb) as p(channel text, address text, kinds jsonb)`,
    [act.actor.personId, JSON.stringify(wanted)],
  );
  return readPreferences(act, act.actor);
}

export interface WebhookView {
  readonly id: Uuid;
  readonly url: string;
  readonly kinds: readonly string[];
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  readonly waiting: number;
  readonly dead: number;
}

const WEBHOOKS = `select w.id, w.url, w.kinds, w.created_at as "createdAt", w.ended_at as "endedAt",
  (select count(*) from deliveries d where d.webhook_id = w.id and d.state = 'waiting')::int as waiting,
  (select count(*) from deliveries d where d.webhook_id = w.id and d.state = 'dead')::int as dead from webhooks w`;

export function readWebhooks(sql: Sql): Promise<WebhookView[]> {
  return sql.query<WebhookView & Record<string, unknown>>(
    `${WEBHOOKS} order by w.created_at, w.id limit 500`,
  );
}

/** Registers a machine for the area of the actor's office. `seal` closes the secret for the new id. */
export async function createWebhook(
  act: Act,
  { url, kinds }: { readonly url: string; readonly kinds: readonly string[] },
  seal: (id: string) => Buffer,
): Promise<WebhookView> {
  const id = randomUUID();
  await act.query(
    `insert into webhooks (id, province_code, commune_code, office_id, url, secret, kinds, created_by)
     select $1, o.province_code, o.commune_code, o.id, $3, $4, $5, $6 from offices o where o.id = $2`,
    [id, act.actor.officeId, url, seal(id), kinds, act.actor.personId],
  );
  const [made] = await act.query<WebhookView & Record<string, unknown>>(`${WEBHOOKS} where w.id = $1`, [id]);
  return made as WebhookView;
}

/** @throws DomainError `not_found` when there is none in the area. */
export async function endWebhook(act: Act, id: string): Promise<WebhookView> {
  await act.query(`update webhooks set ended_at = coalesce(ended_at, $2) where id = $1`, [id, act.now]);
  const [row] = await act.query<WebhookView & Record<string, unknown>>(`${WEBHOOKS} where w.id = $1`, [id]);
  if (row === undefined) throw new DomainError('not_found', { webhookId: id });
  return row;
}

/** Sends notifications of a range of ids to a machine once more, whether they had arrived or not. @throws DomainError `not_found`. */
export async function replayWebhook(
  act: Act,
  id: string,
  fromId: number,
  toId: number,
): Promise<{ count: number }> {
  const [webhook] = await act.query(`select id from webhooks where id = $1 and ended_at is null for update`, [
    id,
  ]);
  if (webhook === undefined) throw new DomainError('not_found', { webhookId: id });
  const sent = await act.query(
    `insert into deliveries (notification_id, channel, webhook_id, replay_no)
     select n.id, 'webhook', w.id, (select coalesce(max(d.replay_no), 0) + 1 from deliveries d where d.webhook_id = w.id)
     from webhooks w join notifications n on n.province_code = w.province_code and (w.commune_code is null or n.commune_code = w.commune_code) and n.kind = any(w.kinds)
     where w.id = $1 and n.id between $2 and $3 order by n.id limit 10000 returning id`,
    [id, fromId, toId],
  );
  return { count: sent.length };
}

/** Writes to offices below the actor's; all of them when none is named. @throws DomainError `out_of_area` for others. */
export async function broadcast(
  act: Act,
  { title, body, officeIds }: { title: string; body: string; officeIds: readonly string[] | undefined },
): Promise<{ id: string; offices: number }> {
  const rows = await act.query<{ id: string; asked: boolean }>(
    `with recursive below as (
       select id from offices where superior_office_id = $1 union select o.id from offices o join below on o.superior_office_id = below.id)
     select id, true as asked from below where $2::text[] is null or id = any($2) order by id`,
    [act.actor.officeId, officeIds ?? null],
  );
  const found = new Set(rows.map(({ id }) => id));
  const outside = (officeIds ?? []).filter((id) => !found.has(id));
  if (outside.length > 0 || found.size === 0) throw new DomainError('out_of_area', { officeIds: outside });
  const [written] = await act.query<{ id: string }>(
    `insert into broadcasts (province_code, commune_code, from_office_id, person_id, office_ids, commune_codes, title, body, at)
     select o.province_code, o.commune_code, o.id, $2, $3, array(select distinct b.commune_code from offices b where b.id = any($3) and b.commune_code is not null), $4, $5, $6 from offices o where o.id = $1 returning id`,
    [act.actor.officeId, act.actor.personId, [...found], title, body, act.now],
  );
  return { id: (written as { id: string }).id, offices: found.size };
}
