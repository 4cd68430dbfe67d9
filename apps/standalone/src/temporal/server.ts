import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { Connection } from '@temporalio/client';
import type { Part } from '../supervisor/managed-process.ts';

/** True when the server at host:port answers a request, not only a connection. */
export async function temporalAnswers(address: string): Promise<boolean> {
  if (!(await accepts(address))) return false;
  const connection = await Connection.connect({ address, connectTimeout: 2_000 });
  await connection.close();
  return true;
}

function accepts(address: string): Promise<boolean> {
  const [host, port] = address.split(':');
  return new Promise((resolve) => {
    const socket = connect({ host: host ?? '127.0.0.1', port: Number(port) });
    const done = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket.setTimeout(1_000, () => done(false));
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}

export interface TemporalServer {
  readonly program: string;
  readonly databaseFile: string;
  readonly port: number;
  readonly uiPort: number;
}

/** The part of the supervisor that runs Temporal's development server on a file of its own. */
export function temporalPart({ program, databaseFile, port, uiPort }: TemporalServer): Part {
  mkdirSync(dirname(databaseFile), { recursive: true });
  return {
    name: 'temporal',
    command: program,
    args: [
      'server',
      'start-dev',
      '--db-filename',
      databaseFile,
      '--ip',
      '127.0.0.1',
      '--port',
      String(port),
      '--ui-ip',
      '127.0.0.1',
      '--ui-port',
      String(uiPort),
      '--log-level',
      'error',
      // The file outlives kill -9 without waiting for the disk; what a power cut takes is derived again from PostgreSQL.
      '--sqlite-pragma',
      'journal_mode=WAL',
      '--sqlite-pragma',
      'synchronous=OFF',
      '--dynamic-config-value',
      'system.forceSearchAttributesCacheRefreshOnRead=true',
      '--dynamic-config-value',
      'limit.maxIDLength=255',
    ],
    env: process.env,
    user: undefined,
    stopSignal: 'SIGTERM',
    stopMs: 15_000,
    node: false,
    readyMs: 60_000,
    ready: () => temporalAnswers(`127.0.0.1:${port}`),
  };
}
