import { Controller, Get, Inject, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DomainError } from '#domain/errors';
import type { Idempotency } from '#persistence/act';
import { readCampaign } from '#persistence/repositories/campaigns';
import {
  listOfIncident,
  readIncidents,
  retryIncident,
  type Incident,
} from '#persistence/repositories/incidents';
import {
  readForecast,
  readProgress,
  type Forecast,
  type ProgressLevel,
  type ProgressRow,
} from '#persistence/repositories/progress';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { decodeCursor, pageOf, PageQuery, USUAL_LIMIT, type Page } from '../http/paging.ts';
import { UuidPipe } from '../http/validation.pipe.ts';
import { Sends } from '../openapi/routes.ts';
import { progressCsv, progressWorkbook } from './progress-file.ts';
import { ProgressFileQuery, ProgressQuery } from './supervision.inputs.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

interface ProgressAnswer {
  readonly level: ProgressLevel;
  readonly parent: string | null;
  readonly items: readonly ProgressRow[];
  readonly forecast: Forecast;
}

@ApiTags('supervision')
@Controller()
export class SupervisionController {
  constructor(@Inject(ActsService) private readonly acts: ActsService) {}

  /** Where a campaign's records are, who holds them and since when, what is late, and when it ends at the present pace. */
  @May('campaign.read')
  @Get('campaigns/:id/progress/rows')
  progress(
    @Capacity() actor: ActingCapacity,
    @Param('id', UuidPipe) id: string,
    @Query() query: ProgressQuery,
  ): Promise<ProgressAnswer> {
    return this.#progress(actor, id, query);
  }

  /** The same for a spreadsheet: CSV is UTF-8 with a byte order mark. */
  @May('campaign.read')
  @Sends('text/csv', XLSX)
  @Get('campaigns/:id/progress/file')
  async file(
    @Capacity() actor: ActingCapacity,
    @Param('id', UuidPipe) id: string,
    @Query() { format, ...query }: ProgressFileQuery,
  ): Promise<StreamableFile> {
    const { items, level } = await this.#progress(actor, id, query);
    const csv = format === 'csv';
    return new StreamableFile(csv ? Buffer.from(progressCsv(items)) : await progressWorkbook(items), {
      type: csv ? 'text/csv; charset=utf-8' : XLSX,
      disposition: `attachment; filename="tien-do-${level}.${format}"`,
    });
  }

  /** What needs an operator: failed machine work, silent processes, messages that were given up. */
  @May('incident.read')
  @Get('incidents')
  async incidents(
    @Capacity() actor: ActingCapacity,
    @Query() { cursor, limit = USUAL_LIMIT }: PageQuery,
  ): Promise<Page<Incident>> {
    const after = decodeCursor(cursor, ['moment', 'text']) as [string, string] | undefined;
    const rows = await this.acts.read(actor, (sql) => readIncidents(sql, after, limit));
    const { items, nextCursor } = pageOf(rows, limit, ({ key, id }) => [key, id]);
    return { items: items.map(({ key: _, ...incident }) => incident), nextCursor };
  }

  @May('incident.retry')
  @Post('incidents/:id/retry')
  async retry(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id') id: string,
  ): Promise<ActAnswer<{ id: string; retried: true }>> {
    const listId = listOfIncident(id);
    return this.acts.run({ actor, idempotency, lists: listId === null ? [] : [listId] }, (act) =>
      retryIncident(act, id),
    );
  }

  #progress(
    actor: ActingCapacity,
    id: string,
    { level = 'commune', parent }: ProgressQuery,
  ): Promise<ProgressAnswer> {
    if (level === 'village' && parent === undefined)
      throw new DomainError('invalid_value', { field: 'parent' });
    const within = parent ?? null;
    return this.acts.read(actor, async (sql) => {
      await readCampaign(sql, actor, id);
      const [items, forecast] = [
        await readProgress(sql, id, level, within),
        await readForecast(sql, id, within),
      ];
      return { level, parent: within, items, forecast };
    });
  }
}
