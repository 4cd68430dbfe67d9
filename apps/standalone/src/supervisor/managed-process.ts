import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Screen } from './screen.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
/** A part that ran this long starts again without a pause to speak of. */
const STABLE_MS = 5_000;
const TRIES_BEFORE_FIRST_READY = 5;

export interface Part {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Run as this user, when the supervisor is root and the part refuses to be. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  readonly stopSignal: NodeJS.Signals;
  readonly stopMs: number;
  /** True for our own Node programs: they get a channel and end themselves when it closes. */
  readonly node: boolean;
  /** How long the part may take until `ready` answers true. */
  readonly readyMs: number;
  readonly ready: () => Promise<boolean>;
  /** Clears what an earlier run left behind. Called before each start. */
  readonly beforeStart?: (() => Promise<void>) | undefined;
}

/** One child process that is kept running until it is told to stop. */
export class ManagedProcess {
  #child: ChildProcess | undefined;
  #stopping = false;
  #everReady = false;
  #failures = 0;
  #tries = 0;
  #ended: Promise<void> = Promise.resolve();

  constructor(
    readonly part: Part,
    private readonly screen: Screen,
    private readonly onChange: () => void,
  ) {}

  get pid(): number | undefined {
    return this.#child?.exitCode === null && this.#child.signalCode === null ? this.#child.pid : undefined;
  }

  /** Starts the part and waits until it is ready. @throws Error with the last lines of its log when it does not get there. */
  async start(): Promise<void> {
    await this.#launch();
    const end = Date.now() + this.part.readyMs;
    while (!(await this.part.ready().catch(() => false))) {
      if (this.#stopping) throw new Error(`${this.part.name} was told to stop before it was ready.`);
      if (this.#tries > TRIES_BEFORE_FIRST_READY || Date.now() > end) throw this.#notReady();
      await sleep(50);
    }
    this.#everReady = true;
  }

  /** Asks the part to end and waits for it; after its patience it is killed. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child === undefined || this.pid === undefined) return;
    child.kill(this.part.stopSignal);
    const killer = setTimeout(() => {
      this.screen.tell(this.part.name, `did not end within ${this.part.stopMs / 1000} s and is killed`);
      child.kill('SIGKILL');
    }, this.part.stopMs);
    await this.#ended;
    clearTimeout(killer);
  }

  /** The last resort of a second Ctrl-C. */
  kill(): void {
    this.#stopping = true;
    this.#child?.kill('SIGKILL');
  }

  async #launch(): Promise<void> {
    await this.part.beforeStart?.();
    if (this.#stopping) return;
    this.#tries += 1;
    const startedAt = Date.now();
    // An own process group: Ctrl-C reaches the supervisor alone, which then stops the parts in order.
    const child = spawn(this.part.command, this.part.args, {
      env: this.part.env,
      detached: true,
      stdio: this.part.node ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
      ...(this.part.user ?? {}),
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr])
      if (stream !== null)
        createInterface({ input: stream }).on('line', (line) => this.screen.log(this.part.name, line));
    let settle = (): void => {};
    this.#ended = new Promise((resolve) => (settle = resolve));
    const onEnd = (why: string): void => {
      settle();
      this.onChange();
      if (!this.#stopping) void this.#restart(why, Date.now() - startedAt);
    };
    child.once('exit', (code, signal) =>
      onEnd(signal === null ? `ended with code ${code}` : `was ended by ${signal}`),
    );
    child.once('error', (error) => {
      if (child.pid === undefined) onEnd(`could not be started: ${error.message}`);
    });
    this.onChange();
  }

  async #restart(why: string, ranMs: number): Promise<void> {
    this.#failures = ranMs > STABLE_MS ? 0 : this.#failures + 1;
    if (!this.#everReady && this.#tries >= TRIES_BEFORE_FIRST_READY) {
      this.#tries += 1;
      return;
    }
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, this.#failures - 1));
    this.screen.tell(this.part.name, `${why}; starts again in ${(pause / 1000).toFixed(2)} s`);
    await sleep(pause);
    if (this.#stopping) return;
    await this.#launch().catch((error: unknown) =>
      this.#restart(`could not be started: ${(error as Error).message}`, 0),
    );
  }

  #notReady(): Error {
    const lines = this.screen.lastLines(this.part.name).map((line) => `    ${line}`);
    return new Error([`${this.part.name} did not become ready. Its last lines:`, ...lines].join('\n'));
  }
}
