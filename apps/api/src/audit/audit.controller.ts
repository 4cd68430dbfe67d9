import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DomainError } from '#domain/errors';
import type { RecordAsOf } from '#persistence/audit/as-of';
import {
  heldAt,
  lateTasks,
  looksAt,
  recordHistory,
  recordProvenance,
  type FieldChange,
  type HeldBy,
  type LateTask,
  type Look,
  type Provenance,
} from '#persistence/audit/questions';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { decodeCursor, pageOf, PageQuery, USUAL_LIMIT, type Page } from '../http/paging.ts';
import { UuidPipe } from '../http/validation.pipe.ts';
import { RecordNumberPipe } from '../records/record-number.pipe.ts';
import { AsOfQuery, PersonalAsOfQuery, PersonalPageQuery, PurposeQuery } from './audit.inputs.ts';
import { ComparisonService, type Comparison } from './comparison.service.ts';
import { LookingBackService, type ListAsOf } from './looking-back.service.ts';

/** What an auditor asks: who held what when, who changed what and why, who looked, what was late. */
@ApiTags('audit')
@Controller('lists/:id')
export class AuditController {
  constructor(
    @Inject(LookingBackService) private readonly back: LookingBackService,
    @Inject(ComparisonService) private readonly comparisons: ComparisonService,
  ) {}

  /** Builds the list again from its events and compares every table with it. */
  @May('evidence.personal.read')
  @Get('comparison')
  comparison(@Capacity() actor: ActingCapacity, @Param('id', UuidPipe) id: string): Promise<Comparison> {
    return this.comparisons.compare(actor, id);
  }

  /** The list, its parcels, tasks and handovers as of a moment. */
  @May('evidence.read')
  @Get('as-of')
  asOf(
    @Capacity() actor: ActingCapacity,
    @Param('id', UuidPipe) id: string,
    @Query() { at }: AsOfQuery,
  ): Promise<ListAsOf> {
    return this.back.about(actor, id, (sql, list) => this.back.listAsOf(sql, list, new Date(at)));
  }

  /** What was late, and through whom. */
  @May('evidence.read')
  @Get('late')
  async late(
    @Capacity() actor: ActingCapacity,
    @Param('id', UuidPipe) id: string,
  ): Promise<{ items: readonly LateTask[] }> {
    return { items: await this.back.about(actor, id, (sql, list) => lateTasks(sql, list)) };
  }

  /** Records as of a moment, with residents' data. */
  @May('evidence.personal.read')
  @Get('records/as-of')
  async recordsAsOf(
    @Capacity() actor: ActingCapacity,
    @Param('id', UuidPipe) id: string,
    @Query() { at, purpose, cursor, limit = USUAL_LIMIT }: PersonalAsOfQuery,
  ): Promise<Page<RecordAsOf>> {
    const [after] = decodeCursor(cursor, ['number']) ?? [0];
    const details = { purpose, records: `{[${after + 1},${after + limit + 1})}` };
    const rows = await this.back.personal(actor, id, details, (sql, list) =>
      this.back.recordsAsOf(sql, list, new Date(at), after, limit),
    );
    return pageOf(rows, limit, ({ recordNo }) => [recordNo]);
  }

  @May('evidence.personal.read')
  @Get('records/:no/as-of')
  recordAsOf(
    @Capacity() actor: ActingCapacity,
    @Param('id', UuidPipe) id: string,
    @Param('no', RecordNumberPipe) recordNo: number,
    @Query() { at, purpose }: PersonalAsOfQuery,
  ): Promise<RecordAsOf> {
    return this.back.personal(actor, id, { purpose, recordNo }, (sql, list) =>
      this.back.recordAsOf(sql, list, new Date(at), recordNo),
    );
  }

  /** Who held the record at a moment. */
  @May('evidence.read')
  @Get('records/:no/holder')
  async holder(
    @Capacity() actor: ActingCapacity,
    @Param('id', UuidPipe) id: string,
    @Param('no', RecordNumberPipe) recordNo: number,
    @Query() { at }: AsOfQuery,
  ): Promise<HeldBy> {
    const held = await this.back.about(actor, id, (sql, list) => heldAt(sql, list, recordNo, new Date(at)));
    if (held === undefined) throw new DomainError('record_not_found', { recordNo, at });
    return held;
  }

  /** Who changed what in the record, from which source, in which task. */
  @May('evidence.personal.read')
  @Get('records/:no/history')
  async history(
    @Capacity() actor: ActingCapacity,
    @Param('id', UuidPipe) id: string,
    @Param('no', RecordNumberPipe) recordNo: number,
    @Query() { purpose, cursor, limit = USUAL_LIMIT }: PersonalPageQuery,
  ): Promise<Page<FieldChange>> {
    const after = decodeCursor(cursor, ['long', 'text']) ?? ([0, ''] as const);
    const rows = await this.back.personal(actor, id, { purpose, recordNo }, (sql, list) =>
      recordHistory(sql, list, recordNo, after, limit),
    );
    return pageOf(rows, limit, ({ eventNo, field }) => [eventNo, field]);
  }

  /** Where each present value of the record comes from, and what it replaced. */
  @May('evidence.personal.read')
  @Get('records/:no/provenance')
  async provenance(
    @Capacity() actor: ActingCapacity,
    @Param('id', UuidPipe) id: string,
    @Param('no', RecordNumberPipe) recordNo: number,
    @Query() { purpose }: PurposeQuery,
  ): Promise<{ recordNo: number; fields: readonly Provenance[] }> {
    const fields = await this.back.personal(actor, id, { purpose, recordNo }, (sql, list) =>
      recordProvenance(sql, list, recordNo),
    );
    if (fields.length === 0) throw new DomainError('record_not_found', { recordNo });
    return { recordNo, fields };
  }

  /** Who looked at this person's data. */
  @May('audit.looks')
  @Get('records/:no/looks')
  async looks(
    @Capacity() actor: ActingCapacity,
    @Param('id', UuidPipe) id: string,
    @Param('no', RecordNumberPipe) recordNo: number,
    @Query() { cursor, limit = USUAL_LIMIT }: PageQuery,
  ): Promise<Page<Look>> {
    const [before] = decodeCursor(cursor, ['long']) ?? [null];
    const rows = await this.back.about(actor, id, (sql, list) => looksAt(sql, list, recordNo, before, limit));
    return pageOf(rows, limit, (row) => [row.id]);
  }
}
