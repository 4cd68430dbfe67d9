import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What keeps an official signature checkable after its certificate has ended (chain, lists of revoked certificates, time stamp),
 * and officers' certificates that are enrolled, replaced and revoked through the API.
 */
export class SignatureProofs1700000001000 implements MigrationInterface {
  name = 'SignatureProofs1700000001000';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

const UP = [
  `create table signature_proofs (
     province_code text not null,
     list_id uuid not null constraint signature_proofs_list references lists(id),
     handover_id uuid not null constraint signature_proofs_handover references handovers(id),
     part text not null constraint signature_proofs_part check (part in ('offer','receipt')),
     commune_code text not null,
     signature_hash bytea not null,
     certificate_thumbprint text not null,
     chain_pem text not null,
     crls bytea[] not null,
     crl_this_update timestamptz,
     crl_next_update timestamptz,
     state text not null default 'waiting' constraint signature_proofs_state check (state in ('waiting','complete')),
     time_stamp bytea,
     stamped_at timestamptz,
     tsa_thumbprint text,
     attempts integer not null default 0,
     next_attempt_at timestamptz not null default clock_timestamp(),
     last_failure_code text,
     created_at timestamptz not null default clock_timestamp(),
     constraint signature_proofs_pk primary key (province_code, list_id, handover_id, part),
     constraint signature_proofs_complete check ((state = 'complete') = (time_stamp is not null and stamped_at is not null and tsa_thumbprint is not null))
   ) with (fillfactor = 70)`,
  `create index signature_proofs_waiting on signature_proofs (next_attempt_at) where state = 'waiting'`,
  // What a stamp was fetched for stays as it is; so does everything once the stamp is there.
  `create function refuse_proof_change() returns trigger language plpgsql as $$
   begin
     if old.state = 'complete' or (old.province_code, old.list_id, old.handover_id, old.part, old.commune_code, old.signature_hash, old.certificate_thumbprint, old.chain_pem, old.created_at)
        is distinct from (new.province_code, new.list_id, new.handover_id, new.part, new.commune_code, new.signature_hash, new.certificate_thumbprint, new.chain_pem, new.created_at)
        or new.crls[1:cardinality(old.crls)] is distinct from old.crls then
       raise exception 'append_only: % cannot be changed', tg_table_name using errcode = 'integrity_constraint_violation';
     end if;
     return new;
   end $$`,
  `create trigger signature_proofs_final before update on signature_proofs for each row execute function refuse_proof_change()`,
  `create trigger signature_proofs_append_only before delete or truncate on signature_proofs for each statement execute function refuse_change()`,
  // Who stores a signature cannot store a time stamp with it.
  `grant select, insert (province_code, list_id, handover_id, part, commune_code, signature_hash, certificate_thumbprint, chain_pem, crls, crl_this_update, crl_next_update)
     on signature_proofs to bangiao_api`,
  `grant select, insert, update on signature_proofs to bangiao_system`,
  `alter table signature_proofs enable row level security`,
  `create policy signature_proofs_area on signature_proofs to bangiao_api using (
     province_code = any ((select bangiao_area('bangiao.provinces'))::text[])
     or commune_code = any ((select bangiao_area('bangiao.communes'))::text[]))`,

  `alter table certificates
     add column enrolled_by uuid constraint certificates_enroller references people(id),
     add column ended_at timestamptz,
     add column replaced_by text constraint certificates_successor references certificates(thumbprint),
     add column revoked_by uuid constraint certificates_revoker references people(id),
     add column revocation_reason text`,
  `create index certificates_by_office on certificates (office_id, thumbprint)`,
  `grant insert, update (ended_at, replaced_by, revoked_at, revoked_by, revocation_reason) on certificates to bangiao_api`,
  // One open challenge per post: asking again voids the one before.
  `create table certificate_challenges (
     person_id uuid not null constraint certificate_challenges_person references people(id),
     office_id text not null constraint certificate_challenges_office references offices(id),
     challenge text not null,
     expires_at timestamptz not null,
     constraint certificate_challenges_pk primary key (person_id, office_id)
   )`,
  `grant select, insert, update, delete on certificate_challenges to bangiao_api`,

  `alter table access_log drop constraint access_log_kind,
     add constraint access_log_kind check (kind in ('refused','read','search','change'))`,
];

const DOWN = [
  // Entries of the kind that goes cannot be deleted, so they stay unchecked.
  `alter table access_log drop constraint access_log_kind,
     add constraint access_log_kind check (kind in ('refused','read','search')) not valid`,
  `drop table certificate_challenges`,
  `revoke insert, update (ended_at, replaced_by, revoked_at, revoked_by, revocation_reason) on certificates from bangiao_api`,
  `drop index certificates_by_office`,
  `alter table certificates drop column enrolled_by, drop column ended_at, drop column replaced_by, drop column revoked_by, drop column revocation_reason`,
  `drop table signature_proofs`,
  `drop function refuse_proof_change()`,
];
