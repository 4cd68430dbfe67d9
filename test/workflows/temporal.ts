import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { freePort } from '../support/free-ports.ts';
import { bundleOfToday } from './bundle.ts';

export interface TestTemporal {
  readonly address: string;
  readonly env: TestWorkflowEnvironment;
  /** The workflow code that `withWorker` runs. */
  readonly code: string;
  /** Runs `work` with a worker of the real workflows on the given activities. */
  withWorker<T>(activities: object, work: (taskQueue: string) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * The server of `TEMPORAL_ADDRESS`, or one of the installed command's own in memory, and the bundled workflows. Server settings need an
 * own server.
 */
export async function testTemporal(serverSettings: readonly string[] = []): Promise<TestTemporal> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const given = process.env['TEMPORAL_ADDRESS'];
  const server =
    given === undefined || given === '' || serverSettings.length > 0
      ? await startServer(serverSettings)
      : { address: given, process: undefined };
  const { address } = server;
  const [env, bundle] = await Promise.all([connect(address), bundleOfToday()]);
  return {
    address,
    env,
    code: bundle.code,
    async withWorker(activities, work) {
      const taskQueue = `test-${randomUUID()}`;
      const worker = await Worker.create({
        connection: env.nativeConnection,
        namespace: 'default',
        taskQueue,
        workflowBundle: bundle,
        buildId: `ban-giao+${createHash('sha256').update(bundle.code).digest('hex')}`,
        activities,
        maxCachedWorkflows: 20,
        maxHeartbeatThrottleInterval: '100 milliseconds',
      });
      return worker.runUntil(() => work(taskQueue));
    },
    async close() {
      await env.teardown();
      server.process?.kill('SIGKILL');
    },
  };
}

async function connect(address: string): Promise<TestWorkflowEnvironment> {
  for (let left = 100; ; left -= 1) {
    try {
      return await TestWorkflowEnvironment.createFromExistingServer({ address, namespace: 'default' });
    } catch (error) {
      if (left === 0) throw error;
      await wait(100);
    }
  }
}

async function startServer(settings: readonly string[]): Promise<{ address: string; process: ChildProcess }> {
  const port = await freePort();
  const args = ['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port)];
  args.push(...settings.flatMap((setting) => ['--dynamic-config-value', setting]));
  const server = spawn(temporalCommand(), [...args, '--log-level', 'never'], { stdio: 'ignore' });
  return { address: `127.0.0.1:${port}`, process: server };
}

function temporalCommand(): string {
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    join(homedir(), '.cache', 'ban-giao'),
    join(homedir(), 'go', 'bin'),
  ];
  const found = folders.map((folder) => join(folder, 'temporal')).find((file) => existsSync(file));
  if (found === undefined)
    throw new Error('The command temporal was not found; set TEMPORAL_ADDRESS or install it.');
  return found;
}
