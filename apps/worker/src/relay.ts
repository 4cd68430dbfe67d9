import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { QueryResultRow } from 'pg';
import type { Logger } from 'pino';
import { MESSAGES_CHANNEL } from '#persistence/channel';
import { settleMessages, takeSubjects, waitingMessages, type Waiting } from '#persistence/process/outbox';
import type { Sql } from '#persistence/sql';
import { codeOf } from './patience.ts';
import type { Wake } from './waker.ts';

/** Workflows woken in one pass. */
const PASS = 64;
const RECONNECT_MS = 300;

/**
 * Delivers the outbox: wakes each workflow that has messages, then deletes the messages it saw. A workflow is delivered by
 * one relay at a time (advisory lock of this connection), any number of relays may run. A message delivered twice, after a
 * crash between the two, does no harm: it only says "look".
 */
export class Relay {
  #client: pg.Client | undefined;
  #notified = false;
  #wakeUp: (() => void) | undefined;
  #stopped = false;
  #running: Promise<void> | undefined;

  constructor(
    private readonly databaseUrl: string,
    private readonly wake: Wake,
    private readonly pollMs: number,
    private readonly log: Logger,
  ) {}

  get connected(): boolean {
    return this.#client !== undefined;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wakeUp?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#connected((sql) => this.#serve(sql));
      } catch (error) {
        this.log.warn({ code: codeOf(error) }, 'relay lost its database connection');
        await wait(RECONNECT_MS);
      }
    }
  }

  async #connected(work: (sql: Sql) => Promise<void>): Promise<void> {
    const client = new pg.Client({
      connectionString: this.databaseUrl,
      application_name: 'ban-giao relay',
      connectionTimeoutMillis: 5_000,
      query_timeout: 15_000,
      keepAlive: true,
    });
    const lost = new Promise<never>((_, reject) => {
      client.on('error', reject);
      client.on('end', () => reject(new Error('closed')));
    });
    lost.catch(() => {});
    client.on('notification', () => {
      this.#notified = true;
      this.#wakeUp?.();
    });
    try {
      await client.connect();
      await client.query(`listen ${MESSAGES_CHANNEL}`);
      this.#client = client;
      await Promise.race([work(sqlOf(client)), lost]);
    } finally {
      this.#client = undefined;
      await client.end().catch(() => {});
    }
  }

  async #serve(sql: Sql): Promise<void> {
    while (!this.#stopped) {
      this.#notified = false;
      const more = await this.#pass(sql);
      if (!more && !this.#notified) await this.#pause();
    }
  }

  /** One pass over the outbox; true when another one should follow at once. */
  async #pass(sql: Sql): Promise<boolean> {
    const waiting = await waitingMessages(sql, PASS);
    if (waiting.length === 0) return false;
    const taken = await takeSubjects(
      sql,
      waiting.map(({ subjectId }) => subjectId),
    );
    const ours = waiting.filter(({ subjectId }) => taken.has(subjectId));
    const delivered = await Promise.all(ours.map((message) => this.#deliver(message)));
    const done = ours.filter((_, i) => delivered[i]);
    await settleMessages(
      sql,
      done.flatMap(({ ids }) => ids),
      [...taken],
    );
    return done.length > 0;
  }

  async #deliver(message: Waiting): Promise<boolean> {
    try {
      await this.wake(message);
      return true;
    } catch (error) {
      const { workflow, subjectId } = message;
      this.log.warn({ workflow, subjectId, code: codeOf(error) }, 'message not delivered yet');
      return false;
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(go, this.pollMs);
      const clear = () => {
        this.#wakeUp = undefined;
      };
      function go() {
        clearTimeout(timer);
        clear();
        resolve();
      }
      this.#wakeUp = go;
    });
  }
}

function sqlOf(client: pg.Client): Sql {
  return {
    async query<T extends QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<T[]> {
      return (await client.query<T>(text, [...values])).rows;
    },
  };
}
