import { Body, Controller, Delete, Get, Header, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DomainError } from '#domain/errors';
import type { Manifest, Receipt } from '#domain/handovers/manifest';
import type { Idempotency } from '#persistence/act';
import { readHandover, readHandovers, type HandoverView } from '#persistence/repositories/handover-views';
import { readList } from '#persistence/repositories/lists';
import { getHandover, type OfficialHandover } from '#persistence/repositories/official-handovers';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { Fresh, May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { decodeCursor, pageOf, PageQuery, USUAL_LIMIT, type Page } from '../http/paging.ts';
import { UuidPipe } from '../http/validation.pipe.ts';
import type { JsonText } from '../openapi/routes.ts';
import { EpochBody } from '../steps/steps.bodies.ts';
import { SignatureBody, WithdrawBody } from './handovers.bodies.ts';
import { HandoversService } from './handovers.service.ts';
import { SignatureCheckService } from './signature-check.service.ts';

@ApiTags('handovers')
@Controller()
export class HandoversController {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(HandoversService) private readonly handovers: HandoversService,
    @Inject(SignatureCheckService) private readonly signatures: SignatureCheckService,
  ) {}

  @May('handover.read')
  @Get('lists/:id/handovers')
  async ofList(
    @Param('id', UuidPipe) id: string,
    @Query() { cursor, limit = USUAL_LIMIT }: PageQuery,
    @Capacity() actor: ActingCapacity,
  ): Promise<Page<HandoverView>> {
    const [after] = decodeCursor(cursor, ['number']) ?? [0];
    const rows = await this.acts.read(actor, async (sql) => {
      await readList(sql, actor, id);
      return readHandovers(sql, id, after, limit);
    });
    return pageOf(rows, limit, ({ number }) => [number]);
  }

  @May('handover.read')
  @Get('handovers/:id')
  read(@Param('id', UuidPipe) id: string, @Capacity() actor: ActingCapacity): Promise<HandoverView> {
    return this.acts.read(actor, (sql) => readHandover(sql, id));
  }

  /** The exact bytes that are signed. */
  @May('handover.read')
  @Get('handovers/:id/manifest')
  @Header('Content-Type', 'application/json; charset=utf-8')
  async manifest(
    @Param('id', UuidPipe) id: string,
    @Capacity() actor: ActingCapacity,
  ): Promise<JsonText<Manifest>> {
    return (await this.#handover(actor, id)).manifest;
  }

  /** The exact bytes of the receipt, once it was drafted. */
  @May('handover.read')
  @Get('handovers/:id/receipt')
  @Header('Content-Type', 'application/json; charset=utf-8')
  async receipt(
    @Param('id', UuidPipe) id: string,
    @Capacity() actor: ActingCapacity,
  ): Promise<JsonText<Receipt>> {
    const { receipt } = await this.#handover(actor, id);
    if (receipt === null) throw new DomainError('not_found', { handoverId: id });
    return receipt;
  }

  /** Unfreezes the parcel before it is signed; the number stays void. */
  @May('handover.freeze')
  @Delete('handovers/:id/freeze')
  async unfreeze(
    @Param('id', UuidPipe) id: string,
    @Body() { epoch }: EpochBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<{ handover: HandoverView }>> {
    const { listId } = await this.#handover(actor, id);
    return this.acts.onList(listId, { actor, idempotency }, (act) => this.handovers.unfreeze(act, id, epoch));
  }

  /** Offers the frozen parcel with the officer's signature over its manifest. */
  @May('handover.sign')
  @Post('handovers/:id/signature')
  @Fresh('official')
  async sign(
    @Param('id', UuidPipe) id: string,
    @Body() { epoch, signature }: SignatureBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<{ handover: HandoverView }>> {
    const { listId, manifest } = await this.#handover(actor, id);
    const signed = await this.signatures.check(manifest, signature);
    return this.acts.onList(listId, { actor, idempotency }, (act) =>
      this.handovers.sign(act, id, epoch, signed),
    );
  }

  /** The giver takes an offer back before it is accepted. */
  @May('handover.withdraw')
  @Post('handovers/:id/withdraw')
  async withdraw(
    @Param('id', UuidPipe) id: string,
    @Body() { reason }: WithdrawBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<{ handover: HandoverView }>> {
    const { listId } = await this.#handover(actor, id);
    return this.acts.onList(listId, { actor, idempotency }, (act) =>
      this.handovers.withdraw(act, id, reason),
    );
  }

  #handover(actor: ActingCapacity, id: string): Promise<OfficialHandover> {
    return this.acts.read(actor, (sql) => getHandover(sql, id));
  }
}
