import { workingSpans } from '#domain/time/working-time';
import { readCalendars } from '../process/calendars.ts';
import type { Sql } from '../sql.ts';

interface Holding {
  readonly calendarId: string;
  readonly officeId: string;
  readonly oldest: Date;
  readonly now: Date;
}

/** The opening hours of one calendar since the oldest waiting record came, as sorted columns: what was worked before each opening is summed up. */
interface Hours {
  readonly id: string;
  readonly opens: readonly number[];
  readonly closes: readonly number[];
  readonly before: readonly number[];
}

// Whose calendars count: those of the offices that hold unfinished records.
const HOLDING = `
  select o.calendar_id as "calendarId", min(o.id) as "officeId", min(p.since) as oldest, now() as now
  from lists l join parcels p on p.province_code = l.province_code and p.list_id = l.id join offices o on o.id = p.custodian_office_id
  where ($1::uuid is null or l.campaign_id = $1) and p.stage not in ('ended','regrouped') and p.record_count > 0 group by 1`;

/** The hours of all calendars that holders of a campaign's records work by, as JSON for `WAITED`. The rule of what is worked stays in the domain. */
export async function readHours(sql: Sql, campaignId: string | null): Promise<string> {
  const holding = await sql.query<Holding & Record<string, unknown>>(HOLDING, [campaignId]);
  const calendars = await readCalendars(sql, { officeIds: holding.map(({ officeId }) => officeId) });
  const hours = holding.map(({ calendarId, oldest, now }): Hours => {
    const calendar = calendars.get(calendarId);
    const spans = calendar === undefined ? [] : workingSpans(oldest, now, calendar);
    const lengths = spans.map(([opens, closes]) => closes - opens);
    let sum = 0;
    const before = lengths.map((length) => (sum += length) - length);
    return {
      ...{ id: calendarId, before },
      ...{ opens: spans.map(([opens]) => opens), closes: spans.map(([, closes]) => closes) },
    };
  });
  return JSON.stringify(hours);
}

/** The columns of `readHours`' answer in a query; `param` is its parameter. */
export const hoursFrom = (param: string): string =>
  `jsonb_to_recordset(${param}::jsonb) as h(id text, opens float8[], closes float8[], before float8[])`;

const worked = (at: string): string =>
  `coalesce((select h.before[i] + least(${at}, h.closes[i]) - h.opens[i] from (select width_bucket(${at}, h.opens) as i) b where i > 0), 0)`;

/** Milliseconds of working time from `since` until now by the calendar `h` of `hoursFrom`; of the clock where `continuous`. */
export const waited = (since: string, continuous: string): string => {
  const ms = (at: string) => `extract(epoch from ${at})::float8 * 1000`;
  return `case when ${continuous} then ${ms('now()')} - ${ms(since)}
    when cardinality(h.opens) > 0 then ${worked(ms('now()'))} - ${worked(ms(since))} else 0 end`;
};
