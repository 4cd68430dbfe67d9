import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { seededRandom } from '../random.ts';
import { seeDeadlines } from './missed-deadlines.ts';
import { seeProgress } from './progress-recount.ts';

export interface ProgressVerdict {
  readonly moments: number;
  readonly figures: number;
  readonly different: readonly string[];
  /** At the end: deadlines missed, what superiors were told of them, and what was wrong about it at any moment. */
  readonly missed: number;
  readonly told: number;
  readonly wrongEscalations: readonly string[];
}

const PAUSE_MS = 25;
/** Longer than a process or the database's clock needs to tell of a missed deadline on a busy machine. */
const TOLERANCE_MS = 15_000;
const MOST_NAMED = 10;

/** Compares every progress figure with a recount at random moments while a campaign runs, by its own connection. */
export class ProgressWitness {
  #running = true;
  #done: Promise<ProgressVerdict> | undefined;

  constructor(
    private readonly databaseUrl: string,
    private readonly of: { readonly campaignId: string; readonly provinces: readonly string[] },
    private readonly wanted: number,
    private readonly seed: number,
  ) {}

  begin(): void {
    this.#done = this.#watch();
    // Thrown where it is waited for.
    this.#done.catch(() => {});
  }

  /** What was seen until the run ended; the last look is taken when everything has come to rest. */
  async end(): Promise<ProgressVerdict | undefined> {
    this.#running = false;
    return this.#done;
  }

  async #watch(): Promise<ProgressVerdict> {
    const random = seededRandom(this.seed);
    const client = new pg.Client({ connectionString: this.databaseUrl, application_name: 'ban-giao-judge' });
    await client.connect();
    const { campaignId, provinces } = this.of;
    let [moments, figures] = [0, 0];
    const different: string[] = [];
    const wrong = new Set<string>();
    try {
      while (this.#running && moments < this.wanted) {
        const look = await seeProgress(client, campaignId, provinces);
        const deadlines = await seeDeadlines(client, campaignId, TOLERANCE_MS);
        moments += 1;
        figures += look.figures;
        different.push(...look.different);
        for (const one of deadlines.wrong) wrong.add(one);
        await sleep(PAUSE_MS * 2 * random());
      }
      while (this.#running) await sleep(PAUSE_MS);
      const last = await seeProgress(client, campaignId, provinces);
      const deadlines = await seeDeadlines(client, campaignId, TOLERANCE_MS);
      different.push(...last.different);
      for (const one of deadlines.wrong) wrong.add(one);
      return {
        moments,
        figures: figures + last.figures,
        different: different.slice(0, MOST_NAMED),
        missed: deadlines.missed,
        told: deadlines.told,
        wrongEscalations: [...wrong].slice(0, MOST_NAMED),
      };
    } finally {
      await client.end();
    }
  }
}
