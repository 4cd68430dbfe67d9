import type { Uuid } from '#domain/formats';
import type { HandoverState } from '#domain/process/states';
import type { Terms } from '#domain/process/terms';
import { calendarOf, workingTimeBetween } from '#domain/time/working-time';
import { DomainError } from '#domain/errors';
import { calendarOfProvince } from '../process/calendars.ts';
import type { Sql } from '../sql.ts';

/** An offer of the record while an office had it, with the receiver's acceptance clock. */
export interface CustodyOffer {
  readonly handoverId: Uuid;
  readonly number: number;
  readonly grade: 'official' | 'attested';
  readonly toOfficeId: string;
  readonly offeredAt: Date;
  readonly acceptDueAt: Date | null;
  /** `refused` also when the receiver took the parcel without this record. */
  readonly state: HandoverState;
  /** When it was received, refused or withdrawn; null while it waits. */
  readonly endedAt: Date | null;
  readonly waitedMs: number;
}

/** One office's time with a record. Intervals follow each other without a gap. */
export interface CustodyInterval {
  readonly officeId: string;
  readonly name: string;
  readonly since: Date;
  /** The event by which the office got it. */
  readonly eventNo: number;
  readonly until: Date | null;
  readonly untilEventNo: number | null;
  /** Working time by the list's terms, in milliseconds. */
  readonly heldMs: number;
  readonly offers: readonly CustodyOffer[];
}

interface LedgerList {
  readonly id: string;
  readonly provinceCode: string;
  readonly terms: Terms;
}

type Interval = Omit<CustodyInterval, 'heldMs' | 'offers'> & {
  readonly now: Date;
  readonly offers: readonly RawOffer[];
};
type RawOffer = Omit<CustodyOffer, 'waitedMs' | 'offeredAt' | 'acceptDueAt' | 'endedAt'> & {
  readonly offeredAt: string;
  readonly acceptDueAt: string | null;
  readonly endedAt: string | null;
};

/** An offer that was withdrawn, or voided with its list, has its end in the event that says so. */
const INTERVALS = `
  with moves as (
    select m.event_no, m.to_office_id, e.at, lead(m.event_no) over w as until_no, lead(e.at) over w as until
    from custody_moves m join events e using (province_code, list_id, event_no)
    where m.province_code = $1 and m.list_id = $2 and m.records @> $3::int window w as (order by m.event_no, m.move_no)
  )
  select m.to_office_id as "officeId", o.name, m.at as since, m.event_no::float8 as "eventNo", m.until, m.until_no::float8 as "untilEventNo",
    clock_timestamp() as now,
    coalesce((select jsonb_agg(jsonb_build_object('handoverId', h.id, 'number', h.number, 'grade', h.grade, 'toOfficeId', h.to_office_id,
        'offeredAt', h.offered_at, 'acceptDueAt', h.accept_due_at,
        'state', case when h.state = 'accepted' and h.refused @> $3::int then 'refused' else h.state end,
        'endedAt', coalesce(h.received_at, (select min(e.at) from events e where e.province_code = h.province_code and e.list_id = h.list_id
          and e.at >= h.offered_at and h.state in ('withdrawn','voided')
          and ((e.type = 'handover.withdrawn' and e.payload ->> 'handoverId' = h.id::text) or e.type = 'list.cancelled')))) order by h.number)
      from handovers h where h.province_code = $1 and h.list_id = $2 and h.records @> $3::int and h.offered_at is not null
        and h.from_office_id = m.to_office_id and h.offered_at >= m.at and (m.until is null or h.offered_at < m.until)), '[]') as offers
  from moves m join offices o on o.id = m.to_office_id where m.event_no > $4 order by m.event_no limit $5`;

/**
 * One more than `limit` holders of a record after event `after`, the first first.
 * @throws DomainError `record_not_found` when the list has no such record.
 */
export async function readRecordCustody(
  sql: Sql,
  list: LedgerList,
  recordNo: number,
  after: number,
  limit: number,
): Promise<CustodyInterval[]> {
  const rows = await sql.query<Interval & Record<string, unknown>>(INTERVALS, [
    ...[list.provinceCode, list.id, recordNo, after, limit + 1],
  ]);
  if (rows.length === 0 && after === 0)
    throw new DomainError('record_not_found', { listId: list.id, recordNo });
  const calendar = calendarOf(list.terms, await calendarOfProvince(sql, list.provinceCode));
  return rows.map(({ now, offers, ...interval }) => ({
    ...interval,
    heldMs: workingTimeBetween(interval.since, interval.until ?? now, calendar),
    offers: offers.map((offer) => {
      const offeredAt = new Date(offer.offeredAt);
      const endedAt = offer.endedAt === null ? null : new Date(offer.endedAt);
      return {
        ...offer,
        ...{
          offeredAt,
          acceptDueAt: offer.acceptDueAt === null ? null : new Date(offer.acceptDueAt),
          endedAt,
        },
        waitedMs: workingTimeBetween(offeredAt, endedAt ?? now, calendar),
      };
    }),
  }));
}
