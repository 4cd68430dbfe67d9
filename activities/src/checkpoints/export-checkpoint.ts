import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { StoredCheckpoint } from '#persistence/process/checkpoints';

/**
 * Writes a checkpoint as three files, which `openssl cms -verify` and `sha256sum` can check: the statement, its signature and the
 * heads. Written again, they are the same. Answers the statement's file.
 */
export async function exportCheckpoint(
  folder: string,
  { no, statement, signature, heads }: Omit<StoredCheckpoint, 'day' | 'at' | 'sha256'>,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `checkpoint-${String(no).padStart(6, '0')}.json`);
  await writeWhole(file.replace(/json$/, 'heads'), gunzipSync(heads));
  await writeWhole(`${file}.p7s`, signature);
  await writeWhole(file, Buffer.from(statement));
  return file;
}

/** Whole or not at all: a half-written file outside would look like a forged one. */
async function writeWhole(file: string, content: Buffer): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, content);
  await rename(draft, file);
}
