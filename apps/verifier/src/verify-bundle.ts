import type { Bundle } from './bundle.ts';
import { checkCommittedRows } from './committed-rows.ts';
import { checkCustody } from './custody.ts';
import { checkEvents, type KnownEvent } from './events.ts';
import { asFields, Malformed, numbersIn, readFields, textOf, wholeOf } from './fields.ts';
import { checkHandovers } from './handovers.ts';
import { checkHistory } from './history.ts';
import { checkPapers } from './papers.ts';
import { checkRecords } from './records.ts';
import { Report, type Step } from './report.ts';
import type { Trust } from './signatures.ts';
import { checkFiles, readStatement } from './statement.ts';
import { ArchiveDamage, ZipArchive } from './zip-archive.ts';

export interface BundleOptions {
  readonly trust: Trust;
  /** Events known from outside. */
  readonly known: readonly KnownEvent[];
  /** Checks one record's place in its handovers and leaves the rest. */
  readonly record?: number | undefined;
}

/** Checks a bundle from public keys alone. Every step is tried, so that a verdict names all that is wrong. */
export async function verifyBundle(path: string, { trust, known, record }: BundleOptions): Promise<Report> {
  const report = new Report();
  let archive: ZipArchive;
  try {
    archive = ZipArchive.open(path);
  } catch (error) {
    if (!(error instanceof ArchiveDamage)) throw error;
    report.fail('archive', error.code, { file: error.place });
    return report;
  }
  try {
    report.ok('archive', 'archive_ok', { files: archive.names.length });
    const statement = await attempt(report, 'statement', 'statement.json', () =>
      readStatement(archive, trust, report),
    );
    if (statement === undefined) {
      for (const name of archive.names)
        if (archive.hash(name).size < 0) report.fail('files', 'file_changed', { file: name });
      return report;
    }
    await checkContents({ archive, statement, trust, report }, known, record);
  } finally {
    archive.close();
  }
  return report;
}

async function checkContents(
  bundle: Bundle,
  known: readonly KnownEvent[],
  record: number | undefined,
): Promise<void> {
  const { report } = bundle;
  await attempt(report, 'files', 'statement.json', () =>
    checkFiles(bundle.archive, bundle.statement, report),
  );
  const chain = await attempt(report, 'events', 'events.ndjson', () => checkEvents(bundle, known));
  if (chain === undefined) return;
  if (record === undefined)
    await attempt(report, 'changes', 'changes.ndjson', () => checkCommittedRows(bundle, chain));
  const only =
    record === undefined
      ? undefined
      : await attempt(report, 'records', 'handovers', () => handoversOf(bundle, record));
  const handovers =
    (await attempt(report, 'handovers', 'handovers', () => checkHandovers(bundle, chain, only))) ?? [];
  await attempt(report, 'records', 'records', () => checkRecords(bundle, handovers, record));
  if (record !== undefined) return;
  await attempt(report, 'custody', 'custody.ndjson', () => checkCustody(bundle, chain));
  await attempt(report, 'papers', 'handovers', () => checkPapers(bundle, chain, handovers));
  await attempt(report, 'history', 'temporal', () => checkHistory(bundle, chain));
}

/** Numbers of the handovers whose records are in the bundle and that cover the record. */
function handoversOf({ archive, statement, report }: Bundle, record: number): Set<number> {
  const numbers = new Set<number>();
  for (const name of archive.names) {
    const [, number] = /^records\/(\d+)\.ndjson$/.exec(name) ?? [];
    const file = `handovers/${number}/manifest.json`;
    if (number === undefined || !archive.has(file)) continue;
    const manifest = readFields(archive.text(file));
    if (numbersIn(textOf(manifest, 'records'), wholeOf(manifest, 'recordCount')).includes(record))
      numbers.add(Number(number));
  }
  const { recordCount } = asFields(statement['list'], 'list');
  if (numbers.size === 0)
    report.fail('records', 'record_not_found', { record, records: Number(recordCount) });
  return numbers;
}

/** A file that cannot be read fails its step and not the program. */
async function attempt<T>(
  report: Report,
  step: Step,
  file: string,
  work: () => T | Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if ((error as { syscall?: unknown }).syscall !== undefined) throw error;
    if (error instanceof ArchiveDamage) {
      report.fail(step, error.code === 'entry_form' ? 'file_missing' : error.code, { file: error.place });
    } else {
      // Whatever a reader stumbles over, it is the file that is wrong: nothing unexpected may pass.
      report.fail(step, 'document_malformed', {
        file,
        field: error instanceof Malformed ? error.field : 'unreadable',
      });
    }
    return undefined;
  }
}
