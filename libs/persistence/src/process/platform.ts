import type { PoliceOutcome, VillageOutcome } from '#domain/process/outcomes';
import type { JobKey } from '#domain/process/facts';
import { SYSTEM, type Acts } from '../act.ts';
import type { Sql } from '../sql.ts';
import { finishJob } from './jobs.ts';
import { takeOverFromLists } from './passports/people.ts';
import { proveSets } from './proving.ts';

/** A record on its way to the platform: what the platform had when the list was compiled, and what is to stand there. */
export interface RecordForPlatform {
  readonly recordNo: number;
  readonly subjectId: string;
  readonly villageOutcome: VillageOutcome;
  readonly policeOutcome: PoliceOutcome;
  readonly seenFullName: string | null;
  readonly seenDateOfBirth: string | null;
  readonly seenGender: string | null;
  readonly seenIdNumber: string | null;
  readonly fullName: string | null;
  readonly dateOfBirth: string | null;
  readonly gender: string | null;
  readonly idNumber: string | null;
  readonly passportNumber: string | null;
  readonly nationality: string;
}

/** A page of the parcel's records after `afterNo` that are not on the platform yet, failed ones of earlier runs included. */
export function recordsForPlatform(
  sql: Sql,
  listId: string,
  parcelNo: number,
  afterNo: number,
  limit: number,
): Promise<(RecordForPlatform & Record<string, unknown>)[]> {
  return sql.query(
    `select r.record_no as "recordNo", r.platform_subject_id as "subjectId", r.village_outcome as "villageOutcome",
            r.police_outcome as "policeOutcome", r.platform_full_name as "seenFullName", r.platform_date_of_birth as "seenDateOfBirth",
            r.platform_gender as "seenGender", r.platform_id_number as "seenIdNumber", r.full_name as "fullName",
            r.date_of_birth as "dateOfBirth", r.gender, r.id_number as "idNumber", r.passport_number as "passportNumber", r.nationality
     from records r join lists l on l.id = r.list_id and l.province_code = r.province_code
     where r.list_id = $1 and r.parcel_no = $2 and r.record_no > $3 and (r.update_state is null or r.update_state in ('pending','failed'))
     order by r.record_no limit $4`,
    [listId, parcelNo, afterNo, limit],
  );
}

export interface UpdateResult {
  readonly recordNo: number;
  /** `skipped`: this record is not the station's to write (transfer, deceased, duplicate, not verified); `pending`: people write it themselves. */
  readonly state: 'done' | 'failed' | 'skipped' | 'pending';
  readonly kind: 'none' | 'import' | 'edit' | 'both';
  readonly failure: string | null;
}

/** Stores some hundred results in one statement, with the run's progress. */
export async function storeUpdateResults(
  sql: Sql,
  listId: string,
  job: JobKey,
  rows: readonly UpdateResult[],
): Promise<void> {
  await sql.query(
    `with stored as (
       update records r set update_state = c.state, update_kind = c.kind, update_failure = c.failure, updated_at = statement_timestamp()
       from lists l, jsonb_to_recordset($2::jsonb) as c("recordNo" integer, state text, kind text, failure text)
       where l.id = $1 and r.province_code = l.province_code and r.list_id = l.id and r.record_no = c."recordNo"
         and r.update_state is distinct from 'done' and r.update_state is distinct from 'skipped'
       returning r.update_state, r.province_code, r.platform_subject_id, r.full_name, r.date_of_birth, r.gender, r.id_number, r.passport_number, r.nationality),
     -- What now stands on the platform stands here, too; a certificate that says otherwise is revoked by this very statement.
     corrected as (
       update vaccinees v set full_name = s.full_name, date_of_birth = s.date_of_birth, gender = s.gender, id_number = s.id_number,
         passport_number = s.passport_number, nationality = s.nationality, platform_version = v.platform_version + 1
       from stored s where s.update_state = 'done' and v.province_code = s.province_code and v.subject_id = s.platform_subject_id
         and (v.full_name, v.date_of_birth, v.gender, v.id_number, v.passport_number, v.nationality)
           is distinct from (s.full_name, s.date_of_birth, s.gender, s.id_number, s.passport_number, s.nationality))
     update jobs set done = done + (select count(*) from stored where update_state in ('done', 'skipped')),
                     failed = failed + (select count(*) from stored where update_state = 'failed')
     where list_id = $1 and kind = $3 and scope = $4 and run_no = $5`,
    [listId, JSON.stringify(rows), job.kind, job.scope, job.runNo],
  );
}

/** The run begins: how many records it has before it. */
export async function countForPlatform(sql: Sql, listId: string, job: JobKey): Promise<void> {
  await sql.query(
    `update jobs j set total = (select count(*) from records r
       where r.province_code = j.province_code and r.list_id = j.list_id and r.parcel_no::text = j.scope
         and (r.update_state is null or r.update_state in ('pending','failed')))
     where j.list_id = $1 and j.kind = $2 and j.scope = $3 and j.run_no = $4 and j.total is null`,
    [listId, job.kind, job.scope, job.runNo],
  );
}

/** Ends a run with exact counts: an attempt that was cut off has counted some failures twice. */
export async function finishPlatformRun(acts: Acts, listId: string, job: JobKey): Promise<void> {
  await acts.run({ actor: SYSTEM, lists: [listId] }, (act) =>
    finishJob(act, listId, job, async () => {
      await proveSets(act, listId, {
        ...{ parcelNo: Number(job.scope), source: 'platform' },
        fields: ['update_state', 'update_kind', 'update_failure', 'updated_at'],
      });
      const results = await act.query<{ state: string; kind: string; failure: string | null; count: number }>(
        `select r.update_state as state, r.update_kind as kind, r.update_failure as failure, count(*)::integer as count
       from records r join lists l on l.id = r.list_id and l.province_code = r.province_code
       where r.list_id = $1 and r.parcel_no::text = $2 group by 1, 2, 3 order by 1, 2, 3`,
        [listId, job.scope],
      );
      await act.query(
        `update jobs set failed = $5, done = greatest(coalesce(total, 0) - $5, 0)
       where list_id = $1 and kind = $2 and scope = $3 and run_no = $4`,
        [
          listId,
          job.kind,
          job.scope,
          job.runNo,
          results.reduce((n, r) => n + (r.state === 'failed' ? r.count : 0), 0),
        ],
      );
      return {
        type: 'platform.updated',
        payload: { parcelNo: Number(job.scope), runNo: job.runNo, results },
      };
    }),
  );
}

/** Subjects of a parcel without a verification result, after `afterNo`. */
export function recordsToVerify(
  sql: Sql,
  listId: string,
  parcelNo: number,
  afterNo: number,
  limit: number,
): Promise<{ recordNo: number; subjectId: string }[]> {
  return sql.query(
    `select r.record_no as "recordNo", r.platform_subject_id as "subjectId"
     from records r join lists l on l.id = r.list_id and l.province_code = r.province_code
     where r.list_id = $1 and r.parcel_no = $2 and r.record_no > $3 and r.verification_result is null order by r.record_no limit $4`,
    [listId, parcelNo, afterNo, limit],
  );
}

/** Stores one page of the platform's verification list. */
export async function storeVerification(
  sql: Sql,
  listId: string,
  job: JobKey,
  rows: readonly { readonly recordNo: number; readonly result: string }[],
): Promise<void> {
  await sql.query(
    `with stored as (
       update records r set verification_result = c.result
       from lists l, jsonb_to_recordset($2::jsonb) as c("recordNo" integer, result text)
       where l.id = $1 and r.province_code = l.province_code and r.list_id = l.id and r.record_no = c."recordNo")
     update jobs set done = done + $6 where list_id = $1 and kind = $3 and scope = $4 and run_no = $5`,
    [listId, JSON.stringify(rows), job.kind, job.scope, job.runNo, rows.length],
  );
}

/** Ends the verification of a parcel; the station's last task is ready. */
export async function finishVerification(acts: Acts, listId: string, job: JobKey): Promise<void> {
  await acts.run({ actor: SYSTEM, lists: [listId] }, (act) =>
    finishJob(act, listId, job, async () => {
      await proveSets(act, listId, {
        ...{ parcelNo: Number(job.scope), source: 'platform', fields: ['verification_result'] },
      });
      const results = await act.query<{ result: string; count: number }>(
        `select coalesce(r.verification_result, 'unverified') as result, count(*)::integer as count
       from records r join lists l on l.id = r.list_id and l.province_code = r.province_code
       where r.list_id = $1 and r.parcel_no::text = $2 group by 1 order by 1`,
        [listId, job.scope],
      );
      await takeOverFromLists(act, listId);
      return {
        type: 'platform.checked',
        payload: {
          parcelNo: Number(job.scope),
          results: Object.fromEntries(results.map((row) => [row.result, row.count])),
        },
      };
    }),
  );
}
