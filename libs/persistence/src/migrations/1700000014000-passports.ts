import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Vaccine passports: who was vaccinated, what the facilities signed, which certificates were issued and revoked. Keys begin with the
 * province, as those of records do. What a certificate says of a person is computed in one place (`passport_certified`), so the same
 * statement that changes a person's data finds the certificates that no longer agree with it.
 */
export class Passports1700000014000 implements MigrationInterface {
  name = 'Passports1700000014000';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

const UP = [
  // One row per person the platform knows a dose of; `facts_version` moves with everything that decides whether there may be a certificate.
  `create table vaccinees (
     province_code text not null,
     subject_id text not null,
     commune_code text not null,
     platform_version integer not null,
     full_name text,
     family_name text,
     given_name text,
     name_line text,
     date_of_birth text,
     gender text,
     nationality text,
     id_number text,
     passport_number text,
     phone text,
     found_foreign boolean,
     verification text,
     verified boolean not null default false,
     confirmed boolean not null default false,
     in_list boolean not null default false,
     deceased boolean not null default false,
     duplicate boolean not null default false,
     set_aside_reason text,
     responsible_office_id text,
     open_corrections integer not null default 0 constraint vaccinees_corrections check (open_corrections >= 0),
     facts_version integer not null default 1,
     judged_version integer not null default 0,
     judged_at timestamptz,
     eligible boolean not null default false,
     reasons text[] not null default '{}',
     constraint vaccinees_pk primary key (province_code, subject_id)
   ) with (fillfactor = 70)`,
  `create index vaccinees_unjudged on vaccinees (province_code, subject_id) where judged_version <> facts_version`,

  `create table doses (
     province_code text not null,
     subject_id text not null,
     dose_no integer not null,
     given_on text,
     vaccine text,
     manufacturer text,
     lot text,
     office_id text not null,
     generation integer not null default 1,
     batch_id uuid,
     signed_at timestamptz,
     constraint doses_pk primary key (province_code, subject_id, dose_no)
   ) with (fillfactor = 70)`,
  `create index doses_unsigned on doses (office_id, province_code, subject_id) where signed_at is null`,
  `create index doses_by_office on doses (office_id, province_code, subject_id)`,

  `create table facility_days (
     office_id text not null constraint facility_days_office references offices(id),
     day date not null,
     province_code text not null,
     commune_code text not null,
     listed integer not null,
     version integer not null default 1,
     opened_at timestamptz not null,
     due_at timestamptz not null,
     confirmed_at timestamptz,
     confirmed_by uuid constraint facility_days_person references people(id),
     named_late_at timestamptz,
     constraint facility_days_pk primary key (office_id, day)
   )`,
  `create index facility_days_open on facility_days (day) where confirmed_at is null`,

  `create table passport_batches (
     id uuid not null constraint passport_batches_pk primary key,
     province_code text not null,
     commune_code text not null,
     office_id text not null constraint passport_batches_office references offices(id),
     number integer not null,
     day date not null,
     state text not null constraint passport_batches_state check (state in ('frozen','signed','voided')),
     people integer not null,
     doses integer not null,
     foreigners integer not null,
     salt bytea not null,
     manifest text not null,
     manifest_hash bytea not null,
     statement text,
     statement_hash bytea,
     signer_person_id uuid not null constraint passport_batches_signer references people(id),
     certificate_thumbprint text,
     certificate_chain text,
     signature bytea,
     statement_signature bytea,
     frozen_at timestamptz not null,
     signed_at timestamptz,
     constraint passport_batches_number unique (office_id, number)
   )`,
  `create unique index passport_batches_frozen on passport_batches (office_id) where state = 'frozen'`,
  // The key is the promise that nothing is signed twice for one dose: a dose that is corrected has another generation.
  `create table passport_batch_doses (
     province_code text not null,
     subject_id text not null,
     dose_no integer not null,
     generation integer not null,
     batch_id uuid not null constraint passport_batch_doses_batch references passport_batches(id),
     foreign_national boolean not null,
     snapshot text not null,
     constraint passport_batch_doses_pk primary key (province_code, subject_id, dose_no, generation)
   )`,
  `create index passport_batch_doses_by_batch on passport_batch_doses (batch_id)`,

  // Certificates that are wanted. One per person at most; issuing deletes it in the transaction that stores the certificate.
  `create table passport_orders (
     province_code text not null,
     subject_id text not null,
     reason text not null constraint passport_orders_reason check (reason in ('first','dose','correction','renewal')),
     due_at timestamptz not null,
     ordered_at timestamptz not null,
     told_at timestamptz,
     constraint passport_orders_pk primary key (province_code, subject_id)
   ) with (fillfactor = 70)`,

  `create table passports (
     province_code text not null,
     subject_id text not null,
     generation integer not null,
     dose_no integer not null,
     dose_generation integer not null,
     uvci text not null constraint passports_uvci unique,
     kid text not null,
     code text not null,
     certified bytea not null,
     uci_hash bytea not null,
     country_uci_hash bytea not null,
     signature_hash bytea not null,
     reason text not null,
     issued_at timestamptz not null,
     expires_at timestamptz not null,
     state text not null default 'active' constraint passports_state check (state in ('active','superseded','revoked')),
     ended_at timestamptz,
     end_reason text,
     constraint passports_pk primary key (province_code, subject_id, generation)
   ) with (fillfactor = 85)`,
  `create unique index passports_one_active on passports (province_code, subject_id) where state = 'active'`,
  `create index passports_by_end on passports (expires_at) where state = 'active'`,

  // What verifiers download: hashes only, never an identifier or a person.
  `create table revocations (
     seq bigint generated always as identity constraint revocations_pk primary key,
     kid text not null,
     uci_hash bytea not null,
     country_uci_hash bytea not null,
     signature_hash bytea not null constraint revocations_once unique,
     expires_at timestamptz not null,
     revoked_at timestamptz not null,
     reason text not null
   )`,
  `create index revocations_by_end on revocations (expires_at)`,
  `create index revocations_by_uci on revocations (uci_hash)`,

  `create table passport_corrections (
     id uuid not null constraint passport_corrections_pk primary key,
     province_code text not null,
     subject_id text not null,
     commune_code text not null,
     dose_no integer,
     kind text not null constraint passport_corrections_kind check (kind in ('dose','holder','drift','renewal')),
     office_id text not null constraint passport_corrections_office references offices(id),
     source_office_id text,
     note text,
     fields text[] not null default '{}',
     state text not null default 'open' constraint passport_corrections_state check (state in ('open','resolved')),
     version integer not null default 1,
     opened_by uuid,
     opened_at timestamptz not null,
     due_at timestamptz,
     resolved_by uuid,
     resolved_at timestamptz,
     resolution text
   )`,
  `create index passport_corrections_open on passport_corrections (office_id, opened_at, id) where state = 'open'`,
  `create index passport_corrections_by_person on passport_corrections (province_code, subject_id)`,

  // What a person changed of a vaccinee's data: whoever is named here issues nothing on it.
  `create table vaccinee_changes (
     province_code text not null,
     subject_id text not null,
     change_no bigint generated always as identity,
     dose_no integer,
     field text not null,
     old_value text,
     new_value text,
     source text not null,
     person_id uuid,
     office_id text,
     at timestamptz not null default clock_timestamp(),
     constraint vaccinee_changes_pk primary key (province_code, subject_id, change_no)
   )`,
  `create index vaccinee_changes_by_person on vaccinee_changes (person_id, province_code, subject_id) where person_id is not null`,
  // Corrected doses on their way to the platform.
  `create table dose_edits (
     id uuid not null constraint dose_edits_pk primary key,
     province_code text not null,
     subject_id text not null,
     dose_no integer not null,
     given_on text,
     vaccine text,
     lot text,
     attempts integer not null default 0,
     next_at timestamptz not null,
     done_at timestamptz,
     failure text,
     created_at timestamptz not null default clock_timestamp()
   )`,
  `create index dose_edits_waiting on dose_edits (next_at) where done_at is null`,

  `create table holder_messages (
     id uuid not null default gen_random_uuid() constraint holder_messages_pk primary key,
     province_code text not null,
     subject_id text not null,
     kind text not null constraint holder_messages_kind check (kind in ('issued','revoked','renewed','renewal_failed','link')),
     created_at timestamptz not null default clock_timestamp(),
     attempts integer not null default 0,
     next_at timestamptz not null default clock_timestamp(),
     ended_at timestamptz,
     failure text
   )`,
  `create index holder_messages_waiting on holder_messages (next_at) where ended_at is null`,
  `create table holder_links (
     token_hash bytea not null constraint holder_links_pk primary key,
     province_code text not null,
     subject_id text not null,
     kind text not null constraint holder_links_kind check (kind in ('link','session')),
     expires_at timestamptz not null,
     used_at timestamptz
   )`,

  `create table signing_keys (
     kid text not null constraint signing_keys_pk primary key,
     algorithm text not null constraint signing_keys_algorithm check (algorithm in ('ES256','PS256')),
     certificate bytea not null,
     not_before timestamptz not null,
     not_after timestamptz not null,
     state text not null constraint signing_keys_state check (state in ('pending','signing','verify_only','withdrawn')),
     sealed jsonb,
     token jsonb,
     version integer not null default 1,
     listed_at timestamptz not null default clock_timestamp(),
     changed_at timestamptz not null default clock_timestamp(),
     changed_by uuid,
     constraint signing_keys_source check (num_nonnulls(sealed, token) = 1)
   )`,
  `create table key_signatures (
     id bigint generated always as identity constraint key_signatures_pk primary key,
     kid text not null,
     uvci text not null,
     signature_hash bytea not null,
     at timestamptz not null
   )`,
  `create table issuing_state (
     id boolean not null default true constraint issuing_state_pk primary key constraint issuing_state_one check (id),
     paused boolean not null default false,
     reason text,
     version integer not null default 1,
     changed_by uuid,
     changed_at timestamptz
   )`,
  `insert into issuing_state (id) values (true)`,

  // One hash chain per office, as lists have one each.
  `create table passport_chains (
     office_id text not null constraint passport_chains_pk primary key,
     event_no bigint not null default 0,
     head_hash bytea not null default '\\x'
   )`,
  `create table passport_events (
     office_id text not null,
     event_no bigint not null,
     province_code text not null,
     type text not null,
     at timestamptz not null,
     person_id uuid,
     payload jsonb not null,
     body text not null,
     prev_hash bytea not null,
     hash bytea not null,
     constraint passport_events_pk primary key (office_id, event_no)
   )`,
  `create table platform_feeds (
     feed text not null constraint platform_feeds_pk primary key,
     cursor text not null default '',
     read_at timestamptz
   )`,
  `create table passport_checks (
     day date not null constraint passport_checks_pk primary key,
     at timestamptz not null,
     certificates integer not null,
     disagreeing integer not null,
     unlisted integer not null,
     without_code integer not null
   )`,
  `alter table workflow_messages drop constraint workflow_messages_workflow`,
  `alter table workflow_messages add constraint workflow_messages_workflow check (workflow in ('cleanList','campaign','passports'))`,
];

const TABLES = [
  ...['vaccinees', 'doses', 'facility_days', 'passport_batch_doses', 'passport_batches', 'passport_orders'],
  ...[
    'passports',
    'revocations',
    'passport_corrections',
    'vaccinee_changes',
    'dose_edits',
    'holder_messages',
  ],
  ...[
    'holder_links',
    'signing_keys',
    'key_signatures',
    'issuing_state',
    'passport_chains',
    'passport_events',
  ],
  ...['platform_feeds', 'passport_checks'],
];

const DOWN = [
  `delete from workflow_messages where workflow = 'passports'`,
  `alter table workflow_messages drop constraint workflow_messages_workflow`,
  `alter table workflow_messages add constraint workflow_messages_workflow check (workflow in ('cleanList','campaign'))`,
  ...TABLES.map((table) => `drop table ${table}`),
];
