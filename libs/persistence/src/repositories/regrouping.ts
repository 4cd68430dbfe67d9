import { DomainError } from '#domain/errors';
import type { Act } from '../act.ts';
import { writtenSets } from '../changes.ts';
import { coverage, COVERED_RECORDS, type Work } from './work.ts';

/** A parcel to be made out of records of others. */
export interface NewParcel {
  readonly kind: 'list' | 'village' | 'police';
  /** Village code, `excluded`, or null for a police parcel, whose scope is its own number. */
  readonly scope: string | null;
  readonly round: number;
  readonly stage: string;
  readonly custodianOfficeId: string;
  readonly reason: string | null;
  /** Record numbers as multirange text. */
  readonly records: string;
}

export interface MadeParcel extends NewParcel {
  readonly parcelNo: number;
  readonly scope: string;
  readonly count: number;
}

/** One UPDATE of the records; parcels left empty are `regrouped`. Custody stays where it was: a parcel changes hands by a handover. */
const REGROUP = `
  with g as (
    select * from jsonb_to_recordset($3::jsonb)
      as g("parcelNo" integer, kind text, scope text, round integer, stage text, "custodianOfficeId" text, reason text, records int4multirange)
  ), moved as (
    update records r set parcel_no = g."parcelNo" from g
    where r.province_code = $1 and r.list_id = $2 and r.record_no <@ g.records
    returning r.record_no, old.parcel_no as was, new.parcel_no as becomes
  ), valued as (
    select 'parcel_no' as field, becomes::text as new_value, record_no from moved
  ), sets as (${writtenSets({ province: '$1', list: '$2', event: '$6', commune: '$4', source: `'regrouped'` })}
  ), made as (
    insert into parcels (province_code, list_id, parcel_no, commune_code, kind, scope, round, stage, custodian_office_id, reason, since, record_count, ended_at)
    select $1, $2, g."parcelNo", $4, g.kind, g.scope, g.round, g.stage, g."custodianOfficeId", g.reason, $5,
           (select count(*) from moved where becomes = g."parcelNo"), case when g.stage = 'ended' then $5::timestamptz end
    from g returning parcel_no, record_count
  ), shrunk as (
    update parcels p set record_count = p.record_count - l.n,
      stage = case when p.record_count = l.n then 'regrouped' else p.stage end,
      ended_at = case when p.record_count = l.n then $5 else p.ended_at end
    from (select was, count(*)::integer as n from moved group by was) l
    where p.province_code = $1 and p.list_id = $2 and p.parcel_no = l.was
  )
  select parcel_no as "parcelNo", record_count as count from made`;

/** Regroups records into new parcels. The sets must not overlap and must be visible to the actor. */
export async function regroup(act: Act, work: Work, parcels: readonly NewParcel[]): Promise<MadeParcel[]> {
  if (parcels.length === 0) return [];
  const [row] = await act.query<{ last: number }>(
    `update lists set parcel_count = parcel_count + $2 where id = $1 returning parcel_count as last`,
    [work.listId, parcels.length],
  );
  const first = (row as { last: number }).last - parcels.length + 1;
  const numbered = parcels.map((parcel, i) => ({
    ...parcel,
    parcelNo: first + i,
    scope: parcel.scope ?? String(first + i),
  }));
  const made = await act.query<{ parcelNo: number; count: number }>(REGROUP, [
    work.provinceCode,
    work.listId,
    JSON.stringify(numbered),
    work.communeCode,
    act.now,
    act.nextEventNo(work.listId),
  ]);
  const counts = new Map(made.map(({ parcelNo, count }) => [parcelNo, count]));
  return numbered.map((parcel) => ({ ...parcel, count: counts.get(parcel.parcelNo) ?? 0 }));
}

/** The made parcels as they stand in an event: with them a record's way can be followed from the events alone. */
export function regroupPayload(made: readonly MadeParcel[]): Record<string, unknown>[] {
  return made.map(({ parcelNo, kind, scope, round, stage, records, count }) => ({
    ...{ parcelNo, kind, scope, round, stage, records, count },
  }));
}

export interface VillageRecords {
  readonly villageCode: string;
  readonly records: string;
  readonly count: number;
}

/** Everything a task covers, by village. */
export function coveredByVillage(act: Act, work: Work): Promise<VillageRecords[]> {
  return act.query<VillageRecords & Record<string, unknown>>(
    `select r.village_code as "villageCode", range_agg(int4range(r.record_no, r.record_no, '[]'))::text as records, count(*)::int as count
     from records r where ${COVERED_RECORDS} and r.village_code is not null group by 1 order by 1`,
    coverage(work),
  );
}

/** Records (multirange text) by village. Records without a village are left out. */
export function byVillage(act: Act, work: Work, records: string): Promise<VillageRecords[]> {
  return act.query<VillageRecords>(
    `select r.village_code as "villageCode", range_agg(int4range(r.record_no, r.record_no, '[]'))::text as records, count(*)::int as count
     from records r where r.province_code = $1 and r.list_id = $2 and r.record_no <@ $3::int4multirange and r.village_code is not null
     group by 1 order by 1`,
    [work.provinceCode, work.listId, records],
  );
}

/** For each village the round after its last one; 1 when it had none. */
export async function nextRounds(act: Act, work: Work): Promise<(villageCode: string) => number> {
  const rows = await act.query<{ scope: string; round: number }>(
    `select scope, max(round) as round from parcels where province_code = $1 and list_id = $2 and kind = 'village' group by scope`,
    [work.provinceCode, work.listId],
  );
  const last = new Map(rows.map(({ scope, round }) => [scope, round]));
  return (villageCode) => (last.get(villageCode) ?? 0) + 1;
}

/**
 * The office of a village's task force.
 * @throws DomainError `unit_without_office` when a village has none: its records would wait where nobody looks.
 */
export async function villageOffices(act: Act, work: Work): Promise<(villageCode: string) => string> {
  const rows = await act.query<{ code: string; id: string }>(
    `select village_code as code, id from offices where commune_code = bangiao_seat($1) and kind = 'village_task_force'`,
    [work.communeCode],
  );
  const offices = new Map(rows.map(({ code, id }) => [code, id]));
  return (villageCode) => {
    const office = offices.get(villageCode);
    if (office === undefined) throw new DomainError('unit_without_office', { unit: villageCode });
    return office;
  };
}

/**
 * The commune's office of a kind.
 * @throws DomainError `unit_without_office` when there is none.
 */
export async function communeOffice(
  act: Act,
  communeCode: string,
  kind: 'health_station' | 'commune_task_force' | 'commune_police',
): Promise<string> {
  const [office] = await act.query<{ id: string }>(
    `select id from offices where commune_code = bangiao_seat($1) and kind = $2 order by id limit 1`,
    [communeCode, kind],
  );
  if (office === undefined) throw new DomainError('unit_without_office', { unit: communeCode, kind });
  return office.id;
}
