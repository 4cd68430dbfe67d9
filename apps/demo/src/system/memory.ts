import { readFileSync } from 'node:fs';
import { readRunFile } from './run-file.ts';

const EVERY_MS = 500;

/** Follows the resident memory of a system's processes, through restarts, until it is stopped. */
export class MemoryWatch {
  readonly #peaks = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(private readonly runFile: string) {
    this.#timer = setInterval(() => this.look(), EVERY_MS);
    this.#timer.unref();
    this.look();
  }

  look(): void {
    for (const [name, pid] of Object.entries(readRunFile(this.runFile)?.pids ?? {})) {
      const now = residentMb(pid);
      if (now > (this.#peaks.get(name) ?? 0)) this.#peaks.set(name, now);
    }
  }

  /** Highest resident memory seen, megabytes by process. */
  stop(): Record<string, number> {
    clearInterval(this.#timer);
    this.look();
    return Object.fromEntries([...this.#peaks].map(([name, mb]) => [name, Math.round(mb)]));
  }
}

/** Resident memory of a process in megabytes, 0 when it is gone or the system does not tell. */
function residentMb(pid: number): number {
  try {
    const line = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return line === null ? 0 : Number(line[1]) / 1024;
  } catch {
    return 0;
  }
}
