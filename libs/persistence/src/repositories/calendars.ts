import { decide } from '#domain/authority/decide';
import { DomainError } from '#domain/errors';
import type { Act, Actor } from '../act.ts';
import { moveDeadlines, officesBy, type DeadlineEffects } from '../process/moved-deadlines.ts';
import type { Sql } from '../sql.ts';
import { noteChange } from './change-notes.ts';
import { postOf } from './tasks.ts';

export interface HoursView {
  /** 0 is Sunday. */
  readonly weekday: number;
  /** Minutes after local midnight. */
  readonly fromMinute: number;
  readonly toMinute: number;
}

export interface DayView {
  readonly day: string;
  /** `off`: a day off; `work`: a swap day (ngày làm bù). */
  readonly kind: 'off' | 'work';
  readonly name: string;
}

export interface CalendarView {
  readonly id: string;
  readonly name: string;
  /** Null: the national calendar. */
  readonly provinceCode: string | null;
  readonly baseId: string | null;
  readonly version: number;
  /** Its own hours; null: those of its base. */
  readonly hours: readonly HoursView[] | null;
  /** Its own days; those of its base count besides. */
  readonly days: readonly DayView[];
  readonly offices: number;
}

export interface CalendarContent {
  readonly name: string;
  readonly hours: readonly HoursView[] | null;
  readonly days: readonly DayView[];
}

const VIEW = `
  select c.id, c.name, c.province_code as "provinceCode", c.base_id as "baseId", c.version,
    (select jsonb_agg(jsonb_build_object('weekday', h.weekday, 'fromMinute', h.from_minute, 'toMinute', h.to_minute) order by h.weekday, h.from_minute)
     from calendar_hours h where h.calendar_id = c.id) as hours,
    coalesce((select jsonb_agg(jsonb_build_object('day', d.day, 'kind', d.kind, 'name', d.name) order by d.day) from calendar_days d
      where d.calendar_id = c.id), '[]') as days,
    (select count(*)::int from offices o where o.calendar_id = c.id) as offices
  from calendars c`;

/** The national calendar and those of the reader's province, by id. */
export function readCalendarViews(sql: Sql, actor: Actor): Promise<CalendarView[]> {
  return sql.query<CalendarView & Record<string, unknown>>(
    `${VIEW} where c.province_code is null or c.province_code = any($1::text[])
       or c.province_code = any(select u.province_code from units u where u.code = any($2::text[])) order by c.province_code nulls first, c.id`,
    [actor.area.provinces, actor.area.communes],
  );
}

/** @throws DomainError `not_found`. Calendars are public. */
export async function readCalendarView(sql: Sql, id: string): Promise<CalendarView> {
  const [view] = await sql.query<CalendarView & Record<string, unknown>>(`${VIEW} where c.id = $1`, [id]);
  if (view === undefined) throw new DomainError('not_found', { calendarId: id.slice(0, 60) });
  return view;
}

export interface CalendarChanged extends CalendarView {
  readonly effects: DeadlineEffects;
}

const NO_EFFECTS: DeadlineEffects = { tasks: 0, lists: 0, items: [] };

/** A calendar of the actor's province on the ground of another; nobody works by it yet. @throws DomainError `not_found`, `name_taken`, `invalid_value`. */
export async function createCalendar(
  act: Act,
  id: string,
  baseId: string,
  content: CalendarContent,
): Promise<CalendarChanged> {
  const [provinceCode] = act.actor.area.provinces;
  if (provinceCode === undefined) throw new DomainError('out_of_area', { calendarId: id });
  const base = await readCalendarView(act, baseId);
  if (base.provinceCode !== null && base.provinceCode !== provinceCode)
    throw new DomainError('out_of_area', { calendarId: baseId });
  checkContent(content);
  const made = await act.query(
    `insert into calendars (id, name, province_code, base_id) values ($1, $2, $3, $4) on conflict (id) do nothing returning id`,
    [id, content.name, provinceCode, baseId],
  );
  if (made.length === 0) throw new DomainError('name_taken', { calendarId: id });
  await writeContent(act, id, content);
  await noteChange(act, 'calendar.create', id, { baseId });
  return { ...(await readCalendarView(act, id)), effects: NO_EFFECTS };
}

export interface ChangeOptions {
  /** False: only what would happen is told. */
  readonly keep: boolean;
}

/**
 * Replaces a calendar's name, hours and days, and moves the deadlines of the offices that work by it. The act must have locked their lists.
 * @throws DomainError `not_found`, `out_of_area`, `precondition_failed` when it was changed since `version`, `invalid_value`, `version_conflict`.
 */
export async function changeCalendar(
  act: Act,
  id: string,
  version: number,
  content: CalendarContent,
  { keep }: ChangeOptions,
): Promise<CalendarChanged> {
  const [present] = await act.query<{ version: number; provinceCode: string | null }>(
    `select version, province_code as "provinceCode" from calendars where id = $1 for update`,
    [id],
  );
  if (present === undefined) {
    // Row-level security lets nobody lock what is not his to change.
    await readCalendarView(act, id);
    throw new DomainError('out_of_area', { calendarId: id });
  }
  const decision = decide('calendar.manage', postOf(act.actor), { provinceCode: present.provinceCode });
  if (decision !== 'allowed') throw new DomainError(decision, { calendarId: id });
  if (present.version !== version) throw new DomainError('precondition_failed', { calendarId: id });
  checkContent(content);
  const effects = await moveDeadlines(
    act,
    await officesBy(act, id),
    async () => {
      await act.query(`update calendars set name = $2, version = version + 1 where id = $1`, [
        id,
        content.name,
      ]);
      await writeContent(act, id, content);
    },
    { keep },
  );
  await noteChange(act, 'calendar.change', id, { tasks: effects.tasks, lists: effects.lists });
  return { ...(await readCalendarView(act, id)), effects };
}

/**
 * Lets offices of the area work by a calendar from now on, and moves their deadlines. The act must have locked their lists.
 * @throws DomainError `not_found` for the calendar or an office, `out_of_area`, `version_conflict`.
 */
export async function assignCalendar(
  act: Act,
  calendarId: string,
  officeIds: readonly string[],
  { keep }: ChangeOptions,
): Promise<{ readonly calendarId: string; readonly offices: number; readonly effects: DeadlineEffects }> {
  const calendar = await readCalendarView(act, calendarId);
  const offices = await act.query<{ id: string; provinceCode: string; communeCode: string | null }>(
    `select id, province_code as "provinceCode", commune_code as "communeCode" from offices where id = any($1::text[])`,
    [officeIds],
  );
  const missing = officeIds.filter((id) => !offices.some((office) => office.id === id));
  if (missing.length > 0) throw new DomainError('not_found', { officeIds: missing.slice(0, 20) });
  for (const office of offices) {
    const decision = decide('calendar.manage', postOf(act.actor), office);
    if (decision !== 'allowed') throw new DomainError(decision, { officeId: office.id });
    if (calendar.provinceCode !== null && calendar.provinceCode !== office.provinceCode)
      throw new DomainError('out_of_area', { calendarId });
  }
  const effects = await moveDeadlines(
    act,
    officeIds,
    async () => {
      await act.query(`update offices set calendar_id = $1 where id = any($2::text[])`, [
        calendarId,
        officeIds,
      ]);
    },
    { keep },
  );
  await noteChange(act, 'calendar.assign', calendarId, { officeIds, tasks: effects.tasks });
  return { calendarId, offices: offices.length, effects };
}

/** @throws DomainError `invalid_value` for hours that overlap or end before they begin, and for a day that is named twice. */
function checkContent({ hours, days }: CalendarContent): void {
  const spans = [...(hours ?? [])].sort((a, b) => a.weekday - b.weekday || a.fromMinute - b.fromMinute);
  spans.forEach((span, i) => {
    const before = spans[i - 1];
    const overlaps = before?.weekday === span.weekday && before.toMinute > span.fromMinute;
    if (overlaps || span.toMinute <= span.fromMinute)
      throw new DomainError('invalid_value', { field: 'hours', weekday: span.weekday });
  });
  const seen = new Set<string>();
  for (const { day } of days) {
    if (seen.has(day)) throw new DomainError('invalid_value', { field: 'days', day });
    seen.add(day);
  }
}

async function writeContent(act: Act, id: string, { hours, days }: CalendarContent): Promise<void> {
  await act.query(`delete from calendar_hours where calendar_id = $1`, [id]);
  await act.query(`delete from calendar_days where calendar_id = $1`, [id]);
  await act.query(
    `insert into calendar_hours (calendar_id, weekday, from_minute, to_minute)
     select $1, weekday, "fromMinute", "toMinute" from jsonb_to_recordset($2::jsonb) as h(weekday smallint, "fromMinute" smallint, "toMinute" smallint)`,
    [id, JSON.stringify(hours ?? [])],
  );
  await act.query(
    `insert into calendar_days (calendar_id, day, kind, name) select $1, day, kind, name from jsonb_to_recordset($2::jsonb) as d(day date, kind text, name text)`,
    [id, JSON.stringify(days)],
  );
}
