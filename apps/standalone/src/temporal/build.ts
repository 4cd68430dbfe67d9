import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SAY_EVERY_MS = 10_000;

/** Go's program: on PATH or where its installer puts it. Undefined when there is none. */
export async function findGo(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const candidate of ['go', '/usr/local/go/bin/go', '/opt/homebrew/bin/go']) {
    try {
      await run(candidate, ['version'], { env, timeout: 20_000 });
      return candidate;
    } catch {
      // Not there: the next place.
    }
  }
  return undefined;
}

export interface Build {
  readonly go: string;
  readonly version: string;
  /** Where the program is put. */
  readonly folder: string;
  readonly say: (line: string) => void;
  readonly env: NodeJS.ProcessEnv;
}

/** Builds the official command line program from its published source. @throws Error with Go's last lines. */
export async function buildTemporal({ go, version, folder, say, env }: Build): Promise<void> {
  say(
    '  This takes two to five minutes, once for this user: Go fetches the source of Temporal and compiles about 1,900 packages.',
  );
  const startedAt = Date.now();
  const child = spawn(go, ['install', '-v', `github.com/temporalio/cli/cmd/temporal@v${version}`], {
    env: { ...env, GOBIN: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stop = (): void => void child.kill('SIGTERM');
  process.once('exit', stop);
  let fetched = 0;
  let compiled = 0;
  const last: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.startsWith('go: downloading')) fetched += 1;
    else compiled += 1;
    last.push(line);
    if (last.length > 8) last.shift();
  });
  const ticker = setInterval(() => {
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    say(`  building Temporal: ${seconds} s, ${fetched} modules fetched, ${compiled} packages compiled ...`);
  }, SAY_EVERY_MS);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0)
      throw new Error(
        `Temporal could not be built (go install ended with code ${code}): ${last.join(' | ')}`,
      );
    say(
      `  Temporal was built in ${Math.round((Date.now() - startedAt) / 1000)} s and is kept for the next start.`,
    );
  } finally {
    clearInterval(ticker);
    process.removeListener('exit', stop);
  }
}
