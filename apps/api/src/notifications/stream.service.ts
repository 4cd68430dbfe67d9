import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import pg from 'pg';
import { NOTIFICATIONS_CHANNEL } from '#persistence/process/notifying';
import {
  newestNotification,
  notificationsAfter,
  notifiedAfter,
  type NotificationView,
} from '#persistence/repositories/notifications';
import type { ActingCapacity } from '../auth/capacity.ts';
import { ActsService } from '../database/acts.service.ts';
import { ENV, type Env } from '../env.ts';

/** A lost NOTIFY is made good within this time. */
const POLL_MS = 2_000;
const RECONNECT_MS = 1_000;
const PAGE = 200;
const END_MS = 2_000;

interface Listener {
  readonly actor: ActingCapacity;
  readonly push: (items: readonly NotificationView[]) => void;
  readonly end: () => void;
  lastId: number;
  busy: boolean;
  again: boolean;
}

/** Tells open streams of new notifications, whichever process wrote them: one LISTEN and one small poll for all streams of this process. */
@Injectable()
export class NotificationStreams implements OnModuleInit, OnModuleDestroy {
  readonly #listeners = new Map<string, Set<Listener>>();
  #client: pg.Client | undefined;
  #seen: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  onModuleInit(): void {
    void this.#listen();
    this.#timer = setInterval(() => void this.#poll(), POLL_MS);
  }

  async onModuleDestroy(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    for (const office of this.#listeners.values()) for (const { end } of office) end();
    // The end of a connection that is only being made is never reported.
    const ended = this.#client?.end().catch(() => {});
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, END_MS).unref())]);
  }

  /** Pushes everything of the post after `afterId` (the newest there is when undefined), then what comes; `end` when this process stops. Returns how to stop. */
  async open(
    actor: ActingCapacity,
    afterId: number | undefined,
    push: (items: readonly NotificationView[]) => void,
    end: () => void,
  ): Promise<() => void> {
    const lastId = afterId ?? (await this.acts.read(actor, newestNotification));
    const listener: Listener = { actor, push, end, lastId, busy: false, again: false };
    const office = this.#listeners.get(actor.officeId) ?? new Set();
    this.#listeners.set(actor.officeId, office.add(listener));
    // The process may have begun to stop while the newest number was read: nobody would end this stream any more.
    if (this.#stopped) end();
    void this.#serve(listener);
    return () => {
      office.delete(listener);
      if (office.size === 0) this.#listeners.delete(actor.officeId);
    };
  }

  async #listen(): Promise<void> {
    while (!this.#stopped) {
      const client = new pg.Client({
        connectionString: this.env.databaseUrl,
        application_name: 'ban-giao-api listen',
      });
      this.#client = client;
      const ended = new Promise<void>((resolve) => {
        client.on('error', () => resolve());
        client.on('end', () => resolve());
      });
      client.on('notification', ({ payload }) => this.#wake(payload ? payload.split(',') : undefined));
      await client
        .connect()
        .then(() => client.query(`listen ${NOTIFICATIONS_CHANNEL}`))
        .then(() => ended)
        .catch(() => {});
      await client.end().catch(() => {});
      if (!this.#stopped) await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS).unref());
    }
  }

  async #poll(): Promise<void> {
    const [any] = [...this.#listeners.values()].flatMap((office) => [...office]);
    if (any === undefined) {
      this.#seen = undefined;
      return;
    }
    try {
      const before = this.#seen;
      if (before === undefined) {
        this.#seen = await this.acts.read(any.actor, newestNotification);
        this.#wake(undefined);
        return;
      }
      const offices = await this.acts.read(any.actor, (sql) => notifiedAfter(sql, before));
      this.#seen = Math.max(before, ...offices.map(({ lastId }) => lastId));
      this.#wake(offices.map(({ officeId }) => officeId));
    } catch {
      // The database is away: the next turn looks again from where this one began.
    }
  }

  #wake(officeIds: readonly string[] | undefined): void {
    for (const officeId of officeIds ?? this.#listeners.keys())
      for (const listener of this.#listeners.get(officeId) ?? []) void this.#serve(listener);
  }

  /** One reader per stream at a time, so that nothing is sent twice or out of order. */
  async #serve(listener: Listener): Promise<void> {
    listener.again = true;
    if (listener.busy) return;
    listener.busy = true;
    try {
      while (listener.again && !this.#stopped) {
        listener.again = false;
        const items = await this.acts.read(listener.actor, (sql) =>
          notificationsAfter(sql, listener.actor, listener.lastId, PAGE),
        );
        if (items.length === 0) continue;
        listener.lastId = items.at(-1)?.id ?? listener.lastId;
        listener.push(items);
        listener.again ||= items.length === PAGE;
      }
    } catch {
      // The poll comes again.
    } finally {
      listener.busy = false;
    }
  }
}
