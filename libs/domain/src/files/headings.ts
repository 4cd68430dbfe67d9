import { unaccented } from '../people/vietnamese.ts';
import { textOf, type TableRow } from './table.ts';

/** What two typings of a heading share: no marks, no capitals, no punctuation, no remark in brackets. */
export function foldHeading(text: string): string {
  return unaccented(text)
    .toLowerCase()
    .replace(/\([^)]*\)|\[[^\]]*\]/g, ' ')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

/** How many of the wanted headings, folded, stand in a row, each counted once. */
export function headingsIn(row: TableRow, wanted: ReadonlySet<string>): number {
  const found = new Set(row.cells.map((cell) => foldHeading(textOf(cell))));
  return [...found].filter((heading) => heading !== '' && wanted.has(heading)).length;
}
