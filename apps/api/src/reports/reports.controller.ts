import { Controller, Get, HttpCode, Inject, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DomainError } from '#domain/errors';
import type { LateOffice, WeeklyReportFacts } from '#domain/reports/weekly-report';
import type { Idempotency } from '#persistence/act';
import { writeReport } from '#persistence/process/weekly-reports';
import { readReport, readReports, type ReportView } from '#persistence/repositories/weekly-reports';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { decodeCursor, pageOf, PageQuery, USUAL_LIMIT, type Page } from '../http/paging.ts';
import { UuidPipe } from '../http/validation.pipe.ts';
import { Sends } from '../openapi/routes.ts';
import { renderLetter } from './reminder-letter.ts';
import { renderReport } from './report-paper.ts';

const PDF = 'application/pdf';

/** The official report of each week, made on Mondays at 07:30 and on request, with a letter of reminder for each late office. */
@ApiTags('reports')
@Controller('reports')
export class ReportsController {
  constructor(@Inject(ActsService) private readonly acts: ActsService) {}

  @May('report.read')
  @Get()
  async list(
    @Capacity() actor: ActingCapacity,
    @Query() { cursor, limit = USUAL_LIMIT }: PageQuery,
  ): Promise<Page<ReportView>> {
    const after = decodeCursor(cursor, ['moment', 'uuid']);
    const rows = await this.acts.read(actor, (sql) => readReports(sql, after, limit));
    const { items, nextCursor } = pageOf(rows, limit, ({ key, id }) => [key, id]);
    return { items: items.map(({ key: _, ...report }) => report), nextCursor };
  }

  /** Makes one of this moment, beside the one of the week. */
  @May('report.make')
  @HttpCode(201)
  @Post()
  make(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<{ id: string; facts: WeeklyReportFacts }>> {
    const [province] = actor.area.provinces;
    if (province === undefined) throw new DomainError('no_permission', { act: 'report.make' });
    return this.acts.run({ actor, idempotency, status: 201 }, async (act) => {
      const report = await writeReport(act, province);
      if (report === undefined) throw new Error('A report of a person collides with nothing.');
      return report;
    });
  }

  @May('report.read')
  @Get(':id')
  read(
    @Capacity() actor: ActingCapacity,
    @Param('id', UuidPipe) id: string,
  ): Promise<ReportView & { facts: WeeklyReportFacts }> {
    return this.acts.read(actor, (sql) => readReport(sql, id));
  }

  @May('report.read')
  @Sends(PDF)
  @Get(':id/file')
  async file(@Capacity() actor: ActingCapacity, @Param('id', UuidPipe) id: string): Promise<StreamableFile> {
    const { facts } = await this.acts.read(actor, (sql) => readReport(sql, id));
    return pdf(await renderReport(facts), `bao-cao-tuan-${facts.week}.pdf`);
  }

  /** The offices that get a letter. */
  @May('report.read')
  @Get(':id/letters')
  async letters(
    @Capacity() actor: ActingCapacity,
    @Param('id', UuidPipe) id: string,
  ): Promise<{ items: readonly LateOffice[] }> {
    const { facts } = await this.acts.read(actor, (sql) => readReport(sql, id));
    return { items: facts.lateOffices };
  }

  /** The letter of reminder (công văn đôn đốc) to one late office. */
  @May('report.read')
  @Sends(PDF)
  @Get(':id/letters/:officeId')
  async letter(
    @Capacity() actor: ActingCapacity,
    @Param('id', UuidPipe) id: string,
    @Param('officeId') officeId: string,
  ): Promise<StreamableFile> {
    const { facts } = await this.acts.read(actor, (sql) => readReport(sql, id));
    const late = facts.lateOffices.find((office) => office.officeId === officeId);
    if (late === undefined)
      throw new DomainError('not_found', { reportId: id, officeId: officeId.slice(0, 60) });
    return pdf(await renderLetter(facts, late), `don-doc-${officeId}-${facts.week}.pdf`);
  }
}

function pdf(bytes: Buffer, name: string): StreamableFile {
  return new StreamableFile(bytes, { type: PDF, disposition: `attachment; filename="${name}"` });
}
