import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
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
  /** Runs `work` with a worker of the real workflows on the given activities. */
  withWorker<T>(activities: object, work: (taskQueue: string) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The server of `TEMPORAL_ADDRESS`, or one of the installed command's own in memory, and the bundled workflows. */
export async function testTemporal(): Promise<TestTemporal> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const given = process.env['TEMPORAL_ADDRESS'];
  const server =
    given === undefined || given === '' ? await startServer() : { address: given, process: undefined };
  const { address } = server;
  const [env, bundle] = await Promise.all([connect(address), bundleOfToday()]);
  return {
    address,
    env,
    async withWorker(activities, work) {
      const taskQueue = `test-${randomUUID()}`;
      const worker = await Worker.create({
        connection: env.nativeConnection,
        namespace: 'default',
        taskQueue,
        workflowBundle: bundle,
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

async function startServer(): Promise<{ address: string; process: ChildProcess }> {
  const port = await freePort();
  const args = ['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port)];
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
