import { Body, Controller, Get, Headers, HttpCode, Inject, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DomainError } from '#domain/errors';
import type { Idempotency } from '#persistence/act';
import {
  broadcast,
  countUnread,
  markRead,
  readNotifications,
  readPreferences,
  writePreferences,
  type NotificationView,
  type Preference,
} from '#persistence/repositories/notifications';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { decodeCursor, pageOf, USUAL_LIMIT, type Page } from '../http/paging.ts';
import { Refuses, Sends } from '../openapi/routes.ts';
import { BroadcastInput, NotificationsQuery, PreferencesInput, ReadInput } from './notifications.inputs.ts';
import { NotificationStreams } from './stream.service.ts';

const HEARTBEAT_MS = 15_000;
/** After this the browser comes again, with its rights as they then are. */
const LONGEST_STREAM_MS = 600_000;

@ApiTags('notifications')
@Controller()
export class NotificationsController {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(NotificationStreams) private readonly streams: NotificationStreams,
  ) {}

  /** What this post was told, newest first. */
  @May('notification.read')
  @Get('notifications')
  async list(
    @Capacity() actor: ActingCapacity,
    @Query() { cursor, limit = USUAL_LIMIT, unread = false }: NotificationsQuery,
  ): Promise<Page<NotificationView>> {
    const [before] = decodeCursor(cursor, ['long']) ?? [];
    const rows = await this.acts.read(actor, (sql) =>
      readNotifications(sql, actor, { before: before as number | undefined, unread, limit }),
    );
    return pageOf(rows, limit, ({ id }) => [id]);
  }

  @May('notification.read')
  @Get('notifications/counts')
  async counts(@Capacity() actor: ActingCapacity): Promise<{ unread: number }> {
    return { unread: await this.acts.read(actor, (sql) => countUnread(sql, actor)) };
  }

  /** Server-sent events (`text/event-stream`): each notification with its id; `Last-Event-ID` goes on after the last one seen. */
  @May('notification.read')
  @Sends('text/event-stream')
  @Refuses(422)
  @Get('notifications/stream')
  async stream(
    @Capacity() actor: ActingCapacity,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (lastEventId !== undefined && !/^\d{1,15}$/.test(lastEventId))
      throw new DomainError('invalid_value', { field: 'Last-Event-ID' });
    const after = lastEventId === undefined ? undefined : Number(lastEventId);
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      // A stream that ended must not keep the server from closing.
      connection: 'close',
    });
    raw.write('retry: 2000\n\n');
    const beat = setInterval(() => raw.write(': ok\n\n'), HEARTBEAT_MS);
    const limit = setTimeout(() => raw.end(), LONGEST_STREAM_MS);
    let close = (): void => {};
    raw.on('close', () => {
      clearInterval(beat);
      clearTimeout(limit);
      close();
    });
    try {
      // What a task force wrote may name people: a stream only says that it is there.
      const push = (items: readonly NotificationView[]) => {
        for (const { broadcast: _text, readAt: _read, ...item } of items)
          raw.write(`id: ${item.id}\nevent: ${item.kind}\ndata: ${JSON.stringify(item)}\n\n`);
      };
      close = await this.streams.open(actor, after, push, () => raw.end());
      if (raw.destroyed) close();
    } catch {
      raw.end();
    }
  }

  @May('notification.choose')
  @Post('notifications/read')
  read(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Body() { upTo }: ReadInput,
  ): Promise<ActAnswer<{ marked: number }>> {
    return this.acts.run({ actor, idempotency }, async (act) => ({ marked: await markRead(act, upTo) }));
  }

  @May('notification.choose')
  @Get('notifications/preferences')
  async preferences(@Capacity() actor: ActingCapacity): Promise<{ items: Preference[] }> {
    return { items: await this.acts.read(actor, (sql) => readPreferences(sql, actor)) };
  }

  /** Replaces them all. In the product everything is shown; this is about e-mail and text messages. */
  @May('notification.choose')
  @Put('notifications/preferences')
  choose(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Body() { items }: PreferencesInput,
  ): Promise<ActAnswer<{ items: Preference[] }>> {
    const twice = new Set(items.map(({ channel }) => channel)).size < items.length;
    if (twice) throw new DomainError('invalid_value', { field: 'items' });
    return this.acts.run({ actor, idempotency }, async (act) => ({
      items: await writePreferences(act, items),
    }));
  }

  /** To the offices below; they see it among their notifications. */
  @May('broadcast.send')
  @HttpCode(201)
  @Post('broadcasts')
  send(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Body() { title, body, officeIds }: BroadcastInput,
  ): Promise<ActAnswer<{ id: string; offices: number }>> {
    return this.acts.run({ actor, idempotency, status: 201 }, (act) =>
      broadcast(act, { title, body, officeIds }),
    );
  }
}
