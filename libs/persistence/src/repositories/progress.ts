import type { Sql } from '../sql.ts';
import { hoursFrom, readHours, waited } from './working-waits.ts';

export const PROGRESS_LEVELS = [
  'nation',
  'province',
  'district',
  'commune',
  'village',
  'step',
  'office',
] as const;
export type ProgressLevel = (typeof PROGRESS_LEVELS)[number];

export interface ProgressRow {
  /** Code of the unit (`VN` for all), name of the stage, or id of the office; null for records without a village. */
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
  /** The same in working time by the calendar of each holder; longestWorkMs is that of the one that waits longest. */
  readonly meanWorkMs: number | null;
  readonly longestWorkMs: number | null;
  readonly oldestSince: Date | null;
  readonly openTasks: number;
  readonly claimedTasks: number;
  readonly nearBreach: number;
  readonly overdue: number;
}

const KEYS = {
  nation: { parcel: `'VN'`, task: `'VN'`, name: `'Cả nước'` },
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

/** $1 is the campaign (null: all of them), $2 a unit to stay within, $3 the working hours of the holders. */
export const WITHIN = (row: string): string =>
  `($2::text is null or $2 in (${row}.province_code, ${row}.commune_code, cu.parent_code))`;
const OF_CAMPAIGN = (row: string) => `($1::uuid is null or ${row}.campaign_id = $1)`;

const HOLDER = `join offices o on o.id = p.custodian_office_id left join ${hoursFrom('$3')} on h.id = o.calendar_id`;
const WORKED = waited('p.since', `l.terms ->> 'calendar' = 'continuous'`);

/** Sums over parcels: they say where records are without a look at the records. */
const byParcels = (level: keyof typeof KEYS): string => `
  with held as (
    select ${KEYS[level].parcel} as key, p.list_id, p.stage, p.custodian_office_id as holder, p.since, ${WORKED} as worked, p.record_count as n
    from lists l join parcels p on p.province_code = l.province_code and p.list_id = l.id join units cu on cu.code = p.commune_code ${HOLDER}
    where ${OF_CAMPAIGN('l')} and p.stage <> 'regrouped' and p.record_count > 0 and ${WITHIN('p')}
  ), ${summing(KEYS[level].task, KEYS[level].name)}`;

/** A village's records lie in parcels of several villages once they have left it: those of one commune are counted themselves. */
const BY_RECORDS = `
  with counted as (
    select r.village_code, r.province_code, r.list_id, r.parcel_no, count(*)::int as n from lists l
    join records r on r.province_code = l.province_code and r.list_id = l.id
    where ${OF_CAMPAIGN('l')} and l.commune_code = $2 group by 1, 2, 3, 4
  ), held as (
    select c.village_code as key, c.list_id, p.stage, p.custodian_office_id as holder, p.since, ${WORKED} as worked, c.n
    from counted c join lists l on l.id = c.list_id
    join parcels p on p.province_code = c.province_code and p.list_id = c.list_id and p.parcel_no = c.parcel_no ${HOLDER}
  ), ${summing('t.village_code', UNIT(), true)}`;

function summing(taskKey: string, name: string, villages = false): string {
  return `work as (
    select ${taskKey} as key, count(*)::int as open, (count(*) filter (where t.state <> 'open'))::int as claimed,
      (count(*) filter (where t.remind_at <= now() and t.due_at >= now()))::int as near, (count(*) filter (where t.due_at < now()))::int as late
    from tasks t left join units cu on cu.code = t.commune_code
    where ${OF_CAMPAIGN('t')} and t.state in ('open','claimed','held') and t.part_count = 0 and ${WITHIN('t')}${villages ? ' and t.village_code is not null' : ''} group by 1
  ), k as (select key from held union select key from work),
  stages as (select key, jsonb_object_agg(stage, n) as stages from (select key, stage, sum(n)::int as n from held group by 1, 2) s group by 1),
  holders as (select key, jsonb_agg(jsonb_build_object('officeId', holder, 'count', n) order by n desc, holder) as holders from (
    select key, holder, sum(n)::int as n, row_number() over (partition by key order by sum(n) desc, holder) as place from held where stage <> 'ended' group by 1, 2) h
    where place <= 5 group by 1),
  sums as (select key, count(distinct list_id)::int as lists, sum(n)::int as records, coalesce(sum(n) filter (where stage = 'ended'), 0)::int as ended,
      (sum(n * extract(epoch from now() - since)) filter (where stage <> 'ended') / nullif(sum(n) filter (where stage <> 'ended'), 0) * 1000)::float8 as waiting,
      (sum(n * worked) filter (where stage <> 'ended') / nullif(sum(n) filter (where stage <> 'ended'), 0))::float8 as worked,
      max(worked) filter (where stage <> 'ended') as longest, min(since) filter (where stage <> 'ended') as oldest from held group by 1)
  select k.key, ${name} as name, coalesce(s.lists, 0) as lists, coalesce(s.records, 0) as records, coalesce(s.ended, 0) as ended,
    coalesce(g.stages, '{}') as "byStage", coalesce(h.holders, '[]') as holders, s.waiting as "meanWaitingMs", s.worked as "meanWorkMs",
    s.longest as "longestWorkMs", s.oldest as "oldestSince",
    coalesce(w.open, 0) as "openTasks", coalesce(w.claimed, 0) as "claimedTasks", coalesce(w.near, 0) as "nearBreach", coalesce(w.late, 0) as overdue
  from k left join sums s on s.key is not distinct from k.key left join stages g on g.key is not distinct from k.key
  left join holders h on h.key is not distinct from k.key left join work w on w.key is not distinct from k.key order by k.key nulls last`;
}

const TEXTS: Readonly<Record<ProgressLevel, string>> = {
  nation: byParcels('nation'),
  province: byParcels('province'),
  district: byParcels('district'),
  commune: byParcels('commune'),
  village: BY_RECORDS,
  step: byParcels('step'),
  office: byParcels('office'),
};

/**
 * Progress by units, stages or offices, of one campaign or (null) of all, within the unit `parent` when given; for villages it is their
 * commune. What the caller may not see is not counted. Both statements must run in one transaction: they share its clock.
 */
export async function readProgress(
  sql: Sql,
  campaignId: string | null,
  level: ProgressLevel,
  parent: string | null,
): Promise<ProgressRow[]> {
  const hours = await readHours(sql, campaignId);
  return sql.query<ProgressRow & Record<string, unknown>>(TEXTS[level], [campaignId, parent, hours]);
}
