import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { codeOf } from './patience.ts';

export interface LoopOptions {
  /** For the log. */
  readonly name: string;
  readonly everyMs: number;
  /** One pass; true when another one should follow at once. `signal` asks it to come to an end. */
  readonly pass: (signal: AbortSignal) => Promise<boolean>;
}

/** Work that is looked for again and again until the worker stops. A pass that fails is tried again at the next turn. */
export class Loop {
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;

  constructor(
    private readonly log: Logger,
    private readonly options: LoopOptions,
  ) {}

  start(): this {
    this.#running = this.#run();
    return this;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    const { name, everyMs, pass } = this.options;
    while (!signal.aborted) {
      const more = await pass(signal).catch((error: unknown) => {
        this.log.warn({ loop: name, code: codeOf(error) }, 'will try again');
        return false;
      });
      if (!more) await wait(everyMs, undefined, { signal }).catch(() => {});
    }
  }
}
