import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { TransferAct, TransferState } from '#domain/process/transfers';
import type { Idempotency } from '#persistence/act';
import { readList } from '#persistence/repositories/lists';
import {
  answerTransfer,
  offerTransfers,
  readTransfer,
  readTransfers,
  type Transfer,
} from '#persistence/repositories/transfers';
import { AccessLog } from '../auth/access-log.ts';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { decodeCursor, pageOf, USUAL_LIMIT, type Page } from '../http/paging.ts';
import { UuidPipe } from '../http/validation.pipe.ts';
import { OfferBody, ReasonBody, SuperiorBody, TransfersQuery } from './transfers.inputs.ts';

interface Answered {
  readonly id: string;
  readonly state: TransferState;
}

@ApiTags('transfers')
@Controller()
export class TransfersController {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(AccessLog) private readonly accessLog: AccessLog,
  ) {}

  /** Offers records whose residents live elsewhere to the commune of permanent residence; all or none. */
  @May('transfer.offer')
  @Post('lists/:id/transfers')
  offer(
    @Param('id', UuidPipe) id: string,
    @Body() body: OfferBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<{ transfers: readonly string[] }>> {
    return this.acts.onList(id, { actor, idempotency }, async (act) => {
      await readList(act, actor, id);
      return { transfers: await offerTransfers(act, id, body) };
    });
  }

  /** Transfers to and from the own communes, and those that wait for the own office's decision. Without residents' values. */
  @May('transfer.read')
  @Get('transfers')
  async read(
    @Query() { direction, state, cursor, limit = USUAL_LIMIT }: TransfersQuery,
    @Capacity() actor: ActingCapacity,
  ): Promise<Page<Transfer>> {
    const after = decodeCursor(cursor, ['moment', 'uuid']) as [string, string] | undefined;
    const place = { communes: actor.area.recordCommunes, officeId: actor.officeId };
    const rows = await this.acts.read(actor, (sql) =>
      readTransfers(sql, place, { direction, state: state ?? null }, after, limit),
    );
    const { items, nextCursor } = pageOf(rows, limit, ({ key, id }) => [key, id]);
    return { items: items.map(({ key: _, ...transfer }) => transfer), nextCursor };
  }

  /** One transfer with the person it is about, for the two communes; the look is logged first. */
  @May('transfer.read')
  @Get('transfers/:id')
  async one(
    @Param('id', UuidPipe) id: string,
    @Capacity() actor: ActingCapacity,
  ): Promise<Transfer & { readonly person: unknown }> {
    const transfer = await this.acts.read(actor, (sql) => readTransfer(sql, id));
    if (transfer.person !== null)
      await this.accessLog.seen('read', actor, 'transfer.read', transfer.fromList, {
        ...{
          transferId: id,
          count: 1,
          records: `{[${transfer.recordNo},${transfer.recordNo + 1})}`,
          purpose: 'task',
        },
      });
    return transfer;
  }

  /** Takes the resident; the answer has the receipt's hash, the record goes into the commune's next list that is loaded. */
  @May('transfer.answer')
  @HttpCode(200)
  @Post('transfers/:id/accept')
  accept(
    @Param('id', UuidPipe) id: string,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<Answered>> {
    return this.#answer(id, actor, idempotency, 'accept', 'to', null);
  }

  /** Refuses with the reason; a second refusal of the same record goes to the office above. */
  @May('transfer.answer')
  @HttpCode(200)
  @Post('transfers/:id/refuse')
  refuse(
    @Param('id', UuidPipe) id: string,
    @Body() { reason }: ReasonBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<Answered>> {
    return this.#answer(id, actor, idempotency, 'refuse', 'to', reason);
  }

  /** Takes an offer back before it is answered. */
  @May('transfer.offer')
  @HttpCode(200)
  @Post('transfers/:id/withdraw')
  withdraw(
    @Param('id', UuidPipe) id: string,
    @Body() { reason }: ReasonBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<Answered>> {
    return this.#answer(id, actor, idempotency, 'withdraw', 'from', reason);
  }

  /** The office above decides what was refused twice or not answered in time. */
  @May('transfer.decide')
  @HttpCode(200)
  @Post('transfers/:id/decision')
  decide(
    @Param('id', UuidPipe) id: string,
    @Body() { accepted, reason }: SuperiorBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<Answered>> {
    return this.#answer(
      id,
      actor,
      idempotency,
      accepted ? 'decide_accepted' : 'decide_kept',
      'superior',
      reason,
    );
  }

  #answer(
    id: string,
    actor: ActingCapacity,
    idempotency: Idempotency,
    act: TransferAct,
    side: 'from' | 'to' | 'superior',
    reason: string | null,
  ): Promise<ActAnswer<Answered>> {
    const communes = actor.area.recordCommunes;
    return this.acts.run({ actor, idempotency }, async (tx) => ({
      id,
      state: await answerTransfer(tx, id, { act, side, communes, reason }),
    }));
  }
}
