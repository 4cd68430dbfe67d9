import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface RunningServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** A program of the build that prints `{"ready": address}` when it serves. @throws Error with what it said when it ended before. */
export async function startServer(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  nodeFlags: readonly string[] = [],
): Promise<RunningServer> {
  const child = spawn(process.execPath, [...nodeFlags, program, ...args], {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-2_000)));
  const ended = once(child, 'exit');
  const ready = new Promise<string>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      const { ready: address } = JSON.parse(line.startsWith('{') ? line : '{}') as { ready?: string };
      if (address !== undefined) resolve(address);
    });
  });
  const url = await Promise.race([ready, ended.then(() => undefined)]);
  if (url === undefined) throw new Error(`${program} ended at once: ${said}`);
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
