import { Body, Controller, Get, HttpCode, Inject, Param, Post, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Idempotency } from '#persistence/act';
import { readExport, type ExportView } from '#persistence/files/exports';
import { XLSX_TYPE } from '#spreadsheets/write-workbook';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { dispositionOf } from '../http/received-file.ts';
import { UuidPipe } from '../http/validation.pipe.ts';
import { Sends } from '../openapi/routes.ts';
import { ExportsService, type ExportKind } from './exports.service.ts';
import { ExportBody } from './files.bodies.ts';

@ApiTags('files')
@Controller()
export class ExportsController {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(ExportsService) private readonly exports: ExportsService,
  ) {}

  /** Records of the task go out in a file: the village's list, or what is carried to another system by hand. Its rows may come back until the task changes hands. */
  @May('file.export')
  @HttpCode(201)
  @Post('tasks/:id/exports')
  issue(
    @Param('id', UuidPipe) id: string,
    @Body() { epoch, kind }: ExportBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<ExportView>> {
    return this.exports.issue(id, epoch, kind as ExportKind | undefined, { actor, idempotency });
  }

  @May('batch.read')
  @Get('exports/:id')
  read(@Param('id', UuidPipe) id: string, @Capacity() actor: ActingCapacity): Promise<ExportView> {
    return this.acts.read(actor, (sql) => readExport(sql, actor, id));
  }

  /** The workbook. Written to the access log: it holds residents' data. */
  @May('file.export')
  @Sends(XLSX_TYPE, 'application/pkcs7-mime')
  @Get('exports/:id/content')
  async content(
    @Param('id', UuidPipe) id: string,
    @Capacity() actor: ActingCapacity,
  ): Promise<StreamableFile> {
    const { stream, fileName, type } = await this.exports.open(actor, id);
    const options = { type, disposition: dispositionOf(fileName) };
    return new StreamableFile(stream, options);
  }
}
