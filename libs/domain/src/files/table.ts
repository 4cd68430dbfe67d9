/** How a cell was kept in its file, where that matters: a number has lost its zeros, a date is a day, a formula is no entry. */
export type CellKind = 'number' | 'date' | 'formula' | 'error' | 'long';

/** A cell with its text; dates as `YYYY-MM-DD`, numbers with at most 15 digits. */
export type Cell = string | readonly [text: string, kind: CellKind];

/** A row with content. Its number is the one the person sees in the program at hand; cells stand at their column, from 0. */
export interface TableRow {
  readonly no: number;
  readonly cells: readonly (Cell | null)[];
}

export function textOf(cell: Cell | null | undefined): string {
  return cell === null || cell === undefined ? '' : typeof cell === 'string' ? cell : cell[0];
}

export function kindOf(cell: Cell | null | undefined): CellKind | undefined {
  return Array.isArray(cell) ? (cell[1] as CellKind) : undefined;
}

/** The letters of a column as spreadsheet programs show it: 0 is A, 26 is AA. */
export function columnName(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : columnName(Math.floor(column / 26) - 1) + last;
}
