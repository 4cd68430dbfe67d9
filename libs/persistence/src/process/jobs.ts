import { PREPARES, type JobKey } from '#domain/process/facts';
import type { Act, NewEvent } from '../act.ts';
import type { Sql } from '../sql.ts';

/** Asks for jobs; those that were asked for before stay as they are. */
export async function requestJobs(sql: Sql, listId: string, keys: readonly JobKey[]): Promise<void> {
  await sql.query(
    `insert into jobs (province_code, list_id, kind, scope, run_no)
     select l.province_code, l.id, k.kind, k.scope, k."runNo"
     from lists l cross join jsonb_to_recordset($2::jsonb) as k(kind text, scope text, "runNo" integer) where l.id = $1
     on conflict do nothing`,
    [listId, JSON.stringify(keys)],
  );
}

export interface Job {
  readonly provinceCode: string;
  readonly communeCode: string;
  readonly state: string;
  readonly cursor: string | null;
  readonly done: number;
}

/**
 * Marks a job as running and tells how far an earlier attempt has come. Undefined when the job is done already or the
 * list has ended: the caller then has nothing to do.
 */
export async function beginJob(sql: Sql, listId: string, key: JobKey): Promise<Job | undefined> {
  const [job] = await sql.query<Job & Record<string, unknown>>(
    `update jobs j set state = 'running', failure_code = null from lists l
     where j.list_id = $1 and j.kind = $2 and j.scope = $3 and j.run_no = $4 and j.state <> 'done'
       and l.id = j.list_id and l.state in ('open','paused')
     returning j.province_code as "provinceCode", l.commune_code as "communeCode", j.state, j.cursor, j.done`,
    [listId, key.kind, key.scope, key.runNo],
  );
  return job;
}

/** Sets the job's total, and how many of it are done and failed so far. */
export async function noteProgress(
  sql: Sql,
  listId: string,
  key: JobKey,
  { total, done, failed }: { total: number; done: number; failed: number },
): Promise<void> {
  await sql.query(
    `update jobs set total = $5, done = $6, failed = $7
     where list_id = $1 and kind = $2 and scope = $3 and run_no = $4 and state <> 'done'`,
    [listId, key.kind, key.scope, key.runNo, total, done, failed],
  );
}

/** Marks a job failed for good; a code, never a person's data. */
export async function failJob(sql: Sql, listId: string, key: JobKey, code: string): Promise<void> {
  await sql.query(
    `update jobs set state = 'failed', failure_code = $5, finished_at = clock_timestamp()
     where list_id = $1 and kind = $2 and scope = $3 and run_no = $4 and state <> 'done'`,
    [listId, key.kind, key.scope, key.runNo, code],
  );
}

/**
 * Ends a job: what `result` writes and its event, and the task that waited for it is ready, all in one act. False when the job was done
 * already (an earlier attempt died after its commit): then nothing is written a second time.
 */
export async function finishJob(
  act: Act,
  listId: string,
  key: JobKey,
  result: () => Promise<NewEvent>,
): Promise<boolean> {
  const ended = await act.query(
    `update jobs set state = 'done', finished_at = $5, total = coalesce(total, done + failed)
     where list_id = $1 and kind = $2 and scope = $3 and run_no = $4 and state <> 'done' returning kind`,
    [listId, key.kind, key.scope, key.runNo, act.now],
  );
  if (ended.length === 0) return false;
  const event = await result();
  const step = PREPARES[key.kind];
  if (step !== undefined) {
    await act.query(
      `update tasks set preparing = false where list_id = $1 and step = $2 and scope = $3 and preparing`,
      [listId, step, key.scope],
    );
  }
  await act.event(listId, event);
  return true;
}
