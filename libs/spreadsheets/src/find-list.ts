import { headingsIn } from '#domain/files/headings';
import type { TableRow } from '#domain/files/table';
import { LIMITS } from './limits.ts';
import type { TableSource } from './table-source.ts';
import { Unreadable } from './unreadable.ts';

/** What a reader looks for in a file. */
export interface Wanted {
  /** Headings by which the list is recognised, folded. */
  readonly headings: readonly string[];
  /** How many of them must stand in one row. */
  readonly least: number;
}

export interface Found {
  readonly sheet: number;
  readonly head: TableRow;
}

/** The first rows of a sheet. */
export async function headOf(source: TableSource, sheet: number, most: number): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  await source.read(sheet, (row) => {
    if (rows.length < most) rows.push(row);
    return rows.length < most;
  });
  return rows;
}

/**
 * The sheet and the row whose headings fit best; visible sheets are preferred, whatever their names and order.
 * @throws Unreadable `header_not_found`
 */
export async function findList(source: TableSource, wanted: Wanted): Promise<Found> {
  const headings = new Set(wanted.headings);
  let best: Found | undefined;
  let most = wanted.least - 1;
  const order = source.sheets.map((sheet, index) => ({ ...sheet, index }));
  for (const { index } of [
    ...order.filter(({ hidden }) => !hidden),
    ...order.filter(({ hidden }) => hidden),
  ]) {
    for (const head of await headOf(source, index, LIMITS.headRows)) {
      const count = headingsIn(head, headings);
      if (count > most) {
        most = count;
        best = { sheet: index, head };
      }
    }
  }
  if (best === undefined) throw new Unreadable('header_not_found');
  return best;
}
