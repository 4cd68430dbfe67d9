import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPrograms } from '../../apps/standalone/src/postgres/cluster.ts';
import { chooseUser, type Started } from '../../apps/standalone/src/postgres/run-as.ts';

const HOME = join(tmpdir(), `ban-giao-test-${userInfo().uid}`);
const ADDRESS = join(HOME, 'address.json');
const LOCK = `${HOME}.lock`;
const KEEPER = join(import.meta.dirname, 'postgres-keeper.mjs');
const START_MS = 60_000;

export interface Server {
  readonly host: '127.0.0.1';
  readonly port: number;
}

/** The PostgreSQL that all test files share: reused when it runs, started when not. Signs this process in as a user of it. */
export async function sharedPostgres(): Promise<Server> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    const running = present();
    if (running !== undefined) {
      signIn();
      // The keeper may have decided to stop between the two lines above.
      if (present()?.port === running.port) return running;
    } else if (takeLock()) {
      try {
        if (present() === undefined) await start(deadline);
      } finally {
        rmSync(LOCK, { force: true });
      }
    } else await sleep(50);
  }
  throw new Error(`The test PostgreSQL did not start within ${START_MS / 1000} s (see ${HOME}).`);
}

function present(): Server | undefined {
  try {
    const { port, keeper } = JSON.parse(readFileSync(ADDRESS, 'utf8')) as { port: number; keeper: number };
    process.kill(keeper, 0);
    return { host: '127.0.0.1', port };
  } catch {
    return undefined;
  }
}

function signIn(): void {
  mkdirSync(join(HOME, 'users'), { recursive: true });
  writeFileSync(join(HOME, 'users', String(process.pid)), '');
}

function takeLock(): boolean {
  try {
    closeSync(openSync(LOCK, 'wx'));
    return true;
  } catch {
    // A lock older than a start may take belongs to a process that was killed.
    try {
      if (Date.now() - statSync(LOCK).mtimeMs > START_MS) rmSync(LOCK, { force: true });
    } catch {
      // Its holder has just released it.
    }
    return false;
  }
}

/** How the keeper starts PostgreSQL's programs: the same way as the product does, which root may not do itself. */
async function programs(): Promise<{ initdb: Started; postgres: Started }> {
  const found = await findPrograms();
  const as = chooseUser([dirname(found.postgres), tmpdir()]);
  const started = (program: string) => {
    const { command, args, user } = as.wrap(program, []);
    return { command, args, user, owner: { uid: as.uid, gid: as.gid } };
  };
  return { initdb: started(found.initdb), postgres: started(found.postgres) };
}

async function start(deadline: number): Promise<void> {
  rmSync(ADDRESS, { force: true });
  signIn();
  const keeper = spawn(process.execPath, [KEEPER, HOME, JSON.stringify(await programs())], {
    detached: true,
    stdio: 'ignore',
  });
  keeper.unref();
  let exit: number | null | undefined;
  keeper.once('exit', (code) => (exit = code));
  while (present() === undefined && Date.now() < deadline) {
    if (exit !== undefined) throw new Error(`The test PostgreSQL ended at once (code ${exit}).`);
    await sleep(25);
  }
}
