import {
  Controller,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  Post,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Idempotency } from '#persistence/act';
import { readAttachments, type AttachmentView } from '#persistence/repositories/task-attachments';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { dispositionOf, fileNameOf, streamOf } from '../http/received-file.ts';
import { UuidPipe } from '../http/validation.pipe.ts';
import { Sends, Tagged } from '../openapi/routes.ts';
import { AttachmentsService } from './attachments.service.ts';

@ApiTags('tasks')
@Controller('tasks/:id/attachments')
export class AttachmentsController {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(AttachmentsService) private readonly attachments: AttachmentsService,
  ) {}

  /** The body is the file. Its name stands in a header, because addresses are logged and a name may be a person's. */
  @May('task.attach')
  @ApiConsumes('application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiHeader({
    name: 'X-File-Name',
    required: true,
    description: 'Percent-encoded UTF-8, at most 200 characters',
  })
  @HttpCode(201)
  @Post()
  attach(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Headers('x-file-name') encoded: string | undefined,
    @Req() { body }: FastifyRequest,
  ): Promise<ActAnswer<AttachmentView>> {
    return this.attachments.attach(id, fileNameOf(encoded), streamOf(body), { actor, idempotency });
  }

  @May('task.read')
  @Get()
  async all(
    @Capacity() actor: ActingCapacity,
    @Param('id', UuidPipe) id: string,
  ): Promise<{ items: AttachmentView[] }> {
    return { items: await this.acts.read(actor, (sql) => readAttachments(sql, actor, id)) };
  }

  /** The file, never shown inside a page. Only for those who may see residents' data. */
  @May('record.read')
  @Tagged()
  @Sends('*/*')
  @Get(':attachmentId/content')
  async content(
    @Capacity() actor: ActingCapacity,
    @Param('id', UuidPipe) id: string,
    @Param('attachmentId', UuidPipe) attachmentId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { file, content } = await this.attachments.open(actor, id, attachmentId);
    void reply.headers({
      ...{ etag: `"${file.sha256}"`, 'x-content-type-options': 'nosniff' },
      ...{ 'content-security-policy': 'sandbox', 'cache-control': 'private, no-store' },
    });
    return new StreamableFile(content, {
      type: file.mediaType,
      disposition: dispositionOf(file.fileName),
      length: file.sizeBytes,
    });
  }
}
