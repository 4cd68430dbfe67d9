import type { RowState } from '#domain/files/row-states';
import type { Sql } from '../sql.ts';

/** A row as it was read, on its way to be compared. */
export interface StagedRow {
  readonly rowNo: number;
  readonly recordNo: number | null;
  readonly subjectId: string | null;
  readonly exportId: string | null;
  readonly version: number | null;
  readonly state: RowState;
  /** Texts of the row's cells, for the file that goes back; null for rows of no file. */
  readonly cells: readonly (string | null)[] | null;
  readonly decision: object | null;
  readonly problems: readonly object[];
}

const FIELDS = `"rowNo" integer, "recordNo" integer, "subjectId" text, "exportId" uuid, version integer, state text, cells jsonb, decision jsonb, problems jsonb`;

/** Puts some hundred rows into a batch. */
export async function stageRows(sql: Sql, batchId: string, rows: readonly StagedRow[]): Promise<void> {
  await sql.query(
    `insert into batch_rows (batch_id, row_no, province_code, commune_code, village_code, list_id, record_no, subject_id, export_id, base_version, state, cells, decision, problems)
     select b.id, s."rowNo", b.province_code, b.commune_code, b.village_code, b.list_id, s."recordNo", s."subjectId", s."exportId", s.version, s.state, s.cells, s.decision, s.problems
     from batches b, jsonb_to_recordset($2::jsonb) as s(${FIELDS}) where b.id = $1`,
    // PostgreSQL's texts hold no NUL, and damaged exports do.
    [batchId, JSON.stringify(rows).replaceAll('\\u0000', '')],
  );
}

/** Adds a problem to the rows of a file between two of its lines that say something. */
export async function markRows(
  sql: Sql,
  batchId: string,
  ranges: readonly (readonly [number, number])[],
  problem: object,
): Promise<void> {
  await sql.query(
    `update batch_rows set state = 'error', decision = null, problems = problems || $3::jsonb
     where batch_id = $1 and state <> 'blank' and row_no <@ (select range_agg(int4range(first, last, '[]')) from jsonb_to_recordset($2::jsonb) as m(first integer, last integer))`,
    [
      ...[batchId, JSON.stringify(ranges.map(([first, last]) => ({ first, last: Math.max(first, last) })))],
      JSON.stringify([problem]),
    ],
  );
}

/** A row with what it would change and, for a stale one, who changed what since. */
export interface BatchRowView {
  readonly rowNo: number;
  readonly recordNo: number | null;
  readonly state: RowState;
  readonly changes: readonly {
    readonly field: string;
    readonly old: string | null;
    readonly new: string | null;
  }[];
  readonly problems: readonly {
    readonly code: string;
    readonly column: string | null;
    readonly details: object;
  }[];
  readonly changedBy: readonly {
    readonly field: string;
    readonly source: string;
    readonly at: string;
    readonly officeId: string | null;
    readonly by: string | null;
  }[];
}

const CHANGED_BY = `(select coalesce(json_agg(json_build_object('field', c.field, 'source', c.source, 'at', e.at, 'officeId', e.actor_office_id, 'by', p.full_name) order by e.event_no, c.field), '[]')
  from record_changes c join events e using (province_code, list_id, event_no) left join people p on p.id = e.actor_person_id
  where c.province_code = r.province_code and c.list_id = r.list_id and c.record_no = r.record_no
    and c.event_no > coalesce((select x.event_no from file_exports x where x.id = r.export_id), 0) and c.field <> '*')`;

/** A page of a batch's rows after a row, of the given states (null: all). */
export function readRows(
  sql: Sql,
  batchId: string,
  {
    states,
    after,
    limit,
  }: { readonly states: readonly string[] | null; readonly after: number; readonly limit: number },
): Promise<(BatchRowView & Record<string, unknown>)[]> {
  return sql.query(
    `select r.row_no as "rowNo", r.record_no as "recordNo", r.state, r.changes, r.problems, case when r.state = 'stale' then ${CHANGED_BY} else '[]' end as "changedBy"
     from batch_rows r where r.batch_id = $1 and r.row_no > $2 and ($3::text[] is null or r.state = any($3)) order by r.row_no limit $4`,
    [batchId, after, states, limit + 1],
  );
}

/** The same rows with their cells, for a file. */
export function readRowCells(
  sql: Sql,
  batchId: string,
  after: number,
  limit: number,
): Promise<
  (Pick<BatchRowView, 'rowNo' | 'recordNo' | 'state' | 'problems' | 'changes'> & {
    cells: readonly (string | null)[] | null;
  } & Record<string, unknown>)[]
> {
  return sql.query(
    `select row_no as "rowNo", record_no as "recordNo", state, cells, problems, changes from batch_rows where batch_id = $1 and row_no > $2 order by row_no limit $3`,
    [batchId, after, limit],
  );
}

/** Takes away rows of batches of a task that were never compared, because their reading was cut off. */
export async function dropUnread(sql: Sql, taskId: string): Promise<void> {
  await sql.query(
    `delete from batch_rows r using batches b where b.task_id = $1 and b.state = 'reading' and b.created_at < clock_timestamp() - interval '10 minutes' and r.batch_id = b.id`,
    [taskId],
  );
  await sql.query(
    `update batches set state = 'discarded' where task_id = $1 and state = 'reading' and created_at < clock_timestamp() - interval '10 minutes'`,
    [taskId],
  );
}

/** The file that the rows of a batch went out in, where they did. */
export async function exportOfBatch(
  sql: Sql,
  batchId: string,
): Promise<{ readonly id: string; readonly kind: string } | undefined> {
  const [row] = await sql.query<{ id: string; kind: string }>(
    `select x.id, x.kind from batch_rows r join file_exports x on x.id = r.export_id where r.batch_id = $1 limit 1`,
    [batchId],
  );
  return row;
}

/** What a batch without rows of its own has changed, from the list's events: decisions made at once without a preview. */
export function readAppliedChanges(
  sql: Sql,
  {
    listId,
    appliedEventNo,
    state,
  }: { readonly listId: string; readonly appliedEventNo: number; readonly state: string },
  after: number,
  limit: number,
): Promise<(BatchRowView & Record<string, unknown>)[]> {
  return sql.query(
    `select c.record_no as "rowNo", c.record_no as "recordNo", $5::text as state, '[]'::jsonb as problems, '[]'::jsonb as "changedBy",
       jsonb_agg(jsonb_build_object('field', c.field, 'old', c.old_value, 'new', c.new_value) order by c.field) as changes
     from record_changes c join lists l on l.id = c.list_id and l.province_code = c.province_code
     where c.list_id = $1 and c.event_no = $2 and c.record_no > $3 group by c.record_no order by c.record_no limit $4`,
    [listId, appliedEventNo, after, limit + 1, state],
  );
}
