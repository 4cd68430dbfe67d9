import type { MigrationInterface, QueryRunner } from 'typeorm';
import { registering } from './registered-tables.ts';

/** Records on their way to the commune of permanent residence: offer, answer, clock and receipt, and the list they arrive in. */
export class Transfers1700000016200 implements MigrationInterface {
  name = 'Transfers1700000016200';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

const area = (setting: string): string => `any ((select bangiao_area('bangiao.${setting}'))::text[])`;
const SEEN = `from_province = ${area('provinces')} or to_province = ${area('provinces')}
  or from_commune = ${area('record_communes')} or to_commune = ${area('record_communes')}`;

const UP = [
  `create table transfers (
     id uuid constraint transfers_pk primary key default gen_random_uuid(),
     from_list uuid not null constraint transfers_from_list references lists(id),
     record_no integer not null,
     subject_id text not null,
     from_province text not null,
     from_commune text not null,
     to_province text not null,
     to_commune text not null constraint transfers_to_commune references units(code),
     state text not null default 'offered' constraint transfers_state check (state in ('offered','accepted','refused','escalated','withdrawn','kept')),
     attempt integer not null default 1,
     reason text not null,
     offered_by uuid not null constraint transfers_offerer references people(id),
     offered_at timestamptz not null,
     due_at timestamptz not null,
     answered_by uuid constraint transfers_answerer references people(id),
     answered_office_id text,
     answered_at timestamptz,
     answer_reason text,
     receipt text,
     superior_office_id text constraint transfers_superior references offices(id),
     told_at timestamptz,
     target_list uuid constraint transfers_target_list references lists(id),
     loaded_record_no integer
   )`,
  // One transfer of a record at a time.
  `create unique index transfers_once on transfers (from_list, record_no) where state in ('offered','accepted','escalated')`,
  `create index transfers_by_target on transfers (to_commune, state, offered_at)`,
  `create index transfers_by_list on transfers (target_list) where target_list is not null`,
  `create index transfers_unfinished on transfers (offered_at) where state = 'offered' or told_at is null or (state = 'accepted' and target_list is null)`,
  `alter table transfers enable row level security`,
  `create policy transfers_area on transfers to bangiao_api using (${SEEN})`,
  `grant select, insert, update on transfers to bangiao_api, bangiao_system`,
  ...registering('transfers', { key: ['id'], hashed: ['reason', 'answer_reason', 'receipt'] }),
  // The receiving commune must see whom it is to take; the record itself lies in a commune it cannot read.
  `create function bangiao_transfer_person(wanted uuid) returns jsonb language sql stable security definer set search_path = public, pg_temp as
     $$ select jsonb_build_object('fullName', r.full_name, 'dateOfBirth', r.date_of_birth, 'gender', r.gender, 'idNumber', r.id_number, 'address', r.address)
        from transfers t join records r on r.province_code = t.from_province and r.list_id = t.from_list and r.record_no = t.record_no
        where t.id = wanted and (t.from_commune = any (bangiao_area('bangiao.record_communes')) or t.to_commune = any (bangiao_area('bangiao.record_communes'))) $$`,
  `create function bangiao_transfer_exists(wanted uuid) returns boolean language sql stable security definer set search_path = public, pg_temp as
     $$ select exists (select from transfers where id = wanted) $$`,
  ...['bangiao_transfer_person(uuid)', 'bangiao_transfer_exists(uuid)'].flatMap((one) => [
    `revoke execute on function ${one} from public`,
    `grant execute on function ${one} to bangiao_api, bangiao_system`,
  ]),
];

const DOWN = [
  `drop function bangiao_transfer_exists(uuid)`,
  `drop function bangiao_transfer_person(uuid)`,
  `drop table transfers`,
];
