import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Simulators } from '../connection/simulators.ts';
import { everybodyBack } from './recovery.ts';
import { readRunFile } from './run-file.ts';

/** Human steps while whose task waits, and calls to outside systems in the middle of which, Temporal loses everything. */
const MOMENTS = [
  'task:open',
  'job:compile',
  'task:compile',
  'task:assign',
  'task:review',
  'task:forward',
  'job:population_check',
  'task:verify',
  'job:population_update',
  'task:sign',
  'task:receive',
  'job:platform_update',
  'task:update',
  'job:verification',
  'task:check',
] as const;
export type Moment = (typeof MOMENTS)[number];

/** Slow enough that an outside call of a small list is still under way when it is looked at. */
const SLOW = { slowShare: 1, slowMs: 700 };
const LOOK_EVERY_MS = 10;

/**
 * Deletes Temporal's whole database, once at each moment of a list's life, and kills its server with SIGKILL. What it comes back
 * with is empty: no namespace, no workflow. The lists must go on from the facts in PostgreSQL alone.
 */
export class TemporalLoss {
  readonly #left = new Set<Moment>(MOMENTS);
  readonly #met: Moment[] = [];
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  /** Told when the run is over: the lists may finish all the same. */
  #failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly runFile: string,
    private readonly say: (text: string) => void,
  ) {}

  async start(simulators: Simulators): Promise<void> {
    await simulators.setFaults(SLOW, SLOW);
    this.#running = this.#run().catch((error: unknown) => {
      if (!this.#stopping.signal.aborted) this.#failure = { error };
    });
  }

  /** The moments that were met, in their order. */
  async stop(simulators: Simulators): Promise<readonly Moment[]> {
    this.#stopping.abort();
    await this.#running;
    if (this.#failure !== undefined) throw this.#failure.error;
    await simulators.setFaults({}, {});
    return this.#met;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const run = await everybodyBack(this.runFile, signal);
    const facts = new pg.Pool({ connectionString: run.databases.owner, max: 1 });
    try {
      while (this.#left.size > 0) {
        const moment = await this.#present(facts);
        if (moment === undefined) {
          await sleep(LOOK_EVERY_MS, undefined, { signal });
          continue;
        }
        this.#left.delete(moment);
        this.#met.push(moment);
        await this.#lose(moment);
        await everybodyBack(this.runFile, signal);
      }
    } finally {
      await facts.end();
    }
  }

  async #present(facts: pg.Pool): Promise<Moment | undefined> {
    const { rows } = await facts.query<{ moment: Moment }>(
      `select 'job:' || kind as moment from jobs where state = 'running'
       union all select 'task:' || step from tasks where state in ('open', 'claimed') and list_id is not null`,
    );
    return rows.map(({ moment }) => moment).find((moment) => this.#left.has(moment));
  }

  async #lose(moment: Moment): Promise<void> {
    const run = readRunFile(this.runFile);
    if (run === undefined) return;
    // Unlinked while it is still running, so that no restart can find it again.
    const file = join(run.dataDir, 'temporal', 'temporal.db');
    await Promise.all(['', '-wal', '-shm', '-journal'].map((end) => rm(`${file}${end}`, { force: true })));
    const pid = run.pids['temporal'];
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    this.say(`Temporal's database deleted at ${moment}`);
  }
}
