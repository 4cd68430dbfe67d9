import { execFile } from 'node:child_process';
import { accessSync, constants, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { buildTemporal, findGo } from './build.ts';
import { downloadTemporal } from './download.ts';
import { withLock } from './lock.ts';

const run = promisify(execFile);

/** The newest version that `go install` can build; later ones use a module that is not published. */
export const TEMPORAL_VERSION = '1.5.1';

const PROGRAM = process.platform === 'win32' ? 'temporal.exe' : 'temporal';

/** The user's own cache, shared by all copies of the project. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'ban-giao', `temporal-${TEMPORAL_VERSION}`);
}

function onPath(env: NodeJS.ProcessEnv): string | undefined {
  return (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, PROGRAM))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** True when the file is a Temporal program that can run the development server. */
async function works(path: string): Promise<boolean> {
  try {
    const { stdout } = await run(path, ['--version'], { timeout: 20_000 });
    return /temporal version \d+\./.test(stdout);
  } catch {
    return false;
  }
}

export interface FoundTemporal {
  readonly path: string;
  /** Where it came from, for the screen. */
  readonly source: string;
}

/**
 * Finds Temporal's program, or gets it: on PATH, in the user's cache folder, by the SDK's own download, by building it with Go.
 * `say` receives lines for the screen; what takes long says why.
 * @throws Error with what can be done when none of these ways works.
 */
export async function findTemporal(
  say: (line: string) => void,
  env: NodeJS.ProcessEnv = process.env,
): Promise<FoundTemporal> {
  const installed = onPath(env);
  if (installed !== undefined && (await works(installed)))
    return { path: installed, source: 'found on PATH' };
  const folder = cacheFolder(env);
  const cached = join(folder, PROGRAM);
  if (await works(cached)) return { path: cached, source: 'kept from an earlier start' };

  mkdirSync(folder, { recursive: true });
  return withLock(join(folder, 'lock'), say, async () => {
    if (await works(cached)) return { path: cached, source: 'made by another start just now' };
    // Made under another name first, so that an interrupted download or build is never taken for a whole one.
    const making = join(folder, `making-${process.pid}`);
    rmSync(making, { recursive: true, force: true });
    mkdirSync(making);
    try {
      const source = await obtain(making, say, env);
      renameSync(join(making, PROGRAM), cached);
      return { path: cached, source };
    } finally {
      rmSync(making, { recursive: true, force: true });
    }
  });
}

async function obtain(folder: string, say: (line: string) => void, env: NodeJS.ProcessEnv): Promise<string> {
  const target = join(folder, PROGRAM);
  say("Temporal is not on this machine yet: trying the SDK's own download ...");
  const refusal = await downloadTemporal(target, `v${TEMPORAL_VERSION}`);
  if (refusal === undefined && (await works(target))) return 'downloaded by the SDK';
  const go = await findGo(env);
  if (go === undefined)
    throw new Error(
      `Temporal is needed and could not be had: it is not on PATH, the download was refused (${refusal ?? 'not a program'}), and Go is not installed to build it. ` +
        'Install Go (https://go.dev/dl) or the Temporal CLI (https://docs.temporal.io/cli), or set TEMPORAL_ADDRESS to a server of your own.',
    );
  say(
    `  no download (${refusal ?? 'not a program'}): Temporal ${TEMPORAL_VERSION} is built from its source instead.`,
  );
  await buildTemporal({ go, version: TEMPORAL_VERSION, folder, say, env });
  if (!(await works(target))) throw new Error('Temporal was built, but the program does not run.');
  return 'built from its source';
}
