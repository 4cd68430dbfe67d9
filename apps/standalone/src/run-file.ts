import { readFileSync } from 'node:fs';
import type { DatabaseUrls } from './databases.ts';
import { writePrivate } from './data-folder.ts';
import type { Addresses } from './parts.ts';
import type { Ports } from './settings.ts';

/** What another program on this machine needs to know of the running system. It holds passwords: readable by its user alone. */
export interface RunFile {
  readonly pid: number;
  readonly startedAt: string;
  /** Absent until everything is ready. */
  readonly readyAt: string | undefined;
  readonly dataDir: string;
  readonly ports: Ports;
  readonly urls: Addresses;
  readonly databases: DatabaseUrls;
  readonly temporalNamespace: string;
  /** Process numbers of the parts as they are now; a part that is being restarted is missing. */
  readonly pids: Readonly<Record<string, number>>;
}

export function writeRunFile(file: string, run: RunFile): void {
  writePrivate(file, JSON.stringify(run, null, 2));
}

/** @throws Error saying that nothing runs on this data. */
export function readRunFile(file: string): RunFile {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RunFile;
  } catch {
    throw new Error(`Nothing is running on this data (${file} is not there): start it with "npm start".`);
  }
}
