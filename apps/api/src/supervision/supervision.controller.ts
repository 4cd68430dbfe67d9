import { Controller, Get, Inject, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DomainError } from '#domain/errors';
import { readCampaign } from '#persistence/repositories/campaigns';
import { readForecast, type Forecast } from '#persistence/repositories/forecast';
import { readLateTasks, type LateTask } from '#persistence/repositories/late-tasks';
import { readProgress, type ProgressLevel, type ProgressRow } from '#persistence/repositories/progress';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import { decodeCursor, pageOf, USUAL_LIMIT, type Page } from '../http/paging.ts';
import { UuidPipe } from '../http/validation.pipe.ts';
import { Sends } from '../openapi/routes.ts';
import { progressCsv, progressWorkbook } from './progress-file.ts';
import { LateQuery, ProgressFileQuery, ProgressQuery } from './supervision.inputs.ts';

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

  /** The same over all campaigns of the area. */
  @May('campaign.read')
  @Get('progress/rows')
  allProgress(@Capacity() actor: ActingCapacity, @Query() query: ProgressQuery): Promise<ProgressAnswer> {
    return this.#progress(actor, null, query);
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

  /** Unfinished tasks whose deadline has passed, the longest first: who has them, and which offices were told. */
  @May('campaign.read')
  @Get('campaigns/:id/late')
  async late(
    @Capacity() actor: ActingCapacity,
    @Param('id', UuidPipe) id: string,
    @Query() { cursor, limit = USUAL_LIMIT, within }: LateQuery,
  ): Promise<Page<LateTask>> {
    const after = decodeCursor(cursor, ['moment', 'uuid']);
    const rows = await this.acts.read(actor, async (sql) => {
      await readCampaign(sql, actor, id);
      return readLateTasks(sql, id, within ?? null, after, limit);
    });
    const { items, nextCursor } = pageOf(rows, limit, ({ key, taskId }) => [key, taskId]);
    return { items: items.map(({ key: _, ...task }) => task), nextCursor };
  }

  #progress(
    actor: ActingCapacity,
    id: string | null,
    { level = 'commune', parent }: ProgressQuery,
  ): Promise<ProgressAnswer> {
    if (level === 'village' && parent === undefined)
      throw new DomainError('invalid_value', { field: 'parent' });
    const within = parent ?? null;
    return this.acts.readAtOnce(actor, async (sql) => {
      if (id !== null) await readCampaign(sql, actor, id);
      const [items, forecast] = [
        await readProgress(sql, id, level, within),
        await readForecast(sql, id, within),
      ];
      return { level, parent: within, items, forecast };
    });
  }
}
