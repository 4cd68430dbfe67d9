import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DomainError } from '#domain/errors';
import type { Idempotency } from '#persistence/act';
import {
  createWebhook,
  endWebhook,
  readWebhooks,
  replayWebhook,
  type WebhookView,
} from '#persistence/repositories/notifications';
import { readDeliveries, type WebhookDelivery } from '#persistence/repositories/webhook-deliveries';
import { openSecretBox, type SecretBox } from '#signatures/secret-box';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import { ENV, type Env } from '../env.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { decodeCursor, pageOf, USUAL_LIMIT, type Page } from '../http/paging.ts';
import { UuidPipe } from '../http/validation.pipe.ts';
import { DeliveriesQuery, ReplayInput, WebhookInput } from './notifications.inputs.ts';

/** Machines that are told what happens in an area, signed with HMAC-SHA256 in `Bangiao-Signature: t=<second>,v1=<hex of HMAC over "t.body">`. */
@ApiTags('webhooks')
@Controller('webhooks')
export class WebhooksController {
  #box: Promise<SecretBox> | undefined;

  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @May('webhook.read')
  @Get()
  async list(@Capacity() actor: ActingCapacity): Promise<{ items: WebhookView[] }> {
    return { items: await this.acts.read(actor, readWebhooks) };
  }

  @May('webhook.manage')
  @HttpCode(201)
  @Post()
  async create(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Body() { url, secret, kinds }: WebhookInput,
  ): Promise<ActAnswer<WebhookView>> {
    const address = URL.parse(url);
    const secure = address?.protocol === 'https:' && address.username === '' && address.password === '';
    if (address === null || (!secure && !this.env.webhooksPrivate))
      throw new DomainError('invalid_value', { field: 'url', expected: 'https' });
    const box = await (this.#box ??= openSecretBox(this.env.secretsKeyFile));
    return this.acts.run({ actor, idempotency, status: 201 }, (act) =>
      createWebhook(act, { url, kinds }, (id) => box.close(secret, id)),
    );
  }

  @May('webhook.manage')
  @Delete(':id')
  end(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
  ): Promise<ActAnswer<WebhookView>> {
    return this.acts.run({ actor, idempotency }, (act) => endWebhook(act, id));
  }

  /** What was sent to it and how that went, newest first. */
  @May('webhook.read')
  @Get(':id/deliveries')
  async deliveries(
    @Capacity() actor: ActingCapacity,
    @Param('id', UuidPipe) id: string,
    @Query() { cursor, limit = USUAL_LIMIT, state }: DeliveriesQuery,
  ): Promise<Page<WebhookDelivery>> {
    const [before] = decodeCursor(cursor, ['number']) ?? [];
    const rows = await this.acts.read(actor, (sql) => readDeliveries(sql, id, { before, state, limit }));
    return pageOf(rows, limit, (row) => [row.id]);
  }

  /** Sends what happened between two notifications once more, 10,000 at most. */
  @May('webhook.manage')
  @Post(':id/replay')
  replay(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Body() { fromId, toId }: ReplayInput,
  ): Promise<ActAnswer<{ count: number }>> {
    return this.acts.run({ actor, idempotency }, (act) => replayWebhook(act, id, fromId, toId));
  }
}
