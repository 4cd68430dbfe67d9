import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from './free-ports.ts';

const START_MS = 600_000;
const STOP_MS = 40_000;
const PORTS = [
  ...['port', 'worker-port', 'population-port', 'platform-port', 'idp-port', 'agent-port', 'tsa-port'],
  ...['postgres-port', 'temporal-port', 'temporal-ui-port'],
];

export interface PrivateSystem {
  readonly dataDir: string;
  readonly runFile: string;
  readonly databaseUrl: string;
  /** Process number of PostgreSQL's first process. */
  readonly postgresPid: number | undefined;
  readonly ownerUrl: string;
  stop(): Promise<void>;
}

interface RunFile {
  readonly readyAt?: string;
  readonly databases: { readonly system: string; readonly owner: string };
  readonly pids: Readonly<Record<string, number>>;
}

/**
 * A whole system on free ports with its own data, which go with it.
 * @throws Error with the end of its output when it does not become ready.
 */
export async function startPrivateSystem(
  settings: Readonly<Record<string, string>> = {},
): Promise<PrivateSystem> {
  const dataDir = resolve('.data', `bench-${process.pid}`);
  mkdirSync(dataDir, { recursive: true });
  const ports = await freePorts(PORTS.length);
  const flags = PORTS.flatMap((name, i) => [`--${name}`, String(ports[i])]);
  const env: NodeJS.ProcessEnv = { ...process.env, ...settings };
  for (const name of ['DATABASE_URL', 'SIMULATORS_DATABASE_URL', 'TEMPORAL_ADDRESS']) delete env[name];
  const program = join('dist', 'apps', 'standalone', 'src', 'main.js');
  const child = spawn(process.execPath, [program, '--data', dataDir, '--no-demo-data', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  let tail = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (tail = (tail + chunk.toString('utf8')).slice(-3_000)));
  const stop = async (): Promise<void> => {
    await end(child);
    rmSync(dataDir, { recursive: true, force: true });
  };
  const runFile = join(dataDir, 'run.json');
  for (const giveUpAt = Date.now() + START_MS; Date.now() < giveUpAt && child.exitCode === null;) {
    const run = readRun(runFile);
    if (run?.readyAt !== undefined) {
      const { system: databaseUrl, owner: ownerUrl } = run.databases;
      return { dataDir, runFile, databaseUrl, ownerUrl, postgresPid: run.pids['postgres'], stop };
    }
    await sleep(200);
  }
  await stop();
  throw new Error(`The bench's own system did not start. The end of its output:\n${tail}`);
}

function readRun(file: string): RunFile | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RunFile;
  } catch {
    return undefined;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  if ((await Promise.race([gone, sleep(STOP_MS, 'late', { ref: false })])) !== 'late') return;
  child.kill('SIGKILL');
  await gone;
}
