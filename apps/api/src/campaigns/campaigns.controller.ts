import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Idempotency } from '#persistence/act';
import {
  createCampaign,
  openCampaign,
  readCampaign,
  readCampaignProgress,
  readCampaigns,
  type Campaign,
  type CampaignProgress,
} from '#persistence/repositories/campaigns';
import { readReadiness, type Readiness } from '#persistence/repositories/readiness';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { decodeCursor, pageOf, PageQuery, USUAL_LIMIT, type Page } from '../http/paging.ts';
import { fieldProblem, UuidPipe } from '../http/validation.pipe.ts';
import { CampaignInput, OpenCampaignBody, termsOf } from './campaign.inputs.ts';

@ApiTags('campaigns')
@Controller('campaigns')
export class CampaignsController {
  constructor(@Inject(ActsService) private readonly acts: ActsService) {}

  /** A draft; its process asks the province's task force to direct it. */
  @May('campaign.create')
  @HttpCode(201)
  @Post()
  create(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Body() { name, communeCodes, terms, dueAt }: CampaignInput,
  ): Promise<ActAnswer<Campaign>> {
    return this.acts.run({ actor, idempotency, status: 201 }, (act) =>
      createCampaign(act, {
        name: name.trim().normalize('NFC'),
        communeCodes,
        terms: termsOf(terms),
        dueAt: dueAt === undefined ? null : new Date(dueAt),
      }),
    );
  }

  @May('campaign.read')
  @Get()
  async list(
    @Capacity() actor: ActingCapacity,
    @Query() { cursor, limit = USUAL_LIMIT }: PageQuery,
  ): Promise<Page<Campaign>> {
    const after = decodeCursor(cursor, ['moment', 'uuid']);
    const rows = await this.acts.read(actor, (sql) => readCampaigns(sql, actor, after, limit));
    const { items, nextCursor } = pageOf(rows, limit, ({ key, id }) => [key, id]);
    return { items: items.map(({ key: _, ...campaign }) => campaign), nextCursor };
  }

  @May('campaign.read')
  @Get(':id')
  read(@Capacity() actor: ActingCapacity, @Param('id', UuidPipe) id: string): Promise<Campaign> {
    return this.acts.read(actor, (sql) => readCampaign(sql, actor, id));
  }

  /** Which steps nobody could do, in which offices, and why. */
  @May('campaign.read')
  @Get(':id/readiness')
  readiness(@Capacity() actor: ActingCapacity, @Param('id', UuidPipe) id: string): Promise<Readiness> {
    return this.acts.read(actor, async (sql) => {
      await readCampaign(sql, actor, id);
      return readReadiness(sql, id);
    });
  }

  /** Claims and completes the direct task in one act; refused when a step is impossible, unless a reason is given to open despite it. */
  @May('campaign.open')
  @Post(':id/open')
  open(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Body() { force = false, reason }: OpenCampaignBody,
  ): Promise<ActAnswer<Campaign>> {
    if (force && reason === undefined)
      throw fieldProblem('reason', 'Phải nêu lý do', 'A reason is needed to open despite findings');
    return this.acts.run({ actor, idempotency }, (act) =>
      openCampaign(act, id, force ? (reason ?? null) : null),
    );
  }

  @May('campaign.read')
  @Get(':id/progress')
  progress(@Capacity() actor: ActingCapacity, @Param('id', UuidPipe) id: string): Promise<CampaignProgress> {
    return this.acts.read(actor, async (sql) => {
      await readCampaign(sql, actor, id);
      return readCampaignProgress(sql, id);
    });
  }
}
