import type { Uuid } from '#domain/formats';
import { DEFAULT_CALENDAR, type OfficeSpan, type WorkingCalendar } from '#domain/time/working-time';
import type { Sql } from '../sql.ts';

interface Row {
  readonly id: Uuid;
  readonly hours: readonly { weekday: number; fromMinute: number; toMinute: number }[];
  readonly holidays: string[];
  readonly workdays: string[];
}

// A calendar's own day overrules that of its base, and its hours replace the base's as a whole.
const READ = `
  with recursive wanted as (
    select distinct o.calendar_id as id from offices o where o.id = any($1::text[])
    union select distinct o.calendar_id from offices o where $2::text is not null
      and (o.commune_code = bangiao_seat($2) or (o.commune_code is null and o.province_code = (select province_code from units where code = $2)))
  ), line as (
    select w.id, c.id as from_id, c.base_id, 0 as depth from wanted w join calendars c on c.id = w.id
    union all select line.id, c.id, c.base_id, line.depth + 1 from line join calendars c on c.id = line.base_id
  ), days as (
    select distinct on (line.id, d.day) line.id, d.day, d.kind from line join calendar_days d on d.calendar_id = line.from_id
    order by line.id, d.day, line.depth
  )
  select w.id,
    (select coalesce(json_agg(json_build_object('weekday', h.weekday, 'fromMinute', h.from_minute, 'toMinute', h.to_minute)
       order by h.weekday, h.from_minute), '[]'::json) from calendar_hours h where h.calendar_id = (
       select line.from_id from line where line.id = w.id and exists (select from calendar_hours x where x.calendar_id = line.from_id)
       order by line.depth limit 1)) as hours,
    array(select day::text from days where days.id = w.id and kind = 'off' order by day) as holidays,
    array(select day::text from days where days.id = w.id and kind = 'work' order by day) as workdays
  from wanted w`;

/** The calendars that offices work by; asked by ids, or all of a commune and of the province above it. */
export async function readCalendars(
  sql: Sql,
  { officeIds = [], communeCode = null }: { officeIds?: readonly string[]; communeCode?: string | null },
): Promise<ReadonlyMap<string, WorkingCalendar>> {
  const rows = await sql.query<Row & Record<string, unknown>>(READ, [officeIds, communeCode]);
  return new Map(rows.map((row) => [row.id, calendarOf(row)]));
}

/** The calendar of one office; the usual office hours when it does not exist. */
export async function calendarOfOffice(sql: Sql, officeId: string): Promise<WorkingCalendar> {
  const [calendar] = (await readCalendars(sql, { officeIds: [officeId] })).values();
  return calendar ?? DEFAULT_CALENDAR;
}

function calendarOf({ hours, holidays, workdays }: Row): WorkingCalendar {
  if (hours.length === 0) return { ...DEFAULT_CALENDAR, holidays, workdays };
  const week = Array.from({ length: 7 }, (_, weekday): OfficeSpan[] =>
    hours
      .filter((span) => span.weekday === weekday)
      .map(({ fromMinute, toMinute }) => ({ fromMinute, toMinute })),
  );
  const officeHours = week[1]?.length ? week[1] : (week.find((spans) => spans.length > 0) ?? []);
  return { officeHours, week, holidays, workdays };
}

/** The calendar of a province's task force: for durations that pass through many offices. */
export async function calendarOfProvince(sql: Sql, provinceCode: string): Promise<WorkingCalendar> {
  const [office] = await sql.query<{ id: string }>(
    `select id from offices where province_code = $1 and kind = 'province_task_force' and commune_code is null order by id limit 1`,
    [provinceCode],
  );
  return calendarOfOffice(sql, office?.id ?? '');
}
