import { BY_HAND_JOBS, OFFICE_OF_SYSTEM, type ByHandJob } from '#domain/process/channels';
import type { JobKey } from '#domain/process/facts';
import { FOREIGNER } from '../repositories/decision-texts.ts';
import type { Sql } from '../sql.ts';

/** A job that people may do in the machine's place. */
export type HandJob = JobKey & { readonly kind: ByHandJob };

/**
 * The records `r` of a parcel `p` of which each job needs an answer, as they stand before the job is done. Records that come back in a
 * later parcel may have been corrected in between: they are compared anew.
 */
export const EXPECTED: Readonly<Record<ByHandJob, string>> = {
  population_check: `not ${FOREIGNER} and (r.population_checked_at is null or r.population_checked_at < p.created_at)`,
  population_update: `r.police_outcome in ('population_corrected','supplemented') and not ${FOREIGNER}`,
  platform_update: `r.update_state = 'pending'`,
  verification: `r.verification_result is null`,
};

/** Whether the office that answers for a job's system goes there by hand. */
export async function isByHand(sql: Sql, listId: string, { kind }: HandJob): Promise<boolean> {
  const system = BY_HAND_JOBS[kind];
  const [row] = await sql.query<{ channel: string }>(
    `select c.channel from lists l join offices o on o.commune_code = l.commune_code and o.kind = $2 join office_channels c on c.office_id = o.id and c.system = $3
     where l.id = $1`,
    [listId, OFFICE_OF_SYSTEM[system], system],
  );
  return row?.channel === 'files';
}

/** The job waits for people. */
export async function waitForPeople(
  sql: Sql,
  listId: string,
  { kind, scope, runNo }: HandJob,
): Promise<void> {
  await sql.query(
    `update jobs set state = 'by_hand' where list_id = $1 and kind = $2 and scope = $3 and run_no = $4 and state = 'running'`,
    [listId, kind, scope, runNo],
  );
}

/** How many records of the parcel still lack an answer. */
export async function missingResults(
  sql: Sql,
  listId: string,
  { kind, scope, runNo }: HandJob,
): Promise<number> {
  const [row] = await sql.query<{ n: number }>(
    `select count(*)::int as n from parcels p join records r using (province_code, list_id, parcel_no)
     where p.list_id = $1 and p.parcel_no::text = $3 and (${EXPECTED[kind]}) and not exists (
       select from carried_results c where c.province_code = r.province_code and c.list_id = r.list_id and c.kind = $2 and c.scope = $3 and c.run_no = $4 and c.record_no = r.record_no)`,
    [listId, kind, scope, runNo],
  );
  return row?.n ?? 0;
}

/** What was brought back about some records. */
export async function carriedResults<T>(
  sql: Sql,
  listId: string,
  { kind, scope, runNo }: HandJob,
  recordNos: readonly number[],
): Promise<ReadonlyMap<number, T>> {
  const rows = await sql.query<{ recordNo: number; result: T }>(
    `select c.record_no as "recordNo", c.result from carried_results c join lists l on l.id = c.list_id and l.province_code = c.province_code
     where c.list_id = $1 and c.kind = $2 and c.scope = $3 and c.run_no = $4 and c.record_no = any($5::integer[])`,
    [listId, kind, scope, runNo, recordNos],
  );
  return new Map(rows.map(({ recordNo, result }) => [recordNo, result]));
}
