import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRunFile, type RunFile } from './run-file.ts';

const START_MS = 240_000;
const STOP_MS = 40_000;

export interface System {
  /** Where the run file lies; its process numbers change when parts are restarted. */
  readonly runFile: string;
  readonly run: RunFile;
  stop(keep: boolean): Promise<void>;
}

/**
 * Starts a system of our own on free ports with its own data, through the same program as `npm start`.
 * @throws Error with the end of its output when it does not become ready.
 */
export async function startPrivateSystem(): Promise<System> {
  const dataDir = resolve('.data', `demo-${process.pid}`);
  mkdirSync(dataDir, { recursive: true });
  const ports = await freePorts(10);
  const names = [
    'port',
    'worker-port',
    'population-port',
    'platform-port',
    'idp-port',
    'agent-port',
    'tsa-port',
  ];
  const flags = [...names, 'postgres-port', 'temporal-port', 'temporal-ui-port'].flatMap((name, index) => [
    `--${name}`,
    String(ports[index]),
  ]);
  const child = spawn(
    process.execPath,
    [join('dist', 'apps', 'standalone', 'src', 'main.js'), '--data', dataDir, '--no-demo-data', ...flags],
    { stdio: ['ignore', 'pipe', 'pipe'], env: withoutServers() },
  );
  const log = createWriteStream(join(dataDir, 'standalone.log'));
  let tail = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      log.write(chunk);
      tail = (tail + chunk.toString('utf8')).slice(-3_000);
    });
  }
  const runFile = join(dataDir, 'run.json');
  const stop = async (keep: boolean): Promise<void> => {
    await end(child);
    log.end();
    if (!keep) rmSync(dataDir, { recursive: true, force: true });
  };
  const giveUpAt = Date.now() + START_MS;
  while (Date.now() < giveUpAt && child.exitCode === null) {
    const run = readRunFile(runFile);
    if (run?.readyAt !== undefined) return { runFile, run, stop };
    await sleep(100);
  }
  await stop(true);
  throw new Error(`The demo's own system did not start. The end of its output:\n${tail}`);
}

/** The system that `npm start` runs on this folder; undefined when there is none or it is not ready. */
export function findRunningSystem(runFile: string): System | undefined {
  const run = readRunFile(runFile);
  return run?.readyAt === undefined ? undefined : { runFile, run, stop: () => Promise.resolve() };
}

/** A private system must not touch a server somebody named for the usual one. */
function withoutServers(): NodeJS.ProcessEnv {
  const env = { ...process.env };
  delete env['DATABASE_URL'];
  delete env['SIMULATORS_DATABASE_URL'];
  delete env['TEMPORAL_ADDRESS'];
  return env;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  if ((await Promise.race([gone, sleep(STOP_MS, 'late', { ref: false })])) === 'late') {
    child.kill('SIGKILL');
    await gone;
  }
}

/**
 * Ports nobody listens on now, all different, and below those that systems give to outgoing connections: such a one could take a port
 * before its server starts.
 */
async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = [];
  while (servers.length < count) {
    const server = createServer().listen(12_000 + Math.floor(Math.random() * 18_000), '127.0.0.1');
    const listening = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (listening) servers.push(server);
  }
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
