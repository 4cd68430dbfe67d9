import type { MigrationInterface, QueryRunner } from 'typeorm';
import { NATIONAL_DAYS } from './vietnam-calendar.ts';

/** Working calendars as data, absolute times of escalation stored with each task, extensions, and what the database's own clock looks at next. */
export class Clocks1700000008000 implements MigrationInterface {
  name = 'Clocks1700000008000';

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
  `create table calendars (
     id text constraint calendars_pk primary key,
     name text not null,
     province_code text constraint calendars_province references units(code),
     base_id text constraint calendars_base references calendars(id)
   )`,
  // Weekday 0 is Sunday. A calendar without hours has those of its base.
  `create table calendar_hours (
     calendar_id text not null constraint calendar_hours_calendar references calendars(id),
     weekday smallint not null constraint calendar_hours_weekday check (weekday between 0 and 6),
     from_minute smallint not null,
     to_minute smallint not null,
     constraint calendar_hours_span check (0 <= from_minute and from_minute < to_minute and to_minute <= 1440),
     constraint calendar_hours_pk primary key (calendar_id, weekday, from_minute)
   )`,
  `create table calendar_days (
     calendar_id text not null constraint calendar_days_calendar references calendars(id),
     day date not null,
     kind text not null constraint calendar_days_kind check (kind in ('off','work')),
     name text not null,
     constraint calendar_days_pk primary key (calendar_id, day)
   )`,
  `insert into calendars (id, name) values ('vn', 'Lịch làm việc của cơ quan nhà nước')`,
  `insert into calendar_hours (calendar_id, weekday, from_minute, to_minute)
   select 'vn', d, s.opens, s.closes from generate_series(1, 5) as d, (values (450, 690), (810, 1020)) as s(opens, closes)`,
  `insert into calendar_days (calendar_id, day, kind, name) select 'vn', day::date, d.kind, d.name
   from (values ${NATIONAL_DAYS.map(([from, to, kind, name]) => `('${from}'::date, '${to}'::date, '${kind}', '${name}')`).join(', ')}) as d(a, b, kind, name),
   generate_series(d.a, d.b, interval '1 day') as day`,
  `alter table offices add calendar_id text not null default 'vn' constraint offices_calendar references calendars(id)`,

  `alter table tasks add accept_due_at timestamptz, add escalate_at timestamptz[]`,
  `create table task_extensions (
     task_id uuid not null constraint task_extensions_task references tasks(id),
     no integer not null,
     province_code text not null,
     commune_code text,
     from_due_at timestamptz not null,
     to_due_at timestamptz not null,
     escalated_before integer not null,
     reason text not null,
     person_id uuid not null,
     office_id text not null,
     at timestamptz not null,
     constraint task_extensions_later check (to_due_at > from_due_at),
     constraint task_extensions_pk primary key (task_id, no)
   )`,
  `create trigger task_extensions_append_only before update or delete or truncate on task_extensions for each statement execute function refuse_change()`,
  `alter table task_extensions enable row level security`,
  `create policy task_extensions_area on task_extensions to bangiao_api using (${AREA})`,

  // When to look at a task's clock next. A table of its own: claims and completions must not pay for its index.
  `create table task_clocks (
     task_id uuid constraint task_clocks_pk primary key constraint task_clocks_task references tasks(id),
     campaign_id uuid not null,
     list_id uuid,
     look_at timestamptz not null
   )`,
  `create index task_clocks_by_look on task_clocks (look_at)`,
  `create function wind_clocks() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
   begin
     insert into task_clocks (task_id, campaign_id, list_id, look_at)
     select id, campaign_id, list_id, least(due_at, remind_at, accept_due_at, held_until) from opened
     where part_no = 0 and state in ('open','claimed','held') on conflict do nothing;
     return null;
   end $$`,
  `create trigger tasks_wind_clocks after insert on tasks referencing new table as opened for each statement execute function wind_clocks()`,
  // Whoever moves a deadline or a hold makes the clock look again at once.
  `create function set_clock() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
   begin
     update task_clocks set look_at = least(look_at, clock_timestamp()) where task_id = new.id;
     return null;
   end $$`,
  `create trigger tasks_set_clock after update of due_at, held_until on tasks for each row
   when (new.part_no = 0 and new.state in ('open','claimed','held') and (old.due_at, old.held_until) is distinct from (new.due_at, new.held_until))
   execute function set_clock()`,
  `insert into task_clocks (task_id, campaign_id, list_id, look_at)
   select id, campaign_id, list_id, least(due_at, remind_at) from tasks where part_no = 0 and state in ('open','claimed','held')`,

  `grant select on calendars, calendar_hours, calendar_days to bangiao_api, bangiao_system`,
  `grant insert, update on calendars to bangiao_api`,
  `grant insert, update, delete on calendar_hours, calendar_days to bangiao_api`,
  `grant update (calendar_id) on offices to bangiao_api`,
  `grant select, insert on task_extensions to bangiao_api`,
  `grant select on task_extensions to bangiao_system`,
  `grant select, insert, update, delete on task_clocks to bangiao_system`,
];

const DOWN = [
  `drop trigger tasks_set_clock on tasks`,
  `drop trigger tasks_wind_clocks on tasks`,
  `drop function set_clock()`,
  `drop function wind_clocks()`,
  `drop table task_clocks`,
  `drop table task_extensions`,
  `alter table tasks drop accept_due_at, drop escalate_at`,
  `alter table offices drop calendar_id`,
  `drop table calendar_days`,
  `drop table calendar_hours`,
  `drop table calendars`,
];
