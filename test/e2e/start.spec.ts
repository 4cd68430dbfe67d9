import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunFile } from '../../apps/standalone/src/run-file.ts';
import { isAlive } from '../../apps/standalone/src/supervisor/process-table.ts';
import { freePorts } from '../support/free-ports.ts';

const MAIN = join('dist', 'apps', 'standalone', 'src', 'main.js');
const PORT_FLAGS = [
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

let data: string;
let flags: string[];

interface Start {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

function start(...more: string[]): Start {
  const child = spawn(process.execPath, [MAIN, '--data', data, ...flags, ...more], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, output: () => output, ended };
}

async function until(what: string, check: () => boolean | Promise<boolean>, ms: number): Promise<void> {
  const end = Date.now() + ms;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`Not within ${ms} ms: ${what}`);
    await sleep(100);
  }
}

async function untilReady({ output, child }: Start, ms: number): Promise<void> {
  await until(
    'ready',
    () => {
      if (child.exitCode !== null) throw new Error(`It ended: ${output()}`);
      return output().includes('Bàn Giao is ready');
    },
    ms,
  );
}

function runFile(): RunFile {
  return JSON.parse(readFileSync(join(data, 'run.json'), 'utf8')) as RunFile;
}

async function isReady(): Promise<boolean> {
  try {
    return (await fetch(`${runFile().urls.api}/health/ready`)).ok;
  } catch {
    return false;
  }
}

let running: Start | undefined;

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'ban-giao-start-'));
  const ports = await freePorts(PORT_FLAGS.length);
  flags = PORT_FLAGS.flatMap((flag, at) => [`--${flag}`, String(ports[at])]);
});

afterAll(async () => {
  running?.child.kill('SIGINT');
  await running?.ended;
  rmSync(data, { recursive: true, force: true });
});

describe('everything on one machine in one command', () => {
  it('reaches ready from nothing, and starts a part again that is killed', async () => {
    running = start();
    await untilReady(running, 150_000);
    expect(await isReady()).toBe(true);
    for (const part of ['api', 'worker', 'simulators', 'temporal', 'postgres']) {
      const before = runFile().pids[part] as number;
      process.kill(before, 'SIGKILL');
      await until(`${part} is back`, () => ![undefined, before].includes(runFile().pids[part]), 60_000);
      await until(`ready after the end of ${part}`, isReady, 60_000);
    }
  }, 400_000);

  it('says who runs already on the same data', async () => {
    const second = start();
    expect(await second.ended).toBe(2);
    expect(second.output()).toContain('running already');
  });

  it('leaves no process behind when it is told to stop', async () => {
    const pids = Object.values(runFile().pids);
    expect(pids).toHaveLength(5);
    running?.child.kill('SIGINT');
    expect(await running?.ended).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(existsSync(join(data, 'run.json'))).toBe(false);
  }, 60_000);

  it('is ready again within 20 seconds, on the same data', async () => {
    const startedAt = Date.now();
    running = start();
    await untilReady(running, 60_000);
    expect(Date.now() - startedAt).toBeLessThan(20_000);
  }, 90_000);

  it('leaves no process behind when the supervisor itself is killed, and goes on at the next start', async () => {
    const pids = Object.values(runFile().pids);
    running?.child.kill('SIGKILL');
    await until('every part has ended', () => !pids.some(isAlive), 40_000);
    running = start();
    await untilReady(running, 60_000);
  }, 120_000);

  it('goes on after everything was killed at once', async () => {
    const pids = Object.values(runFile().pids);
    running?.child.kill('SIGKILL');
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    running = start();
    await untilReady(running, 60_000);
    expect(await isReady()).toBe(true);
  }, 90_000);

  it('names a taken port, what wants it and how to choose another', async () => {
    running?.child.kill('SIGINT');
    await running?.ended;
    running = undefined;
    const port = Number(flags[1]);
    const other = createServer();
    await new Promise<void>((resolve) => other.listen({ port, host: '127.0.0.1' }, resolve));
    const second = start();
    expect(await second.ended).toBe(2);
    await new Promise((resolve) => other.close(resolve));
    expect(second.output()).toContain(`Port ${port} on 127.0.0.1 is taken, and the API wants it.`);
    expect(second.output()).toContain('--port ');
  }, 30_000);
});
