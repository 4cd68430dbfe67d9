import { addWorkingTime, workingTimeBetween, type WorkingCalendar } from '#domain/time/working-time';
import { DomainError } from '#domain/errors';
import type { Act } from '../act.ts';
import type { Sql } from '../sql.ts';
import { readCalendars } from './calendars.ts';

interface Clock {
  readonly kind: 'task' | 'offer' | 'list';
  readonly id: string;
  readonly campaignId: string;
  readonly listId: string | null;
  readonly officeId: string;
  readonly step: string | null;
  readonly calendarId: string;
  readonly pausedAt: Date | null;
  readonly due: Date | null;
  readonly remind: Date | null;
  readonly accept: Date | null;
  readonly escalate: readonly Date[] | null;
}

/** A deadline that a change of a calendar moves. */
export interface MovedDeadline {
  readonly kind: Clock['kind'];
  readonly id: string;
  readonly listId: string | null;
  readonly officeId: string;
  readonly step: string | null;
  readonly from: Date | null;
  readonly to: Date | null;
}

export interface DeadlineEffects {
  readonly tasks: number;
  readonly lists: number;
  /** The first ones by their new deadline; `MOST_SHOWN` at most. */
  readonly items: readonly MovedDeadline[];
}

const MOST_SHOWN = 200;

// Lists run by the calendar of the province's task force, everything else by that of the office it waits at.
const RUNNING = `
  with mine as (select id, calendar_id, kind, province_code, commune_code from offices where id = any($1::text[]))
  select 'task' as kind, t.id, t.campaign_id as "campaignId", t.list_id as "listId", t.office_id as "officeId", t.step, m.calendar_id as "calendarId",
    l.paused_at as "pausedAt", t.due_at as due, t.remind_at as remind, t.accept_due_at as accept, t.escalate_at as escalate
  from mine m join tasks t on t.office_id = m.id join campaigns c on c.id = t.campaign_id left join lists l on l.id = t.list_id
  where t.state in ('open','claimed','held') and coalesce(l.terms, c.terms) ->> 'calendar' = 'office' and (l.id is null or l.state in ('waiting','open','paused'))
  union all
  select 'offer', h.id, l.campaign_id, l.id, m.id, h.step, m.calendar_id, l.paused_at, h.accept_due_at, null, null, null
  from mine m join handovers h on h.to_office_id = m.id join lists l on l.id = h.list_id
  where h.state = 'offered' and l.state in ('open','paused') and l.terms ->> 'calendar' = 'office' and h.accept_due_at is not null
  union all
  select 'list', l.id, l.campaign_id, l.id, m.id, null, m.calendar_id, l.paused_at, l.due_at, null, null, null
  from mine m join lists l on l.province_code = m.province_code
  where m.kind = 'province_task_force' and m.commune_code is null and l.state in ('waiting','open','paused') and l.terms ->> 'calendar' = 'office'
    and l.due_at is not null`;

/** Offices that work by a calendar, or by one that is based on it. */
export async function officesBy(sql: Sql, calendarId: string): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `with recursive line as (select id from calendars where id = $1 union select c.id from line join calendars c on c.base_id = line.id)
     select o.id from line join offices o on o.calendar_id = line.id order by o.id`,
    [calendarId],
  );
  return rows.map(({ id }) => id);
}

/** Lists with a deadline at these offices: their chains are extended when it moves. */
export async function listsTimedBy(sql: Sql, officeIds: readonly string[]): Promise<string[]> {
  const clocks = await sql.query<Clock & Record<string, unknown>>(RUNNING, [officeIds]);
  return [...new Set(clocks.map(({ listId }) => listId).filter((id) => id !== null))];
}

const MOVE = `
  with moved as (select * from jsonb_to_recordset($1::jsonb) as m(kind text, id uuid, due timestamptz, remind timestamptz, accept timestamptz, escalate timestamptz[])),
  tasks_moved as (
    update tasks t set due_at = m.due, remind_at = m.remind, accept_due_at = m.accept, escalate_at = m.escalate
    from moved m where m.kind = 'task' and t.id = m.id),
  offers as (update handovers h set accept_due_at = m.due from moved m where m.kind = 'offer' and h.id = m.id)
  update lists l set due_at = m.due from moved m where m.kind = 'list' and l.id = m.id`;

/**
 * Does `change` to the calendars of these offices and moves every deadline that is still ahead, so that as much working time is left as
 * before: what was missed stays missed, what was told stays told. Of a paused list the time left is counted from the pause. With `keep`
 * false the effects are only told, and the caller must undo the change.
 * @throws DomainError `invalid_value` for a calendar without working time, `version_conflict` when a list is timed by it whose head the act has not locked.
 */
export async function moveDeadlines(
  act: Act,
  officeIds: readonly string[],
  change: () => Promise<void>,
  { keep }: { readonly keep: boolean },
): Promise<DeadlineEffects> {
  const [clocks, before] = [
    await act.query<Clock & Record<string, unknown>>(RUNNING, [officeIds]),
    await byOffice(act, officeIds),
  ];
  await change();
  const after = await byOffice(act, officeIds);
  const moved = clocks
    .map((clock) => ({ clock, to: moving(clock, before(clock.officeId), after(clock.officeId), act.now) }))
    .filter(({ clock, to }) => differs(clock, to));
  if (keep) await write(act, moved);
  const items = moved
    .map(({ clock: { kind, id, listId, officeId, step, due }, to }) => ({
      ...{ kind, id, listId, officeId, step, from: due, to: to.due },
    }))
    .sort((a, b) => (a.to?.getTime() ?? 0) - (b.to?.getTime() ?? 0) || (a.id < b.id ? -1 : 1));
  return {
    tasks: items.filter(({ kind }) => kind === 'task').length,
    lists: new Set(items.map(({ listId }) => listId)).size,
    items: items.slice(0, MOST_SHOWN),
  };
}

type Times = Pick<Clock, 'due' | 'remind' | 'accept' | 'escalate'>;

function moving(clock: Clock, before: WorkingCalendar, after: WorkingCalendar, now: Date): Times {
  const from = clock.pausedAt ?? now;
  const move = (at: Date): Date => {
    if (at <= from) return at;
    try {
      return addWorkingTime(from, workingTimeBetween(from, at, before), after);
    } catch (error) {
      if (error instanceof RangeError) throw new DomainError('invalid_value', { field: 'hours' });
      throw error;
    }
  };
  const each = (at: Date | null) => at && move(at);
  return {
    ...{ due: each(clock.due), remind: each(clock.remind), accept: each(clock.accept) },
    escalate: clock.escalate?.map(move) ?? null,
  };
}

function differs(clock: Clock, to: Times): boolean {
  const flat = ({ due, remind, accept, escalate }: Times) =>
    [due, remind, accept, ...(escalate ?? [])].map((at) => at?.getTime() ?? null).join();
  return flat(clock) !== flat(to);
}

async function byOffice(
  sql: Sql,
  officeIds: readonly string[],
): Promise<(officeId: string) => WorkingCalendar> {
  const calendars = await readCalendars(sql, { officeIds });
  const rows = await sql.query<{ id: string; calendarId: string }>(
    `select id, calendar_id as "calendarId" from offices where id = any($1::text[])`,
    [officeIds],
  );
  const ids = new Map(rows.map(({ id, calendarId }) => [id, calendarId]));
  return (officeId) => {
    const calendar = calendars.get(ids.get(officeId) ?? '');
    const week = calendar?.week ?? [calendar?.officeHours ?? []];
    if (calendar === undefined || week.every((spans) => spans.length === 0))
      throw new DomainError('invalid_value', { field: 'hours' });
    return calendar;
  };
}

async function write(
  act: Act,
  moved: readonly { readonly clock: Clock; readonly to: Times }[],
): Promise<void> {
  if (moved.length === 0) return;
  await act.query(MOVE, [JSON.stringify(moved.map(({ clock: { kind, id }, to }) => ({ kind, id, ...to })))]);
  const byList = new Map<string, Clock[]>();
  for (const { clock } of moved) {
    if (clock.listId === null) await act.tell('campaign', clock.campaignId);
    else byList.set(clock.listId, [...(byList.get(clock.listId) ?? []), clock]);
  }
  for (const [listId, clocks] of byList) {
    if (!act.locked(listId)) throw new DomainError('version_conflict', { listId });
    const tasks = clocks.filter(({ kind }) => kind === 'task').map(({ id }) => id);
    const calendars = [...new Set(clocks.map(({ calendarId }) => calendarId))].sort();
    await act.event(listId, {
      type: 'deadlines.moved',
      payload: { reason: 'calendar', calendars, tasks, others: clocks.length - tasks.length },
    });
    await act.tell('cleanList', listId);
  }
}
