import type { ParcelStage } from '#domain/process/states';
import type { Sql } from '../sql.ts';

export interface Parcel {
  readonly parcelNo: number;
  readonly kind: 'list' | 'village' | 'police';
  readonly scope: string;
  readonly round: number;
  readonly stage: ParcelStage;
  readonly custodianOfficeId: string;
  readonly custodianName: string;
  /** Since when the custodian has it. */
  readonly since: Date;
  readonly recordCount: number;
  readonly frozenAt: Date | null;
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

/** Every parcel of a list by number; whoever may read the list may read these. */
export function readParcels(sql: Sql, listId: string): Promise<Parcel[]> {
  return sql.query<Parcel>(
    `select p.parcel_no as "parcelNo", p.kind, p.scope, p.round, p.stage, p.custodian_office_id as "custodianOfficeId", o.name as "custodianName",
       p.since, p.record_count as "recordCount", p.frozen_at as "frozenAt", p.reason, p.created_at as "createdAt", p.ended_at as "endedAt"
     from parcels p join offices o on o.id = p.custodian_office_id where p.list_id = $1 order by p.parcel_no`,
    [listId],
  );
}

type Counts = Readonly<Record<string, number>>;

export interface ListProgress {
  readonly recordCount: number;
  readonly byStage: Counts;
  readonly byCustodian: readonly {
    readonly officeId: string;
    readonly name: string;
    readonly count: number;
  }[];
  /** From here on: records whose data the reader may see. */
  readonly byVillage: readonly {
    readonly villageCode: string | null;
    readonly count: number;
    readonly reviewed: number;
    readonly verified: number;
  }[];
  readonly byVillageOutcome: Counts;
  readonly byPoliceOutcome: Counts;
  readonly byDestination: Counts;
  readonly byUpdateState: Counts;
  readonly byVerificationResult: Counts;
  readonly openTasks: readonly Readonly<Record<string, unknown>>[];
  readonly jobs: readonly Readonly<Record<string, unknown>>[];
}

const count = (column: string): string =>
  `coalesce((select jsonb_object_agg(k, n) from (select coalesce(${column}, 'none') as k, sum(n) as n from grouped group by 1) s), '{}')`;

/** Where a list's records are and what became of them, in one statement over one pass of the records. */
const PROGRESS = `
  with grouped as materialized (
    select village_code, village_outcome, police_outcome, destination, update_state, verification_result, count(*) as n
    from records where list_id = $1 group by 1, 2, 3, 4, 5, 6)
  select l.record_count as "recordCount",
    coalesce((select jsonb_object_agg(stage, n) from (select stage, sum(record_count) as n from parcels
      where list_id = $1 and stage <> 'regrouped' group by 1) s), '{}') as "byStage",
    coalesce((select jsonb_agg(jsonb_build_object('officeId', id, 'name', name, 'count', n) order by n desc, id) from (
      select o.id, o.name, sum(p.record_count) as n from parcels p join offices o on o.id = p.custodian_office_id
      where p.list_id = $1 and p.stage <> 'regrouped' group by 1, 2) s), '[]') as "byCustodian",
    coalesce((select jsonb_agg(jsonb_build_object('villageCode', village_code, 'count', n, 'reviewed', r, 'verified', v) order by village_code nulls last) from (
      select village_code, sum(n) as n, coalesce(sum(n) filter (where village_outcome is not null), 0) as r,
        coalesce(sum(n) filter (where police_outcome is not null), 0) as v from grouped group by 1) s), '[]') as "byVillage",
    ${count('village_outcome')} as "byVillageOutcome", ${count('police_outcome')} as "byPoliceOutcome", ${count('destination')} as "byDestination",
    ${count('update_state')} as "byUpdateState", ${count('verification_result')} as "byVerificationResult",
    coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'step', t.step, 'scope', t.scope, 'round', t.round, 'partNo', t.part_no,
        'officeId', t.office_id, 'state', t.state, 'preparing', t.preparing, 'openedAt', t.opened_at, 'dueAt', t.due_at,
        'overdue', t.due_at < now()) order by t.opened_at, t.id)
      from tasks t where t.list_id = $1 and t.state in ('open','claimed','held') and t.part_count = 0), '[]') as "openTasks",
    coalesce((select jsonb_agg(jsonb_build_object('kind', j.kind, 'scope', j.scope, 'runNo', j.run_no, 'state', j.state, 'done', j.done,
        'total', j.total, 'failed', j.failed, 'failureCode', j.failure_code) order by j.requested_at, j.kind, j.scope)
      from jobs j where j.list_id = $1), '[]') as jobs
  from lists l where l.id = $1`;

/** The counts of one list; undefined when it is not visible. Counts of outcomes cover the records whose data the reader may see. */
export async function readListProgress(sql: Sql, listId: string): Promise<ListProgress | undefined> {
  const [row] = await sql.query<ListProgress>(PROGRESS, [listId]);
  return row;
}
