import { readFileSync } from 'node:fs';
import { readRunFile } from './run-file.ts';

const EVERY_MS = 500;
/** Linux counts processor time in hundredths of a second. */
const TICKS = 100;

export interface ProcessUse {
  /** Highest resident memory seen, megabytes by process. */
  readonly peakMemoryMb: Readonly<Record<string, number>>;
  /** Processor time since the watch began, seconds by process with its children; PostgreSQL's sessions come and go, so it is a floor. */
  readonly cpuSeconds: Readonly<Record<string, number>>;
}

/** Follows the memory and processor time of a system's processes, through restarts, until it is stopped. */
export class ProcessWatch {
  readonly #peaks = new Map<string, number>();
  /** Ticks per process: as first and as last seen. */
  readonly #ticks = new Map<number, { readonly name: string; readonly first: number; last: number }>();
  readonly #timer: NodeJS.Timeout;

  constructor(private readonly runFile: string) {
    this.#timer = setInterval(() => this.#look(), EVERY_MS);
    this.#timer.unref();
    this.#look(true);
  }

  /** From now on; what was before (preparing, signing in) is not part of the run. */
  restart(): void {
    this.#peaks.clear();
    this.#ticks.clear();
    this.#look(true);
  }

  stop(): ProcessUse {
    clearInterval(this.#timer);
    this.#look();
    const cpu = new Map<string, number>();
    for (const { name, first, last } of this.#ticks.values())
      cpu.set(name, (cpu.get(name) ?? 0) + last - first);
    return {
      peakMemoryMb: Object.fromEntries([...this.#peaks].map(([name, mb]) => [name, Math.round(mb)])),
      cpuSeconds: Object.fromEntries(
        [...cpu].map(([name, ticks]) => [name, Math.round(ticks / (TICKS / 10)) / 10]),
      ),
    };
  }

  #look(begin = false): void {
    const pids = { ...readRunFile(this.runFile)?.pids, demo: process.pid };
    const families = familiesOf(pids);
    for (const [name, pid] of Object.entries(pids)) {
      const mb = residentMb(pid);
      if (name !== 'demo' && mb > (this.#peaks.get(name) ?? 0)) this.#peaks.set(name, mb);
      for (const member of families.get(name) ?? [pid]) this.#count(name, member, begin);
    }
  }

  #count(name: string, pid: number, begin: boolean): void {
    const ticks = ticksOf(pid);
    if (ticks === undefined) return;
    const known = this.#ticks.get(pid);
    if (known === undefined) this.#ticks.set(pid, { name, first: begin ? ticks : 0, last: ticks });
    else known.last = Math.max(known.last, ticks);
  }
}

function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return '';
  }
}

/** Resident memory of a process in megabytes, 0 when it is gone or the system does not tell. */
function residentMb(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB/m.exec(readProc(`${pid}/status`));
  return line === null ? 0 : Number(line[1]) / 1024;
}

/** Fields of /proc/PID/stat from the state on; the name before it may hold blanks. */
function statOf(pid: number): string[] {
  const text = readProc(`${pid}/stat`);
  return text === '' ? [] : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function ticksOf(pid: number): number | undefined {
  const stat = statOf(pid);
  return stat.length === 0 ? undefined : Number(stat[11]) + Number(stat[12]);
}

/** PostgreSQL works in one process per session: its processor time is its family's. */
function familiesOf(pids: Readonly<Record<string, number>>): Map<string, number[]> {
  const postgres = pids['postgres'];
  if (postgres === undefined) return new Map();
  const children = readProc(`${postgres}/task/${postgres}/children`).split(' ').map(Number).filter(Boolean);
  return new Map([['postgres', [postgres, ...children]]]);
}
