// Writes what every route answers beside the API's sources, and beside its build when there is one: `node scripts/answers.mjs`.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const FOLDERS = ['apps/api/src', 'libs', 'scripts/answers'];
const PLACES = ['apps/api/src/openapi/answers.json', 'dist/apps/api/src/openapi/answers.json'];

/** Reads the controllers when something changed that could change an answer. Several processes may do it at once. */
export async function ensureAnswers() {
  const now = fingerprint();
  const stale = PLACES.filter((place) => !fresh(join(root, place), now));
  if (stale.length === 0) return;
  const kept = PLACES.find((place) => !stale.includes(place));
  let text = kept === undefined ? undefined : readFileSync(join(root, kept), 'utf8');
  if (text === undefined) {
    const { answersOf } = await import('./answers/read-controllers.mjs');
    text = JSON.stringify({ of: now, ...answersOf(root) });
  }
  for (const place of stale) {
    const file = join(root, place);
    if (place.startsWith('dist/') && !existsSync(join(root, 'dist/apps/api'))) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function fresh(file, now) {
  return existsSync(file) && readFileSync(file, 'utf8').startsWith(`{"of":"${now}"`);
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const folder of FOLDERS)
    for (const name of readdirSync(join(root, folder), { recursive: true }).map(String).sort())
      if (/\.(ts|mjs)$/.test(name) && !name.endsWith('.spec.ts'))
        hash
          .update(name)
          .update('\0')
          .update(readFileSync(join(root, folder, name)));
  return hash.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await ensureAnswers();
