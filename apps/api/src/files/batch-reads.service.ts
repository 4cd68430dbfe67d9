import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '#domain/errors';
import { FILE_WARNINGS, type FileWarning } from '#domain/files/file-problems';
import { isError, problemInWords, type RowProblem } from '#domain/files/row-problems';
import { BATCH_KINDS, ROW_STATES } from '#domain/files/row-states';
import { columnName } from '#domain/files/table';
import { headingsOf } from '#domain/files/columns';
import { foldHeading } from '#domain/files/headings';
import { toRanges } from '#domain/handovers/record-numbers';
import { seesPlain } from '#domain/people/seeing';
import { readBatch, type BatchView } from '#persistence/files/batches';
import {
  exportOfBatch,
  readAppliedChanges,
  readRowCells,
  readRows,
  type BatchRowView,
} from '#persistence/files/batch-rows';
import type { Sql } from '#persistence/sql';
import { workbookStream } from '#spreadsheets/write-workbook';
import { AccessLog } from '../auth/access-log.ts';
import type { ActingCapacity } from '../auth/capacity.ts';
import { ActsService } from '../database/acts.service.ts';
import { fileKindOf } from './file-kinds.ts';
import { resultWorkbook, type ResultRow } from './result-workbook.ts';
import { RowCodes } from './row-codes.service.ts';

/** A problem as it is shown: where it stands and what to do, in both languages. */
export interface ShownProblem {
  readonly code: string;
  readonly severity: 'error' | 'notice';
  readonly column: string | null;
  /** The cell's address in the file, such as O17; null for the row as a whole. */
  readonly cell: string | null;
  readonly message: string;
  readonly messageEn: string;
}

export interface ShownRow extends Omit<BatchRowView, 'problems'> {
  readonly stateText: string;
  readonly stateTextEn: string;
  readonly problems: readonly ShownProblem[];
}

export interface ShownBatch extends Omit<BatchView, 'warnings'> {
  readonly warnings: readonly {
    readonly code: string;
    readonly message: string;
    readonly messageEn: string;
  }[];
}

const PAGE = 500;

/** Shows batches and their rows, and makes the files that go back to their senders. */
@Injectable()
export class BatchReads {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(AccessLog) private readonly accessLog: AccessLog,
    @Inject(RowCodes) private readonly codes: RowCodes,
  ) {}

  /** Rows hold residents' data, so who saw them is written down. @throws what `readBatch` throws. */
  async rows(
    actor: ActingCapacity,
    batchId: string,
    states: readonly string[] | undefined,
    after: number,
    limit: number,
  ): Promise<ShownRow[]> {
    const { batch, rows } = await this.acts.read(actor, async (sql) => ({
      batch: await readBatch(sql, actor, batchId),
      rows: await this.#rowsOf(sql, actor, batchId, { states: states ?? null, after, limit }),
    }));
    await this.#seen(actor, batch, rows);
    const plain = seesPlain(actor.role);
    return rows.map(({ problems, changes, ...row }) => ({
      ...row,
      // Those who only watch see what would change, not from what to what.
      changes: plain ? changes : changes.map(({ field }) => ({ field, old: null, new: null })),
      ...{ stateText: ROW_STATES[row.state].vi, stateTextEn: ROW_STATES[row.state].en },
      problems: problems.map((problem) => shownProblem(problem as RowProblem, batch, row.rowNo)),
    }));
  }

  /** The file as it came, with the errors written in. @throws DomainError `not_found` for a batch that came in no file. */
  async file(actor: ActingCapacity, batchId: string): Promise<{ stream: Readable; fileName: string }> {
    const { batch, exported } = await this.acts.read(actor, async (sql) => ({
      batch: await readBatch(sql, actor, batchId),
      exported: await exportOfBatch(sql, batchId),
    }));
    const kind = fileKindOf(batch.step as never);
    if (batch.headings === null || kind === undefined) throw new DomainError('not_found', { batchId });
    if (!seesPlain(actor.role)) throw new DomainError('no_permission', { batchId });
    await this.accessLog.seen('read', actor, 'batch.read', batch.listId, {
      ...{ batchId, count: batch.counts['total'] ?? 0, purpose: 'task', unmasked: true },
    });
    const codes = await this.codes.open();
    const sheets = resultWorkbook({
      ...{ kind, headings: batch.headings, rows: this.#cells(actor, batchId) },
      mark: exported === undefined ? null : codes.mark({ kind: exported.kind, exportId: exported.id }),
    });
    return { stream: workbookStream(sheets), fileName: `ket-qua-lo-${batch.no ?? 0}.xlsx` };
  }

  async *#cells(actor: ActingCapacity, batchId: string): AsyncGenerator<ResultRow> {
    for (let after = 0; ;) {
      const page = await this.acts.read(actor, (sql) => readRowCells(sql, batchId, after, PAGE));
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      after = last.rowNo;
    }
  }

  /** Rows that were staged; of decisions made without a preview, what their event changed. */
  async #rowsOf(
    sql: Sql,
    actor: ActingCapacity,
    batchId: string,
    page: { readonly states: readonly string[] | null; readonly after: number; readonly limit: number },
  ): Promise<BatchRowView[]> {
    const rows = await readRows(sql, batchId, page);
    const { kind, listId, state, appliedEventNo } = await readBatch(sql, actor, batchId);
    if (rows.length > 0 || BATCH_KINDS[kind].file || appliedEventNo === null) return rows;
    if (page.states !== null && !page.states.includes(state)) return [];
    return readAppliedChanges(sql, { listId, appliedEventNo, state }, page.after, page.limit);
  }

  #seen(
    actor: ActingCapacity,
    { id, listId, taskId }: BatchView,
    rows: readonly BatchRowView[],
  ): Promise<void> {
    const records = rows.flatMap(({ recordNo }) => (recordNo === null ? [] : [recordNo]));
    if (records.length === 0) return Promise.resolve();
    return this.accessLog.seen('read', actor, 'batch.read', listId, {
      ...{ batchId: id, taskId, count: records.length, purpose: 'task', unmasked: false },
      records: toRanges([...new Set(records)].sort((a, b) => a - b)),
    });
  }
}

export function shownBatch({ warnings, ...batch }: BatchView): ShownBatch {
  return {
    ...batch,
    warnings: warnings.map((code) => {
      const { vi, en } = FILE_WARNINGS[code as FileWarning];
      return { code, message: vi, messageEn: en };
    }),
  };
}

function shownProblem(problem: RowProblem, { headings, step }: BatchView, rowNo: number): ShownProblem {
  const { vi, en } = problemInWords(problem);
  const kind = fileKindOf(step as never);
  const known = kind === undefined ? undefined : headingsOf(kind.columns);
  const at =
    problem.column === null || headings === null
      ? -1
      : headings.findIndex((heading) => known?.get(foldHeading(heading)) === problem.column);
  return {
    ...{ code: problem.code, severity: isError(problem) ? 'error' : 'notice', column: problem.column },
    ...{ cell: at < 0 ? null : `${columnName(at)}${rowNo}`, message: vi, messageEn: en },
  };
}
