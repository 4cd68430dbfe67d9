import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DomainError } from '#domain/errors';
import type { Idempotency } from '#persistence/act';
import type { HandoverView } from '#persistence/repositories/handover-views';
import type { TaskView } from '#persistence/repositories/inbox';
import { presentReceipt } from '#persistence/repositories/receiving';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { Fresh, May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { UuidPipe } from '../http/validation.pipe.ts';
import { EpochBody } from '../steps/steps.bodies.ts';
import { ReceiptBody, SignatureBody } from './handovers.bodies.ts';
import { HandoversService } from './handovers.service.ts';
import { SignatureCheckService } from './signature-check.service.ts';

@ApiTags('handovers')
@Controller('tasks/:id')
export class HandoverTasksController {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(HandoversService) private readonly handovers: HandoversService,
    @Inject(SignatureCheckService) private readonly signatures: SignatureCheckService,
  ) {}

  /** Step 7: freezes the parcel under the next handover number. */
  @May('handover.freeze')
  @Post('freeze')
  @Fresh('official')
  freeze(
    @Param('id', UuidPipe) id: string,
    @Body() { epoch }: EpochBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<{ handover: HandoverView }>> {
    return this.acts.onTask(id, { actor, idempotency }, (act) => this.handovers.freeze(act, id, epoch));
  }

  /** Step 8: writes the receipt that is to be signed. */
  @May('handover.receive')
  @Post('receipt')
  @Fresh('official')
  receipt(
    @Param('id', UuidPipe) id: string,
    @Body() { epoch, refused }: ReceiptBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<{ handoverId: string; receipt: string; receiptHash: string }>> {
    return this.acts.onTask(id, { actor, idempotency }, (act) =>
      this.handovers.receipt(act, id, epoch, refused),
    );
  }

  /** Step 8: the countersigned receipt ends the handover. */
  @May('handover.receive')
  @Post('receive')
  @Fresh('official')
  async receive(
    @Param('id', UuidPipe) id: string,
    @Body() { epoch, signature }: SignatureBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<TaskView>> {
    const receipt = await this.acts.read(actor, (sql) => presentReceipt(sql, id));
    if (receipt === null) throw new DomainError('act_not_allowed', { taskId: id, allowed: ['receipt'] });
    const signed = await this.signatures.check(receipt, signature);
    return this.acts.onTask(id, { actor, idempotency }, (act) =>
      this.handovers.receive(act, id, epoch, signed),
    );
  }
}
