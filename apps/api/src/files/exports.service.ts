import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '#domain/errors';
import type { TaskStep } from '#domain/process/steps';
import type { Act, Idempotency } from '#persistence/act';
import { waitingRun } from '#persistence/files/carried-batches';
import {
  exportedRecords,
  issueExport,
  readExport,
  titleOfExport,
  type ExportView,
  type OutgoingRecord,
} from '#persistence/files/exports';
import { EXPECTED } from '#persistence/process/by-hand';
import { claimedTask } from '#persistence/repositories/tasks';
import { workOf } from '#persistence/repositories/work';
import { encryptTo } from '#signatures/envelope';
import { workbookStream, XLSX_TYPE, type OutSheet } from '#spreadsheets/write-workbook';
import { AccessLog } from '../auth/access-log.ts';
import type { ActingCapacity } from '../auth/capacity.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Carriers } from './carriers.service.ts';
import { fileKindOf } from './file-kinds.ts';
import { HAND_EXPORTS, handWorkbook, type HandExport } from './hand-workbook.ts';
import { reviewWorkbook } from './review-workbook.ts';
import { RowCodes } from './row-codes.service.ts';

/** Records read at once while a file is sent. */
const PAGE = 500;
const P7M_TYPE = 'application/pkcs7-mime';

export const EXPORT_KINDS = ['review', ...(Object.keys(HAND_EXPORTS) as HandExport[])] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];

export interface OpenedFile {
  readonly stream: Readable;
  readonly fileName: string;
  readonly type: string;
}

interface Request {
  readonly actor: ActingCapacity;
  readonly idempotency: Idempotency;
}

/** Files that go out to whoever holds a task. */
@Injectable()
export class ExportsService {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(AccessLog) private readonly accessLog: AccessLog,
    @Inject(RowCodes) private readonly codes: RowCodes,
    @Inject(Carriers) private readonly carriers: Carriers,
  ) {}

  /**
   * Records of a claimed task go out: noted as an event with their count. Without `kind` it is the one file its step has.
   * @throws what `claimedTask` throws; `act_not_allowed` where nothing goes out, `task_incomplete` without records.
   */
  issue(
    taskId: string,
    epoch: number,
    kind: ExportKind | undefined,
    request: Request,
  ): Promise<ActAnswer<ExportView>> {
    return this.acts.onTask(taskId, { ...request, status: 201 }, async (act) => {
      const task = await claimedTask(act, taskId, epoch, ['review', 'verify', 'sign', 'update', 'check']);
      const work = workOf(task);
      const wanted = kind ?? usualKind(task.step);
      if (wanted === 'review' && task.step === 'review')
        return issueExport(act, task, work, { kind: 'review' });
      const out = wanted === 'review' ? undefined : HAND_EXPORTS[wanted];
      const job = fileKindOf(task.step)?.kind;
      if (out?.step !== task.step || job === undefined || !(job in EXPECTED))
        throw new DomainError('act_not_allowed', { taskId, step: task.step, kind: wanted });
      return this.#issueByHand(act, task, work, wanted as HandExport, job as keyof typeof EXPECTED);
    });
  }

  async #issueByHand(
    act: Act,
    task: Awaited<ReturnType<typeof claimedTask>>,
    work: ReturnType<typeof workOf>,
    kind: HandExport,
    job: keyof typeof EXPECTED,
  ): Promise<ExportView> {
    const runNo = await waitingRun(act, work, job);
    return issueExport(act, task, work, {
      kind,
      runNo,
      which: `${EXPECTED[job]}${HAND_EXPORTS[kind].which}`,
    });
  }

  /** The file itself; who took it stands in the access log. What the police take is encrypted to their certificate. @throws `not_found`, `out_of_area`, `no_permission`. */
  async open(actor: ActingCapacity, exportId: string): Promise<OpenedFile> {
    const out = await this.acts.read(actor, (sql) => readExport(sql, actor, exportId));
    if (out.officeId !== actor.officeId) throw new DomainError('no_permission', { exportId });
    const kind = out.kind as ExportKind;
    const sheets = await this.#sheets(actor, out, kind);
    const locked = kind !== 'review' && HAND_EXPORTS[kind].locked;
    const certificate = locked
      ? (await this.carriers.channel(actor, out.officeId, kind as never)).certificatePem
      : null;
    await this.accessLog.seen('read', actor, 'file.export', out.listId, {
      ...{
        exportId,
        kind,
        taskId: out.taskId,
        count: out.recordCount,
        purpose: 'task',
        unmasked: true,
        encrypted: locked,
      },
    });
    const stream = workbookStream(sheets);
    const fileName = `${NAMES[kind]}-${exportId.slice(0, 8)}.xlsx`;
    if (!locked) return { stream, fileName, type: XLSX_TYPE };
    if (certificate === null)
      throw new DomainError('act_not_allowed', { exportId, reason: 'no_certificate' });
    return {
      stream: Readable.from([await encryptTo(certificate, await buffer(stream))]),
      fileName: `${fileName}.p7m`,
      type: P7M_TYPE,
    };
  }

  async #sheets(
    actor: ActingCapacity,
    { id, recordCount, at }: ExportView,
    kind: ExportKind,
  ): Promise<OutSheet[]> {
    const [codes, records] = [await this.codes.open(), this.#records(actor, id)];
    if (kind !== 'review') return handWorkbook({ kind, exportId: id, codes, records });
    const { list, village } = await this.acts.read(actor, (sql) => titleOfExport(sql, id));
    return reviewWorkbook({
      ...{ exportId: id, codes, records },
      title: `DANH SÁCH RÀ SOÁT THÔNG TIN ĐỐI TƯỢNG TIÊM CHỦNG - ${village}`,
      subtitle: `${list}. Số đối tượng: ${recordCount}. Lập lúc ${timeInVietnam(at)}. Chỉ điền các cột màu vàng.`,
    });
  }

  /** The records of a file that went out, in their order, page by page. */
  async *#records(actor: ActingCapacity, exportId: string): AsyncGenerator<OutgoingRecord> {
    for (let after = 0; ;) {
      const page = await this.acts.read(actor, (sql) => exportedRecords(sql, exportId, after, PAGE));
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      after = last.recordNo;
    }
  }
}

const NAMES: Readonly<Record<ExportKind, string>> = {
  review: 'ra-soat',
  population_check: 'doi-chieu',
  population_update: 'cap-nhat-csdlqgdc',
  platform_import: 'import-nen-tang',
  direct_edits: 'chinh-sua-truc-tiep',
  verification: 'xac-minh',
};

function usualKind(step: TaskStep): ExportKind {
  return EXPORT_KINDS.find((kind) => kind !== 'review' && HAND_EXPORTS[kind].step === step) ?? 'review';
}

/** A moment as people in Việt Nam read it: HH:mm dd/mm/yyyy. */
function timeInVietnam(at: Date): string {
  return new Intl.DateTimeFormat('vi-VN', {
    ...{ timeZone: 'Asia/Ho_Chi_Minh', hour: '2-digit', minute: '2-digit' },
    ...{ day: '2-digit', month: '2-digit', year: 'numeric' },
  }).format(at);
}
