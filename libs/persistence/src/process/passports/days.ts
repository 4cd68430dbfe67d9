import type { Sql } from '../../sql.ts';

/** What a facility's signature mends: whoever lacks only that is on its list. */
const MENDED = `'{dose_unsigned,responsibility_unsigned}'::text[]`;

/** Whether the person `v`, judged as he is now, waits for nothing but the facilities. */
export const WAITS_FOR_FACILITY = `(v.judged_version = v.facts_version and v.reasons <@ ${MENDED})`;

/**
 * Opens a day's task at every facility that has vaccinees, from a list or not, whether anybody waits there or not: in one statement,
 * and once. Answers how many were opened.
 */
export async function openDay(sql: Sql, day: string, at: Date, dueAt: Date): Promise<number> {
  const opened = await sql.query(
    `insert into facility_days (office_id, day, province_code, commune_code, listed, opened_at, due_at)
     select o.id, $1::date, o.province_code, o.commune_code, coalesce(w.people, 0), $2, $3
     from offices o left join (
       select d.office_id, count(distinct (d.province_code, d.subject_id))::integer as people
       from doses d join vaccinees v on v.province_code = d.province_code and v.subject_id = d.subject_id
       where d.signed_at is null and ${WAITS_FOR_FACILITY} group by d.office_id) w on w.office_id = o.id
     where o.kind = 'vaccination_facility' and o.commune_code is not null and exists (select from doses d where d.office_id = o.id)
     on conflict (office_id, day) do nothing returning office_id`,
    [day, at, dueAt],
  );
  return opened.length;
}

/** Names to the province whoever has not confirmed; earlier days that are still open stay named. Answers how many were named now. */
export async function closeDay(sql: Sql, day: string, at: Date): Promise<number> {
  const named = await sql.query(
    `update facility_days set named_late_at = $2 where day = $1::date and confirmed_at is null and named_late_at is null returning office_id`,
    [day, at],
  );
  return named.length;
}
