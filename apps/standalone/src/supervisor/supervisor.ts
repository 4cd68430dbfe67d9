import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Guarded } from './guard.ts';
import { ManagedProcess, type Part } from './managed-process.ts';
import type { Screen } from './screen.ts';

/** Keeps the parts running, and stops them in the reverse of the order in which they were started. */
export class Supervisor {
  readonly #processes: ManagedProcess[] = [];
  #guard: ChildProcess | undefined;
  #stopped: Promise<void> | undefined;

  constructor(
    private readonly screen: Screen,
    /** Called whenever a part starts or ends, with the process numbers as they are now. */
    private readonly onChange: (pids: Readonly<Record<string, number>>) => void,
  ) {}

  get stopping(): boolean {
    return this.#stopped !== undefined;
  }

  /** Starts one part and waits until it is ready. */
  async start(part: Part): Promise<void> {
    if (this.stopping) throw new Error('The program is being stopped.');
    if (this.#guard === undefined) this.#startGuard();
    const managed = new ManagedProcess(part, this.screen, () => this.#changed());
    this.#processes.push(managed);
    await managed.start();
  }

  /** Stops every part, the last started first. A second call waits for the first. */
  stop(): Promise<void> {
    this.#stopped ??= (async () => {
      for (const managed of [...this.#processes].reverse()) await managed.stop();
      const guard = this.#guard;
      if (guard !== undefined) {
        guard.removeAllListeners('exit');
        guard.kill('SIGKILL');
      }
    })();
    return this.#stopped;
  }

  /** Reports the process numbers once more. */
  announce(): void {
    this.onChange(this.pids());
  }

  killAll(): void {
    for (const managed of this.#processes) managed.kill();
    this.#guard?.kill('SIGKILL');
  }

  pids(): Record<string, number> {
    return Object.fromEntries(
      this.#processes.flatMap((managed) =>
        managed.pid === undefined ? [] : [[managed.part.name, managed.pid]],
      ),
    );
  }

  #changed(): void {
    const guarded = [...this.#processes].reverse().flatMap((managed): Guarded[] => {
      const { name, stopSignal, node } = managed.part;
      return managed.pid === undefined
        ? []
        : [{ name, pid: managed.pid, signal: stopSignal, endsItself: node }];
    });
    if (this.#guard?.connected === true) this.#guard.send(guarded, () => {});
    this.announce();
  }

  #startGuard(): void {
    const guard = fork(fileURLToPath(new URL('./guard.js', import.meta.url)), [], {
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
    });
    this.#guard = guard;
    guard.once('exit', () => {
      setTimeout(() => {
        if (this.stopping) return;
        this.#startGuard();
        this.#changed();
      }, 500).unref();
    });
  }
}
