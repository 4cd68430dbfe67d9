import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ManagedProcess, type Part } from './managed-process.ts';
import { isAlive } from './process-table.ts';
import { Screen } from './screen.ts';

const folder = mkdtempSync(join(tmpdir(), 'ban-giao-supervisor-'));
const started: ManagedProcess[] = [];

function manage(script: string, more: Partial<Part> = {}): ManagedProcess {
  const screen = new Screen(folder, false);
  const part: Part = {
    name: 'part',
    command: process.execPath,
    args: ['-e', script],
    env: {},
    stopSignal: 'SIGTERM',
    stopMs: 500,
    node: false,
    readyMs: 5_000,
    ready: () => Promise.resolve(managed.pid !== undefined),
    ...more,
  };
  const managed = new ManagedProcess(part, screen, () => {});
  started.push(managed);
  return managed;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((managed) => managed.stop()));
  rmSync(folder, { recursive: true, force: true });
});

describe('a part of the system', () => {
  it('is started again when it is killed', async () => {
    const managed = manage('setInterval(() => {}, 1000)');
    await managed.start();
    const first = managed.pid as number;
    process.kill(first, 'SIGKILL');
    while (managed.pid === first || managed.pid === undefined) await sleep(20);
    expect(isAlive(first)).toBe(false);
    expect(isAlive(managed.pid)).toBe(true);
  });

  it('is given up with its last lines when it never gets ready', async () => {
    const managed = manage('console.error("the cause"); process.exit(3)', {
      ready: () => Promise.resolve(false),
    });
    await expect(managed.start()).rejects.toThrow('the cause');
  }, 20_000);

  it('is killed when it does not end in its time', async () => {
    const managed = manage('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)');
    await managed.start();
    await sleep(200);
    const pid = managed.pid as number;
    await managed.stop();
    expect(isAlive(pid)).toBe(false);
    expect(managed.pid).toBeUndefined();
  });
});
