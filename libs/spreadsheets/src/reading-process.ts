import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { textOf, type TableRow } from '#domain/files/table';
import { findList, headOf } from './find-list.ts';
import { LIMITS } from './limits.ts';
import { openTable } from './open-table.ts';
import type { ReadingAnswer, ReadingOrder } from './reading-protocol.ts';
import type { TableSource } from './table-source.ts';
import { Unreadable } from './unreadable.ts';

/** Rows told at once. */
const ROWS = 500;
const HEAD_ROWS = 15;

async function say(answer: ReadingAnswer): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(answer)}\n`)) await once(process.stdout, 'drain');
}

async function tellList(source: TableSource, order: ReadingOrder): Promise<void> {
  const { wanted } = order;
  if (wanted === null) return;
  const { sheet, head } = await findList(source, wanted);
  const marked = source.sheets.findIndex(({ name }) => name === order.markSheet);
  const mark = marked < 0 ? undefined : (await headOf(source, marked, 1))[0];
  await say({
    ...{ type: 'begun', format: source.format, sheet: source.sheets[sheet]?.name ?? '', head },
    mark: mark === undefined ? null : textOf(mark.cells.find((cell) => cell !== null)),
  });
  let rows: TableRow[] = [];
  let count = 0;
  const { merged } = await source.read(sheet, async (row) => {
    if (row.no <= head.no) return true;
    count += 1;
    if (count > order.mostRows) throw new Unreadable('too_many_rows', `row ${row.no}`);
    rows.push(row);
    if (rows.length < ROWS) return true;
    await say({ type: 'rows', rows });
    rows = [];
    return true;
  });
  if (rows.length > 0) await say({ type: 'rows', rows });
  const visible = source.sheets.filter(({ hidden }) => !hidden).length;
  await say({
    type: 'ended',
    warnings: [...source.warnings, ...(visible > 2 ? (['other_sheets'] as const) : [])],
    merged: merged.filter(([, last]) => last > head.no),
    rows: count,
    peakBytes: ownPeakBytes(),
  });
}

/** The most memory this program had. What `getrusage` says begins, on Linux, with what the parent had when it forked. */
function ownPeakBytes(): number {
  try {
    const [, kB] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    if (kB !== undefined) return Number(kB) * 1_024;
  } catch {
    // No Linux: there is no such file, and no such inheritance.
  }
  return process.resourceUsage().maxRSS * 1_024;
}

async function tellHeads(source: TableSource): Promise<void> {
  const sheets = [];
  for (const [index, sheet] of source.sheets.entries())
    sheets.push({ ...sheet, rows: await headOf(source, index, HEAD_ROWS) });
  await say({ type: 'heads', format: source.format, sheets, warnings: [...source.warnings] });
}

async function work(): Promise<void> {
  const order = JSON.parse(await text(process.stdin)) as ReadingOrder;
  if ((await stat(order.path)).size > LIMITS.fileBytes) throw new Unreadable('too_large');
  const source = await openTable(await readFile(order.path), order.fileName);
  try {
    await (order.wanted === null ? tellHeads(source) : tellList(source, order));
  } finally {
    source.close();
  }
}

try {
  await work();
} catch (error) {
  // What a broken file makes the readers stumble over is a broken file; the messages may quote it and are not told.
  const { reason, at } = error instanceof Unreadable ? error : new Unreadable('damaged');
  await say({ type: 'refused', reason, ...(at === undefined ? {} : { at }) });
}
