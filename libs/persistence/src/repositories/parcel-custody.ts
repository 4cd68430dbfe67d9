import { DomainError } from '#domain/errors';
import type { ParcelStage } from '#domain/process/states';
import type { Terms } from '#domain/process/terms';
import { calendarOf, workingTimeBetween } from '#domain/time/working-time';
import { calendarOfProvince } from '../process/calendars.ts';
import type { Sql } from '../sql.ts';

/** One step of a parcel's way in one office. Stays follow each other without a gap. */
export interface ParcelStay {
  readonly officeId: string;
  readonly name: string;
  readonly step: ParcelStage;
  readonly since: Date;
  /** The event by which the office got it, or the step began. */
  readonly eventNo: number;
  readonly until: Date | null;
  /** Working time by the list's terms, in milliseconds; up to now for the last stay of an open parcel. */
  readonly waitedMs: number;
}

interface LedgerList {
  readonly id: string;
  readonly provinceCode: string;
  readonly terms: Terms;
}

/** Holder and step are columns of the parcel, so its way stands in its captured changes. */
const STAYS = `
  with c as (
    select s.event_no, coalesce(e.at, (s.changes ->> 'created_at')::timestamptz) as at, s.changes, s.change_no
    from state_changes s left join events e on e.province_code = s.province_code and e.list_id = s.list_id and e.event_no = s.event_no
    where s.province_code = $1 and s.list_id = $2 and s.table_name = 'parcels' and s.row_key = $3::int::text),
  told as (
    select distinct on (event_no) event_no, at,
      (select x.changes ->> 'custodian_office_id' from c x where x.changes ? 'custodian_office_id' and (x.event_no, x.change_no) <= (c.event_no, c.change_no)
       order by x.event_no desc, x.change_no desc limit 1) as office,
      (select x.changes ->> 'stage' from c x where x.changes ? 'stage' and (x.event_no, x.change_no) <= (c.event_no, c.change_no)
       order by x.event_no desc, x.change_no desc limit 1) as step
    from c order by event_no, change_no desc),
  turns as (
    select * from (select *, lag(office) over w as office_before, lag(step) over w as step_before from told window w as (order by event_no)) t
    where office is distinct from office_before or step is distinct from step_before)
  select office as "officeId", o.name, step, at as since, event_no::float8 as "eventNo", lead(at) over (order by event_no) as until, clock_timestamp() as now
  from turns join offices o on o.id = office order by event_no`;

/**
 * Where a parcel has been: office by office and step by step, with the working time each took.
 * @throws DomainError `record_not_found` when the list has no such parcel.
 */
export async function readParcelCustody(sql: Sql, list: LedgerList, parcelNo: number): Promise<ParcelStay[]> {
  const rows = await sql.query<
    Omit<ParcelStay, 'waitedMs'> & { readonly now: Date } & Record<string, unknown>
  >(STAYS, [list.provinceCode, list.id, parcelNo]);
  if (rows.length === 0) throw new DomainError('record_not_found', { listId: list.id, parcelNo });
  const calendar = calendarOf(list.terms, await calendarOfProvince(sql, list.provinceCode));
  const over = (step: ParcelStage): boolean => step === 'ended' || step === 'regrouped';
  return rows.map(({ now, ...stay }) => ({
    ...stay,
    waitedMs: over(stay.step) ? 0 : workingTimeBetween(stay.since, stay.until ?? now, calendar),
  }));
}
