import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '#domain/errors';
import type { FileWarning } from '#domain/files/file-problems';
import { rowProblem } from '#domain/files/row-problems';
import type { Act, Idempotency } from '#persistence/act';
import { exportsOfTask, provinceOf } from '#persistence/files/exports';
import {
  beginBatch,
  countRows,
  lockBatch,
  numberBatch,
  readBatch,
  sameFile,
  type BatchView,
} from '#persistence/files/batches';
import { dropUnread, markRows, stageRows } from '#persistence/files/batch-rows';
import { readTemplates } from '#persistence/files/template-mappings';
import { readTask, type TaskView } from '#persistence/repositories/inbox';
import { claimedTask } from '#persistence/repositories/tasks';
import { workOf, type Work } from '#persistence/repositories/work';
import type { Sql } from '#persistence/sql';
import { LIMITS } from '#spreadsheets/limits';
import { readTable, type TableBegun } from '#spreadsheets/read-file';
import { Unreadable } from '#spreadsheets/unreadable';
import type { ActingCapacity } from '../auth/capacity.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { withReceived, type ReceivedFile } from '../http/received-file.ts';
import { BatchKinds } from './batch-kinds.service.ts';
import { Carriers } from './carriers.service.ts';
import type { FileKind } from './file-kind.ts';
import { fileKindOf } from './file-kinds.ts';
import { ReadingPlaces } from './reading-places.ts';
import { RowCodes, type Codes } from './row-codes.service.ts';
import { RowReader } from './row-reader.ts';
import { unreadable } from './unreadable.ts';

/** A list at worst, and as much again for what stands around it. */
const MOST_ROWS = 40_000;

export interface Upload {
  readonly epoch: number;
  readonly name: string | undefined;
  readonly fileName: string;
}

interface Request {
  readonly actor: ActingCapacity;
  readonly idempotency: Idempotency;
}

/** Takes files back: read in another process, compared with the records as a batch, changing nothing yet. */
@Injectable()
export class UploadsService {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(RowCodes) private readonly codes: RowCodes,
    @Inject(BatchKinds) private readonly kinds: BatchKinds,
    @Inject(Carriers) private readonly carriers: Carriers,
    @Inject(ReadingPlaces) private readonly places: ReadingPlaces,
  ) {}

  /** @throws DomainError `file_unreadable` with the reason; what `claimedTask` throws. */
  check(
    taskId: string,
    upload: Upload,
    content: Readable,
    { actor, idempotency }: Request,
  ): Promise<ActAnswer<BatchView>> {
    return withReceived(content, LIMITS.fileBytes, async (file) => {
      // The contents belong to the request: the same key with another file is another request.
      const bodyHash = createHash('sha256').update(idempotency.bodyHash).update(file.sha256).digest();
      const options = { actor, idempotency: { key: idempotency.key, bodyHash }, status: 201 };
      const before = await this.acts.kept<BatchView>(actor, options.idempotency);
      if (before !== undefined) return before;
      const task = await this.acts.read(actor, (sql) => readTask(sql, actor, taskId));
      const kind = fileKindOf(task.step);
      if (kind === undefined || task.listId === null)
        throw new DomainError('act_not_allowed', { taskId, step: task.step });
      const runNo = await this.acts.read(actor, (sql) => this.kinds.runNo(sql, task, kind.kind));
      await this.carriers.unwrap(actor, task, kind.kind, file);
      const same = await this.acts.read(actor, (sql) => sameFile(sql, taskId, kind.kind, runNo, file.sha256));
      const staged =
        same === undefined
          ? await this.places.take(() => this.#stage(task, kind, runNo, upload, file, actor))
          : undefined;
      return this.acts.onTask(taskId, options, async (act) => {
        const work = workOf(await claimedTask(act, taskId, upload.epoch, task.step));
        return staged === undefined
          ? this.#again(act, work, same as string)
          : this.#compared(act, work, staged);
      });
    });
  }

  async #compared(act: Act, work: Work, { batchId, ...found }: Staged): Promise<BatchView> {
    const no = await numberBatch(act, batchId, found);
    await this.#compare(act, work, batchId);
    const counts = await countRows(act, batchId);
    const batch = await readBatch(act, act.actor, batchId);
    const { listId, taskId, kind, fileSha256 } = batch;
    const payload = { batchId, batchNo: no, kind, fileSha256, counts };
    await act.event(listId, { type: 'batch.checked', taskId, payload });
    return batch;
  }

  /** The same file came again: what is not applied yet is compared anew, what is applied stays as it is. */
  async #again(act: Act, work: Work, batchId: string): Promise<BatchView> {
    const batch = await readBatch(act, act.actor, batchId);
    if (batch.state !== 'checked') return batch;
    await this.#compare(act, work, batchId);
    await countRows(act, batchId);
    return readBatch(act, act.actor, batchId);
  }

  async #compare(act: Act, work: Work, batchId: string): Promise<void> {
    const batch = await lockBatch(act, batchId);
    await this.kinds.of(batch.kind).compare(act, work, batch);
  }

  /** Reads the file into rows of a new batch, in a transaction that locks nothing of the list. */
  async #stage(
    task: TaskView,
    kind: FileKind,
    runNo: number,
    upload: Upload,
    file: ReceivedFile,
    actor: ActingCapacity,
  ): Promise<Staged> {
    const codes = await this.codes.open();
    const { answer } = await this.acts.run({ actor }, async (act) => {
      await dropUnread(act, task.id);
      const { communeCode, villageCode } = task;
      const batchId = await beginBatch(act, actor, {
        ...{
          provinceCode: await provinceOf(act, task.id),
          communeCode: communeCode ?? '',
          villageCode,
          listId: task.listId ?? '',
          taskId: task.id,
        },
        ...{
          kind: kind.kind,
          runNo,
          name: upload.name ?? upload.fileName,
          file: { name: upload.fileName, sha256: file.sha256 },
        },
      });
      const found = await readInto(act, {
        batchId,
        task,
        kind,
        upload,
        file,
        codes,
        officeId: actor.officeId,
      });
      return { batchId, ...found };
    });
    return answer;
  }
}

interface Staged extends Found {
  readonly batchId: string;
}

interface Found {
  readonly format: string;
  readonly headings: readonly string[];
  readonly warnings: readonly FileWarning[];
}

interface Reading {
  readonly batchId: string;
  readonly task: TaskView;
  readonly kind: FileKind;
  readonly upload: Upload;
  readonly file: ReceivedFile;
  readonly codes: Codes;
  readonly officeId: string;
}

async function readInto(
  sql: Sql,
  { batchId, task, kind, upload, file, codes, officeId }: Reading,
): Promise<Found> {
  const templates = await readTemplates(sql, officeId, kind.kind);
  const exports = await exportsOfTask(sql, task.id, kind.exports);
  const reader = new RowReader(kind, codes, templates, exports, upload.epoch);
  let begun: TableBegun | undefined;
  let rows = 0;
  const warnings: FileWarning[] = [];
  try {
    for await (const part of readTable({
      path: file.path,
      fileName: upload.fileName,
      wanted: reader.wanted,
      mostRows: MOST_ROWS,
    })) {
      if (part.type === 'begun') {
        begun = part;
        reader.begin(part);
      } else if (part.type === 'rows') {
        const staged = part.rows.map((row) => reader.read(row));
        rows += staged.length;
        await stageRows(sql, batchId, staged);
      } else if (part.type === 'ended') {
        warnings.push(...part.warnings);
        if (part.merged.length > 0) await markRows(sql, batchId, part.merged, rowProblem('merged'));
      }
    }
  } catch (error) {
    if (error instanceof Unreadable) throw unreadable(error.reason, error.at);
    throw error;
  }
  if (begun === undefined || rows === 0) throw unreadable('no_rows');
  // Our own key column is hidden; that is no news.
  const told = reader.isOurs
    ? warnings.filter((warning) => warning !== 'hidden_columns' && warning !== 'other_sheets')
    : warnings;
  return {
    format: begun.format,
    headings: reader.headings,
    warnings: [...new Set([...told, ...reader.warnings])],
  };
}
