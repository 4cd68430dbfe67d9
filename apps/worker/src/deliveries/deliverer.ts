import type { Logger } from 'pino';
import { settleDelivery, takeDeliveries, type Delivery } from '#persistence/process/deliveries';
import type { Sql } from '#persistence/sql';
import { DeliveryError, type Channel } from './channels.ts';

const BATCH = 32;
const LONGEST_DELAY_MS = 3_600_000;

export interface DelivererOptions {
  /** Longer than an attempt takes. */
  readonly leaseMs: number;
  readonly firstDelayMs: number;
  readonly mostAttempts: number;
}

/** Sends what waits, each by its channel. Sent at least once: a crash between sending and noting it sends again, with the same id. */
export class Deliverer {
  constructor(
    private readonly sql: Sql,
    private readonly channels: Readonly<Partial<Record<Delivery['channel'], Channel>>>,
    private readonly log: Logger,
    private readonly options: DelivererOptions,
  ) {}

  /** One batch; true when it was full. */
  async pass(): Promise<boolean> {
    const taken = await takeDeliveries(this.sql, BATCH, this.options.leaseMs);
    await Promise.all(taken.map((delivery) => this.#attempt(delivery)));
    return taken.length === BATCH;
  }

  async #attempt(delivery: Delivery): Promise<void> {
    const { id, channel, attempts } = delivery;
    const { firstDelayMs, mostAttempts } = this.options;
    try {
      const send = this.channels[channel];
      if (send === undefined) throw new DeliveryError('channel_not_set_up');
      await send(delivery);
      await settleDelivery(this.sql, id, { code: null, retryInMs: null });
    } catch (error) {
      const [code, forGood] =
        error instanceof DeliveryError ? [error.code, error.forGood] : ['internal', false];
      const over = forGood || attempts >= mostAttempts;
      const retryInMs = over ? null : Math.min(firstDelayMs * 2 ** (attempts - 1), LONGEST_DELAY_MS);
      await settleDelivery(this.sql, id, { code, retryInMs });
      this.log.warn({ delivery: id, channel, attempts, code, dead: over }, 'not delivered');
    }
  }
}
