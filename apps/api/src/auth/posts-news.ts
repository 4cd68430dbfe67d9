import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { POSTS_CHANNEL } from '#persistence/channel';
import { Listener } from '#persistence/listener';
import { ENV, type Env } from '../env.ts';

/** Hears from the database that posts changed or a session ended, in whichever process; what is kept in memory then goes. */
@Injectable()
export class PostsNews implements OnModuleInit, OnModuleDestroy {
  readonly #told: ((endedSession: string) => void)[] = [];
  readonly #listener: Listener;

  constructor(@Inject(ENV) env: Env) {
    this.#listener = new Listener(env.databaseUrl, POSTS_CHANNEL, (payload) => {
      for (const tell of this.#told) tell(payload);
    });
  }

  /** `tell` gets the hash of a session that ended in hex, or an empty text when posts changed. */
  onChange(tell: (endedSession: string) => void): void {
    this.#told.push(tell);
  }

  onModuleInit(): void {
    this.#listener.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.#listener.stop();
  }
}
