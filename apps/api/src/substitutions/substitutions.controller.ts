import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Idempotency } from '#persistence/act';
import {
  decideSubstitution,
  readSubstitutions,
  requestSubstitution,
  type SubstitutionView,
} from '#persistence/repositories/substitutions';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { decodeCursor, pageOf, PageQuery, USUAL_LIMIT, type Page } from '../http/paging.ts';
import { UuidPipe } from '../http/validation.pipe.ts';
import { DecisionInput, SubstitutionInput } from './substitution.inputs.ts';

/** Who acts for whom during an absence. */
@ApiTags('substitutions')
@Controller('substitutions')
export class SubstitutionsController {
  constructor(@Inject(ActsService) private readonly acts: ActsService) {}

  /** Those that concern oneself, the office, or the offices below it, newest first. */
  @May('substitution.read')
  @Get()
  async all(
    @Capacity() actor: ActingCapacity,
    @Query() { cursor, limit = USUAL_LIMIT }: PageQuery,
  ): Promise<Page<SubstitutionView>> {
    const after = decodeCursor(cursor, ['moment', 'uuid']);
    const rows = await this.acts.read(actor, (sql) => readSubstitutions(sql, actor, after, limit));
    const { items, nextCursor } = pageOf(rows, limit, ({ key, id }) => [key, id]);
    return { items: items.map(({ key: _, ...view }) => view), nextCursor };
  }

  @May('substitution.request')
  @HttpCode(201)
  @Post()
  request(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Body() { maySign = false, from, to, ...wanted }: SubstitutionInput,
  ): Promise<ActAnswer<SubstitutionView>> {
    return this.acts.run({ actor, idempotency, status: 201 }, (act) =>
      requestSubstitution(act, { ...wanted, maySign, from: new Date(from), to: new Date(to) }),
    );
  }

  /** By the superior; from here on the substitute may act. */
  @May('substitution.approve')
  @Post(':id/approve')
  approve(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Body() { reason }: DecisionInput,
  ): Promise<ActAnswer<SubstitutionView>> {
    return this.acts.run({ actor, idempotency }, (act) =>
      decideSubstitution(act, id, 'approved', reason ?? null),
    );
  }

  /** By the superior. */
  @May('substitution.approve')
  @Post(':id/refuse')
  refuse(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Body() { reason }: DecisionInput,
  ): Promise<ActAnswer<SubstitutionView>> {
    return this.acts.run({ actor, idempotency }, (act) =>
      decideSubstitution(act, id, 'refused', reason ?? null),
    );
  }

  /** By the absent person, the substitute or the superior; counts with the next request. */
  @May('substitution.revoke')
  @Post(':id/revoke')
  revoke(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Body() { reason }: DecisionInput,
  ): Promise<ActAnswer<SubstitutionView>> {
    return this.acts.run({ actor, idempotency }, (act) =>
      decideSubstitution(act, id, 'revoked', reason ?? null),
    );
  }
}
