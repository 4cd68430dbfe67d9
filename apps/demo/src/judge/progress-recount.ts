import type pg from 'pg';
import { workingTimeBetween, type WorkingCalendar } from '#domain/time/working-time';
import { readCalendars } from '#persistence/process/calendars';
import { PROGRESS_LEVELS, readProgress, type ProgressLevel } from '#persistence/repositories/progress';
import { sqlOf } from './moments.ts';

/** One record where it lies now, or one unfinished task: what is counted one by one. */
interface Counted {
  readonly province: string;
  readonly district: string | null;
  readonly commune: string;
  readonly village: string | null;
  readonly listId: string;
  readonly step: string;
  readonly office: string;
}
interface CountedRecord extends Counted {
  readonly since: Date;
  readonly calendarId: string;
  readonly continuous: boolean;
}
interface CountedTask extends Omit<Counted, 'commune'> {
  readonly commune: string | null;
  readonly state: string;
  readonly dueAt: Date;
  readonly remindAt: Date | null;
}

export interface ProgressLook {
  readonly figures: number;
  /** Level, key and name of each figure that is not what a recount says. */
  readonly different: readonly string[];
}

const RECORDS = `
  select r.province_code as province, u.parent_code as district, r.commune_code as commune, r.village_code as village, r.list_id as "listId",
    p.stage as step, p.custodian_office_id as office, p.since, o.calendar_id as "calendarId", l.terms ->> 'calendar' = 'continuous' as continuous
  from lists l join records r on r.list_id = l.id join parcels p on p.list_id = r.list_id and p.parcel_no = r.parcel_no
  join units u on u.code = r.commune_code join offices o on o.id = p.custodian_office_id where l.campaign_id = $1`;
const TASKS = `
  select t.province_code as province, u.parent_code as district, t.commune_code as commune, t.village_code as village, t.list_id as "listId", t.step,
    t.office_id as office, t.state, t.due_at as "dueAt", t.remind_at as "remindAt"
  from tasks t left join units u on u.code = t.commune_code where t.campaign_id = $1 and t.state not in ('completed','cancelled') and t.part_count = 0`;

const KEY_OF: Readonly<Record<ProgressLevel, (row: Counted | CountedTask) => string | null>> = {
  nation: () => 'VN',
  province: ({ province }) => province,
  district: ({ district }) => district,
  commune: ({ commune }) => commune,
  village: ({ village }) => village,
  step: ({ step }) => step,
  office: ({ office }) => office,
};

/**
 * One moment, in one snapshot: every figure of the product's progress on every level, read as the API's database role within `provinces`,
 * beside a recount of records and tasks one by one; and the sums of all levels beside the nation's.
 */
export async function seeProgress(
  client: pg.ClientBase,
  campaignId: string,
  provinces: readonly string[],
): Promise<ProgressLook> {
  await client.query('begin isolation level repeatable read read only');
  try {
    const [clock] = (await client.query<{ now: Date }>('select now() as now')).rows;
    const now = (clock as { now: Date }).now;
    const records = (await client.query<CountedRecord>(RECORDS, [campaignId])).rows;
    const tasks = (await client.query<CountedTask>(TASKS, [campaignId])).rows;
    const offices = [...new Set(records.map(({ office }) => office))];
    const calendars = await readCalendars(sqlOf(client), { officeIds: offices });
    await client.query(`set local role bangiao_api`);
    await client.query(`select set_config('bangiao.provinces', $1, true)`, [provinces.join(',')]);
    const look = { figures: 0, different: [] as string[] };
    const communes = [...new Set(records.map(({ commune }) => commune))];
    const sums = new Map<ProgressLevel, number>();
    for (const level of PROGRESS_LEVELS)
      for (const parent of level === 'village' ? communes : [null]) {
        const within = <T extends { commune: string | null }>(rows: readonly T[]) =>
          parent === null ? rows : rows.filter(({ commune }) => commune === parent);
        const rows = await readProgress(sqlOf(client), campaignId, level, parent);
        const work = within(tasks).filter(({ village }) => level !== 'village' || village !== null);
        const counted = recount(KEY_OF[level], within(records), work, { now, calendars });
        compare(level, rows, counted, look);
        sums.set(level, (sums.get(level) ?? 0) + rows.reduce((sum, row) => sum + row.records, 0));
      }
    for (const [level, sum] of sums)
      if (sum !== records.length) look.different.push(`${level} adds up to ${sum} of ${records.length}`);
    return look;
  } finally {
    await client.query('rollback');
  }
}

interface Clock {
  readonly now: Date;
  readonly calendars: ReadonlyMap<string, WorkingCalendar>;
}

type Figures = Readonly<Record<string, unknown>>;

function recount(
  keyOf: (row: Counted | CountedTask) => string | null,
  records: readonly CountedRecord[],
  tasks: readonly CountedTask[],
  clock: Clock,
): Map<string | null, Figures> {
  const groups = new Map<string | null, { records: CountedRecord[]; tasks: CountedTask[] }>();
  const group = (row: CountedRecord | CountedTask) => {
    const key = keyOf(row);
    const found = groups.get(key) ?? { records: [], tasks: [] };
    groups.set(key, found);
    return found;
  };
  for (const record of records) group(record).records.push(record);
  for (const task of tasks) group(task).tasks.push(task);
  return new Map([...groups].map(([key, own]) => [key, figuresOf(own.records, own.tasks, clock)]));
}

function figuresOf(
  records: readonly CountedRecord[],
  tasks: readonly CountedTask[],
  { now, calendars }: Clock,
): Figures {
  const waiting = records.filter(({ step }) => step !== 'ended');
  const held = tally(waiting.map(({ office }) => office));
  const waits = new Map<string, number>();
  const worked = waiting.map(({ since, calendarId, continuous }) => {
    const key = `${since.getTime()} ${continuous ? '' : calendarId}`;
    const known = waits.get(key);
    const ms =
      known ??
      workingTimeBetween(since, now, continuous ? 'continuous' : (calendars.get(calendarId) ?? 'continuous'));
    waits.set(key, ms);
    return ms;
  });
  const mean = (all: readonly number[]) =>
    all.length === 0 ? null : all.reduce((sum, one) => sum + one, 0) / all.length;
  return {
    lists: new Set(records.map(({ listId }) => listId)).size,
    records: records.length,
    ended: records.length - waiting.length,
    byStage: tally(records.map(({ step }) => step)),
    holders: Object.entries(held)
      .map(([officeId, count]) => ({ officeId, count }))
      .sort((a, b) => b.count - a.count || (a.officeId < b.officeId ? -1 : 1))
      .slice(0, 5),
    meanWaitingMs: mean(waiting.map(({ since }) => now.getTime() - since.getTime())),
    meanWorkMs: mean(worked),
    longestWorkMs: worked.length === 0 ? null : worked.reduce((most, one) => Math.max(most, one), 0),
    openTasks: tasks.length,
    claimedTasks: tasks.filter(({ state }) => state !== 'open').length,
    nearBreach: tasks.filter(({ dueAt, remindAt }) => remindAt !== null && remindAt <= now && dueAt >= now)
      .length,
    overdue: tasks.filter(({ dueAt }) => dueAt < now).length,
  };
}

function tally(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** JavaScript's clock has milliseconds, PostgreSQL's microseconds. */
const SAME_MS = 2;

function compare(
  level: ProgressLevel,
  rows: readonly { readonly key: string | null }[],
  counted: ReadonlyMap<string | null, Figures>,
  look: { figures: number; different: string[] },
): void {
  const shown = new Map(rows.map((row) => [row.key, row as unknown as Figures]));
  for (const key of new Set([...shown.keys(), ...counted.keys()]))
    for (const [name, value] of Object.entries(counted.get(key) ?? { row: 'not counted' })) {
      look.figures += 1;
      if (!same(shown.get(key)?.[name], value)) look.different.push(`${level} ${String(key)} ${name}`);
    }
}

function same(one: unknown, other: unknown): boolean {
  if (typeof one === 'number' && typeof other === 'number') return Math.abs(one - other) < SAME_MS;
  return sorted(one) === sorted(other);
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
