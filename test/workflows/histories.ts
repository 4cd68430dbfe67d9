import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';

const FOLDER = join(process.cwd(), 'test', 'replay', 'histories');

/**
 * Keeps a history as a golden one when `RECORD_HISTORIES` is set. Golden histories must replay on today's code: a change
 * that breaks one would break the lists that are under way.
 */
export async function keepHistory(name: string, handle: WorkflowHandle): Promise<void> {
  if (!process.env['RECORD_HISTORIES']) return;
  const history = await handle.fetchHistory();
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(JSON.parse(historyToJSON(history)))}\n`);
}

/** The golden histories by name. */
export function goldenHistories(): { readonly name: string; readonly history: unknown }[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .sort((a, b) => (a.replace('.json', '') < b.replace('.json', '') ? -1 : 1))
    .map((file) => ({
      name: file.replace('.json', ''),
      history: JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as unknown,
    }));
}
