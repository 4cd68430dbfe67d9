import type { ByHandJob } from '#domain/process/channels';
import { DomainError } from '#domain/errors';
import type { Act } from '../act.ts';
import { EXPECTED, missingResults } from '../process/by-hand.ts';
import { coverage, COVERED_RECORDS, type Work } from '../repositories/work.ts';
import type { Sql } from '../sql.ts';
import type { LockedBatch } from './batches.ts';
import { refuseUndo } from './undoing.ts';

/** The run of a job that waits for people, or has waited; undefined when the system does it itself. */
export async function handRun(
  sql: Sql,
  listId: string,
  kind: ByHandJob,
  scope: string,
): Promise<{ readonly runNo: number; readonly state: string } | undefined> {
  const [row] = await sql.query<{ runNo: number; state: string }>(
    `select run_no as "runNo", state from jobs where list_id = $1 and kind = $2 and scope = $3 order by run_no desc limit 1`,
    [listId, kind, scope],
  );
  return row;
}

/** @throws DomainError `act_not_allowed` when the job does not wait for people (any more). */
export async function waitingRun(sql: Sql, work: Work, kind: ByHandJob): Promise<number> {
  const run = await handRun(sql, work.listId, kind, work.scope);
  if (run?.state !== 'by_hand')
    throw new DomainError('act_not_allowed', {
      taskId: work.id,
      job: kind,
      state: run?.state ?? null,
      allowed: ['by_hand'],
    });
  return run.runNo;
}

const comparing = (expected: string): string => `
  with r as materialized (select r.record_no, r.version from records r, parcels p where ${COVERED_RECORDS} and (${expected})),
  b as materialized (
    select b.*, row_number() over (partition by b.record_no order by b.row_no) as nth from batch_rows b
    where b.batch_id = $6 and b.decision is not null and b.state not in ('error', 'applied', 'undone')),
  compared as (
    select b.row_no, r.version,
      case when c.result is distinct from b.decision then jsonb_build_array(jsonb_build_object('field', 'result', 'old', c.result ->> 'word', 'new', b.decision ->> 'word')) else '[]' end as changes,
      case when r.record_no is null then 'not_in_task' when b.nth > 1 then 'twice'
        when b.base_version is not null and b.base_version <> r.version then 'stale'
        when c.result is not distinct from b.decision then 'same' else 'change' end as state
    from b left join r on r.record_no = b.record_no
    left join carried_results c on c.province_code = $1 and c.list_id = $2 and c.kind = $7 and c.scope = $8 and c.run_no = $9 and c.record_no = b.record_no)
  update batch_rows w set state = c.state, changes = c.changes, seen_version = c.version
  from compared c where w.batch_id = $6 and w.row_no = c.row_no`;

const COMPARE = {
  population_check: comparing(EXPECTED.population_check),
  population_update: comparing(EXPECTED.population_update),
  platform_update: comparing(EXPECTED.platform_update),
  verification: comparing(EXPECTED.verification),
} as const satisfies Record<ByHandJob, string>;

type CarriedBatch = Pick<LockedBatch, 'id' | 'runNo'> & { readonly kind: ByHandJob };

/** Compares what was brought back with what is awaited: these records, at these versions, and nothing more. */
export async function compareCarried(act: Act, work: Work, { id, kind, runNo }: CarriedBatch): Promise<void> {
  await act.query(
    `update batch_rows b set record_no = r.record_no from records r
     where b.batch_id = $1 and b.record_no is null and b.subject_id is not null and r.province_code = b.province_code and r.list_id = b.list_id and r.platform_subject_id = b.subject_id`,
    [id],
  );
  await act.query(COMPARE[kind], [...coverage(work), id, kind, work.scope, runNo]);
}

/**
 * Keeps what was brought back. With the last missing record the job goes on by itself.
 * @throws DomainError `act_not_allowed` when the job does not wait any more.
 */
export async function applyCarried(
  act: Act,
  work: Work,
  batch: LockedBatch & { readonly kind: ByHandJob },
): Promise<{ readonly applied: number; readonly eventNo: bigint | null }> {
  const runNo = await waitingRun(act, work, batch.kind);
  await compareCarried(act, work, { ...batch, runNo });
  const [kept] = await act.query<{ n: number; hash: string | null }>(
    `with kept as (
       insert into carried_results as c (province_code, list_id, kind, scope, run_no, record_no, commune_code, result, batch_id)
       select b.province_code, b.list_id, $2, $3, $4, b.record_no, b.commune_code, b.decision, b.batch_id from batch_rows b where b.batch_id = $1 and b.state = 'change'
       on conflict on constraint carried_results_pk do update set result = excluded.result, batch_id = excluded.batch_id
       returning record_no, result),
     marked as (update batch_rows set state = 'applied' where batch_id = $1 and state = 'change')
     select count(*)::int as n, encode(sha256(convert_to(string_agg(record_no || ' ' || result, E'\\n' order by record_no), 'UTF8')), 'hex') as hash from kept`,
    [batch.id, batch.kind, work.scope, runNo],
  );
  const applied = kept?.n ?? 0;
  if (applied === 0) return { applied: 0, eventNo: null };
  const job = { kind: batch.kind, scope: work.scope, runNo };
  const missing = await missingResults(act, work.listId, job);
  if (missing === 0) await goOn(act, work.listId, batch.kind, work.scope);
  const eventNo = await act.event(work.listId, {
    type: 'results.carried',
    taskId: work.id,
    payload: {
      ...{ batchId: batch.id, batchNo: batch.no, kind: batch.kind, runNo, count: applied, missing },
      ...{ fileSha256: batch.fileSha256, resultsSha256: kept?.hash ?? null },
    },
  });
  return { applied, eventNo };
}

/** The process goes on with what it has now. */
async function goOn(act: Act, listId: string, kind: ByHandJob, scope: string): Promise<void> {
  await act.query(
    `update jobs set state = 'requested' where list_id = $1 and kind = $2 and scope = $3 and state = 'by_hand'`,
    [...[listId, kind, scope]],
  );
  await act.tell('cleanList', listId);
}

/**
 * Takes back what a batch brought, as long as the job still waits for the rest.
 * @throws DomainError `batch_not_undoable`
 */
export async function undoCarried(
  act: Act,
  work: Work,
  batch: LockedBatch & { readonly kind: ByHandJob },
  reason: string,
): Promise<bigint> {
  const run = await handRun(act, work.listId, batch.kind, work.scope);
  if (run?.state !== 'by_hand' || run.runNo !== batch.runNo)
    refuseUndo(batch, 'result_used', { job: run ?? null });
  const gone = await act.query(`delete from carried_results where batch_id = $1 returning record_no`, [
    batch.id,
  ]);
  const wanted = await act.query<{ n: number }>(
    `select count(*)::int as n from batch_rows where batch_id = $1 and state = 'applied'`,
    [batch.id],
  );
  // A later batch has said something else of the same record.
  if (gone.length !== (wanted[0]?.n ?? 0))
    refuseUndo(batch, 'records_changed', { records: (wanted[0]?.n ?? 0) - gone.length });
  return act.event(work.listId, {
    type: 'batch.undone',
    taskId: work.id,
    payload: {
      batchId: batch.id,
      batchNo: batch.no,
      kind: batch.kind,
      count: gone.length,
      undoes: batch.appliedEventNo,
      reason,
    },
  });
}
