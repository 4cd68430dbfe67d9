import type { MigrationInterface, QueryRunner } from 'typeorm';
import { registering } from './registered-tables.ts';

/**
 * What became of the rules' suggestions, the thresholds that were set and why, and pairs of records that may be the same person. All of it
 * is derived from records or about pairs of them: no list's state, so it stands beside the lists' chains.
 */
export class DataQuality1700000016100 implements MigrationInterface {
  name = 'DataQuality1700000016100';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

const area = (setting: string): string => `any ((select bangiao_area('bangiao.${setting}'))::text[])`;

/** How alike two values are, 0 to 1; null when one of them is missing, so that nothing speaks for or against. */
const LIKENESS = [
  `create function bangiao_number_likeness(a text, b text) returns numeric language sql immutable parallel safe as
     $$ select case when a !~ '^([0-9]{9}|[0-9]{12})$' or b !~ '^([0-9]{9}|[0-9]{12})$' or length(a) <> length(b) then null
          when a is null or b is null then null when a = b then 1.0 else 0.0 end $$`,
  `create function bangiao_name_likeness(a text, b text) returns numeric language sql immutable parallel safe as
     $$ select case when a is null or b is null or a = '' or b = '' then null
          when lower(normalize(a, NFC)) = lower(normalize(b, NFC)) then 1.0
          when bangiao_folded(a) = bangiao_folded(b) then 0.8
          when (select string_agg(w, ' ' order by w) from unnest(string_to_array(bangiao_folded(a), ' ')) as w)
             = (select string_agg(w, ' ' order by w) from unnest(string_to_array(bangiao_folded(b), ' ')) as w) then 0.7
          when split_part(bangiao_folded(a), ' ', -1) = split_part(bangiao_folded(b), ' ', -1) then 0.3 else 0.0 end $$`,
  `create function bangiao_date_likeness(a text, b text) returns numeric language sql immutable parallel safe as
     $$ select case when a is null or b is null then null
          when a = b then case when length(a) = 10 and right(a, 6) <> '-01-01' then 1.0 else 0.6 end
          when length(a) = 10 and length(b) = 10 and b = left(a, 4) || '-' || right(a, 2) || '-' || substr(a, 6, 2) then 0.8
          when left(a, least(length(a), length(b))) = left(b, least(length(a), length(b))) then 0.6
          when left(a, 4) = left(b, 4) then 0.3 else 0.0 end $$`,
  `create function bangiao_gender_likeness(a text, b text) returns numeric language sql immutable parallel safe as
     $$ select case when a is null or b is null then null when a = b then 1.0 else 0.0 end $$`,
];

/** Pairs worth scoring, for the records of a list in `mine`. Exported for the test that reads its plan on a big table. */
export const BLOCKED = `
       select m.record_no, o.list_id, o.record_no as other_no from mine m join records o on o.province_code = m.province_code and o.id_number = m.id_number
       where m.id_number ~ '^([0-9]{9}|[0-9]{12})$' and o.platform_subject_id <> m.platform_subject_id
       union
       select m.record_no, o.list_id, o.record_no from mine m join records o on o.province_code = m.province_code
         and bangiao_folded(o.full_name) = bangiao_folded(m.full_name) and o.date_of_birth = m.date_of_birth
       where length(m.date_of_birth) = 10 and o.platform_subject_id <> m.platform_subject_id`;

const UP = [
  `create table rule_outcomes (
     province_code text not null,
     commune_code text not null,
     list_id uuid not null constraint rule_outcomes_list references lists(id),
     parcel_no integer not null,
     rule text not null,
     day date not null,
     suggested integer not null,
     accepted integer not null,
     other integer not null,
     kept integer not null,
     constraint rule_outcomes_pk primary key (province_code, list_id, parcel_no, rule),
     constraint rule_outcomes_add_up check (suggested = accepted + other + kept)
   )`,
  `create index rule_outcomes_by_day on rule_outcomes (province_code, day)`,
  `create table quality_settings (
     province_code text not null constraint quality_settings_province references units(code),
     version integer not null,
     alike numeric(3,2) not null constraint quality_settings_alike check (alike between 0.30 and 1.00),
     duplicate numeric(3,2) not null constraint quality_settings_duplicate check (duplicate between 0.50 and 1.00),
     reason text not null,
     set_by uuid not null constraint quality_settings_setter references people(id),
     set_at timestamptz not null default clock_timestamp(),
     constraint quality_settings_pk primary key (province_code, version)
   )`,
  `create table duplicate_pairs (
     id uuid constraint duplicate_pairs_pk primary key default gen_random_uuid(),
     province_code text not null,
     list_a uuid not null constraint duplicate_pairs_list_a references lists(id),
     record_a integer not null,
     commune_a text not null,
     subject_a text not null,
     list_b uuid not null constraint duplicate_pairs_list_b references lists(id),
     record_b integer not null,
     commune_b text not null,
     subject_b text not null,
     score numeric(3,2) not null,
     likeness jsonb not null,
     state text not null default 'open' constraint duplicate_pairs_state check (state in ('open','confirmed','dismissed','merging','merged','refused')),
     keep text constraint duplicate_pairs_keep check (keep in ('a','b')),
     reason text,
     decided_by uuid constraint duplicate_pairs_decider references people(id),
     decided_office_id text,
     decided_at timestamptz,
     merge_asked_by uuid,
     merge_code text,
     merged_at timestamptz,
     found_at timestamptz not null default clock_timestamp(),
     constraint duplicate_pairs_once unique (subject_a, subject_b),
     constraint duplicate_pairs_ordered check (subject_a < subject_b),
     constraint duplicate_pairs_decided check ((state = 'open') = (decided_by is null))
   )`,
  `create index duplicate_pairs_by_a on duplicate_pairs (list_a, state)`,
  `create index duplicate_pairs_by_b on duplicate_pairs (list_b, state)`,
  `create index duplicate_pairs_merging on duplicate_pairs (decided_at) where state = 'merging'`,
  ...['rule_outcomes', 'quality_settings', 'duplicate_pairs'].map(
    (table) => `alter table ${table} enable row level security`,
  ),
  `create policy rule_outcomes_area on rule_outcomes to bangiao_api using (province_code = ${area('provinces')} or commune_code = ${area('communes')})`,
  `create policy quality_settings_seen on quality_settings for select to bangiao_api using (province_code = ${area('provinces')}
     or exists (select from units u where u.code = ${area('communes')} and u.province_code = quality_settings.province_code))`,
  `create policy quality_settings_set on quality_settings for insert to bangiao_api with check (province_code = ${area('provinces')})`,
  `create policy duplicate_pairs_area on duplicate_pairs to bangiao_api
     using (province_code = ${area('provinces')} or commune_a = ${area('record_communes')} or commune_b = ${area('record_communes')})`,
  `grant select, insert, update on rule_outcomes to bangiao_api`,
  `grant select, insert on quality_settings to bangiao_api`,
  `grant select, update on duplicate_pairs to bangiao_api`,
  `grant select on rule_outcomes, quality_settings to bangiao_system`,
  `grant select, insert, update on duplicate_pairs to bangiao_system`,
  ...registering('duplicate_pairs', { key: ['id'], hashed: ['reason'] }),
  ...registering('quality_settings', { key: ['province_code', 'version'], hashed: ['reason'] }),

  // Blocking: who shares a number, or a name and a birth date. Without the date a common name alone has thousands of bearers.
  `create index records_by_person on records (province_code, bangiao_folded(full_name), date_of_birth)`,
  ...LIKENESS,
  // The other record may stand in a commune the caller must not read: the function sees it, the caller gets a masked pair.
  `create function bangiao_find_duplicates(wanted uuid, threshold numeric) returns integer
     language plpgsql volatile security definer set search_path = public, pg_temp as $$
   declare found integer;
   begin
     if not exists (select from lists l where l.id = wanted and (l.province_code = any (bangiao_area('bangiao.provinces'))
         or l.commune_code = any (bangiao_area('bangiao.record_communes')))) then
       raise exception 'out_of_area' using errcode = 'insufficient_privilege';
     end if;
     with l as materialized (select id, province_code, campaign_id from lists where id = wanted),
     mine as materialized (
       select r.* from records r, l where r.province_code = l.province_code and r.list_id = l.id and r.excluded_reason is null),
     blocked as (${BLOCKED}),
     scored as (
       select m.province_code, m.list_id, m.record_no, m.commune_code, m.platform_subject_id as subject,
         o.list_id as o_list, o.record_no as o_no, o.commune_code as o_commune, o.platform_subject_id as o_subject,
         bangiao_number_likeness(m.id_number, o.id_number) as number, bangiao_name_likeness(m.full_name, o.full_name) as name,
         bangiao_date_likeness(m.date_of_birth, o.date_of_birth) as date, bangiao_gender_likeness(m.gender, o.gender) as gender
       from blocked b join mine m on m.record_no = b.record_no
       join records o on o.province_code = m.province_code and o.list_id = b.list_id and o.record_no = b.other_no
       join lists lo on lo.id = o.list_id, l
       where o.excluded_reason is null and (lo.campaign_id = l.campaign_id or lo.state in ('waiting','open','paused'))),
     weighed as (
       select s.*, round((coalesce(number, 0) * 0.40 + coalesce(name, 0) * 0.30 + coalesce(date, 0) * 0.22 + coalesce(gender, 0) * 0.08)
         / nullif((number is not null)::int * 0.40 + (name is not null)::int * 0.30 + (date is not null)::int * 0.22 + (gender is not null)::int * 0.08, 0)
         * case when number is null then 0.9 else 1 end, 2) as score from scored s),
     pairs as (
       select distinct on (least(subject, o_subject), greatest(subject, o_subject)) w.*, subject < o_subject as first
       from weighed w where score >= threshold order by least(subject, o_subject), greatest(subject, o_subject), score desc, o_list),
     added as (
       insert into duplicate_pairs (province_code, list_a, record_a, commune_a, subject_a, list_b, record_b, commune_b, subject_b, score, likeness)
       select province_code, case when first then list_id else o_list end, case when first then record_no else o_no end,
         case when first then commune_code else o_commune end, least(subject, o_subject),
         case when first then o_list else list_id end, case when first then o_no else record_no end,
         case when first then o_commune else commune_code end, greatest(subject, o_subject), score,
         jsonb_strip_nulls(jsonb_build_object('idNumber', number, 'fullName', name, 'dateOfBirth', date, 'gender', gender))
       from pairs on conflict on constraint duplicate_pairs_once do nothing returning 1)
     select count(*)::integer into found from added;
     return found;
   end $$`,
  // One's own record whole, the other one as much as is needed to tell whether it is the same person.
  `create function bangiao_duplicate_side(pair uuid, side text) returns jsonb language sql stable security definer set search_path = public, pg_temp as
     $$ select jsonb_build_object('listId', r.list_id, 'recordNo', r.record_no, 'communeCode', r.commune_code, 'fullName', r.full_name,
          'gender', r.gender, 'dateOfBirth', r.date_of_birth, 'idNumber', r.id_number, 'villageOutcome', r.village_outcome,
          'own', r.province_code = any (bangiao_area('bangiao.provinces')) or r.commune_code = any (bangiao_area('bangiao.record_communes')))
        from duplicate_pairs d join records r on r.province_code = d.province_code
          and r.list_id = case side when 'a' then d.list_a else d.list_b end and r.record_no = case side when 'a' then d.record_a else d.record_b end
        where d.id = pair and (d.province_code = any (bangiao_area('bangiao.provinces'))
          or d.commune_a = any (bangiao_area('bangiao.record_communes')) or d.commune_b = any (bangiao_area('bangiao.record_communes'))) $$`,
  `create function bangiao_pair_exists(wanted uuid) returns boolean language sql stable security definer set search_path = public, pg_temp as
     $$ select exists (select from duplicate_pairs where id = wanted) $$`,
  ...[
    'bangiao_find_duplicates(uuid, numeric)',
    'bangiao_duplicate_side(uuid, text)',
    'bangiao_pair_exists(uuid)',
  ].flatMap((one) => [
    `revoke execute on function ${one} from public`,
    `grant execute on function ${one} to bangiao_api, bangiao_system`,
  ]),
];

const DOWN = [
  `drop function bangiao_pair_exists(uuid)`,
  `drop function bangiao_duplicate_side(uuid, text)`,
  `drop function bangiao_find_duplicates(uuid, numeric)`,
  ...['number', 'name', 'date', 'gender'].map((what) => `drop function bangiao_${what}_likeness(text, text)`),
  `drop index records_by_person`,
  ...['duplicate_pairs', 'quality_settings', 'rule_outcomes'].map((table) => `drop table ${table}`),
];
