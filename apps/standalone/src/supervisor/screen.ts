import { createWriteStream, existsSync, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';

const COLOURS = [36, 33, 35, 32, 34, 31] as const;
// PostgreSQL reports every refused statement as an error; who sent it knows, and says what matters.
const LOUD: Readonly<Record<string, RegExp>> = { postgres: /\bPANIC\b/ };
const LOUD_ELSEWHERE = /\b(ERROR|FATAL|PANIC|panic:|Error:)/;
const KEPT_LOG_BYTES = 20_000_000;

/** Lines on the screen, each with the coloured name of its part, and a whole log per part in the data folder. */
export class Screen {
  readonly #coloured = process.stdout.isTTY === true && !process.env['NO_COLOR'];
  readonly #files = new Map<string, WriteStream>();
  readonly #colourOf = new Map<string, number>();
  readonly #last = new Map<string, string[]>();

  constructor(
    private readonly logDir: string,
    private readonly verbose: boolean,
  ) {
    mkdirSync(logDir, { recursive: true });
  }

  /** A line of the program itself, such as progress. */
  say(line: string): void {
    process.stdout.write(`${line}\n`);
  }

  /** A line about one part, always shown. */
  tell(part: string, line: string): void {
    this.#file(part).write(`${new Date().toISOString()} [supervisor] ${line}\n`);
    process.stdout.write(`${this.#prefix(part)} ${line}\n`);
  }

  /** A line that a part wrote: kept in its log; shown when it matters or when everything is wanted. */
  log(part: string, line: string): void {
    if (line.trim() === '') return;
    this.#file(part).write(`${line}\n`);
    const last = this.#last.get(part) ?? [];
    last.push(line);
    if (last.length > 15) last.shift();
    this.#last.set(part, last);
    const shown = readable(line, LOUD[part] ?? LOUD_ELSEWHERE);
    if (this.verbose || shown.matters) process.stdout.write(`${this.#prefix(part)} ${shown.text}\n`);
  }

  /** The last lines a part wrote, for the message when it does not start. */
  lastLines(part: string): string[] {
    return [...(this.#last.get(part) ?? [])];
  }

  #prefix(part: string): string {
    let colour = this.#colourOf.get(part);
    if (colour === undefined) {
      colour = COLOURS[this.#colourOf.size % COLOURS.length] as number;
      this.#colourOf.set(part, colour);
    }
    const name = part.padEnd(10);
    return this.#coloured ? `\u001b[${colour}m${name}\u001b[0m` : name;
  }

  #file(part: string): WriteStream {
    let file = this.#files.get(part);
    if (file === undefined) {
      const path = join(this.logDir, `${part}.log`);
      if (existsSync(path) && statSync(path).size > KEPT_LOG_BYTES) renameSync(path, `${path}.1`);
      file = createWriteStream(path, { flags: 'a' });
      // A full disk must not take the supervisor down with it.
      file.on('error', () => {});
      this.#files.set(part, file);
    }
    return file;
  }
}

const LEVELS: Readonly<Record<number, string>> = { 40: 'WARN', 50: 'ERROR', 60: 'FATAL' };

function readable(line: string, loud: RegExp): { text: string; matters: boolean } {
  if (line.startsWith('{')) {
    try {
      const { level, msg, err } = JSON.parse(line) as {
        level?: number;
        msg?: string;
        err?: { message?: string };
      };
      if (typeof level === 'number')
        return {
          text: `${LEVELS[level] ?? 'info'} ${msg ?? ''}${err?.message ? `: ${err.message}` : ''}`,
          matters: level >= 40,
        };
    } catch {
      // Not JSON after all: shown as it came.
    }
  }
  return { text: line, matters: loud.test(line) };
}
