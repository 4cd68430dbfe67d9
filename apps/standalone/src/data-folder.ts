import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf, endProcess, isAlive } from './supervisor/process-table.ts';
import { stopLeftover } from './postgres/cluster.ts';
import { WrongSetting } from './settings.ts';

export interface Secrets {
  readonly owner: string;
  readonly system: string;
  readonly api: string;
}

/** Where things lie in the data folder. */
export function layout(dataDir: string) {
  return {
    postgres: join(dataDir, 'postgres'),
    temporalFile: join(dataDir, 'temporal', 'temporal.db'),
    logs: join(dataDir, 'logs'),
    secrets: join(dataDir, 'secrets.json'),
    trustAnchors: join(dataDir, 'trust-anchors.pem'),
    sealKey: join(dataDir, 'seal-key.pem'),
    secretsKey: join(dataDir, 'secrets.key'),
    passportAuthority: join(dataDir, 'passport-authority.json'),
    run: join(dataDir, 'run.json'),
    lock: join(dataDir, 'supervisor.pid'),
  } as const;
}

function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

/** Writes a file that only this user may read, whole or not at all. */
export function writePrivate(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The passwords of this folder's database, drawn when there are none yet. */
export function openSecrets(file: string): Secrets {
  const kept = readJson<Secrets>(file);
  if (kept !== undefined) return kept;
  const draw = (): string => randomBytes(18).toString('base64url');
  const secrets = { owner: draw(), system: draw(), api: draw() };
  writePrivate(file, JSON.stringify(secrets));
  return secrets;
}

/** Marks the folder as in use by this process. @throws WrongSetting when another start uses it now. */
export function takeFolder(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true });
  const { lock, run } = layout(dataDir);
  const holder = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
  if (
    holder > 0 &&
    holder !== process.pid &&
    isAlive(holder) &&
    /main\.js|start\.mjs/.test(commandOf(holder))
  ) {
    const url = readJson<{ urls?: { api?: string } }>(run)?.urls?.api;
    throw new WrongSetting(
      `It is running already on this data (process ${holder}${url ? `, ${url}` : ''}). Stop it first, or use other data and ports: npm start -- --data .data/second --port-offset 1000`,
    );
  }
  writeFileSync(lock, String(process.pid));
}

export function releaseFolder(dataDir: string): void {
  const { lock, run } = layout(dataDir);
  rmSync(run, { force: true });
  rmSync(lock, { force: true });
}

/** What marks the command line of a part as ours, so that a reused process number is never ended. */
const MARKS: Readonly<Record<string, string>> = {
  api: 'apps/api/',
  worker: 'apps/worker/',
  simulators: 'apps/simulators/',
  temporal: 'start-dev',
};

/**
 * Ends what a killed supervisor left behind: its children by the run file, PostgreSQL by its own. Returns the names of the
 * parts that were still there.
 */
export async function endLeftovers(dataDir: string): Promise<string[]> {
  const { run, postgres } = layout(dataDir);
  const pids = readJson<{ pids?: Record<string, number> }>(run)?.pids ?? {};
  const ended: string[] = [];
  for (const name of ['api', 'worker', 'simulators', 'temporal']) {
    const pid = pids[name];
    if (pid === undefined || !isAlive(pid) || !commandOf(pid).includes(MARKS[name] ?? name)) continue;
    await endProcess(pid, 'SIGTERM', 10_000);
    ended.push(name);
  }
  await stopLeftover(postgres);
  rmSync(run, { force: true });
  return ended;
}

/** Deletes everything in the folder but the mark that it is in use. */
export function emptyFolder(dataDir: string): void {
  const { lock } = layout(dataDir);
  for (const name of readdirSync(dataDir)) {
    const path = join(dataDir, name);
    if (path !== lock) rmSync(path, { recursive: true, force: true });
  }
}
