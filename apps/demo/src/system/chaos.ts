import { setTimeout as sleep } from 'node:timers/promises';
import type { Faults, Simulators } from '../connection/simulators.ts';
import { seededRandom } from '../random.ts';
import { readRunFile } from './run-file.ts';

/** Parts that are killed, by their names in the run file. */
const VICTIMS = ['worker', 'api', 'temporal', 'postgres'] as const;
const FIRST_MS = 800;
const PAUSE_MS = [1_500, 6_000] as const;
const COMES_BACK_MS = 60_000;

export interface ChaosReport {
  readonly kills: Readonly<Record<string, number>>;
}

/** Five of a hundred calls fail, some after the work was done; edits happen again later or later than the read-back. */
export function faultsOf(seed: number): { platform: Faults; population: Faults } {
  return {
    platform: {
      failShare: 0.025,
      failAfterShare: 0.015,
      lateShare: 0.01,
      lateMs: 900,
      twiceShare: 0.01,
      seed,
    },
    population: {
      failShare: 0.025,
      failAfterShare: 0.015,
      lateShare: 0.01,
      lateMs: 400,
      twiceShare: 0.01,
      seed,
    },
  };
}

/**
 * Kills worker, API, Temporal and PostgreSQL with SIGKILL at random moments, in a random order until each was killed and then
 * by chance, while the outside systems misbehave. The supervisor is expected to bring them back.
 */
export class Chaos {
  readonly #kills: Record<string, number> = {};
  readonly #random: () => number;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  constructor(
    private readonly runFile: string,
    private readonly seed: number,
    private readonly say: (text: string) => void,
  ) {
    this.#random = seededRandom(seed * 7_919 + 17);
  }

  async start(simulators: Simulators): Promise<void> {
    const { platform, population } = faultsOf(this.seed);
    await simulators.setFaults(platform, population);
    this.#running = this.#run().catch((error: unknown) => {
      if (!this.#stopping.signal.aborted) throw error;
    });
  }

  async stop(simulators: Simulators): Promise<ChaosReport> {
    this.#stopping.abort();
    await this.#running;
    await simulators.setFaults({}, {});
    return { kills: this.#kills };
  }

  /** Waits until everybody has been killed once, so that a short run is no lucky one. */
  get everybodyWasKilled(): boolean {
    return VICTIMS.every((name) => (this.#kills[name] ?? 0) > 0);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    await sleep(FIRST_MS + this.#random() * FIRST_MS, undefined, { signal });
    let order: string[] = [];
    for (;;) {
      if (order.length === 0) order = this.#shuffled();
      await this.#kill(order.pop() as string);
      const [least, most] = PAUSE_MS;
      await sleep(least + this.#random() * (most - least), undefined, { signal });
    }
  }

  async #kill(name: string): Promise<void> {
    const { signal } = this.#stopping;
    for (let waited = 0; waited < COMES_BACK_MS; waited += 100) {
      const pid = readRunFile(this.runFile)?.pids[name];
      if (pid !== undefined) {
        try {
          process.kill(pid, 'SIGKILL');
          this.#kills[name] = (this.#kills[name] ?? 0) + 1;
          this.say(`chaos: killed ${name} (${pid})`);
          return;
        } catch {
          // It died by itself between our look and our blow, for instance because PostgreSQL went away.
        }
      }
      await sleep(100, undefined, { signal });
    }
    throw new Error(`chaos: ${name} did not come back within ${COMES_BACK_MS / 1_000} s.`);
  }

  #shuffled(): string[] {
    return VICTIMS.map((name) => ({ name, key: this.#random() }))
      .sort((a, b) => a.key - b.key)
      .map(({ name }) => name);
  }
}
