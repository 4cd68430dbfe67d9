import { fork } from 'node:child_process';
import { readdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A refused download is often not answered at all: when nothing has come by then, nothing will. */
const FIRST_BYTES_MS = 15_000;
const WHOLE_MS = 300_000;

/**
 * Lets the SDK download Temporal's program to `target`. It runs in a process of its own, because a download that hangs can
 * only be given up by ending it. Returns undefined when the file is there, else why not, in a few words.
 */
export async function downloadTemporal(target: string, version: string): Promise<string | undefined> {
  const folder = dirname(target);
  const child = fork(fileURLToPath(new URL('./download-child.js', import.meta.url)), [folder, version], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
  });
  let reason = 'refused';
  child.on('message', (message) => (reason = String(message)));
  const startedAt = Date.now();
  const watch = setInterval(() => {
    const waited = Date.now() - startedAt;
    if (waited > WHOLE_MS || (waited > FIRST_BYTES_MS && readdirSync(folder).length === 0)) {
      reason = 'no answer';
      child.kill('SIGKILL');
    }
  }, 500);
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', resolve);
  });
  clearInterval(watch);
  const file = readdirSync(folder).find(
    (name) => name.startsWith('temporal-') && !name.endsWith('.downloading'),
  );
  if (code !== 0 || file === undefined) return reason;
  renameSync(join(folder, file), target);
  return undefined;
}
