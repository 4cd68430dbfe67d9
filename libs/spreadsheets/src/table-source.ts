import type { FileWarning } from '#domain/files/file-problems';
import type { TableRow } from '#domain/files/table';

export interface SheetInfo {
  readonly name: string;
  readonly hidden: boolean;
}

/** Rows that were merged into one cell somewhere, first and last as they are numbered in the file. */
export type MergedRows = readonly [first: number, last: number];

/** Takes rows as they are read; false ends the reading of the sheet early. */
export type TakeRow = (row: TableRow) => boolean | Promise<boolean>;

/** A file whose sheets can be read one by one, each any number of times. */
export interface TableSource {
  readonly format: 'xlsx' | 'xls' | 'csv';
  readonly sheets: readonly SheetInfo[];
  readonly warnings: ReadonlySet<FileWarning>;
  /** @throws Unreadable */
  read(sheet: number, take: TakeRow): Promise<{ readonly merged: readonly MergedRows[] }>;
  close(): void;
}
