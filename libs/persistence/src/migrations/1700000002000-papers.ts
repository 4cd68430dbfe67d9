import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Papers of handovers (biên bản), and the registers in which offices number them. */
export class Papers1700000002000 implements MigrationInterface {
  name = 'Papers1700000002000';

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
  // An organisation's certificate names the office; its clerk holds the key. It never stands for a person's signature.
  `alter table certificates add column holder text not null default 'person'
     constraint certificates_holder check (holder in ('person','organisation'))`,

  `create table papers (
     id uuid constraint papers_pk primary key default gen_random_uuid(),
     province_code text not null,
     commune_code text not null,
     list_id uuid not null constraint papers_list references lists(id),
     handover_id uuid not null constraint papers_handover references handovers(id),
     kind text not null constraint papers_kind check (kind in ('minutes','receipt')),
     grade text not null constraint papers_grade check (grade in ('official','attested')),
     office_id text not null constraint papers_office references offices(id),
     to_office_id text not null constraint papers_to references offices(id),
     state text not null constraint papers_state check (state in ('prepared','signed','numbered','issued','voided')),
     symbol text not null,
     year integer,
     number integer,
     pdf bytea not null,
     sha256 bytea not null,
     pending bytea,
     content_hash bytea,
     prepared_by uuid not null,
     prepared_at timestamptz not null default clock_timestamp(),
     signer_person_id uuid,
     signer_thumbprint text,
     signed_at timestamptz,
     clerk_person_id uuid,
     organisation_thumbprint text,
     numbered_at timestamptz,
     issued_at timestamptz,
     voided_by uuid,
     voided_at timestamptz,
     void_reason text,
     constraint papers_number_unique unique (office_id, year, kind, number),
     constraint papers_numbered check ((number is null) = (year is null) and (state not in ('numbered','issued') or number is not null))
   )`,
  `create unique index papers_once on papers (handover_id, kind) where state <> 'voided'`,
  `create index papers_by_list on papers (list_id)`,
  `create index papers_received on papers (to_office_id, year, number, id)`,

  `create table document_registers (
     province_code text not null,
     commune_code text,
     office_id text not null constraint document_registers_office references offices(id),
     year integer not null,
     kind text not null,
     last_number integer not null,
     constraint document_registers_pk primary key (office_id, year, kind)
   )`,

  // What was issued stays as it was issued; a voided paper keeps its number and its text.
  `create function keep_paper() returns trigger language plpgsql as $$
   begin
     if tg_op = 'DELETE' or old.state = 'voided'
        or (old.state = 'issued' and (new.state <> 'voided' or new.pdf <> old.pdf or new.sha256 <> old.sha256))
        or (old.number is not null and (new.number, new.year, new.symbol) is distinct from (old.number, old.year, old.symbol))
     then raise exception 'append_only: papers cannot be changed' using errcode = 'integrity_constraint_violation'; end if;
     return new;
   end $$`,
  `create trigger papers_keep before update or delete on papers for each row execute function keep_paper()`,
  `create trigger papers_no_truncate before truncate on papers for each statement execute function refuse_change()`,

  ...['papers', 'document_registers'].flatMap((table) => [
    `grant select, insert, update on ${table} to bangiao_api, bangiao_system`,
    `alter table ${table} enable row level security`,
    `create policy ${table}_area on ${table} to bangiao_api using (${AREA})`,
  ]),
];

const DOWN = [
  `drop table document_registers`,
  `drop table papers`,
  `drop function keep_paper()`,
  `alter table certificates drop column holder`,
];
