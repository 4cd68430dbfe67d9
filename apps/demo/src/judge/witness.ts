import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { seededRandom } from '../random.ts';
import { seeMoment, type Moment } from './moments.ts';

const PAUSE_MS = 15;

/** Looks at random lists of a run at random moments, by its own connection to the live tables. */
export class Witness {
  readonly #moments: Moment[] = [];
  #seeing = true;
  #done: Promise<void> = Promise.resolve();

  constructor(
    private readonly databaseUrl: string,
    private readonly listIds: readonly string[],
    private readonly seed: number,
  ) {}

  begin(): void {
    this.#done = this.#watch();
  }

  /** What was seen: at most `most` moments, spread over the run. */
  async end(most: number): Promise<Moment[]> {
    this.#seeing = false;
    await this.#done;
    const every = Math.max(1, Math.ceil(this.#moments.length / most));
    return this.#moments.filter((_, i) => i % every === 0);
  }

  async #watch(): Promise<void> {
    const random = seededRandom(this.seed);
    const client = new pg.Client({ connectionString: this.databaseUrl, options: '-c timezone=UTC' });
    await client.connect();
    try {
      while (this.#seeing) {
        const listId = this.listIds[Math.floor(random() * this.listIds.length)];
        const moment = listId === undefined ? undefined : await seeMoment(client, listId);
        if (moment !== undefined) this.#moments.push(moment);
        await sleep(PAUSE_MS * 2 * random());
      }
    } finally {
      await client.end();
    }
  }
}
