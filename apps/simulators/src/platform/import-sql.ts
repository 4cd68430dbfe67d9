/**
 * One import, whole, in one statement: a known subject gets the number only when its own is missing or badly formatted, and
 * name, birth date and gender only when they are empty; a row without a known code makes a new subject (the trap). A second row
 * for the same subject meets what the first one wrote, so only the first of them counts. Parameters: rows, job id, request id.
 */
export const IMPORT_SQL = `
  with job as (
    select job_id from platform_imports where job_id = $2 and state = 'running'),
  i as materialized (
    select r.*, row_number() over (partition by r."subjectId" order by r.row) as turn
    from job, jsonb_to_recordset($1::jsonb) as r("row" int, "subjectId" text, "fullName" text, "nameKey" text, "dateOfBirth" text,
      "birthKey" text, gender text, number text, "citizenState" text, "foreignState" text)),
  judged as materialized (
    select i.*, s.version as old_version, s.full_name as old_name, s.name_key as old_name_key, s.date_of_birth as old_birth,
      s.birth_key as old_birth_key, s.gender as old_gender, s.id_number as old_number, s.passport_number as old_passport,
      f.foreign_national,
      case when s.subject_id is null then 'created'
        when i.turn > 1 then 'row_repeated'
        when i.number = '' then 'number_missing'
        when i.number = case when f.foreign_national then s.passport_number else s.id_number end and s.number_state = 'ok' then 'unchanged'
        when s.number_state = 'ok' then 'already_has_number'
        when case when f.foreign_national then i."foreignState" else i."citizenState" end <> 'ok' then 'bad_number'
        else 'updated' end as verdict,
      case when s.subject_id is null then 'VXN' || lpad(nextval('platform_created')::text, 8, '0') else i."subjectId" end as target
    from i left join platform_subjects s on s.subject_id = i."subjectId"
    cross join lateral (select coalesce(s.nationality, '') not in ('', 'VN') as foreign_national) f),
  changed as (
    update platform_subjects s set version = s.version + 1, changed_by = null,
      id_number = case when j.foreign_national then s.id_number else j.number end,
      passport_number = case when j.foreign_national then j.number else s.passport_number end,
      full_name = case when s.full_name = '' then j."fullName" else s.full_name end,
      name_key = case when s.full_name = '' then j."nameKey" else s.name_key end,
      date_of_birth = case when s.date_of_birth = '' then j."dateOfBirth" else s.date_of_birth end,
      birth_key = case when s.date_of_birth = '' then j."birthKey" else s.birth_key end,
      gender = case when coalesce(s.gender, '') = '' then nullif(j.gender, '') else s.gender end
    from judged j where j.verdict = 'updated' and s.subject_id = j."subjectId"
    returning s.subject_id, s.version, s.full_name, s.date_of_birth, s.gender, s.id_number, s.passport_number),
  made as (
    insert into platform_subjects (subject_id, commune_code, full_name, name_key, date_of_birth, birth_key, gender, id_number)
    select target, '', "fullName", "nameKey", "dateOfBirth", "birthKey", nullif(gender, ''), number from judged where verdict = 'created'),
  logged as (
    insert into effects (system, kind, subject, fieldset, old_values, new_values, old_version, result_version, request_id, applied, reason)
    select 'platform', case j.verdict when 'created' then 'import_created' else 'import_row' end, j.target,
      case when c.subject_id is null then '{}'::text[] else array_remove(array[
        case when j.foreign_national then 'passportNumber' else 'idNumber' end,
        case when c.full_name is distinct from j.old_name then 'fullName' end,
        case when c.date_of_birth is distinct from j.old_birth then 'dateOfBirth' end,
        case when c.gender is distinct from j.old_gender then 'gender' end], null) end,
      case when j.old_version is not null then jsonb_build_object('fullName', j.old_name, 'dateOfBirth', j.old_birth, 'gender', j.old_gender,
        'idNumber', j.old_number, 'passportNumber', j.old_passport) end,
      case when c.subject_id is not null then jsonb_strip_nulls(jsonb_build_object(
          'fullName', case when c.full_name is distinct from j.old_name then c.full_name end,
          'dateOfBirth', case when c.date_of_birth is distinct from j.old_birth then c.date_of_birth end,
          'gender', case when c.gender is distinct from j.old_gender then c.gender end,
          'idNumber', case when not j.foreign_national then c.id_number end,
          'passportNumber', case when j.foreign_national then c.passport_number end))
        else jsonb_build_object('fullName', j."fullName", 'dateOfBirth', j."dateOfBirth", 'gender', j.gender, 'idNumber', j.number) end,
      j.old_version, case j.verdict when 'created' then 1 else coalesce(c.version, j.old_version) end, $3,
      j.verdict in ('updated', 'created'), case when j.verdict not in ('updated', 'created') then j.verdict end
    from judged j left join changed c on c.subject_id = j.target and j.verdict = 'updated' order by j.row)
  update platform_imports p set state = 'done', done_at = now(), total = jsonb_array_length($1::jsonb), body = '',
    rows = (select coalesce(jsonb_agg(jsonb_build_object('row', row, 'subjectId', target,
      'result', case when verdict in ('created', 'updated', 'unchanged') then verdict else 'refused' end,
      'code', case when verdict not in ('created', 'updated', 'unchanged') then verdict end) order by row), '[]') from judged)
  from job where p.job_id = job.job_id`;
