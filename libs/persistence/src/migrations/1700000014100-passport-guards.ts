import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The correction guarantee, kept by the database whoever writes: the statement that changes what a certificate says revokes every
 * certificate that no longer agrees, lists it, orders the new one and tells the holder, all in its own transaction. No signature is
 * needed for that, so a key that is out of reach holds up nothing. Then who may see what.
 */
export class PassportGuards1700000014100 implements MigrationInterface {
  name = 'PassportGuards1700000014100';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

const FACTS = [
  ...[
    'full_name',
    'family_name',
    'given_name',
    'name_line',
    'date_of_birth',
    'gender',
    'nationality',
    'id_number',
  ],
  ...['passport_number', 'found_foreign', 'verified', 'confirmed', 'in_list', 'deceased', 'duplicate'],
  ...['set_aside_reason', 'responsible_office_id', 'open_corrections', 'facts_version'],
];
const rowOf = (row: string, columns: readonly string[]): string =>
  `(${columns.map((column) => `${row}.${column}`).join(', ')})`;
const DOSE_CONTENT = ['given_on', 'vaccine', 'manufacturer', 'lot', 'office_id'];

const area = (setting: string): string => `any ((select bangiao_area('bangiao.${setting}'))::text[])`;
const OFFICE = `(select nullif(current_setting('bangiao.office', true), ''))`;
const HOLDER = `(select nullif(current_setting('bangiao.holder', true), ''))`;
const ofPerson = (table: string): string =>
  `exists (select from vaccinees v where v.province_code = ${table}.province_code and v.subject_id = ${table}.subject_id)`;

const APPEND_ONLY = ['passport_events', 'key_signatures', 'vaccinee_changes', 'revocations'];

const UP = [
  // The values a certificate certifies: the person as named, and every dose up to the certified one.
  `create function passport_certified(province text, subject text, certified_dose integer) returns bytea language sql stable as $$
     select sha256(convert_to(jsonb_build_array(v.full_name, v.family_name, v.given_name, v.name_line, v.date_of_birth, coalesce(nullif(v.nationality, ''), 'VN'),
       (select jsonb_agg(jsonb_build_array(d.given_on, d.vaccine) order by d.given_on, d.vaccine) from doses d
        where d.province_code = v.province_code and d.subject_id = v.subject_id
          and (d.given_on, d.dose_no) <= (select c.given_on, c.dose_no from doses c
            where c.province_code = v.province_code and c.subject_id = v.subject_id and c.dose_no = certified_dose)))::text, 'UTF8'))
     from vaccinees v where v.province_code = province and v.subject_id = subject $$`,

  `create function vaccinee_facts_move() returns trigger language plpgsql as $$ begin
     if ${rowOf('new', FACTS)} is distinct from ${rowOf('old', FACTS)} then new.facts_version := old.facts_version + 1; end if;
     return new; end $$`,
  `create trigger vaccinees_facts_move before update of ${FACTS.join(', ')} on vaccinees for each row execute function vaccinee_facts_move()`,
  // A corrected dose must be signed again.
  `create function dose_content_moves() returns trigger language plpgsql as $$ begin
     if ${rowOf('new', DOSE_CONTENT)} is distinct from ${rowOf('old', DOSE_CONTENT)} then
       new.generation := old.generation + 1; new.batch_id := null; new.signed_at := null;
     end if;
     return new; end $$`,
  `create trigger doses_content_moves before update of ${DOSE_CONTENT.join(', ')} on doses for each row execute function dose_content_moves()`,

  // Certificates past their replacement count, too: a superseded code is good until its end unless it is revoked.
  `create function revoke_disagreeing(provinces text[], subjects text[], why text) returns void language plpgsql as $$
   declare revoked integer;
   begin
     with gone as (
       update passports p set state = 'revoked', ended_at = clock_timestamp(), end_reason = why
       from unnest(provinces, subjects) as c(province, subject)
       where p.province_code = c.province and p.subject_id = c.subject and p.state <> 'revoked'
         and p.certified is distinct from passport_certified(p.province_code, p.subject_id, p.dose_no)
       returning p.province_code, p.subject_id),
     people as (select distinct province_code, subject_id from gone),
     ordered as (
       insert into passport_orders (province_code, subject_id, reason, due_at, ordered_at)
       select province_code, subject_id, 'correction', clock_timestamp(), clock_timestamp() from people
       on conflict (province_code, subject_id) do update set reason = 'correction', due_at = least(passport_orders.due_at, excluded.due_at)),
     told as (
       insert into holder_messages (province_code, subject_id, kind) select province_code, subject_id, 'revoked' from people),
     -- The process looks again.
     looked as (
       insert into workflow_messages (workflow, subject_id) select 'passports', '00000000-0000-0000-0000-000000000000' where exists (select from people))
     select count(*) into revoked from gone;
   end $$`,
  // Numbered in the order of commits, so a verifier that has fetched up to a number has missed none: the lock is taken at the very end.
  `create function list_revocation() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
   begin
     perform pg_advisory_xact_lock(hashtext('bangiao revocations'));
     insert into revocations (kid, uci_hash, country_uci_hash, signature_hash, expires_at, revoked_at, reason)
     values (new.kid, new.uci_hash, new.country_uci_hash, new.signature_hash, new.expires_at, new.ended_at, new.end_reason) on conflict do nothing;
     return null;
   end $$`,
  `create constraint trigger passports_revoked after update on passports deferrable initially deferred for each row
     when (new.state = 'revoked' and old.state <> 'revoked') execute function list_revocation()`,
  `create function vaccinees_disagree() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
   declare provinces text[]; subjects text[];
   begin
     select array_agg(n.province_code), array_agg(n.subject_id) into provinces, subjects
     from new_rows n join old_rows o on o.province_code = n.province_code and o.subject_id = n.subject_id
     where n.facts_version <> o.facts_version;
     if provinces is not null then perform revoke_disagreeing(provinces, subjects, 'correction'); end if;
     return null;
   end $$`,
  `create trigger vaccinees_disagree after update on vaccinees referencing old table as old_rows new table as new_rows
     for each statement execute function vaccinees_disagree()`,
  // Doses belong to their person's facts: touching the person takes the lock that issuing takes, and revokes.
  `create function doses_touch() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
   begin
     if tg_op = 'UPDATE' then
       update vaccinees v set facts_version = v.facts_version + 1 from (
         select distinct n.province_code, n.subject_id from new_rows n
         join old_rows o on o.province_code = n.province_code and o.subject_id = n.subject_id and o.dose_no = n.dose_no
         where (n.generation, n.signed_at) is distinct from (o.generation, o.signed_at)) c
       where v.province_code = c.province_code and v.subject_id = c.subject_id;
     else
       update vaccinees v set facts_version = v.facts_version + 1
       from (select distinct province_code, subject_id from changed) c
       where v.province_code = c.province_code and v.subject_id = c.subject_id;
     end if;
     return null;
   end $$`,
  `create trigger doses_touch_update after update on doses referencing old table as old_rows new table as new_rows
     for each statement execute function doses_touch()`,
  `create trigger doses_touch_insert after insert on doses referencing new table as changed for each statement execute function doses_touch()`,
  `create trigger doses_touch_delete after delete on doses referencing old table as changed for each statement execute function doses_touch()`,
  // Open corrections count with the person.
  `create function corrections_count() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
   begin
     update vaccinees v set open_corrections = (select count(*) from passport_corrections c
         where c.province_code = v.province_code and c.subject_id = v.subject_id and c.state = 'open')
     from (select distinct province_code, subject_id from new_rows) t
     where v.province_code = t.province_code and v.subject_id = t.subject_id;
     return null;
   end $$`,
  `create trigger corrections_count_insert after insert on passport_corrections referencing new table as new_rows for each statement execute function corrections_count()`,
  `create trigger corrections_count_update after update on passport_corrections referencing new table as new_rows for each statement execute function corrections_count()`,

  /** Extends an office's chain; the row of its head is the lock. */
  `create function passport_event(office text, province text, happened text, person uuid, facts jsonb) returns bigint language plpgsql as $$
   declare head passport_chains; moment timestamptz := clock_timestamp(); text_body text; next_hash bytea;
   begin
     insert into passport_chains (office_id) values (office) on conflict do nothing;
     select * into head from passport_chains where office_id = office for update;
     text_body := jsonb_build_object('office', office, 'no', head.event_no + 1, 'type', happened, 'at', moment, 'personId', person, 'payload', facts)::text;
     next_hash := sha256(head.head_hash || convert_to(text_body, 'UTF8'));
     insert into passport_events (office_id, event_no, province_code, type, at, person_id, payload, body, prev_hash, hash)
     values (office, head.event_no + 1, province, happened, moment, person, facts, text_body, head.head_hash, next_hash);
     update passport_chains set event_no = head.event_no + 1, head_hash = next_hash where office_id = office;
     return head.event_no + 1;
   end $$`,
  ...APPEND_ONLY.map(
    (table) =>
      `create trigger ${table}_append_only before update or delete or truncate on ${table} for each statement execute function refuse_change()`,
  ),

  `grant select, insert, update on vaccinees, doses, facility_days, passport_batches, passport_orders, passports, passport_corrections,
     dose_edits, holder_messages, holder_links, signing_keys, issuing_state, passport_chains, platform_feeds, passport_checks to bangiao_system`,
  `grant select, insert on passport_batch_doses, revocations, vaccinee_changes, key_signatures, passport_events to bangiao_system`,
  `grant delete on passport_orders, passport_batch_doses, holder_links, holder_messages, dose_edits, doses to bangiao_system`,
  `grant select on vaccinees, doses, facility_days, passport_batches, passport_batch_doses, passport_orders, passports, passport_corrections,
     vaccinee_changes, dose_edits, revocations, issuing_state, passport_checks, passport_chains, passport_events, holder_links to bangiao_api`,
  `grant select (kid, algorithm, certificate, not_before, not_after, state, version, listed_at, changed_at, changed_by) on signing_keys to bangiao_api`,
  `grant insert on facility_days, passport_batches, passport_batch_doses, passport_orders, passport_corrections, vaccinee_changes, dose_edits,
     holder_links, holder_messages, signing_keys, passport_chains, passport_events to bangiao_api`,
  `grant update (set_aside_reason, responsible_office_id, facts_version, open_corrections) on vaccinees to bangiao_api`,
  `grant update (given_on, vaccine, manufacturer, lot, batch_id, signed_at) on doses to bangiao_api`,
  `grant update (confirmed_at, confirmed_by, version) on facility_days to bangiao_api`,
  `grant update (state, people, doses, foreigners, manifest, manifest_hash, statement, statement_hash, signature, statement_signature, certificate_thumbprint,
     certificate_chain, signed_at) on passport_batches to bangiao_api`,
  `grant update (reason, due_at) on passport_orders to bangiao_api`,
  `grant update (state, version, resolved_by, resolved_at, resolution) on passport_corrections to bangiao_api`,
  `grant update (used_at) on holder_links to bangiao_api`,
  `grant update (state, version, changed_at, changed_by) on signing_keys to bangiao_api`,
  `grant update (paused, reason, version, changed_by, changed_at) on issuing_state to bangiao_api`,
  `grant update (event_no, head_hash) on passport_chains to bangiao_api`,
  `grant delete on passport_batch_doses to bangiao_api`,

  // A facility sees whoever has a dose of it, a holder himself; nobody else sees a vaccinee through the API.
  ...[
    'vaccinees',
    'doses',
    'passport_orders',
    'passports',
    'vaccinee_changes',
    'dose_edits',
    'passport_batch_doses',
  ].map((table) => `alter table ${table} enable row level security`),
  `create policy doses_seen on doses to bangiao_api using (office_id = ${OFFICE} or subject_id = ${HOLDER}
     or exists (select from doses_of_office(${OFFICE}, province_code, subject_id)))`,
  `create policy vaccinees_seen on vaccinees to bangiao_api using (subject_id = ${HOLDER} or exists (select from doses_of_office(${OFFICE}, province_code, subject_id)))`,
  ...['passport_orders', 'passports', 'vaccinee_changes', 'dose_edits', 'passport_batch_doses'].map(
    (table) => `create policy ${table}_seen on ${table} to bangiao_api using (${ofPerson(table)})`,
  ),
  ...['facility_days', 'passport_batches', 'passport_corrections'].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `create policy ${table}_seen on ${table} for select to bangiao_api using (office_id = ${OFFICE} or province_code = ${area('provinces')})`,
    `create policy ${table}_kept on ${table} for update to bangiao_api using (office_id = ${OFFICE})`,
  ]),
  `create policy facility_days_made on facility_days for insert to bangiao_api with check (office_id = ${OFFICE})`,
  `create policy passport_batches_made on passport_batches for insert to bangiao_api with check (office_id = ${OFFICE})`,
  // A correction goes to the dose's facility, whoever finds the error.
  `create policy passport_corrections_made on passport_corrections for insert to bangiao_api with check (${ofPerson('passport_corrections')})`,
  `create policy passport_corrections_held on passport_corrections for select to bangiao_api using (subject_id = ${HOLDER})`,
  ...['passport_chains', 'passport_events'].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `create policy ${table}_seen on ${table} to bangiao_api using (office_id = ${OFFICE})`,
  ]),
  `alter table signing_keys enable row level security`,
  `create policy signing_keys_listed on signing_keys for select to bangiao_api using (true)`,
  `create policy signing_keys_added on signing_keys for insert to bangiao_api with check (exists (select from offices o where o.id = ${OFFICE} and o.kind = 'ministry_issuer'))`,
  `create policy signing_keys_kept on signing_keys for update to bangiao_api using (exists (select from offices o where o.id = ${OFFICE} and o.kind = 'ministry_issuer'))`,
  `alter table issuing_state enable row level security`,
  `create policy issuing_state_seen on issuing_state for select to bangiao_api using (true)`,
  `create policy issuing_state_kept on issuing_state for update to bangiao_api using (exists (select from offices o where o.id = ${OFFICE} and o.kind = 'ministry_issuer'))`,
  // Found by the hash of a secret only.
  `alter table holder_links enable row level security`,
  `create policy holder_links_own on holder_links to bangiao_api using (token_hash = decode((select nullif(current_setting('bangiao.link', true), '')), 'hex'))`,
  `alter table holder_messages enable row level security`,
  `create policy holder_messages_made on holder_messages for insert to bangiao_api with check (${ofPerson('holder_messages')})`,
];

// A function of the owner's: the policy of doses cannot ask doses, which would ask the policy.
UP.splice(
  UP.findIndex((statement) => statement.startsWith('create policy doses_seen')),
  0,
  `create function doses_of_office(office text, province text, subject text) returns setof integer language sql stable security definer
     set search_path = public, pg_temp as $$ select 1 from doses where office_id = office and province_code = province and subject_id = subject limit 1 $$`,
  // Asked with everything a person knows of himself; answers nothing, whether it found anybody or not.
  `create function ask_holder_link(name text, born text, number text, last_dose text) returns void language sql security definer set search_path = public, pg_temp as $$
     insert into holder_messages (province_code, subject_id, kind)
     select v.province_code, v.subject_id, 'link' from vaccinees v
     where (v.id_number = number or v.passport_number = number) and v.date_of_birth = born and upper(v.full_name) = upper(name)
       and v.phone is not null
       and (select max(d.given_on) from doses d where d.province_code = v.province_code and d.subject_id = v.subject_id) = last_dose
       and not exists (select from holder_messages m where m.province_code = v.province_code and m.subject_id = v.subject_id and m.kind = 'link'
         and m.created_at > clock_timestamp() - interval '10 minutes')
     limit 1 $$`,
  // Whether one of these people decided or changed anything of this person: whoever did, issues nothing on it.
  `create function worked_on_vaccinee(province text, subject text, people uuid[]) returns boolean language sql stable security definer set search_path = public, pg_temp as $$
     select exists (select from vaccinee_changes c where c.province_code = province and c.subject_id = subject and c.person_id = any(people))
       or exists (select from records r join deciders d on d.province_code = r.province_code and d.list_id = r.list_id and d.records @> r.record_no
         where r.province_code = province and r.platform_subject_id = subject and d.step in ('review','verify','update') and d.person_id = any(people)) $$`,
  // What a holder may know of the way of his record: which office has it, and since when.
  `create function holder_custody(province text, subject text) returns table (office_name text, since timestamptz, stage text, open boolean)
     language sql stable security definer set search_path = public, pg_temp as $$
     select o.name, p.since, p.stage, l.state in ('waiting','open','paused')
     from records r join lists l on l.id = r.list_id and l.province_code = r.province_code
     join parcels p on p.province_code = r.province_code and p.list_id = r.list_id and p.parcel_no = r.parcel_no
     join offices o on o.id = p.custodian_office_id
     where r.province_code = province and r.platform_subject_id = subject and l.state <> 'cancelled' order by l.created_at desc, l.id limit 1 $$`,
  `create index vaccinees_by_id_number on vaccinees (id_number)`,
  `create index vaccinees_by_passport on vaccinees (passport_number) where passport_number is not null`,
  `create index holder_messages_by_person on holder_messages (province_code, subject_id, created_at)`,
);

const DOWN = [
  `drop policy holder_messages_made on holder_messages`,
  ...[
    'vaccinees',
    'doses',
    'passport_orders',
    'passports',
    'vaccinee_changes',
    'dose_edits',
    'passport_batch_doses',
  ].map((table) => `drop policy ${table}_seen on ${table}`),
  `drop policy passport_corrections_made on passport_corrections`,
  `drop policy signing_keys_added on signing_keys`,
  ...['vaccinees_facts_move', 'vaccinees_disagree'].map((trigger) => `drop trigger ${trigger} on vaccinees`),
  ...['doses_content_moves', 'doses_touch_update', 'doses_touch_insert', 'doses_touch_delete'].map(
    (trigger) => `drop trigger ${trigger} on doses`,
  ),
  ...['insert', 'update'].map((when) => `drop trigger corrections_count_${when} on passport_corrections`),
  ...APPEND_ONLY.map((table) => `drop trigger ${table}_append_only on ${table}`),
  `drop trigger passports_revoked on passports`,
  `drop function list_revocation()`,
  `drop function worked_on_vaccinee(text, text, uuid[])`,
  `drop function holder_custody(text, text)`,
  `drop function ask_holder_link(text, text, text, text)`,
  `drop function doses_of_office(text, text, text)`,
  `drop function passport_event(text, text, text, uuid, jsonb)`,
  `drop function corrections_count()`,
  `drop function doses_touch()`,
  `drop function vaccinees_disagree()`,
  `drop function revoke_disagreeing(text[], text[], text)`,
  `drop function dose_content_moves()`,
  `drop function vaccinee_facts_move()`,
  `drop function passport_certified(text, text, integer)`,
];
