import type { Bundle, Chain } from './bundle.ts';

const STEP = 'history';

/** Archived histories are the ones whose hashes stand in the chain of events, run by run. */
export function checkHistory({ archive, report }: Bundle, { archived, historyLostAt }: Chain): void {
  const files = archive.names.filter((name) => name.startsWith('temporal/'));
  for (const file of files)
    if (archived.get(file) !== archive.hash(file).sha256) report.fail(STEP, 'history_differs', { file });
  for (const file of archived.keys()) if (!archive.has(file)) report.fail(STEP, 'file_missing', { file });
  if (historyLostAt !== null) report.note(STEP, 'history_lost', { no: historyLostAt });
  if (report.failedAt(STEP)) return;
  if (files.length > 0) report.ok(STEP, 'history_ok', { files: files.length });
  else if (historyLostAt === null) report.note(STEP, 'history_none');
}
