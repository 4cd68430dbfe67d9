import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { FileRefusal } from '#domain/files/file-problems';
import { LIMITS } from './limits.ts';
import type { Heads, ReadingAnswer, ReadingOrder } from './reading-protocol.ts';
import { Unreadable } from './unreadable.ts';

export type { Heads, ReadingAnswer, TableBegun, TableEnded } from './reading-protocol.ts';

/** The name of the hidden sheet in our own workbooks that says what they are. */
export const MARK_SHEET = '_bangiao';

const LOOK_MS = 50;
/** Started by Node itself, so it is the built program also where this file runs as source. */
const PROGRAM = fileURLToPath(
  import.meta.url.endsWith('.ts')
    ? new URL('../../../dist/libs/spreadsheets/src/reading-process.js', import.meta.url)
    : new URL('./reading-process.js', import.meta.url),
);

export interface ReadingWatch {
  readonly milliseconds?: number;
  /** Told the resident memory of the reading process as often as it is looked at. */
  readonly watch?: (residentBytes: number) => void;
}

/**
 * Reads a file in a process of its own with limits of time and memory, so that no file can hurt the caller. Rows come in portions of
 * some hundred, in their order; who stops taking them ends the process.
 * @throws Unreadable
 */
export async function* readTable(
  order: Omit<ReadingOrder, 'markSheet'>,
  { milliseconds = LIMITS.milliseconds, watch = () => {} }: ReadingWatch = {},
): AsyncGenerator<Exclude<ReadingAnswer, { type: 'refused' }>> {
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${LIMITS.heapMegabytes}`, '--max-semi-space-size=16', PROGRAM],
    // Nothing of the caller's environment: whatever a file brings about in there finds no secret.
    { stdio: ['pipe', 'pipe', 'ignore'], env: {} },
  );
  const guard = new Guard(child, milliseconds, watch);
  try {
    child.stdin.on('error', () => {});
    child.stdin.end(JSON.stringify({ ...order, markSheet: MARK_SHEET }));
    let ended = false;
    for await (const line of createInterface({ input: child.stdout, crlfDelay: Infinity })) {
      const answer = JSON.parse(line) as ReadingAnswer;
      if (answer.type === 'refused') throw new Unreadable(answer.reason, answer.at);
      ended = answer.type === 'ended' || answer.type === 'heads';
      yield answer;
    }
    if (!ended) throw new Unreadable(guard.reason ?? 'needs_too_much_memory');
  } finally {
    guard.end();
  }
}

/** The first rows of every sheet, for a person who maps columns. @throws Unreadable */
export async function readHeads(path: string, fileName: string): Promise<Heads> {
  for await (const answer of readTable({ path, fileName, wanted: null, mostRows: 0 }))
    if (answer.type === 'heads') return answer;
  throw new Unreadable('damaged');
}

/** Ends a reading process that takes too long or too much. */
class Guard {
  reason: FileRefusal | undefined;
  readonly #timer: NodeJS.Timeout;
  readonly #looking: NodeJS.Timeout;

  constructor(
    private readonly child: ChildProcess,
    milliseconds: number,
    private readonly watch: (residentBytes: number) => void,
  ) {
    this.#timer = setTimeout(() => this.#stop('takes_too_long'), milliseconds);
    this.#looking = setInterval(() => void this.#look(), LOOK_MS);
  }

  end(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#looking);
    this.child.kill('SIGKILL');
  }

  /** Memory outside the heap is not limited by Node, nor is processor time; where the system shows them (Linux), they are watched. */
  async #look(): Promise<void> {
    const line = await readFile(`/proc/${this.child.pid}/stat`, 'utf8').catch(() => '');
    // The second field is a name in brackets that may hold blanks; user and system time are the 14th and 15th, pages the 24th.
    const fields = line
      .slice(line.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const ticks = (fields[11] ?? 0) + (fields[12] ?? 0);
    const residentBytes = (fields[21] ?? 0) * 4_096;
    this.watch(residentBytes);
    if (ticks * 10 > LIMITS.processorMs) this.#stop('takes_too_long');
    else if (residentBytes > LIMITS.residentBytes) this.#stop('needs_too_much_memory');
  }

  #stop(reason: FileRefusal): void {
    this.reason ??= reason;
    this.child.kill('SIGKILL');
  }
}
