import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { superiorName } from '#domain/papers/paper';
import { mondayOf, type WeeklyReportFacts } from '#domain/reports/weekly-report';
import { SYSTEM, type Act, type Acts } from '../act.ts';
import type { Sql } from '../sql.ts';
import { readFigures, readLateOffices, REPORTED } from './weekly-figures.ts';

/** Provinces that the report of a week is made for: those with a campaign that runs, or ended since. */
export async function provincesToReport(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ code: string }>(
    `select distinct c.province_code as code from campaigns c
     where c.state = 'open' or (c.state = 'closed' and c.ended_at >= now() - interval '7 days') order by 1`,
  );
  return rows.map(({ code }) => code);
}

/** Makes the report of a province for the week of `monday` unless it is there. Returns whether this call made it. */
export async function makeWeeklyReport(acts: Acts, provinceCode: string, monday: string): Promise<boolean> {
  const { answer } = await acts.run({ actor: SYSTEM }, async (act) => {
    const made = await act.query(
      `select from weekly_reports where province_code = $1 and week = $2 and person_id is null`,
      [provinceCode, monday],
    );
    if (made.length > 0) return false;
    return (await writeReport(act, provinceCode, monday)) !== undefined;
  });
  return answer;
}

export interface WrittenReport {
  readonly id: string;
  readonly facts: WeeklyReportFacts;
}

/** Writes the report as of now, for the week it is made in. @returns undefined when another process wrote it in the same moment. */
export async function writeReport(
  act: Act,
  provinceCode: string,
  week: string = mondayOf(act.now),
): Promise<WrittenReport | undefined> {
  const facts = await readFacts(act, provinceCode, week, act.now);
  const text = canonicalize(facts) as string;
  const [row] = await act.query<{ id: string }>(
    `insert into weekly_reports (province_code, week, made_at, person_id, facts, sha256) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing returning id`,
    [provinceCode, week, act.now, act.actor.personId, text, createHash('sha256').update(text).digest()],
  );
  return row && { id: row.id, facts };
}

interface Place {
  readonly provinceName: string;
  readonly officeId: string | null;
  readonly officeName: string | null;
  readonly campaigns: string[];
  readonly communes: number;
  readonly ended: number;
  readonly late: number;
  readonly lateLastWeek: number | null;
  readonly openedAt: Date | null;
}

const PLACE = `
  with mine as (select c.* from campaigns c where ${REPORTED}),
  communes as (
    select l.commune_code, bool_and(l.state in ('completed','cancelled')) as ended, bool_or(exists (select from tasks t where t.list_id = l.id
      and t.state in ('open','claimed','held') and t.part_no = 0 and t.due_at < $2 and l.state <> 'paused')) as late
    from mine join lists l on l.campaign_id = mine.id group by 1)
  select u.name as "provinceName", o.id as "officeId", o.name as "officeName", array(select name from mine order by opened_at, name) as campaigns,
    (select count(*) from communes)::int as communes, (select count(*) from communes where ended)::int as ended,
    (select count(*) from communes where late)::int as late, (select min(opened_at) from mine) as "openedAt",
    (select jsonb_array_length(w.facts::jsonb -> 'lateOffices') from weekly_reports w where w.province_code = $1 and w.week = $3::date - 7 and w.person_id is null) as "lateLastWeek"
  from units u left join offices o on o.province_code = u.code and o.kind = 'province_task_force' and o.commune_code is null
  where u.code = $1 order by o.id limit 1`;

async function readFacts(sql: Sql, provinceCode: string, week: string, at: Date): Promise<WeeklyReportFacts> {
  const [found] = await sql.query<Place & Record<string, unknown>>(PLACE, [provinceCode, at, week]);
  const place = found as Place;
  const { provinceName, communes, ended, late, lateLastWeek, campaigns, openedAt } = place;
  const { people, doses, peopleWithoutDoses } = await readFigures(sql, provinceCode, at);
  const lateOffices = await readLateOffices(sql, provinceCode, at);
  return {
    ...{ type: 'ban-giao/weekly-report', version: 1, provinceCode, provinceName },
    office: {
      officeId: place.officeId ?? '',
      name: place.officeName ?? `Tổ công tác ${provinceName}`,
      superior: superiorName('province_task_force', { province: provinceName, district: '', commune: '' }),
    },
    ...{ week, at: at.toISOString(), campaigns, communes: { all: communes, ended, late } },
    ...{ people, doses, peopleWithoutDoses, lateOffices, lateLastWeek },
    endAt: endOf(people.all - people.ended, people.endedThisWeek, at, openedAt),
  };
}

const DAY_MS = 86_400_000;

/** At the pace of the last seven days, or of the days since the first campaign opened, one at least. */
function endOf(left: number, endedLately: number, at: Date, openedAt: Date | null): string | null {
  if (left === 0 || endedLately === 0) return null;
  const days = Math.min(7, Math.max(1, (at.getTime() - (openedAt?.getTime() ?? 0)) / DAY_MS));
  return new Date(at.getTime() + (left / (endedLately / days)) * DAY_MS).toISOString();
}
