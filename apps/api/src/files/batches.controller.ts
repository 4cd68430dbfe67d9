import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  StreamableFile,
} from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Idempotency } from '#persistence/act';
import { listBatches, readBatch, type BatchView } from '#persistence/files/batches';
import { readTask } from '#persistence/repositories/inbox';
import { readList } from '#persistence/repositories/lists';
import { XLSX_TYPE } from '#spreadsheets/write-workbook';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { decodeCursor, pageOf, PageQuery, USUAL_LIMIT, type Page } from '../http/paging.ts';
import { dispositionOf, fileNameOf, streamOf } from '../http/received-file.ts';
import { fieldProblem, UuidPipe } from '../http/validation.pipe.ts';
import { Sends } from '../openapi/routes.ts';
import { EpochBody } from '../steps/steps.bodies.ts';
import { BatchReads, shownBatch, type ShownBatch, type ShownRow } from './batch-reads.service.ts';
import { BatchesService } from './batches.service.ts';
import { BatchRowsQuery, DecisionBatchBody, TicksBody, UndoBody, UploadQuery } from './files.bodies.ts';
import { UploadsService } from './uploads.service.ts';

const shown = ({ answer, status, repeated }: ActAnswer<BatchView>): ActAnswer<ShownBatch> =>
  new ActAnswer({ answer: shownBatch(answer), status, repeated });

@ApiTags('files')
@Controller()
export class BatchesController {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(BatchesService) private readonly batches: BatchesService,
    @Inject(BatchReads) private readonly reads: BatchReads,
    @Inject(UploadsService) private readonly uploads: UploadsService,
  ) {}

  /** A file comes back: read and compared as a batch that changes nothing yet. The body is the file; its name stands in a header, because addresses are logged. */
  @May('batch.check')
  @ApiConsumes('application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiHeader({
    name: 'X-File-Name',
    required: true,
    description: 'Percent-encoded UTF-8, at most 200 characters',
  })
  @HttpCode(201)
  @Post('tasks/:id/batches')
  async upload(
    @Param('id', UuidPipe) id: string,
    @Query() { epoch, name }: UploadQuery,
    @Headers('x-file-name') encoded: string | undefined,
    @Req() { body }: FastifyRequest,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<ShownBatch>> {
    const upload = { epoch, name, fileName: fileNameOf(encoded) };
    return shown(await this.uploads.check(id, upload, streamOf(body), { actor, idempotency }));
  }

  /** Decisions made at once, or the system's proposals, as a batch that changes nothing yet. */
  @May('batch.check')
  @HttpCode(201)
  @Post('tasks/:id/decision-batches')
  async propose(
    @Param('id', UuidPipe) id: string,
    @Body() body: DecisionBatchBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<ShownBatch>> {
    if ((body.decisions === undefined) === (body.proposals === undefined))
      throw fieldProblem(
        'decisions',
        'Gửi quyết định hoặc chọn đề xuất',
        'Send either decisions or a choice of proposals',
      );
    return shown(await this.batches.propose(id, body, { actor, idempotency }));
  }

  /** Direct edits on the platform are ticked off one by one, as a batch that changes nothing yet. */
  @May('batch.check')
  @HttpCode(201)
  @Post('tasks/:id/ticks')
  async tick(
    @Param('id', UuidPipe) id: string,
    @Body() body: TicksBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<ShownBatch>> {
    return shown(await this.batches.tick(id, body, { actor, idempotency }));
  }

  @May('batch.read')
  @Get('tasks/:id/batches')
  async ofTask(
    @Param('id', UuidPipe) id: string,
    @Query() query: PageQuery,
    @Capacity() actor: ActingCapacity,
  ): Promise<Page<ShownBatch>> {
    await this.acts.read(actor, (sql) => readTask(sql, actor, id));
    return this.#page(actor, { taskId: id }, query);
  }

  @May('batch.read')
  @Get('lists/:id/batches')
  async ofList(
    @Param('id', UuidPipe) id: string,
    @Query() query: PageQuery,
    @Capacity() actor: ActingCapacity,
  ): Promise<Page<ShownBatch>> {
    await this.acts.read(actor, (sql) => readList(sql, actor, id));
    return this.#page(actor, { listId: id }, query);
  }

  @May('batch.read')
  @Get('batches/:id')
  async one(@Param('id', UuidPipe) id: string, @Capacity() actor: ActingCapacity): Promise<ShownBatch> {
    return shownBatch(await this.acts.read(actor, (sql) => readBatch(sql, actor, id)));
  }

  /** Row by row: what it would change, what is wrong and in which cell, and for an overtaken one who changed what since. */
  @May('batch.read')
  @Get('batches/:id/rows')
  async rows(
    @Param('id', UuidPipe) id: string,
    @Query() { cursor, limit = USUAL_LIMIT, state }: BatchRowsQuery,
    @Capacity() actor: ActingCapacity,
  ): Promise<Page<ShownRow>> {
    const [after] = decodeCursor(cursor, ['number']) ?? [0];
    return pageOf(await this.reads.rows(actor, id, state, after, limit), limit, ({ rowNo }) => [rowNo]);
  }

  /** The file as it came, with what became of each row and its errors written in; corrected there, it may be sent again. */
  @May('batch.read')
  @Sends(XLSX_TYPE)
  @Get('batches/:id/file')
  async file(@Param('id', UuidPipe) id: string, @Capacity() actor: ActingCapacity): Promise<StreamableFile> {
    const { stream, fileName } = await this.reads.file(actor, id);
    return new StreamableFile(stream, { type: XLSX_TYPE, disposition: dispositionOf(fileName) });
  }

  @May('batch.apply')
  @HttpCode(200)
  @Post('batches/:id/apply')
  async apply(
    @Param('id', UuidPipe) id: string,
    @Body() { epoch }: EpochBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<ShownBatch>> {
    return shown(await this.batches.apply(id, epoch, { actor, idempotency }));
  }

  @May('batch.undo')
  @HttpCode(200)
  @Post('batches/:id/undo')
  async undo(
    @Param('id', UuidPipe) id: string,
    @Body() body: UndoBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<ShownBatch>> {
    return shown(await this.batches.undo(id, body, { actor, idempotency }));
  }

  async #page(
    actor: ActingCapacity,
    of: { taskId: string } | { listId: string },
    { cursor, limit = USUAL_LIMIT }: PageQuery,
  ): Promise<Page<ShownBatch>> {
    const [before] = decodeCursor(cursor, ['number']) ?? [null];
    const rows = await this.acts.read(actor, (sql) => listBatches(sql, actor, of, before, limit));
    return pageOf(rows.map(shownBatch), limit, ({ no }) => [no ?? 0]);
  }
}
