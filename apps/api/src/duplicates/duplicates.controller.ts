import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { toRanges } from '#domain/handovers/record-numbers';
import type { Act, Idempotency } from '#persistence/act';
import {
  askMerge,
  decideDuplicate,
  readDuplicates,
  reopenDuplicate,
  searchDuplicates,
  type DuplicatePair,
  type PairState,
} from '#persistence/repositories/duplicates';
import { readList } from '#persistence/repositories/lists';
import { AccessLog } from '../auth/access-log.ts';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { decodeCursor, pageOf, USUAL_LIMIT, type Page } from '../http/paging.ts';
import { UuidPipe } from '../http/validation.pipe.ts';
import { DuplicatesQuery, PairDecisionBody } from './duplicates.inputs.ts';

interface PairAnswer {
  readonly id: string;
  readonly state: PairState;
}

@ApiTags('duplicates')
@Controller('lists/:id/duplicates')
export class DuplicatesController {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(AccessLog) private readonly accessLog: AccessLog,
  ) {}

  /** Looks for the same people in this list and in all lists of the province; how alike a pair must be is a setting of the province. */
  @May('duplicate.search')
  @HttpCode(200)
  @Post('search')
  search(
    @Param('id', UuidPipe) id: string,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<{ found: number }>> {
    return this.acts.onList(id, { actor, idempotency }, async (act) => {
      await readList(act, actor, id);
      return { found: await searchDuplicates(act, id) };
    });
  }

  /** Pairs that may be one person, field by field. The record of another commune is masked; what is shown is logged first. */
  @May('duplicate.read')
  @Get()
  async read(
    @Param('id', UuidPipe) id: string,
    @Query() { state, cursor, limit = USUAL_LIMIT }: DuplicatesQuery,
    @Capacity() actor: ActingCapacity,
  ): Promise<Page<DuplicatePair>> {
    const after = decodeCursor(cursor, ['text', 'uuid']);
    const rows = await this.acts.read(actor, async (sql) => {
      await readList(sql, actor, id);
      const from = after === undefined ? undefined : ([Number(after[0]), after[1]] as const);
      return readDuplicates(sql, id, state ?? null, from, limit);
    });
    const page = pageOf(rows, limit, ({ score, id: pairId }) => [String(score), pairId]);
    const own = page.items.map(({ a, b }) => (a.listId === id ? a : b).recordNo);
    if (own.length > 0)
      await this.accessLog.seen('read', actor, 'duplicate.read', id, {
        ...{ count: own.length, records: toRanges(own), purpose: 'task' },
      });
    return page;
  }

  @May('duplicate.decide')
  @HttpCode(200)
  @Post(':pair/decision')
  decide(
    @Param('id', UuidPipe) id: string,
    @Param('pair', UuidPipe) pairId: string,
    @Body() { same, keep, reason }: PairDecisionBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<PairAnswer>> {
    return this.#onPair(id, pairId, actor, idempotency, (act) =>
      decideDuplicate(act, id, pairId, { same, keep: keep ?? null, reason }),
    );
  }

  /** Takes a decision back while the platform has not been asked. */
  @May('duplicate.decide')
  @HttpCode(200)
  @Post(':pair/undo')
  undo(
    @Param('id', UuidPipe) id: string,
    @Param('pair', UuidPipe) pairId: string,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<PairAnswer>> {
    return this.#onPair(id, pairId, actor, idempotency, (act) => reopenDuplicate(act, id, pairId));
  }

  /** Proposes to the platform to put the doses of both entries together. */
  @May('duplicate.merge')
  @HttpCode(200)
  @Post(':pair/merge')
  merge(
    @Param('id', UuidPipe) id: string,
    @Param('pair', UuidPipe) pairId: string,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<PairAnswer>> {
    return this.#onPair(id, pairId, actor, idempotency, (act) => askMerge(act, id, pairId));
  }

  #onPair(
    listId: string,
    pairId: string,
    actor: ActingCapacity,
    idempotency: Idempotency,
    work: (act: Act) => Promise<PairState>,
  ): Promise<ActAnswer<PairAnswer>> {
    return this.acts.onList(listId, { actor, idempotency }, async (act) => {
      await readList(act, actor, listId);
      return { id: pairId, state: await work(act) };
    });
  }
}
