import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What offices are told, derived from the lists' events after the fact, and its way to people and machines. Ids, codes and times only. */
export class Notifications1700000008100 implements MigrationInterface {
  name = 'Notifications1700000008100';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

const AREA = `province_code = any ((select bangiao_area('bangiao.provinces'))::text[])
  or commune_code = any ((select bangiao_area('bangiao.communes'))::text[])`;

const UP = [
  `create table broadcasts (
     id uuid constraint broadcasts_pk primary key default gen_random_uuid(),
     province_code text not null,
     commune_code text,
     from_office_id text not null constraint broadcasts_office references offices(id),
     person_id uuid not null,
     office_ids text[] not null,
     commune_codes text[] not null,
     title text not null,
     body text not null,
     at timestamptz not null default clock_timestamp()
   )`,
  // Ids are given by one writer at a time, so that their order is the order of commits: a reader may go on after the last one it saw.
  `create table notifications (
     id bigint generated always as identity constraint notifications_pk primary key,
     province_code text not null,
     commune_code text,
     office_id text not null,
     role text,
     kind text not null,
     list_id uuid,
     event_no bigint,
     campaign_id uuid,
     task_id uuid,
     handover_id uuid,
     broadcast_id uuid constraint notifications_broadcast references broadcasts(id),
     at timestamptz not null,
     created_at timestamptz not null default clock_timestamp(),
     constraint notifications_once unique nulls not distinct (list_id, event_no, kind, office_id, task_id, broadcast_id)
   )`,
  `create index notifications_by_office on notifications (office_id, id)`,
  `create table notification_cursors (
     list_id uuid constraint notification_cursors_pk primary key constraint notification_cursors_list references lists(id),
     event_no bigint not null
   ) with (fillfactor = 50)`,
  `insert into notification_cursors (list_id, event_no) select id, event_no from lists`,
  `create table notification_reads (
     person_id uuid not null constraint notification_reads_person references people(id),
     notification_id bigint not null constraint notification_reads_notification references notifications(id),
     at timestamptz not null default clock_timestamp(),
     constraint notification_reads_pk primary key (person_id, notification_id)
   )`,
  `create table notification_preferences (
     person_id uuid not null constraint notification_preferences_person references people(id),
     channel text not null constraint notification_preferences_channel check (channel in ('email','sms')),
     address text not null,
     kinds text[] not null,
     constraint notification_preferences_pk primary key (person_id, channel)
   )`,
  `create table webhooks (
     id uuid constraint webhooks_pk primary key default gen_random_uuid(),
     province_code text not null,
     commune_code text,
     office_id text not null constraint webhooks_office references offices(id),
     url text not null,
     secret bytea not null,
     kinds text[] not null,
     created_by uuid not null,
     created_at timestamptz not null default clock_timestamp(),
     ended_at timestamptz
   )`,
  `create table deliveries (
     id bigint generated always as identity constraint deliveries_pk primary key,
     notification_id bigint not null constraint deliveries_notification references notifications(id),
     channel text not null constraint deliveries_channel check (channel in ('email','sms','webhook')),
     person_id uuid constraint deliveries_person references people(id),
     webhook_id uuid constraint deliveries_webhook references webhooks(id),
     state text not null default 'waiting' constraint deliveries_state check (state in ('waiting','sent','dead')),
     attempts integer not null default 0,
     next_attempt_at timestamptz not null default clock_timestamp(),
     last_code text,
     replay_no integer not null default 0,
     sent_at timestamptz,
     constraint deliveries_once unique nulls not distinct (notification_id, channel, person_id, webhook_id, replay_no)
   ) with (fillfactor = 70)`,
  `create index deliveries_waiting on deliveries (next_attempt_at) where state = 'waiting'`,
  `create index deliveries_dead on deliveries (id) where state = 'dead'`,

  ...['broadcasts', 'notifications'].map(
    (table) =>
      `create trigger ${table}_append_only before update or delete or truncate on ${table} for each statement execute function refuse_change()`,
  ),
  `alter table broadcasts enable row level security`,
  `create policy broadcasts_area on broadcasts to bangiao_api using (
     province_code = any ((select bangiao_area('bangiao.provinces'))::text[]) or commune_codes && (select bangiao_area('bangiao.communes'))::text[])`,
  ...['notifications', 'webhooks'].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `create policy ${table}_area on ${table} to bangiao_api using (${AREA})`,
  ]),
  // Tells a process which of its listeners to look for, without showing anything of what was said to whom.
  `create function bangiao_notified(after_id bigint) returns table (office_id text, last_id bigint) language sql stable security definer
     set search_path = public, pg_temp as
     $$ select n.office_id, max(n.id) from notifications n where n.id > after_id group by n.office_id $$`,
  `grant select, insert on broadcasts, notification_reads to bangiao_api`,
  `grant select on notifications to bangiao_api`,
  `grant select, insert, update, delete on notification_preferences to bangiao_api`,
  `grant select, insert, update on webhooks to bangiao_api`,
  `grant select, insert, update on deliveries to bangiao_api`,
  `grant select on broadcasts, notification_preferences, webhooks to bangiao_system`,
  `grant select, insert on notifications to bangiao_system`,
  `grant select, insert, update on notification_cursors, deliveries to bangiao_system`,
];

const DOWN = [
  `drop function bangiao_notified(bigint)`,
  ...[
    'deliveries',
    'webhooks',
    'notification_preferences',
    'notification_reads',
    'notification_cursors',
    'notifications',
    'broadcasts',
  ].map((table) => `drop table ${table}`),
];
