import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { queueAsOf, type QueuedTask } from '#persistence/audit/questions';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import { AsOfQuery } from './audit.inputs.ts';

const MOST = 500;

/** Queues as they were. */
@ApiTags('audit')
@Controller('offices')
export class QueuesController {
  constructor(@Inject(ActsService) private readonly acts: ActsService) {}

  /** The unfinished tasks of an office as of a moment, in the inbox's order; at most 500. Row-level security shows one's own area alone. */
  @May('audit.queue')
  @Get(':officeId/queue')
  async queue(
    @Capacity() actor: ActingCapacity,
    @Param('officeId') officeId: string,
    @Query() { at }: AsOfQuery,
  ): Promise<{ officeId: string; at: string; items: readonly QueuedTask[] }> {
    const moment = new Date(at);
    const items = await this.acts.read(actor, (sql) => queueAsOf(sql, officeId, moment, MOST));
    return { officeId, at: moment.toISOString(), items };
  }
}
