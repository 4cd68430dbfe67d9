import { DomainError } from '#domain/errors';
import type { Step } from '#domain/process/steps';
import type { Act } from '../act.ts';
import type { Sql } from '../sql.ts';
import type { Task } from './tasks.ts';

/** A task of a list as far as its records and parcels need it. */
export interface Work {
  readonly id: string;
  readonly campaignId: string;
  readonly listId: string;
  readonly provinceCode: string;
  readonly communeCode: string;
  readonly step: Step;
  readonly scope: string;
  readonly round: number;
  /** Record numbers of a part of a split task as multirange text, null for a whole task. */
  readonly records: string | null;
  readonly officeId: string;
}

/**
 * A task's work in its list.
 * @throws DomainError `act_not_allowed` for a task of a campaign: it has neither list nor records.
 */
export function workOf(task: Task): Work {
  const { id, campaignId, listId, provinceCode, communeCode, step, scope, round, records, officeId } = task;
  if (listId === null || communeCode === null || step === 'direct') {
    throw new DomainError('act_not_allowed', { taskId: id, step });
  }
  return { id, campaignId, listId, provinceCode, communeCode, step, scope, round, records, officeId };
}

/**
 * The parcels `p` a task covers: those of its list standing at its step, within its scope. Parameters $1 to $4. A village may have a
 * second round while its first is still open: each review task covers its own round alone, so its scope in $4 carries the round.
 */
export const COVERED_PARCELS = `p.province_code = $1 and p.list_id = $2 and p.stage = $3
  and ($4 = '' or $4 = case p.stage when 'review' then p.scope || '/' || p.round else p.scope end)`;

/** The same where the task `t` is a row of the statement and the parcel is `c`. */
export const COVERED_BY_TASK = `c.province_code = t.province_code and c.list_id = t.list_id and c.stage = t.step
  and (t.scope = '' or (c.scope = t.scope and (t.step <> 'review' or c.round = t.round)))`;

/** The parcels are found once a statement: as a join they were looked up again for each of 3,000 records. */
const recordsIn = (parcels: string): string => `r.province_code = $1 and r.list_id = $2
  and r.parcel_no = any (array(select p.parcel_no from parcels p where ${parcels})) and ($5::int4multirange is null or r.record_no <@ $5::int4multirange)`;

/** The records `r` a task covers. Parameters $1 to $5, see `coverage`. */
export const COVERED_RECORDS = recordsIn(COVERED_PARCELS);

/** The same without those of frozen parcels, which nobody may change. */
export const CHANGEABLE_RECORDS = recordsIn(`${COVERED_PARCELS} and p.frozen_at is null`);

/** Values of the parameters $1 to $5 of the coverage conditions. */
export function coverage(work: Work): [string, string, string, string, string | null] {
  return [work.provinceCode, work.listId, work.step, scopeKey(work), work.records];
}

/** What parameter $4 of the coverage conditions holds. */
export function scopeKey({ step, scope, round }: Work): string {
  return step === 'review' && scope !== '' ? `${scope}/${round}` : scope;
}

export interface ParcelRow {
  readonly parcelNo: number;
  readonly kind: 'list' | 'village' | 'police';
  readonly scope: string;
  readonly round: number;
  readonly stage: string;
  readonly custodianOfficeId: string;
  readonly recordCount: number;
  readonly frozen: boolean;
}

const PARCEL_COLUMNS = `p.parcel_no as "parcelNo", p.kind, p.scope, p.round, p.stage, p.custodian_office_id as "custodianOfficeId",
  p.record_count as "recordCount", p.frozen_at is not null as frozen`;

/** The parcels a task covers, in the order of their numbers. */
export function coveredParcels(sql: Sql, work: Work): Promise<ParcelRow[]> {
  return sql.query<ParcelRow>(
    `select ${PARCEL_COLUMNS} from parcels p where ${COVERED_PARCELS} order by p.parcel_no`,
    coverage(work).slice(0, 4),
  );
}

/**
 * The single parcel of a task whose scope is a parcel.
 * @throws DomainError `act_not_allowed` when the parcel does not stand at the task's step any more.
 */
export async function coveredParcel(sql: Sql, work: Work): Promise<ParcelRow> {
  const [parcel] = await coveredParcels(sql, work);
  if (parcel === undefined) throw new DomainError('act_not_allowed', { step: work.step, scope: work.scope });
  return parcel;
}

/** How many records of the task have no outcome of its step yet. */
export async function undecidedCount(sql: Sql, work: Work): Promise<number> {
  const [row] = await sql.query<{ n: number }>(
    `select count(*)::int as n from records r where ${COVERED_RECORDS}
       and case when $3 = 'review' then r.village_outcome is null when $3 = 'verify' then r.police_outcome is null else false end`,
    coverage(work),
  );
  return row?.n ?? 0;
}

/** Moves the parcels a task covers to another stage; what goes back starts a new round. */
export async function passParcels(
  act: Act,
  work: Work,
  stage: string,
  { reason = null, newRound = false }: { readonly reason?: string | null; readonly newRound?: boolean } = {},
): Promise<void> {
  await act.post(
    `update parcels p set stage = $5, reason = coalesce($6, reason), round = round + $7::integer, ended_at = case when $5 = 'ended' then $8::timestamptz end
     where ${COVERED_PARCELS}`,
    [...coverage(work).slice(0, 4), stage, reason, newRound ? 1 : 0, act.now],
  );
}
