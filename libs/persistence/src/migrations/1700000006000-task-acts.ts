import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What officers do with tasks besides working on them: acting for one another, checking each other's work, commenting, attaching; saved
 * filters, marks of what was read, substitutions during absence, and the search for people.
 */
export class TaskActs1700000006000 implements MigrationInterface {
  name = 'TaskActs1700000006000';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

const AREA = `province_code = any ((select bangiao_area('bangiao.provinces'))::text[])
  or commune_code = any ((select bangiao_area('bangiao.communes'))::text[])`;

/** Written as proof: never changed, seen like the task they belong to. */
const OF_TASKS = ['task_comments', 'task_attachments', 'attachment_chunks'];
const OF_SUBSTITUTIONS = ['substitutions', 'substitution_decisions'];

const UP = [
  `alter table tasks add column acting_for uuid constraint tasks_acting_for references people(id),
     add column substitution_id uuid,
     add column check_state text constraint tasks_check_state check (check_state in ('submitted','changes_requested','approved'))`,
  // Who is away has tasks that the substitute's queue shows.
  `create index tasks_by_holder on tasks (claimed_by) where state in ('claimed','held')`,

  `create table task_comments (
     id uuid constraint task_comments_pk primary key default gen_random_uuid(),
     province_code text not null,
     commune_code text,
     task_id uuid not null constraint task_comments_task references tasks(id),
     comment_no integer not null,
     person_id uuid not null constraint task_comments_person references people(id),
     acting_for uuid constraint task_comments_acting_for references people(id),
     office_id text not null,
     role text not null,
     text text not null,
     sha256 bytea not null,
     at timestamptz not null,
     constraint task_comments_once unique (task_id, comment_no)
   )`,
  // Contents are rows and not large objects: row-level security, append-only triggers and backups treat them like everything else.
  `create table task_attachments (
     id uuid constraint task_attachments_pk primary key,
     province_code text not null,
     commune_code text,
     task_id uuid not null constraint task_attachments_task references tasks(id),
     attachment_no integer not null,
     person_id uuid not null constraint task_attachments_person references people(id),
     acting_for uuid constraint task_attachments_acting_for references people(id),
     office_id text not null,
     file_name text not null,
     media_type text not null,
     size_bytes integer not null,
     sha256 bytea not null,
     at timestamptz not null,
     constraint task_attachments_once unique (task_id, attachment_no)
   )`,
  `create table attachment_chunks (
     attachment_id uuid not null constraint attachment_chunks_attachment references task_attachments(id),
     chunk_no integer not null,
     province_code text not null,
     commune_code text,
     bytes bytea not null,
     constraint attachment_chunks_pk primary key (attachment_id, chunk_no)
   )`,
  // Scans and photographs are compressed already.
  `alter table attachment_chunks alter column bytes set storage external`,

  `create table task_reads (
     person_id uuid not null constraint task_reads_person references people(id),
     task_id uuid not null constraint task_reads_task references tasks(id),
     at timestamptz not null,
     constraint task_reads_pk primary key (person_id, task_id)
   )`,
  `create table saved_filters (
     id uuid constraint saved_filters_pk primary key default gen_random_uuid(),
     person_id uuid not null constraint saved_filters_person references people(id),
     office_id text not null constraint saved_filters_office references offices(id),
     name text not null,
     shared boolean not null default false,
     filter jsonb not null,
     version integer not null default 1,
     changed_at timestamptz not null,
     constraint saved_filters_name unique (person_id, office_id, name)
   )`,
  `create index saved_filters_shared on saved_filters (office_id, name) where shared`,

  `create table substitutions (
     id uuid constraint substitutions_pk primary key default gen_random_uuid(),
     province_code text not null,
     commune_code text,
     absent_person_id uuid not null constraint substitutions_absent references people(id),
     substitute_person_id uuid not null constraint substitutions_substitute references people(id),
     office_id text not null constraint substitutions_office references offices(id),
     role text not null,
     steps text[] not null,
     communes text[],
     may_sign boolean not null,
     valid_from timestamptz not null,
     valid_to timestamptz not null,
     reason text not null,
     requested_by uuid not null constraint substitutions_requester references people(id),
     requested_at timestamptz not null,
     sha256 bytea not null,
     constraint substitutions_times check (valid_from < valid_to),
     constraint substitutions_two_people check (absent_person_id <> substitute_person_id)
   )`,
  `create index substitutions_by_substitute on substitutions (substitute_person_id)`,
  `create index substitutions_by_office on substitutions (office_id)`,
  `create table substitution_decisions (
     substitution_id uuid not null constraint substitution_decisions_substitution references substitutions(id),
     kind text not null constraint substitution_decisions_kind check (kind in ('approved','refused','revoked')),
     province_code text not null,
     commune_code text,
     person_id uuid not null constraint substitution_decisions_person references people(id),
     office_id text not null,
     reason text,
     at timestamptz not null,
     constraint substitution_decisions_pk primary key (substitution_id, kind)
   )`,

  ...[...OF_TASKS, ...OF_SUBSTITUTIONS].flatMap((table) => [
    `create trigger ${table}_append_only before update or delete or truncate on ${table} for each statement execute function refuse_change()`,
    `alter table ${table} enable row level security`,
    `create policy ${table}_area on ${table} to bangiao_api using (${AREA})`,
    `grant select, insert on ${table} to bangiao_api, bangiao_system`,
  ]),
  `grant select, insert, delete on task_reads to bangiao_api`,
  `grant select, insert, update, delete on saved_filters to bangiao_api`,
  `grant select on task_reads, saved_filters to bangiao_system`,

  // Lower case without marks: NFD splits every Vietnamese letter but đ.
  `create function bangiao_folded(value text) returns text language sql immutable parallel safe strict as
     $$ select replace(regexp_replace(lower(normalize(value, NFD)), '[' || chr(768) || '-' || chr(879) || ']', '', 'g'), 'đ', 'd') $$`,
  `create index records_by_number on records (province_code, id_number) where id_number is not null`,
  `create index records_by_folded_name on records (province_code, bangiao_folded(full_name) text_pattern_ops)`,
  // Text operators are not leakproof: under row-level security they would be asked last, row by row. The predicate is that of records_area.
  `create function bangiao_find_people(by_number text, by_name text, after_list uuid, after_no integer, wanted integer)
     returns table (list_id uuid, record_no integer) language sql stable security definer set search_path = public, pg_temp as
     $$ select r.list_id, r.record_no from records r
        where (r.province_code = any (bangiao_area('bangiao.provinces'))
            or r.commune_code = any (bangiao_area('bangiao.record_communes'))
            or r.village_code = any (bangiao_area('bangiao.villages')))
          and r.province_code = any (select u.province_code from units u where u.code = any (
            bangiao_area('bangiao.provinces') || bangiao_area('bangiao.record_communes') || bangiao_area('bangiao.villages')))
          and (by_number is null or r.id_number = by_number)
          and (by_name is null or bangiao_folded(r.full_name) like replace(replace(replace(bangiao_folded(by_name), '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%')
          and (by_number is not null or by_name is not null)
          and (after_list is null or (r.list_id, r.record_no) > (after_list, after_no))
        order by r.list_id, r.record_no limit wanted $$`,
  // Which capacities a person has is asked before the request has an area.
  `create function bangiao_open_substitutions(person uuid, wanted uuid)
     returns table ("substitutionId" uuid, absent jsonb, post jsonb, steps text[], communes text[], "maySign" boolean, sha256 text, until timestamptz)
     language sql stable security definer set search_path = public, pg_temp as
     $$ select s.id, jsonb_build_object('personId', a.id, 'fullName', a.full_name),
          jsonb_build_object('officeId', o.id, 'officeName', o.name, 'officeKind', o.kind, 'provinceCode', o.province_code,
            'communeCode', o.commune_code, 'villageCode', o.village_code, 'role', s.role),
          s.steps, s.communes, s.may_sign, encode(s.sha256, 'hex'), s.valid_to
        from substitutions s join people a on a.id = s.absent_person_id join offices o on o.id = s.office_id
        where s.substitute_person_id = person and (wanted is null or s.id = wanted) and s.valid_from <= now() and s.valid_to > now()
          and exists (select from substitution_decisions d where d.substitution_id = s.id and d.kind = 'approved')
          and not exists (select from substitution_decisions d where d.substitution_id = s.id and d.kind in ('refused', 'revoked'))
          and exists (select from memberships m where m.person_id = s.absent_person_id and m.office_id = s.office_id and m.role = s.role
            and m.valid_from <= now() and (m.valid_to is null or m.valid_to > now()))
        order by s.valid_from, s.id $$`,
  `revoke execute on function bangiao_open_substitutions(uuid, uuid) from public`,
  `grant execute on function bangiao_open_substitutions(uuid, uuid) to bangiao_api`,
  `revoke execute on function bangiao_find_people(text, text, uuid, integer, integer) from public`,
  `grant execute on function bangiao_find_people(text, text, uuid, integer, integer) to bangiao_api`,
];

const DOWN = [
  `drop function bangiao_open_substitutions(uuid, uuid)`,
  `drop function bangiao_find_people(text, text, uuid, integer, integer)`,
  `drop index records_by_folded_name`,
  `drop index records_by_number`,
  `drop function bangiao_folded(text)`,
  `drop table substitution_decisions`,
  `drop table substitutions`,
  `drop table saved_filters`,
  `drop table task_reads`,
  `drop table attachment_chunks`,
  `drop table task_attachments`,
  `drop table task_comments`,
  `drop index tasks_by_holder`,
  `alter table tasks drop column check_state, drop column substitution_id, drop column acting_for`,
];
