import { randomUUID } from 'node:crypto';
import { DomainError } from '#domain/errors';
import type { BatchKind, BatchState } from '#domain/files/row-states';
import type { Act, Actor } from '../act.ts';
import { visible } from '../repositories/visible.ts';
import type { Work } from '../repositories/work.ts';
import type { Sql } from '../sql.ts';

/** A batch as its office sees it. Counts are of rows, per state. */
export interface BatchView {
  readonly id: string;
  readonly no: number | null;
  readonly kind: BatchKind;
  readonly runNo: number;
  readonly name: string;
  readonly state: BatchState;
  readonly listId: string;
  readonly taskId: string;
  readonly step: string;
  readonly fileName: string | null;
  readonly fileSha256: string | null;
  readonly format: string | null;
  readonly headings: readonly string[] | null;
  readonly warnings: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  readonly officeId: string;
  readonly createdBy: { readonly personId: string; readonly fullName: string };
  readonly createdAt: Date;
  readonly appliedBy: { readonly personId: string; readonly fullName: string } | null;
  readonly appliedAt: Date | null;
  readonly appliedEventNo: number | null;
  readonly undoneBy: { readonly personId: string; readonly fullName: string } | null;
  readonly undoneAt: Date | null;
  readonly undoneEventNo: number | null;
  readonly undoReason: string | null;
}

const person = (column: string): string =>
  `(select json_build_object('personId', p.id, 'fullName', p.full_name) from people p where p.id = b.${column})`;

const VIEW = `b.id, b.batch_no as no, b.kind, b.run_no as "runNo", b.name, b.state, b.list_id as "listId", b.task_id as "taskId", t.step, b.file_name as "fileName",
  encode(b.file_sha256, 'hex') as "fileSha256", b.format, b.headings, b.warnings, b.counts, b.office_id as "officeId",
  ${person('person_id')} as "createdBy", b.created_at as "createdAt", ${person('applied_by')} as "appliedBy", b.applied_at as "appliedAt",
  b.applied_event_no::int as "appliedEventNo", ${person('undone_by')} as "undoneBy", b.undone_at as "undoneAt", b.undone_event_no::int as "undoneEventNo", b.undo_reason as "undoReason"`;
const FROM = `from batches b join tasks t on t.id = b.task_id`;
const PLACE = { province: 'b.province_code', commune: 'b.commune_code', village: 'b.village_code' };

export interface NewBatch {
  readonly provinceCode: string;
  readonly communeCode: string;
  readonly villageCode: string | null;
  readonly listId: string;
  readonly taskId: string;
  readonly kind: BatchKind;
  readonly runNo: number;
  readonly name: string;
  readonly file: { readonly name: string; readonly sha256: Buffer } | null;
}

/** Begins a batch whose rows are about to be read; it has no number until it was compared with the records. */
export async function beginBatch(
  sql: Sql,
  actor: Pick<Actor, 'personId' | 'officeId' | 'role' | 'onBehalfOf'>,
  batch: NewBatch,
): Promise<string> {
  const id = randomUUID();
  await sql.query(
    `insert into batches (id, province_code, commune_code, village_code, list_id, task_id, kind, run_no, name, state, file_name, file_sha256, person_id, acting_for, office_id, role, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'reading', $10, $11, $12, $13, $14, $15, clock_timestamp())`,
    [
      ...[
        id,
        batch.provinceCode,
        batch.communeCode,
        batch.villageCode,
        batch.listId,
        batch.taskId,
        batch.kind,
        batch.runNo,
      ],
      ...[batch.name, batch.file?.name ?? null, batch.file?.sha256 ?? null],
      ...[actor.personId, actor.onBehalfOf?.personId ?? null, actor.officeId, actor.role],
    ],
  );
  return id;
}

/** Gives a batch its number in the list and what was found in its file. */
export async function numberBatch(
  act: Act,
  batchId: string,
  found: {
    readonly format: string | null;
    readonly headings: readonly string[] | null;
    readonly warnings: readonly string[];
  },
): Promise<number> {
  const [row] = await act.query<{ no: number }>(
    `update batches b set state = 'checked', format = $2, headings = $3, warnings = $4, acting_for = $5,
       batch_no = coalesce(b.batch_no, 1 + (select coalesce(max(o.batch_no), 0) from batches o where o.list_id = b.list_id))
     where b.id = $1 returning b.batch_no as no`,
    [
      ...[batchId, found.format, found.headings === null ? null : JSON.stringify(found.headings)],
      ...[JSON.stringify(found.warnings), act.represented?.personId ?? null],
    ],
  );
  return row?.no ?? 0;
}

/** An earlier batch of the same file in the same task that still stands. */
export async function sameFile(
  sql: Sql,
  taskId: string,
  kind: BatchKind,
  runNo: number,
  sha256: Buffer,
): Promise<string | undefined> {
  const [row] = await sql.query<{ id: string }>(
    `select id from batches where task_id = $1 and kind = $2 and run_no = $3 and file_sha256 = $4 and state in ('checked', 'applied') order by created_at desc limit 1`,
    [taskId, kind, runNo, sha256],
  );
  return row?.id;
}

/** A batch in the caller's area. @throws DomainError `not_found`, `out_of_area`. */
export async function readBatch(sql: Sql, actor: Actor, batchId: string): Promise<BatchView> {
  const may = visible('batch.read', actor, PLACE, 2);
  const [found] = await sql.query<BatchView & { may: boolean } & Record<string, unknown>>(
    `select ${VIEW}, ${may.text} as may ${FROM} where b.id = $1`,
    [batchId, ...may.values],
  );
  if (found === undefined) throw new DomainError('not_found', { batchId });
  const { may: allowed, ...view } = found;
  if (!allowed) throw new DomainError('out_of_area', { batchId });
  return view;
}

/** Batches of a task, or of a list, the newest first; one more than `limit` when another page follows. */
export async function listBatches(
  sql: Sql,
  actor: Actor,
  of: { readonly taskId: string } | { readonly listId: string },
  before: number | null,
  limit: number,
): Promise<BatchView[]> {
  const may = visible('batch.read', actor, PLACE, 5);
  return sql.query<BatchView & Record<string, unknown>>(
    `select ${VIEW} ${FROM} where ($1::uuid is null or b.task_id = $1) and ($2::uuid is null or b.list_id = $2) and b.batch_no is not null
       and ($3::int is null or b.batch_no < $3) and ${may.text} order by b.batch_no desc limit $4`,
    ['taskId' in of ? of.taskId : null, 'listId' in of ? of.listId : null, before, limit + 1, ...may.values],
  );
}

/** A batch locked for the length of an act. */
export interface LockedBatch {
  readonly id: string;
  readonly no: number;
  readonly kind: BatchKind;
  readonly runNo: number;
  readonly state: BatchState;
  readonly taskId: string;
  readonly listId: string;
  readonly fileSha256: string | null;
  readonly appliedEventNo: number | null;
}

/** @throws DomainError `not_found` */
export async function lockBatch(act: Act, batchId: string): Promise<LockedBatch> {
  const [row] = await act.query<LockedBatch & Record<string, unknown>>(
    `select id, batch_no as no, kind, run_no as "runNo", state, task_id as "taskId", list_id as "listId", encode(file_sha256, 'hex') as "fileSha256",
       applied_event_no::int as "appliedEventNo" from batches where id = $1 for update`,
    [batchId],
  );
  if (row === undefined || row.state === 'reading') throw new DomainError('not_found', { batchId });
  return row;
}

/** Counts the rows of a batch per state and keeps the counts with it. */
export async function countRows(sql: Sql, batchId: string): Promise<Readonly<Record<string, number>>> {
  const [row] = await sql.query<{ counts: Record<string, number> }>(
    `update batches set counts = (select coalesce(jsonb_object_agg(c.state, c.n), '{}') || jsonb_build_object('total', coalesce(sum(c.n), 0))
       from (select state, count(*)::int as n from batch_rows where batch_id = $1 group by state) c) where id = $1 returning counts`,
    [batchId],
  );
  return row?.counts ?? {};
}

/** The batch is applied under an event, or without one when no row of it changes anything. */
export async function markApplied(act: Act, batchId: string, eventNo: bigint | null): Promise<void> {
  await act.query(
    `update batches set state = 'applied', applied_at = $2, applied_by = $3, applied_event_no = $4 where id = $1`,
    [batchId, act.now, act.actor.personId, eventNo],
  );
}

/**
 * Keeps decisions that were made at once, without a preview, as an applied batch: they can be found and undone like any other. One statement
 * that nobody waits for. The next event must be the one that proves them.
 */
export async function keepApplied(
  act: Act,
  task: { readonly id: string; readonly villageCode: string | null },
  work: Pick<Work, 'provinceCode' | 'communeCode' | 'listId'>,
  {
    batchId,
    kind,
    name,
    count,
  }: { readonly batchId: string; readonly kind: BatchKind; readonly name: string; readonly count: number },
): Promise<void> {
  await act.post(
    `insert into batches (id, province_code, commune_code, village_code, list_id, task_id, batch_no, kind, run_no, name, state, counts, person_id, acting_for, office_id, role, created_at, applied_at, applied_by, applied_event_no)
     select $1, $2, $3, $4, $5, $6, 1 + coalesce(max(o.batch_no), 0), $7, 1, $8, 'applied', $9, $10, $11, $12, $13, $14, $14, $10, $15 from batches o where o.list_id = $5`,
    [
      ...[batchId, work.provinceCode, work.communeCode, task.villageCode, work.listId, task.id, kind, name],
      ...[
        JSON.stringify({ applied: count, total: count }),
        act.actor.personId,
        act.represented?.personId ?? null,
      ],
      ...[act.actor.officeId, act.actor.role, act.now, act.nextEventNo(work.listId) - 1n],
    ],
  );
}
