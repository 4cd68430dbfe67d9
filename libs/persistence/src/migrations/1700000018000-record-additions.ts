import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Step 2: subjects whom the station adds to its list, and what became of each. */
export class RecordAdditions1700000018000 implements MigrationInterface {
  name = 'RecordAdditions1700000018000';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

const KINDS = ['compile', 'population_check', 'population_update', 'platform_update', 'verification'];
const kindIn = (kinds: readonly string[]): string =>
  `alter table jobs drop constraint jobs_kind, add constraint jobs_kind check (kind in (${kinds.map((kind) => `'${kind}'`).join(', ')}))`;

const UP = [
  kindIn([...KINDS, 'addition']),
  `create table record_additions (
     province_code text not null,
     list_id uuid not null constraint record_additions_list references lists(id),
     run_no integer not null,
     subject_id text not null,
     reason text not null,
     result text constraint record_additions_result check (result in ('added','already_in_list','in_other_list','not_found','other_commune')),
     record_no integer,
     constraint record_additions_pk primary key (province_code, list_id, run_no, subject_id),
     constraint record_additions_numbered check ((result = 'added') = (record_no is not null) or result = 'already_in_list')
   )`,
  `alter table record_additions enable row level security`,
  `create policy record_additions_area on record_additions to bangiao_api
     using (exists (select from lists l where l.id = record_additions.list_id))`,
  `grant select, insert on record_additions to bangiao_api`,
  `grant select, update on record_additions to bangiao_system`,
];

const DOWN = [`drop table record_additions`, `delete from jobs where kind = 'addition'`, kindIn(KINDS)];
