import { DomainError } from '#domain/errors';
import type { Act } from '../act.ts';
import type { AdditionResult } from '../process/additions.ts';
import type { Sql } from '../sql.ts';
import { lastRun } from './station-jobs.ts';
import type { Work } from './work.ts';

/** A subject the station asked to add; `result` is null until the platform has answered. */
export interface AdditionView {
  readonly runNo: number;
  readonly subjectId: string;
  readonly reason: string;
  readonly result: AdditionResult | null;
  readonly recordNo: number | null;
}

/**
 * Asks for subjects of the platform to be added to the list being compiled; the process fetches them. Returns the request's number.
 * @throws DomainError `act_not_allowed` while an earlier request is under way, or for a part of a split task: new records are in no part.
 */
export async function requestAdditions(
  act: Act,
  work: Work,
  subjectIds: readonly string[],
  reason: string,
): Promise<number> {
  if (work.records !== null)
    throw new DomainError('act_not_allowed', { taskId: work.id, act: 'add', reason: 'split' });
  const last = await lastRun(act, work, 'addition');
  if (isUnderWay(last)) throw new DomainError('act_not_allowed', { taskId: work.id, act: 'add', job: last });
  const runNo = (last?.runNo ?? 0) + 1;
  await act.query(
    `with asked as (
       insert into record_additions (province_code, list_id, run_no, subject_id, reason)
       select $1, $2, $3, id, $5 from unnest($4::text[]) as id group by id)
     insert into jobs (province_code, list_id, kind, scope, run_no, requested_by) values ($1, $2, 'addition', '', $3, $6)`,
    [work.provinceCode, work.listId, runNo, subjectIds, reason, act.actor.personId],
  );
  return runNo;
}

/** True while the platform is being asked. */
export function isUnderWay(run: { readonly state: string } | undefined): boolean {
  return run?.state === 'requested' || run?.state === 'running';
}

/** What was asked to be added to a list, the latest request first; a page after a request and subject. */
export function additionsOf(
  sql: Sql,
  work: Work,
  after: { readonly runNo: number; readonly subjectId: string } | null,
  limit: number,
): Promise<(AdditionView & Record<string, unknown>)[]> {
  return sql.query<AdditionView & Record<string, unknown>>(
    `select run_no as "runNo", subject_id as "subjectId", reason, result, record_no as "recordNo" from record_additions
     where province_code = $1 and list_id = $2 and ($3::integer is null or (-run_no, subject_id) > (-$3, $4)) order by -run_no, subject_id limit $5`,
    [work.provinceCode, work.listId, after?.runNo ?? null, after?.subjectId ?? '', limit],
  );
}
