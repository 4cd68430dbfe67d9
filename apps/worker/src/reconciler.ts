import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { unheardSubjects } from '#persistence/process/outbox';
import type { Sql } from '#persistence/sql';
import { codeOf } from './patience.ts';
import type { Wake } from './waker.ts';

/** Workflows woken per second at most: after the loss of Temporal's database thousands may need it. */
const PER_SECOND = 200;
const BATCH = 20;

export interface ReconcilerOptions {
  readonly afterMs: number;
  /** Makes sure that the namespace is there and answers its id. */
  readonly namespaceId: () => Promise<string>;
}

/**
 * Wakes unfinished lists and campaigns that were not heard of for a while; `heard_at` is set whenever a workflow reads its
 * facts. After a start, and whenever the namespace turns out to be another one, all of them are woken at once.
 */
export class Reconciler {
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #namespaceId: string | undefined;

  constructor(
    private readonly sql: Sql,
    private readonly wake: Wake,
    private readonly log: Logger,
    private readonly options: ReconcilerOptions,
  ) {}

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { afterMs, namespaceId } = this.options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        const id = await namespaceId();
        if (id === this.#namespaceId) await this.#wakeAll(afterMs);
        else await this.#wakeAll(0);
        this.#namespaceId = id;
      } catch (error) {
        this.log.warn({ code: codeOf(error) }, 'reconciler will try again');
      }
      await wait(Math.min(Math.max(afterMs / 4, 250), 5_000), undefined, { signal }).catch(() => {});
    }
  }

  /** Wakes everything not heard of for `afterMs`, as of now: what is heard of meanwhile is passed by. */
  async #wakeAll(afterMs: number): Promise<void> {
    const subjects = await unheardSubjects(this.sql, afterMs, 20_000);
    if (subjects.length === 0) return;
    this.log.info({ subjects: subjects.length }, 'waking workflows not heard of');
    for (let i = 0; i < subjects.length && !this.#stop.signal.aborted; i += BATCH) {
      await Promise.all(subjects.slice(i, i + BATCH).map((subject) => this.wake(subject)));
      await wait((1000 * BATCH) / PER_SECOND);
    }
  }
}
