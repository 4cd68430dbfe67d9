import {
  Body,
  Controller,
  Delete,
  Get,
  Inject,
  Param,
  Post,
  Query,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { dayInVietnam, type PaperKind } from '#domain/papers/paper';
import type { Idempotency } from '#persistence/act';
import { readPapers, type PaperView } from '#persistence/repositories/papers';
import { readRegister, type RegisterLine } from '#persistence/repositories/registers';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { Fresh, May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { decodeCursor, pageOf, USUAL_LIMIT, type Page } from '../http/paging.ts';
import { UuidPipe } from '../http/validation.pipe.ts';
import { PaperBody, PaperQuery, PaperSignatureBody, RegisterQuery, VoidPaperBody } from './papers.bodies.ts';
import { Refuses, Sends, Tagged } from '../openapi/routes.ts';
import { PapersService } from './papers.service.ts';

const USUAL: PaperKind = 'minutes';

@ApiTags('papers')
@Controller()
export class PapersController {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(PapersService) private readonly papers: PapersService,
  ) {}

  /** The papers of a handover with their states, voided ones included. */
  @May('paper.read')
  @Get('handovers/:id/papers')
  async all(
    @Param('id', UuidPipe) id: string,
    @Capacity() actor: ActingCapacity,
  ): Promise<{ items: PaperView[] }> {
    return { items: await this.acts.read(actor, (sql) => readPapers(sql, id)) };
  }

  /** The PDF as it is now. */
  @May('paper.read')
  @Tagged()
  @Sends('application/pdf')
  @Get('handovers/:id/paper')
  async read(
    @Param('id', UuidPipe) id: string,
    @Query() { kind = USUAL }: PaperQuery,
    @Capacity() actor: ActingCapacity,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { pdf, sha256, state } = await this.papers.read(actor, id, kind);
    void reply.headers({
      ...{ 'content-language': 'vi', etag: `"${sha256}"`, 'x-paper-state': state },
      ...{ 'cache-control': 'private, no-cache', 'x-content-type-options': 'nosniff' },
    });
    const disposition = `inline; filename="bien-ban-${kind}-${id}.pdf"`;
    return new StreamableFile(pdf, { type: 'application/pdf', disposition, length: pdf.length });
  }

  /** The exact bytes that are signed next: the PDF without the hole for the signature. */
  @May('paper.read')
  @Sends('application/octet-stream')
  @Refuses(409)
  @Get('handovers/:id/paper/content')
  async content(
    @Param('id', UuidPipe) id: string,
    @Query() { kind = USUAL }: PaperQuery,
    @Capacity() actor: ActingCapacity,
  ): Promise<StreamableFile> {
    const bytes = await this.papers.content(actor, id, kind);
    return new StreamableFile(bytes, { type: 'application/octet-stream', length: bytes.length });
  }

  /** Writes the paper of a handover that was offered or received. */
  @May('paper.prepare')
  @Post('handovers/:id/paper')
  prepare(
    @Param('id', UuidPipe) handoverId: string,
    @Body() { kind = USUAL }: PaperBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<PaperView>> {
    return this.papers.prepare({ handoverId, kind, actor, idempotency });
  }

  /** The signature of the officer who signed the manifest (minutes) or the receipt. */
  @May('paper.sign')
  @Post('handovers/:id/paper/signature')
  @Fresh('official')
  sign(
    @Param('id', UuidPipe) handoverId: string,
    @Body() { kind = USUAL, signature }: PaperSignatureBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<PaperView>> {
    return this.papers.sign({ handoverId, kind, actor, idempotency }, signature);
  }

  /** The registry clerk numbers the signed paper in the office's register. */
  @May('paper.register')
  @Post('handovers/:id/paper/registration')
  register(
    @Param('id', UuidPipe) handoverId: string,
    @Body() { kind = USUAL }: PaperBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<PaperView>> {
    return this.papers.register({ handoverId, kind, actor, idempotency });
  }

  /** The organisation's signature over the numbered paper, which issues it. */
  @May('paper.register')
  @Post('handovers/:id/paper/registration/signature')
  @Fresh('official')
  issue(
    @Param('id', UuidPipe) handoverId: string,
    @Body() { kind = USUAL, signature }: PaperSignatureBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<PaperView>> {
    return this.papers.issue({ handoverId, kind, actor, idempotency }, signature);
  }

  /** Makes a paper void; another may be written then. */
  @May('paper.void')
  @Delete('handovers/:id/paper')
  void(
    @Param('id', UuidPipe) handoverId: string,
    @Body() { kind = USUAL, reason }: VoidPaperBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<PaperView>> {
    return this.papers.void({ handoverId, kind, actor, idempotency }, reason);
  }

  /** Sổ văn bản đi, đến of an office. */
  @May('register.read')
  @Get('offices/:id/register')
  async ofOffice(
    @Param('id') officeId: string,
    @Query() { direction = 'sent', year, cursor, limit = USUAL_LIMIT }: RegisterQuery,
    @Capacity() actor: ActingCapacity,
  ): Promise<Page<RegisterLine>> {
    const after = decodeCursor(cursor, ['number', 'uuid']);
    const wanted = { officeId, direction, year: year ?? dayInVietnam(new Date()).year, after, limit };
    const lines = await this.acts.read(actor, (sql) => readRegister(sql, actor, wanted));
    return pageOf(lines, limit, ({ number, id }) => [number ?? 0, id]);
  }
}
