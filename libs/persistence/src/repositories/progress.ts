import type { Sql } from '../sql.ts';

export const PROGRESS_LEVELS = ['province', 'district', 'commune', 'village', 'step', 'office'] as const;
export type ProgressLevel = (typeof PROGRESS_LEVELS)[number];

export interface ProgressRow {
  /** Code of the unit, name of the stage, or id of the office; null for records without a village. */
  readonly key: string | null;
  readonly name: string | null;
  readonly lists: number;
  readonly records: number;
  readonly ended: number;
  readonly byStage: Readonly<Record<string, number>>;
  /** Offices that hold records, the ones with most first, five at most. */
  readonly holders: readonly { readonly officeId: string; readonly count: number }[];
  /** Mean time since the present holder has had an unfinished record, in milliseconds of the clock; null when all have ended. */
  /** @format double */
  readonly meanWaitingMs: number | null;
  readonly oldestSince: Date | null;
  readonly openTasks: number;
  readonly claimedTasks: number;
  readonly nearBreach: number;
  readonly overdue: number;
}

const KEYS = {
  province: { parcel: 'p.province_code', task: 't.province_code', name: UNIT() },
  district: { parcel: 'cu.parent_code', task: 'cu.parent_code', name: UNIT() },
  commune: { parcel: 'p.commune_code', task: 't.commune_code', name: UNIT() },
  step: { parcel: 'p.stage', task: 't.step', name: 'null' },
  office: {
    parcel: 'p.custodian_office_id',
    task: 't.office_id',
    name: '(select o.name from offices o where o.id = k.key)',
  },
} as const;

function UNIT(): string {
  return '(select u.name from units u where u.code = k.key)';
}

/** $1 is the campaign, $2 a unit to stay within. */
const WITHIN = (row: string) =>
  `($2::text is null or $2 in (${row}.province_code, ${row}.commune_code, cu.parent_code))`;

/** Sums over parcels: they say where records are without a look at the records. */
const byParcels = (level: keyof typeof KEYS): string => `
  with held as (
    select ${KEYS[level].parcel} as key, p.list_id, p.stage, p.custodian_office_id as holder, p.since, p.record_count as n
    from lists l join parcels p on p.province_code = l.province_code and p.list_id = l.id join units cu on cu.code = p.commune_code
    where l.campaign_id = $1 and p.stage <> 'regrouped' and p.record_count > 0 and ${WITHIN('p')}
  ), ${summing(KEYS[level].task, KEYS[level].name)}`;

/** A village's records lie in parcels of several villages once they have left it: those of one commune are counted themselves. */
const BY_RECORDS = `
  with held as (
    select r.village_code as key, r.list_id, p.stage, p.custodian_office_id as holder, p.since, count(*)::int as n
    from lists l join records r on r.province_code = l.province_code and r.list_id = l.id
    join parcels p on p.province_code = r.province_code and p.list_id = r.list_id and p.parcel_no = r.parcel_no
    where l.campaign_id = $1 and l.commune_code = $2 group by 1, 2, 3, 4, 5
  ), ${summing('t.village_code', UNIT(), true)}`;

function summing(taskKey: string, name: string, villages = false): string {
  return `work as (
    select ${taskKey} as key, count(*)::int as open, (count(*) filter (where t.state <> 'open'))::int as claimed,
      (count(*) filter (where t.remind_at <= now() and t.due_at >= now()))::int as near, (count(*) filter (where t.due_at < now()))::int as late
    from tasks t left join units cu on cu.code = t.commune_code
    where t.campaign_id = $1 and t.state in ('open','claimed','held') and t.part_count = 0 and ${WITHIN('t')}${villages ? ' and t.village_code is not null' : ''} group by 1
  ), k as (select key from held union select key from work),
  stages as (select key, jsonb_object_agg(stage, n) as stages from (select key, stage, sum(n)::int as n from held group by 1, 2) s group by 1),
  holders as (select key, jsonb_agg(jsonb_build_object('officeId', holder, 'count', n) order by n desc, holder) as holders from (
    select key, holder, sum(n)::int as n, row_number() over (partition by key order by sum(n) desc, holder) as place from held where stage <> 'ended' group by 1, 2) h
    where place <= 5 group by 1),
  sums as (select key, count(distinct list_id)::int as lists, sum(n)::int as records, coalesce(sum(n) filter (where stage = 'ended'), 0)::int as ended,
      (sum(n * extract(epoch from now() - since)) filter (where stage <> 'ended') / nullif(sum(n) filter (where stage <> 'ended'), 0) * 1000)::float8 as waiting,
      min(since) filter (where stage <> 'ended') as oldest from held group by 1)
  select k.key, ${name} as name, coalesce(s.lists, 0) as lists, coalesce(s.records, 0) as records, coalesce(s.ended, 0) as ended,
    coalesce(g.stages, '{}') as "byStage", coalesce(h.holders, '[]') as holders, s.waiting as "meanWaitingMs", s.oldest as "oldestSince",
    coalesce(w.open, 0) as "openTasks", coalesce(w.claimed, 0) as "claimedTasks", coalesce(w.near, 0) as "nearBreach", coalesce(w.late, 0) as overdue
  from k left join sums s on s.key is not distinct from k.key left join stages g on g.key is not distinct from k.key
  left join holders h on h.key is not distinct from k.key left join work w on w.key is not distinct from k.key order by k.key nulls last`;
}

const TEXTS: Readonly<Record<ProgressLevel, string>> = {
  province: byParcels('province'),
  district: byParcels('district'),
  commune: byParcels('commune'),
  village: BY_RECORDS,
  step: byParcels('step'),
  office: byParcels('office'),
};

/**
 * A campaign's progress by units, stages or offices, within the unit `parent` when given; for villages it is their commune. What the caller
 * may not see is not counted.
 */
export function readProgress(
  sql: Sql,
  campaignId: string,
  level: ProgressLevel,
  parent: string | null,
): Promise<ProgressRow[]> {
  return sql.query<ProgressRow & Record<string, unknown>>(TEXTS[level], [campaignId, parent]);
}

export interface Forecast {
  readonly remaining: number;
  /** Records that ended in the last seven days, and per day since then or since the campaign opened. */
  readonly endedLately: number;
  readonly perDay: number;
  /** When the rest has ended if it goes on like that; null when nothing ended lately or nothing is left. */
  readonly endAt: Date | null;
}

const FORECAST = `
  with within as (
    select p.stage, p.record_count as n, p.ended_at from lists l join parcels p on p.province_code = l.province_code and p.list_id = l.id
    join units cu on cu.code = p.commune_code where l.campaign_id = $1 and p.stage <> 'regrouped' and ${WITHIN('p')}
  ), pace as (
    select coalesce(sum(n) filter (where stage <> 'ended'), 0)::int as remaining,
      coalesce(sum(n) filter (where stage = 'ended' and ended_at >= now() - interval '7 days'), 0)::int as lately,
      greatest(1, least(7, extract(epoch from now() - (select opened_at from campaigns where id = $1)) / 86400))::float8 as days from within
  )
  select remaining, lately as "endedLately", lately / days as "perDay",
    case when lately > 0 and remaining > 0 then now() + make_interval(secs => remaining / (lately / days) * 86400) end as "endAt" from pace`;

/** The end from the present pace: what is left, divided by what ended per day in the last week (at least one day is counted). */
export async function readForecast(sql: Sql, campaignId: string, parent: string | null): Promise<Forecast> {
  const [row] = await sql.query<Forecast & Record<string, unknown>>(FORECAST, [campaignId, parent]);
  return row as Forecast;
}
