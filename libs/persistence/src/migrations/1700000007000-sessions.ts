import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Browser sessions, suspension of people, and the notice that tells every API process of a post that ended. */
export class Sessions1700000007000 implements MigrationInterface {
  name = 'Sessions1700000007000';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

const UP = [
  `alter table people add column suspended_at timestamptz`,
  // The cookie's value is nowhere: who reads this table cannot act as anybody.
  `create table sessions (
     token_hash bytea constraint sessions_pk primary key,
     person_id uuid not null constraint sessions_person references people(id),
     created_at timestamptz not null default clock_timestamp(),
     last_seen_at timestamptz not null default clock_timestamp(),
     expires_at timestamptz not null,
     auth_time timestamptz not null,
     user_agent_hash bytea not null
   ) with (fillfactor = 70)`,
  `create index sessions_by_person on sessions (person_id)`,
  `create index sessions_by_end on sessions (expires_at)`,
  `grant select, insert, delete, update (last_seen_at) on sessions to bangiao_api`,
  `grant select, delete on sessions to bangiao_system`,

  // Whoever changes a post, by whatever way: sessions end in the same transaction, and all API processes forget what they know of people.
  `create function posts_changed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
   begin
     if tg_op = 'UPDATE' and tg_table_name = 'memberships' then
       delete from sessions s using changed c where s.person_id = c.person_id and c.valid_to <= clock_timestamp();
     elsif tg_op = 'DELETE' then
       delete from sessions s using changed c where s.person_id = c.person_id;
     elsif tg_table_name = 'people' then
       delete from sessions s using changed c where s.person_id = c.id and c.suspended_at is not null;
     end if;
     perform pg_notify('bangiao_posts', '');
     return null;
   end $$`,
  `create trigger memberships_begun after insert on memberships for each statement execute function posts_changed()`,
  `create trigger memberships_changed after update on memberships referencing new table as changed for each statement execute function posts_changed()`,
  `create trigger memberships_gone after delete on memberships referencing old table as changed for each statement execute function posts_changed()`,
  `create trigger people_changed after update on people referencing new table as changed for each statement execute function posts_changed()`,
];

const DOWN = [
  ...['begun', 'changed', 'gone'].map((what) => `drop trigger memberships_${what} on memberships`),
  `drop trigger people_changed on people`,
  `drop function posts_changed()`,
  `drop table sessions`,
  `alter table people drop column suspended_at`,
];
