import { STAGE_WORDS } from '#domain/process/stage-words';
import type { ParcelStage } from '#domain/process/states';
import { TASK_STEPS } from '#domain/process/steps';
import { workingDays, type Counted, type LateOffice } from '#domain/reports/weekly-report';
import { workingTimeBetween } from '#domain/time/working-time';
import type { Sql } from '../sql.ts';
import { readCalendars } from './calendars.ts';

/** Campaigns a report is about: open ones, and those that ended since the last report. */
export const REPORTED = `c.province_code = $1 and (c.state = 'open' or (c.state = 'closed' and c.ended_at >= $2::timestamptz - interval '7 days'))`;

const FIGURES = `
  with mine as (select c.id from campaigns c where ${REPORTED}),
  placed as (
    select r.dose_count as doses, r.verification_result = 'right' as is_right, p.stage = 'ended' and p.ended_at <= $2 as is_ended, p.ended_at
    from mine join lists l on l.campaign_id = mine.id join records r on r.province_code = l.province_code and r.list_id = l.id
    join parcels p on p.province_code = r.province_code and p.list_id = r.list_id and p.parcel_no = r.parcel_no)
  select count(*)::int as "peopleAll", (count(*) filter (where is_ended))::int as "peopleEnded", (count(*) filter (where is_ended and is_right))::int as "peopleRight",
    (count(*) filter (where is_ended and ended_at > $2::timestamptz - interval '7 days'))::int as "peopleThisWeek",
    (count(*) filter (where is_ended and ended_at > $2::timestamptz - interval '14 days' and ended_at <= $2::timestamptz - interval '7 days'))::int as "peopleLastWeek",
    coalesce(sum(doses), 0)::int as "dosesAll", coalesce(sum(doses) filter (where is_ended), 0)::int as "dosesEnded",
    coalesce(sum(doses) filter (where is_ended and is_right), 0)::int as "dosesRight",
    coalesce(sum(doses) filter (where is_ended and ended_at > $2::timestamptz - interval '7 days'), 0)::int as "dosesThisWeek",
    coalesce(sum(doses) filter (where is_ended and ended_at > $2::timestamptz - interval '14 days' and ended_at <= $2::timestamptz - interval '7 days'), 0)::int as "dosesLastWeek",
    (count(*) filter (where doses is null))::int as "withoutDoses" from placed`;

type Kind = 'All' | 'Ended' | 'Right' | 'ThisWeek' | 'LastWeek';
type FigureRow = Record<`${'people' | 'doses'}${Kind}`, number> & { readonly withoutDoses: number };

export interface Figures {
  readonly people: Counted;
  readonly doses: Counted;
  readonly peopleWithoutDoses: number;
}

/** People and doses of a province's campaigns as of `at`. */
export async function readFigures(sql: Sql, provinceCode: string, at: Date): Promise<Figures> {
  const [row] = await sql.query<FigureRow & Record<string, unknown>>(FIGURES, [provinceCode, at]);
  const figures = row as FigureRow;
  const of = (what: 'people' | 'doses'): Counted => ({
    all: figures[`${what}All`],
    ended: figures[`${what}Ended`],
    right: figures[`${what}Right`],
    endedThisWeek: figures[`${what}ThisWeek`],
    endedLastWeek: figures[`${what}LastWeek`],
  });
  return { people: of('people'), doses: of('doses'), peopleWithoutDoses: figures.withoutDoses };
}

interface LateRow {
  readonly officeId: string;
  readonly name: string;
  readonly communeName: string | null;
  readonly calendarId: string;
  readonly tasks: number;
  readonly records: number;
  readonly steps: readonly string[];
  readonly oldest: Date;
}

// What waits in a task are the records of the parcels at its step, within its scope.
const LATE = `
  with late as (
    select t.id, t.office_id, t.step, t.due_at, t.commune_code, coalesce((select sum(p.record_count) from parcels p where p.province_code = t.province_code
      and p.list_id = t.list_id and p.stage = t.step and (t.scope = '' or p.scope = t.scope)), 0)::int as waiting
    from campaigns c join tasks t on t.campaign_id = c.id left join lists l on l.id = t.list_id
    where ${REPORTED} and t.state in ('open','claimed','held') and t.part_no = 0 and t.due_at < $2 and (l.id is null or l.state <> 'paused'))
  select o.id as "officeId", o.name, (select u.name from units u where u.code = o.commune_code) as "communeName", o.calendar_id as "calendarId",
    count(*)::int as tasks, sum(late.waiting)::int as records, array_agg(distinct late.step) as steps, min(late.due_at) as oldest
  from late join offices o on o.id = late.office_id group by o.id order by min(late.due_at), o.id`;

/** Offices with tasks after their deadline as of `at`, the latest first. */
export async function readLateOffices(sql: Sql, provinceCode: string, at: Date): Promise<LateOffice[]> {
  const rows = await sql.query<LateRow & Record<string, unknown>>(LATE, [provinceCode, at]);
  const calendars = await readCalendars(sql, { officeIds: rows.map(({ officeId }) => officeId) });
  return rows.map(({ oldest, calendarId, steps, officeId, name, communeName, tasks, records }) => ({
    ...{ officeId, name, communeName, tasks, records },
    steps: TASK_STEPS.filter((step) => steps.includes(step)).map((step) => stepWords(step)),
    oldestDueAt: oldest.toISOString(),
    daysLate: workingDays(workingTimeBetween(oldest, at, calendars.get(calendarId) ?? 'continuous')),
  }));
}

function stepWords(step: string): string {
  if (step === 'direct') return 'Mở đợt làm sạch dữ liệu';
  if (step === 'open') return 'Mở danh sách';
  return STAGE_WORDS[step as ParcelStage][0];
}
