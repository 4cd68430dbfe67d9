import { Body, Controller, Get, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Act, Idempotency } from '#persistence/act';
import {
  cancelList,
  openList,
  pauseList,
  readList,
  readLists,
  refuseUnseenList,
  resumeList,
  type List,
} from '#persistence/repositories/lists';
import {
  readListProgress,
  readParcels,
  type ListProgress,
  type Parcel,
} from '#persistence/repositories/list-progress';
import { readTimeline, type TimelineEvent } from '#persistence/repositories/timeline';
import { hastenList } from '#persistence/repositories/urgency';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { decodeCursor, pageOf, PageQuery, USUAL_LIMIT, type Page } from '../http/paging.ts';
import { UuidPipe } from '../http/validation.pipe.ts';
import { ListsQuery, OpenListInput, ReasonInput, UrgencyInput } from './list.inputs.ts';

@ApiTags('lists')
@Controller('lists')
export class ListsController {
  constructor(@Inject(ActsService) private readonly acts: ActsService) {}

  @May('list.read')
  @Get()
  async list(
    @Capacity() actor: ActingCapacity,
    @Query() { cursor, limit = USUAL_LIMIT, campaignId, communeCode, state }: ListsQuery,
  ): Promise<Page<List>> {
    const after = decodeCursor(cursor, ['text', 'number', 'uuid']);
    const rows = await this.acts.read(actor, (sql) =>
      readLists(sql, actor, { campaignId, communeCode, states: state }, after, limit),
    );
    return pageOf(rows, limit, (list) => [list.communeCode, list.seq, list.id]);
  }

  @May('list.read')
  @Get(':id')
  read(@Capacity() actor: ActingCapacity, @Param('id', UuidPipe) id: string): Promise<List> {
    return this.acts.read(actor, (sql) => readList(sql, actor, id));
  }

  @May('list.read')
  @Get(':id/progress')
  progress(@Capacity() actor: ActingCapacity, @Param('id', UuidPipe) id: string): Promise<ListProgress> {
    return this.acts.read(actor, async (sql) => {
      await readList(sql, actor, id);
      return (await readListProgress(sql, id)) ?? refuseUnseenList(sql, id);
    });
  }

  @May('list.read')
  @Get(':id/parcels')
  parcels(@Capacity() actor: ActingCapacity, @Param('id', UuidPipe) id: string): Promise<Page<Parcel>> {
    return this.acts.read(actor, async (sql) => {
      await readList(sql, actor, id);
      return { items: await readParcels(sql, id), nextCursor: null };
    });
  }

  /** The list's chain of events, oldest first. */
  @May('list.read')
  @Get(':id/timeline')
  async timeline(
    @Capacity() actor: ActingCapacity,
    @Param('id', UuidPipe) id: string,
    @Query() { cursor, limit = USUAL_LIMIT }: PageQuery,
  ): Promise<Page<TimelineEvent>> {
    const [after] = decodeCursor(cursor, ['long']) ?? [0];
    const rows = await this.acts.read(actor, async (sql) =>
      readTimeline(sql, await readList(sql, actor, id), after, limit),
    );
    return pageOf(rows, limit, ({ no }) => [no]);
  }

  /** Claims and completes the open task in one act. */
  @May('list.open')
  @Post(':id/open')
  open(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Body() _: OpenListInput,
  ): Promise<ActAnswer<List>> {
    return this.acts.onList(id, { actor, idempotency }, (act) => openList(act, id));
  }

  /** An urgent list passes all offices ahead of their queues; a list of one record may be one. */
  @May('list.hasten')
  @Put(':id/urgency')
  hasten(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Body() { urgent, reason }: UrgencyInput,
  ): Promise<ActAnswer<List>> {
    return this.acts.onList(id, { actor, idempotency }, (act) => hastenList(act, id, { urgent, reason }));
  }

  @May('list.pause')
  @Post(':id/pause')
  pause(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Body() { reason }: ReasonInput,
  ): Promise<ActAnswer<List>> {
    return this.acts.onList(id, { actor, idempotency }, (act: Act) => pauseList(act, id, reason));
  }

  @May('list.resume')
  @Post(':id/resume')
  resume(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Body() { reason }: ReasonInput,
  ): Promise<ActAnswer<List>> {
    return this.acts.onList(id, { actor, idempotency }, (act) => resumeList(act, id, reason));
  }

  @May('list.cancel')
  @Post(':id/cancel')
  cancel(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Body() { reason }: ReasonInput,
  ): Promise<ActAnswer<List>> {
    return this.acts.onList(id, { actor, idempotency }, (act) => cancelList(act, id, reason));
  }
}
