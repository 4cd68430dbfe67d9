import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { OUTCOME_WORDS } from '#domain/papers/outcome-words';
import { REVIEW_COLUMNS, type ReviewColumn } from '#domain/files/review-columns';
import { foldHeading } from '#domain/files/headings';
import { textOf } from '#domain/files/table';
import { MARK_SHEET, readTable } from '#spreadsheets/read-file';
import { workbookStream, type OutCell } from '#spreadsheets/write-workbook';
import { UsageError, type Bench } from './bench.ts';
import { villageTask, type VillageTask } from './excel/village-task.ts';
import { startPrivateSystem } from './private-system.ts';

const KEYS = Object.keys(REVIEW_COLUMNS) as ReviewColumn[];
const HEADINGS = Object.values(REVIEW_COLUMNS).map(({ title }) => foldHeading(title));
const ROUNDS = 3;
const MEMORY_ROWS = [10_000, 100_000] as const;
const MB = 2 ** 20;

export const bench: Bench = {
  summary:
    'a village’s workbook: dry run of 10,000 filled-in rows through the API, and memory while 100,000 rows are read',
  usage: '[--rows 10000]',
  run,
};

/** The dry run is what an officer waits for: upload, reading in its own process, comparison of every row with its record. Best of three, each with other contents. */
async function run(args: readonly string[], print: (line: string) => void): Promise<object> {
  const { values } = parseArgs({ args: [...args], options: { rows: { type: 'string', default: '10000' } } });
  const rows = Number(values.rows);
  if (!/^\d+$/.test(values.rows) || rows < 1 || rows > 20_000)
    throw new UsageError(`--rows is "${values.rows}", expected a whole number from 1 to 20000.`);
  const folder = await mkdtemp(join(tmpdir(), 'ban-giao-bench-'));
  try {
    const memory: Record<string, number> = {};
    for (const count of MEMORY_ROWS) {
      const { peakMb, rowsPerSecond } = await readMany(folder, count);
      print(`${count} rows read: ${rowsPerSecond} a second, at most ${peakMb} MB`);
      memory[`peakMemoryMb${count / 1_000}k`] = peakMb;
      memory[`readRowsPerSecond${count / 1_000}k`] = rowsPerSecond;
    }
    print('Starting a system of its own ...');
    const system = await startPrivateSystem();
    try {
      print(`Driving a list of ${rows} records to its village ...`);
      const seconds = await dryRuns(await villageTask(system, rows), folder, print);
      const dryRunSeconds = Math.min(...seconds);
      return {
        ...{
          dryRun10kSeconds: rounded((dryRunSeconds * 10_000) / rows),
          rowsPerSecond: Math.round(rows / dryRunSeconds),
        },
        ...{ rows, rounds: seconds.map(rounded), ...memory },
      };
    } finally {
      await system.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

/** Reads a made-up workbook of many rows; the most memory the reading process and this one had while it was read. */
async function readMany(folder: string, count: number): Promise<{ peakMb: number; rowsPerSecond: number }> {
  const path = join(folder, `rows-${count}.xlsx`);
  function* rows(): Generator<OutCell[]> {
    yield KEYS.map((key) => REVIEW_COLUMNS[key].title);
    for (let i = 0; i < count; i += 1) yield KEYS.map((key) => `${key} ${(i * 7_919) % 1_000_003}`);
  }
  await pipeline(
    workbookStream([
      { name: 'Danh sách', columns: KEYS.map(() => ({ width: 12, style: 'plain' })), rows: rows() },
    ]),
    createWriteStream(path),
  );
  const before = process.memoryUsage().rss;
  let [peak, seen, own] = [0, 0, before];
  const begun = performance.now();
  for await (const part of readTable({
    path,
    fileName: 'rows.xlsx',
    wanted: { headings: HEADINGS, least: 3 },
    mostRows: count,
  })) {
    if (part.type === 'rows') seen += part.rows.length;
    if (part.type === 'ended') peak = part.peakBytes;
    own = Math.max(own, process.memoryUsage().rss);
  }
  if (seen !== count) throw new Error(`${seen} of ${count} rows came out of the file.`);
  const seconds = (performance.now() - begun) / 1_000;
  return { peakMb: Math.round((peak + own - before) / MB), rowsPerSecond: Math.round(count / seconds) };
}

async function dryRuns(task: VillageTask, folder: string, print: (line: string) => void): Promise<number[]> {
  const { who, taskId, epoch, records } = task;
  const { id } = await who.json<{ id: string }>('POST', `/tasks/${taskId}/exports`, { epoch });
  const response = await fetch(`${who.api}/exports/${id}/content`, { headers: who.headers() });
  const path = join(folder, 'village.xlsx');
  await pipeline(response.body as never, createWriteStream(path));
  const seconds: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const filled = join(folder, `filled-${round}.xlsx`);
    await fillIn(path, filled, round);
    const bytes = await readFile(filled);
    const begun = performance.now();
    const answer = await fetch(`${who.api}/tasks/${taskId}/batches?epoch=${epoch}`, {
      method: 'POST',
      headers: who.headers({
        'content-type': 'application/octet-stream',
        'x-file-name': `vong-${round}.xlsx`,
      }),
      body: new Uint8Array(bytes),
    });
    const batch = (await answer.json()) as { counts?: Record<string, number> };
    const took = (performance.now() - begun) / 1_000;
    if (answer.status !== 201 || batch.counts?.['change'] !== records)
      throw new Error(`The dry run answered ${answer.status}: ${JSON.stringify(batch).slice(0, 400)}`);
    print(`dry run ${round}: ${records} rows in ${took.toFixed(2)} s`);
    seconds.push(took);
  }
  return seconds;
}

/** Every row gets an outcome and a note; the file keeps its keys and its mark. */
async function fillIn(from: string, to: string, round: number): Promise<void> {
  let mark = '';
  const rows: OutCell[][] = [];
  for await (const part of readTable({
    path: from,
    fileName: 'village.xlsx',
    wanted: { headings: HEADINGS, least: 3 },
    mostRows: 20_000,
  })) {
    if (part.type === 'begun') {
      mark = part.mark ?? '';
      rows.push(part.head.cells.map(textOf));
    } else if (part.type === 'rows')
      for (const { cells } of part.rows) {
        const texts = KEYS.map((_, at) => textOf(cells[at]));
        texts[KEYS.indexOf('outcome')] = OUTCOME_WORDS.unreachable;
        texts[KEYS.indexOf('note')] = `đã đến nhà, lần ${round}`;
        rows.push(texts);
      }
  }
  const plain = { width: 12, style: 'plain' as const };
  await pipeline(
    workbookStream([
      { name: 'Danh sách', columns: KEYS.map(() => plain), rows },
      { name: MARK_SHEET, state: 'veryHidden', columns: [plain], rows: [[mark]] },
    ]),
    createWriteStream(to),
  );
}
