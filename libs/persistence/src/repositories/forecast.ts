import type { Sql } from '../sql.ts';
import { WITHIN } from './progress.ts';

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
    join units cu on cu.code = p.commune_code where ($1::uuid is null or l.campaign_id = $1) and p.stage <> 'regrouped' and ${WITHIN('p')}
  ), pace as (
    select coalesce(sum(n) filter (where stage <> 'ended'), 0)::int as remaining,
      coalesce(sum(n) filter (where stage = 'ended' and ended_at >= now() - interval '7 days'), 0)::int as lately,
      greatest(1, least(7, extract(epoch from now() - (select min(opened_at) from campaigns where id = $1 or $1 is null)) / 86400))::float8 as days from within
  )
  select remaining, lately as "endedLately", lately / days as "perDay",
    case when lately > 0 and remaining > 0 then now() + make_interval(secs => remaining / (lately / days) * 86400) end as "endAt" from pace`;

/** The end from the present pace: what is left, divided by what ended per day in the last week (at least one day is counted). */
export async function readForecast(
  sql: Sql,
  campaignId: string | null,
  parent: string | null,
): Promise<Forecast> {
  const [row] = await sql.query<Forecast & Record<string, unknown>>(FORECAST, [campaignId, parent]);
  return row as Forecast;
}
