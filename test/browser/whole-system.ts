import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunFile } from '../../apps/standalone/src/run-file.ts';
import { freePorts } from '../support/free-ports.ts';

const MAIN = join('dist', 'apps', 'standalone', 'src', 'main.js');
const FLAGS = [
  'port',
  'worker-port',
  'population-port',
  'platform-port',
  'idp-port',
  'agent-port',
  'tsa-port',
  'postgres-port',
  'temporal-port',
  'temporal-ui-port',
] as const;
const READY_MS = 240_000;

export interface WholeSystem {
  readonly urls: RunFile['urls'];
  stop(): Promise<void>;
}

/** Everything that `npm start` runs, on free ports and with data of its own; or the running system that BROWSER_SYSTEM's folder describes. */
export async function wholeSystem(): Promise<WholeSystem> {
  const running = process.env['BROWSER_SYSTEM'];
  if (running) return { urls: runFile(running).urls, stop: async () => {} };
  const data = mkdtempSync(join(tmpdir(), 'ban-giao-browser-'));
  const ports = await freePorts(FLAGS.length);
  const flags = FLAGS.flatMap((flag, at) => [`--${flag}`, String(ports[at])]);
  const child = spawn(process.execPath, [MAIN, '--data', data, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGINT');
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
  const until = Date.now() + READY_MS;
  while (!output.includes('Bàn Giao is ready')) {
    if (child.exitCode !== null || Date.now() > until) {
      await stop();
      throw new Error(`The system did not start:\n${output}`);
    }
    await sleep(100);
  }
  return { urls: runFile(data).urls, stop };
}

function runFile(folder: string): RunFile {
  return JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunFile;
}
