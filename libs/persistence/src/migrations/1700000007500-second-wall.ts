import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Row-level security of everything that holds a list's or a resident's data, or belongs to one person. Tables that know only their list
 * ask for it by its key: `list_id in (select id from lists)` read all lists of the area for one row. Values of residents are guarded
 * like the records they come from; proofs, which show hashes of them, open one named list for one transaction.
 */
export class SecondWall1700000007500 implements MigrationInterface {
  name = 'SecondWall1700000007500';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

const area = (setting: string): string => `any ((select bangiao_area('bangiao.${setting}'))::text[])`;
const uuidOf = (setting: string): string =>
  `(select nullif(current_setting('bangiao.${setting}', true), '')::uuid)`;

/** The list is in the area: lists have a policy of their own. */
const listOf = (table: string): string =>
  `province_code = ${area('provinces')} or exists (select from lists l where l.id = ${table}.list_id)`;

/** The list is in the area, and residents' data of it may be seen; of a village officer, the records of the own villages. */
const recordOf = (table: string): string =>
  `province_code = ${area('provinces')}
   or exists (select from lists l where l.id = ${table}.list_id and l.commune_code = ${area('record_communes')})
   or exists (select from lists l where l.id = ${table}.list_id and l.id = ${uuidOf('proof')})
   or exists (select from records r where r.province_code = ${table}.province_code and r.list_id = ${table}.list_id
      and r.record_no = ${table}.record_no and r.village_code = ${area('villages')})`;

const BY_LIST = ['custody_moves', 'deciders', 'jobs'];
const BY_RECORD = ['record_changes', 'handover_snapshots'];
const BY_PERSON = ['idempotency_keys', 'certificate_challenges'];

const OFFICE = `exists (select from offices o where o.id = memberships.office_id
  and (o.province_code = ${area('provinces')} or o.commune_code = ${area('communes')}))`;

const UP = [
  ...[...BY_LIST, ...BY_RECORD].map((table) => `drop policy ${table}_area on ${table}`),
  ...BY_LIST.map(
    (table) => `create policy ${table}_area on ${table} to bangiao_api using (${listOf(table)})`,
  ),
  ...BY_RECORD.flatMap((table) => [
    `create policy ${table}_seen on ${table} for select to bangiao_api using (${recordOf(table)})`,
    `create policy ${table}_written on ${table} for insert to bangiao_api with check (${listOf(table)})`,
  ]),
  ...BY_PERSON.flatMap((table) => [
    `alter table ${table} enable row level security`,
    `create policy ${table}_own on ${table} to bangiao_api using (person_id = ${uuidOf('person')})`,
  ]),
  `alter table task_notices enable row level security`,
  `create policy task_notices_area on task_notices to bangiao_api using (exists (select from tasks t where t.id = task_notices.task_id))`,
  `alter table campaigns enable row level security`,
  `create policy campaigns_area on campaigns to bangiao_api
     using (province_code = ${area('provinces')} or commune_codes && (select bangiao_area('bangiao.communes'))::text[])
     with check (province_code = ${area('provinces')})`,
  // Tells a wrong area (403) from a wrong id (404) without showing anything of the row.
  `create function bangiao_campaign_exists(wanted uuid) returns boolean language sql stable security definer set search_path = public, pg_temp as
     $$ select exists (select from campaigns where id = wanted) $$`,
  // Posts are given and ended by offices above; everybody's are read at sign-in.
  `grant insert on people, memberships to bangiao_api`,
  `grant update (valid_from, valid_to) on memberships to bangiao_api`,
  `alter table memberships enable row level security`,
  `create policy memberships_seen on memberships for select to bangiao_api using (true)`,
  `create policy memberships_given on memberships for insert to bangiao_api with check (${OFFICE})`,
  `create policy memberships_kept on memberships for update to bangiao_api using (${OFFICE})`,
  // Refusals are written for people of whom nothing is known yet; what is read are looks at lists of the own area.
  `alter table access_log enable row level security`,
  `create policy access_log_written on access_log for insert to bangiao_api with check (true)`,
  `create policy access_log_seen on access_log for select to bangiao_api using (exists (select from lists l
     where l.id = case when access_log.target ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then access_log.target::uuid end))`,
];

const DOWN = [
  ...['written', 'seen'].map((what) => `drop policy access_log_${what} on access_log`),
  `alter table access_log disable row level security`,
  ...['seen', 'given', 'kept'].map((what) => `drop policy memberships_${what} on memberships`),
  `alter table memberships disable row level security`,
  `revoke insert on people, memberships from bangiao_api`,
  `revoke update (valid_from, valid_to) on memberships from bangiao_api`,
  `drop function bangiao_campaign_exists(uuid)`,
  `drop policy campaigns_area on campaigns`,
  `drop policy task_notices_area on task_notices`,
  ...['campaigns', 'task_notices', ...BY_PERSON].map(
    (table) => `alter table ${table} disable row level security`,
  ),
  ...BY_PERSON.map((table) => `drop policy ${table}_own on ${table}`),
  ...BY_RECORD.flatMap((table) => [
    `drop policy ${table}_seen on ${table}`,
    `drop policy ${table}_written on ${table}`,
  ]),
  ...BY_LIST.map((table) => `drop policy ${table}_area on ${table}`),
  ...[...BY_LIST, ...BY_RECORD].map(
    (table) =>
      `create policy ${table}_area on ${table} to bangiao_api using (list_id in (select id from lists))`,
  ),
];
