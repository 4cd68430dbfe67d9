import { setTimeout as sleep } from 'node:timers/promises';
import type { Faults, Simulators } from '../connection/simulators.ts';
import { seededRandom } from '../random.ts';
import { everybodyBack, VICTIMS } from './recovery.ts';
import { readRunFile } from './run-file.ts';

/** Between everybody being back and the next blow; random, so that it may fall on any step. */
const PAUSE_MS = [300, 5_000] as const;

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
 * Kills worker, API, Temporal and PostgreSQL with SIGKILL at random moments, in a random order round after round, while the outside
 * systems misbehave. The supervisor is expected to bring them back; only then comes the next blow, or the run would test
 * nothing but the back-off.
 */
export class Chaos {
  readonly #kills: Record<string, number> = {};
  readonly #random: () => number;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  /** Told when the run is over: the lists may finish all the same. */
  #failure: { readonly error: unknown } | undefined;

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
      if (!this.#stopping.signal.aborted) this.#failure = { error };
    });
  }

  async stop(simulators: Simulators): Promise<ChaosReport> {
    this.#stopping.abort();
    await this.#running;
    if (this.#failure !== undefined) throw this.#failure.error;
    await simulators.setFaults({}, {});
    return { kills: this.#kills };
  }

  async #run(): Promise<void> {
    const [least, most] = PAUSE_MS;
    for (let order: string[] = []; ;) {
      if (order.length === 0) order = this.#shuffled();
      const { pids } = await everybodyBack(this.runFile, this.#stopping.signal);
      await sleep(least + this.#random() * (most - least), undefined, { signal: this.#stopping.signal });
      this.#kill(order.pop() as string, pids);
    }
  }

  #kill(name: string, pids: Readonly<Record<string, number>>): void {
    const pid = readRunFile(this.runFile)?.pids[name] ?? pids[name];
    try {
      process.kill(pid as number, 'SIGKILL');
    } catch {
      return; // It died by itself meanwhile.
    }
    this.#kills[name] = (this.#kills[name] ?? 0) + 1;
    this.say(`chaos: killed ${name}`);
  }

  #shuffled(): string[] {
    return VICTIMS.map((name) => ({ name, key: this.#random() }))
      .sort((a, b) => a.key - b.key)
      .map(({ name }) => name);
  }
}
