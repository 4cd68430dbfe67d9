import type { ParcelStage } from '#domain/process/states';
import type { TaskStep } from '#domain/process/steps';
import type { Terms } from '#domain/process/terms';
import { calendarOf, workingTimeBetween, type Calendar } from '#domain/time/working-time';
import { calendarOfProvince } from '../process/calendars.ts';
import type { Sql } from '../sql.ts';

/** Where a list's records lie now. All durations are milliseconds of working time by the list's terms. */
export interface CustodyNow {
  readonly officeId: string;
  readonly name: string;
  readonly step: ParcelStage;
  readonly count: number;
  /** Of these, on offer to another office that has not answered yet. */
  readonly offered: number;
  /** When the step began for those that wait longest. */
  readonly oldestSince: Date;
  readonly oldestWaitingMs: number;
  /** Mean over the records. */
  readonly meanWaitingMs: number;
}

/** How long an office has had records of the list, over all the list's time. */
export interface OfficeHolding {
  readonly officeId: string;
  readonly name: string;
  readonly count: number;
  /** Sum over records of the working time each was held. */
  readonly heldMs: number;
}

/** How long an office took for a step, over all its tasks of the list. */
export interface StepWaiting {
  readonly officeId: string;
  readonly name: string;
  readonly step: TaskStep;
  readonly tasks: number;
  readonly open: number;
  readonly waitedMs: number;
  readonly longestMs: number;
}

export interface ListCustody {
  readonly at: Date;
  /** Sum of `now` and of `offices`: every record has exactly one custodian. */
  readonly total: number;
  readonly now: readonly CustodyNow[];
  readonly offices: readonly OfficeHolding[];
  readonly steps: readonly StepWaiting[];
}

interface LedgerList {
  readonly id: string;
  readonly provinceCode: string;
  readonly terms: Terms;
  readonly endedAt: Date | null;
}

/** The custody of one list, which the caller may read. Five statements, whatever the list's size. */
export async function readListCustody(sql: Sql, list: LedgerList): Promise<ListCustody> {
  const calendar = calendarOf(list.terms, await calendarOfProvince(sql, list.provinceCode));
  const [clock] = await sql.query<{ at: Date }>(`select clock_timestamp() as at`);
  const at = (clock as { at: Date }).at;
  const until = list.endedAt ?? at;
  const now = await presentHolders(sql, list, until, calendar);
  return {
    ...{ at, total: now.reduce((sum, { count }) => sum + count, 0), now },
    offices: await holdings(sql, list, until, calendar),
    steps: await stepWaitings(sql, list, until, calendar),
  };
}

type Standing = Omit<CustodyNow, 'oldestSince' | 'oldestWaitingMs' | 'meanWaitingMs'> & {
  readonly since: Date;
};

/** A step begins for a parcel when its task is opened; a parcel that nobody is asked about yet, when it was received. */
async function presentHolders(
  sql: Sql,
  { id, provinceCode }: LedgerList,
  until: Date,
  calendar: Calendar,
): Promise<CustodyNow[]> {
  const rows = await sql.query<Standing & Record<string, unknown>>(
    `select o.id as "officeId", o.name, p.stage as step, sum(p.record_count)::int as count,
            coalesce(sum(p.record_count) filter (where h.offered), 0)::int as offered, begun.since
     from parcels p join offices o on o.id = p.custodian_office_id
     left join lateral (select coalesce(max(t.opened_at), p.since) as since from tasks t
       where t.list_id = p.list_id and t.step = p.stage and t.scope = p.scope and t.round = p.round and t.part_no = 0) begun on true
     left join lateral (select true as offered from handovers h
       where h.list_id = p.list_id and h.state = 'offered' and p.parcel_no = any(h.parcel_nos) limit 1) h on true
     where p.province_code = $1 and p.list_id = $2 and p.stage <> 'regrouped' and p.record_count > 0
     group by o.id, o.name, p.stage, begun.since order by o.id, p.stage, begun.since`,
    [provinceCode, id],
  );
  const groups = new Map<string, CustodyNow>();
  for (const { since, ...row } of rows) {
    const waited = workingTimeBetween(since, until, calendar);
    const key = `${row.officeId} ${row.step}`;
    const before = groups.get(key);
    const count = row.count + (before?.count ?? 0);
    groups.set(key, {
      ...{ ...row, count, offered: row.offered + (before?.offered ?? 0) },
      // Rows come oldest first.
      ...{ oldestSince: before?.oldestSince ?? since, oldestWaitingMs: before?.oldestWaitingMs ?? waited },
      meanWaitingMs: ((before?.meanWaitingMs ?? 0) * (before?.count ?? 0) + waited * row.count) / count,
    });
  }
  return [...groups.values()];
}

/**
 * The working time since the first move is a sum, so an office's holding needs no interval per record: what came in counts from its
 * coming to the end, minus what went out from its going.
 */
async function holdings(
  sql: Sql,
  { id, provinceCode }: LedgerList,
  until: Date,
  calendar: Calendar,
): Promise<OfficeHolding[]> {
  const moves = await sql.query<{ from: string | null; to: string; count: number; at: Date }>(
    `select m.from_office_id as "from", m.to_office_id as "to", m.record_count as count, e.at
     from custody_moves m join events e using (province_code, list_id, event_no)
     where m.province_code = $1 and m.list_id = $2 order by m.event_no, m.move_no`,
    [provinceCode, id],
  );
  const held = new Map<string, { count: number; heldMs: number }>();
  const add = (office: string, count: number, ms: number) => {
    const before = held.get(office) ?? { count: 0, heldMs: 0 };
    held.set(office, { count: before.count + count, heldMs: before.heldMs + count * ms });
  };
  const waits = new Map<number, number>();
  for (const { from, to, count, at } of moves) {
    const ms = waits.get(at.getTime()) ?? workingTimeBetween(at, until, calendar);
    waits.set(at.getTime(), ms);
    add(to, count, ms);
    if (from !== null) add(from, -count, ms);
  }
  const names = await sql.query<{ id: string; name: string }>(
    `select id, name from offices where id = any($1::text[]) order by id`,
    [[...held.keys()]],
  );
  return names.map(({ id: officeId, name }) => ({
    ...{ officeId, name },
    ...(held.get(officeId) ?? { count: 0, heldMs: 0 }),
  }));
}

async function stepWaitings(
  sql: Sql,
  { id }: LedgerList,
  until: Date,
  calendar: Calendar,
): Promise<StepWaiting[]> {
  const tasks = await sql.query<{
    officeId: string;
    name: string;
    step: TaskStep;
    openedAt: Date;
    endedAt: Date | null;
  }>(
    `select t.office_id as "officeId", o.name, t.step, t.opened_at as "openedAt", t.completed_at as "endedAt"
     from tasks t join offices o on o.id = t.office_id
     where t.list_id = $1 and t.part_no = 0 and (t.state <> 'cancelled' or t.completed_at is not null) order by t.office_id, t.step`,
    [id],
  );
  const groups = new Map<string, StepWaiting>();
  for (const { officeId, name, step, openedAt, endedAt } of tasks) {
    const waited = workingTimeBetween(openedAt, endedAt ?? until, calendar);
    const key = `${officeId} ${step}`;
    const { tasks: n, open, waitedMs, longestMs } = groups.get(key) ?? NOTHING;
    groups.set(key, {
      ...{ officeId, name, step, tasks: n + 1, open: open + (endedAt === null ? 1 : 0) },
      ...{ waitedMs: waitedMs + waited, longestMs: Math.max(longestMs, waited) },
    });
  }
  return [...groups.values()];
}

const NOTHING = { tasks: 0, open: 0, waitedMs: 0, longestMs: 0 };
