import type { Terms } from '#domain/process/terms';
import { calendarOf, DEFAULT_CALENDAR, movedByPause } from '#domain/time/working-time';
import type { Act } from '../act.ts';
import { readCalendars } from '../process/calendars.ts';

interface Clock {
  readonly kind: 'task' | 'offer' | 'list';
  readonly id: string;
  readonly calendarId: string | null;
  readonly times: readonly (string | null)[];
  readonly escalateAt: readonly string[] | null;
}

const RUNNING = `
  select 'task' as kind, t.id::text as id, o.calendar_id as "calendarId", to_jsonb(array[t.due_at, t.remind_at, t.accept_due_at]) as times,
         to_jsonb(t.escalate_at) as "escalateAt"
  from tasks t join offices o on o.id = t.office_id where t.list_id = $1 and t.state in ('open','claimed','held')
  union all
  select 'offer', h.id::text, o.calendar_id, to_jsonb(array[h.accept_due_at]), null
  from handovers h join offices o on o.id = h.to_office_id where h.list_id = $1 and h.state = 'offered'
  union all
  select 'list', l.id::text, null, to_jsonb(array[l.due_at]), null from lists l where l.id = $1`;

const MOVE = `
  with moved as (select * from jsonb_to_recordset($2::jsonb) as m(kind text, id uuid, due timestamptz, remind timestamptz, accept timestamptz, escalate timestamptz[])),
  tasks_moved as (
    update tasks t set due_at = m.due, remind_at = m.remind, accept_due_at = m.accept, escalate_at = m.escalate
    from moved m where m.kind = 'task' and t.id = m.id
  ), offers as (update handovers h set accept_due_at = m.due from moved m where m.kind = 'offer' and h.id = m.id)
  update lists set state = 'open', paused_at = null, due_at = (select due from moved where kind = 'list') where id = $1`;

/** Opens a paused list again: whatever was still ahead when it stood still has as much working time left as then. */
export async function resumeClocks(
  act: Act,
  list: { readonly id: string; readonly communeCode: string; readonly terms: Terms },
  pausedAt: Date,
): Promise<void> {
  const clocks = await act.query<Clock & Record<string, unknown>>(RUNNING, [list.id]);
  const calendars = await readCalendars(act, { communeCode: list.communeCode });
  const moved = clocks.map(({ kind, id, calendarId, times, escalateAt }) => {
    const working = calendars.get(calendarId ?? 'vn') ?? DEFAULT_CALENDAR;
    const move = (at: string | null | undefined) =>
      at ? movedByPause(new Date(at), pausedAt, act.now, calendarOf(list.terms, working)) : null;
    const [due, remind, accept] = times;
    return {
      ...{ kind, id, due: move(due), remind: move(remind), accept: move(accept) },
      escalate: escalateAt?.map(move) ?? null,
    };
  });
  await act.query(MOVE, [list.id, JSON.stringify(moved)]);
}
