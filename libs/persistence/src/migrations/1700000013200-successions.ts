import type { MigrationInterface, QueryRunner } from 'typeorm';
import { registering, registeringColumns, type Registered } from './registered-tables.ts';

/** Units and offices with the time in which they exist and who follows them, as when communes merged on 01/07/2025. */
export class Successions1700000013200 implements MigrationInterface {
  name = 'Successions1700000013200';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

const REGISTERED: Readonly<Record<string, Registered>> = {
  weekly_reports: { key: ['id'], hashed: ['facts'] },
  unit_mergers: { key: ['id'] },
};

const MINE = `= any ((select bangiao_area('bangiao.provinces'))::text[])`;
const COMMUNES = `any ((select bangiao_area('bangiao.communes'))::text[])`;
const TABLES = ['units', 'offices'];

const UP = [
  `alter table units add constraint units_successor foreign key (successor_code) references units(code),
     add constraint units_lifetime check (valid_to is null or valid_to >= valid_from)`,
  `create index units_by_successor on units (successor_code) where successor_code is not null`,
  `alter table offices add column valid_from date not null default '2004-01-01', add column valid_to date,
     add column successor_id text constraint offices_successor references offices(id),
     add constraint offices_lifetime check (valid_to is null or valid_to >= valid_from)`,
  registeringColumns('offices', 'id', ['valid_from', 'valid_to', 'successor_id']),

  // Vietnam has had one zone and no summer time since 1975: no server needs a table of zones for it.
  `create function bangiao_today() returns date language sql stable parallel safe as
     $$ select (now() at time zone interval '7 hours')::date $$`,
  // Where a unit's offices sit now: itself, or the last of its successors. Lists keep the unit they were made for.
  `create function bangiao_seat(unit text) returns text language sql stable parallel safe as
     $$ with recursive way as (
          select u.code, u.successor_code, 0 as depth from units u where u.code = unit
          union all select u.code, u.successor_code, way.depth + 1 from way join units u on u.code = way.successor_code where way.depth < 100)
        select code from way order by depth desc limit 1 $$`,
  // Whose lists a unit answers for: its own and those of all units that were merged into it.
  `create function bangiao_predecessors(unit text) returns text[] language sql stable parallel safe as
     $$ with recursive line as (
          select u.code, 0 as depth from units u where u.successor_code = unit
          union select u.code, line.depth + 1 from line join units u on u.successor_code = line.code where line.depth < 100)
        select coalesce(array_agg(distinct code order by code), '{}') from line $$`,

  `create table unit_mergers (
     id uuid constraint unit_mergers_pk primary key default gen_random_uuid(),
     province_code text not null constraint unit_mergers_province references units(code),
     day date not null,
     into_code text not null constraint unit_mergers_into references units(code),
     from_codes text[] not null,
     plan jsonb not null,
     plan_sha256 bytea not null,
     person_id uuid not null constraint unit_mergers_person references people(id),
     office_id text not null constraint unit_mergers_office references offices(id),
     at timestamptz not null
   )`,
  `create trigger unit_mergers_append_only before update or delete or truncate on unit_mergers for each statement execute function refuse_change()`,
  `alter table unit_mergers enable row level security`,
  `create policy unit_mergers_seen on unit_mergers for select to bangiao_api using (province_code ${MINE} or into_code = ${COMMUNES}
     or from_codes && (select bangiao_area('bangiao.communes'))::text[])`,
  `create policy unit_mergers_made on unit_mergers for insert to bangiao_api with check (province_code ${MINE})`,

  ...TABLES.flatMap((table) => [
    `alter table ${table} enable row level security`,
    `create policy ${table}_seen on ${table} for select to bangiao_api using (true)`,
    `create policy ${table}_made on ${table} for insert to bangiao_api with check (province_code ${MINE})`,
    `create policy ${table}_kept on ${table} for update to bangiao_api using (province_code ${MINE})`,
  ]),
  `grant insert, update on units, offices to bangiao_api`,
  `grant select, insert on unit_mergers to bangiao_api, bangiao_system`,
  ...Object.entries(REGISTERED).flatMap(([table, how]) => registering(table, how)),
];

const DOWN = [
  `drop trigger weekly_reports_registered on weekly_reports`,
  `revoke insert, update on units, offices from bangiao_api`,
  `grant update (calendar_id) on offices to bangiao_api`,
  ...TABLES.flatMap((table) => [
    ...['seen', 'made', 'kept'].map((what) => `drop policy ${table}_${what} on ${table}`),
    `alter table ${table} disable row level security`,
  ]),
  `drop table unit_mergers`,
  `drop function bangiao_predecessors(text)`,
  `drop function bangiao_seat(text)`,
  `drop function bangiao_today()`,
  `alter table offices drop constraint offices_lifetime, drop column successor_id, drop column valid_to, drop column valid_from`,
  `drop index units_by_successor`,
  `alter table units drop constraint units_lifetime, drop constraint units_successor`,
];
