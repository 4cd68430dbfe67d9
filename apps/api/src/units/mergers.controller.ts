import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DomainError } from '#domain/errors';
import type { Idempotency } from '#persistence/act';
import type { Evidence } from '#persistence/repositories/manifests';
import {
  hashOfPlan,
  planMerger,
  type MergerPlan,
  type WantedMerger,
} from '#persistence/repositories/mergers/merger-plan';
import { mergeUnits, readMergers, type MergerView } from '#persistence/repositories/mergers/unit-mergers';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import { EVIDENCE } from '../handovers/evidence.provider.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { decodeCursor, pageOf, PageQuery, USUAL_LIMIT, type Page } from '../http/paging.ts';
import { MergerAct, MergerInput } from './mergers.inputs.ts';

/** A list may begin or end between the look and the lock; then it is looked again. */
const LOOKS = 5;

/** Communes that become one (as on 01/07/2025): offices, posts and running lists move to the successor, old lists keep their names. */
@ApiTags('units')
@Controller('mergers')
export class MergersController {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(EVIDENCE) private readonly evidence: Evidence,
  ) {}

  @May('unit.read')
  @Get()
  async list(
    @Capacity() actor: ActingCapacity,
    @Query() { cursor, limit = USUAL_LIMIT }: PageQuery,
  ): Promise<Page<MergerView>> {
    const after = decodeCursor(cursor, ['moment', 'uuid']);
    const rows = await this.acts.read(actor, (sql) => readMergers(sql, after, limit));
    const { items, nextCursor } = pageOf(rows, limit, ({ key, id }) => [key, id]);
    return { items: items.map(({ key: _, ...merger }) => merger), nextCursor };
  }

  /** What would be done; `planSha256` makes sure that it is this and nothing else. */
  @May('unit.merge')
  @HttpCode(200)
  @Post('preview')
  async preview(
    @Capacity() actor: ActingCapacity,
    @Body() input: MergerInput,
  ): Promise<{ plan: MergerPlan; planSha256: string }> {
    const plan = await this.acts.readAtOnce(actor, (sql) => planMerger(sql, actor, wantedOf(input)));
    return { plan, planSha256: hashOfPlan(plan) };
  }

  @May('unit.merge')
  @HttpCode(201)
  @Post()
  async merge(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Body() { planSha256, ...input }: MergerAct,
  ): Promise<ActAnswer<MergerView>> {
    const wanted = wantedOf(input);
    const options = { shown: planSha256 ?? null, evidence: this.evidence };
    const before = await this.acts.kept<MergerView>(actor, idempotency);
    if (before !== undefined) return before;
    for (let look = 1; ; look += 1) {
      const { lists } = await this.acts.readAtOnce(actor, (sql) => planMerger(sql, actor, wanted));
      try {
        const ids = lists.map(({ listId }) => listId);
        return await this.acts.run({ actor, idempotency, lists: ids, status: 201 }, (act) =>
          mergeUnits(act, wanted, options),
        );
      } catch (error) {
        const again =
          error instanceof DomainError && error.code === 'version_conflict' && planSha256 === undefined;
        if (!again || look === LOOKS) throw error;
      }
    }
  }
}

function wantedOf({ day, from, into, endedPosts = [] }: MergerInput): WantedMerger {
  return { day, from, into: { ...into, name: into.name?.trim().normalize('NFC') }, endedPosts };
}
