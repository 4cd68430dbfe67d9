import { Body, Controller, Get, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Idempotency } from '#persistence/act';
import { readList } from '#persistence/repositories/lists';
import {
  getWork,
  readListRecords,
  readTaskRecords,
  readListRecordsText,
  readTaskRecordsText,
  type RecordView,
} from '#persistence/repositories/records';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer, JsonText } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { decodeCursor, pageOf, type Page } from '../http/paging.ts';
import { UuidPipe } from '../http/validation.pipe.ts';
import { CandidatesService, type CandidatesAnswer } from './candidates.service.ts';
import { RecordReads, type ShownRecord } from './record-reads.service.ts';
import { RecordNumberPipe } from './record-number.pipe.ts';
import { RecordDecisionsService, type Decided } from './record-decisions.service.ts';
import {
  AcceptProposalsBody,
  DecisionsBody,
  ListRecordsQuery,
  OneDecisionBody,
  TaskRecordsQuery,
  UndoBody,
} from './records.bodies.ts';

const USUAL_RECORDS = 200;

@ApiTags('records')
@Controller()
export class RecordsController {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(RecordReads) private readonly reads: RecordReads,
    @Inject(RecordDecisionsService) private readonly decisions: RecordDecisionsService,
    @Inject(CandidatesService) private readonly candidates: CandidatesService,
  ) {}

  @May('record.read')
  @Get('lists/:id/records')
  async ofList(
    @Param('id', UuidPipe) id: string,
    @Query() { cursor, limit = USUAL_RECORDS, from = 1, villageCode, unmask, ...filter }: ListRecordsQuery,
    @Capacity() actor: ActingCapacity,
  ): Promise<Page<ShownRecord> | JsonText> {
    const [after] = decodeCursor(cursor, ['number']) ?? [from - 1];
    const wanted = { ...filter, village: villageCode, after, limit };
    const page = { listId: id, taskId: null, unmask };
    if (this.reads.seesAll(actor)) {
      const text = await this.acts.read(actor, async (sql) => {
        await readList(sql, actor, id);
        return readListRecordsText(sql, actor, id, wanted);
      });
      return this.reads.showText(actor, text, page);
    }
    const rows = await this.acts.read(actor, async (sql) => {
      await readList(sql, actor, id);
      return readListRecords(sql, actor, id, wanted);
    });
    const { items, nextCursor } = pageOf(rows, limit, ({ recordNo }) => [recordNo]);
    return { items: await this.reads.show(actor, items, page), nextCursor };
  }

  @May('record.read')
  @Get('tasks/:id/records')
  async ofTask(
    @Param('id', UuidPipe) id: string,
    @Query() { cursor, limit = USUAL_RECORDS, from = 1, unmask, ...filter }: TaskRecordsQuery,
    @Capacity() actor: ActingCapacity,
  ): Promise<Page<ShownRecord> | JsonText> {
    const [after] = decodeCursor(cursor, ['number']) ?? [from - 1];
    const wanted = { ...filter, after, limit };
    if (this.reads.seesAll(actor)) {
      const { listId, text } = await this.acts.read(actor, async (sql) => {
        const work = await getWork(sql, id);
        return { listId: work.listId, text: await readTaskRecordsText(sql, actor, work, wanted) };
      });
      return this.reads.showText(actor, text, { listId, taskId: id, unmask });
    }
    const { listId, rows } = await this.acts.read(actor, async (sql) => {
      const work = await getWork(sql, id);
      return { listId: work.listId, rows: await readTaskRecords(sql, actor, work, wanted) };
    });
    const { items, nextCursor } = pageOf(rows, limit, ({ recordNo }) => [recordNo]);
    return { items: await this.reads.show(actor, items, { listId, taskId: id, unmask }), nextCursor };
  }

  /** Whom the population database named for a record, with what speaks for and against each of them, field by field. */
  @May('record.read')
  @Get('tasks/:id/records/:no/candidates')
  candidatesOf(
    @Param('id', UuidPipe) id: string,
    @Param('no', RecordNumberPipe) recordNo: number,
    @Capacity() actor: ActingCapacity,
  ): Promise<CandidatesAnswer> {
    return this.candidates.read(actor, id, recordNo);
  }

  @May('record.decide')
  @Put('tasks/:id/records/:no/decision')
  decideOne(
    @Param('id', UuidPipe) id: string,
    @Param('no', RecordNumberPipe) recordNo: number,
    @Body() { epoch, ...decision }: OneDecisionBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<RecordView>> {
    return this.acts.onTask(id, { actor, idempotency }, (act) =>
      this.decisions.decideOne(act, id, epoch, { ...decision, recordNo }),
    );
  }

  /** Up to 200 records with their values, all or none. */
  @May('record.decide')
  @Post('tasks/:id/decisions')
  decideMany(
    @Param('id', UuidPipe) id: string,
    @Body() { epoch, decisions }: DecisionsBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<Decided>> {
    return this.acts.onTask(id, { actor, idempotency }, (act) =>
      this.decisions.decideMany(act, id, epoch, decisions),
    );
  }

  /** Takes decisions back while the step is not ended: the records are undecided again, with the values they had before this task. All or none. */
  @May('record.decide')
  @Post('tasks/:id/undo')
  undo(
    @Param('id', UuidPipe) id: string,
    @Body() { epoch, recordNos }: UndoBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<{ undone: number }>> {
    return this.acts.onTask(id, { actor, idempotency }, (act) =>
      this.decisions.undo(act, id, epoch, recordNos),
    );
  }

  /** Makes the system's proposals outcomes where nothing is decided yet. */
  @May('record.decide')
  @Post('tasks/:id/accept-proposals')
  acceptProposals(
    @Param('id', UuidPipe) id: string,
    @Body() body: AcceptProposalsBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<{ accepted: number; batchId: string | null; undecidedCount: number }>> {
    return this.acts.onTask(id, { actor, idempotency }, (act) =>
      this.decisions.acceptProposals(act, id, body),
    );
  }
}
