import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { MESSAGES_CHANNEL } from '#persistence/channel';

const COALESCE_MS = 5;

/**
 * Wakes the relay after a commit that left messages, at most once in five milliseconds: a NOTIFY inside each
 * transaction takes a cluster-wide lock and cost a third of the throughput when tried. A lost one is made good by the relay's poll.
 */
@Injectable()
export class MessageNotifier implements OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined;

  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  told(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.dataSource.isInitialized) this.dataSource.query(`notify ${MESSAGES_CHANNEL}`).catch(() => {});
    }, COALESCE_MS);
  }

  onModuleDestroy(): void {
    clearTimeout(this.#timer);
  }
}
