import type { FileRefusal, FileWarning } from '#domain/files/file-problems';
import type { TableRow } from '#domain/files/table';
import type { Wanted } from './find-list.ts';
import type { MergedRows, SheetInfo } from './table-source.ts';

/** What the reading process is told, as JSON on its standard input. */
export interface ReadingOrder {
  readonly path: string;
  readonly fileName: string;
  /** The list to look for; null: show the first rows of every sheet. */
  readonly wanted: Wanted | null;
  /** Rows of data that are read before the file is refused. */
  readonly mostRows: number;
  /** Name of a hidden sheet whose first cell is told along. */
  readonly markSheet: string;
}

export interface TableBegun {
  readonly type: 'begun';
  readonly format: 'xlsx' | 'xls' | 'csv';
  readonly sheet: string;
  readonly head: TableRow;
  readonly mark: string | null;
}

export interface TableEnded {
  readonly type: 'ended';
  readonly warnings: readonly FileWarning[];
  readonly merged: readonly MergedRows[];
  readonly rows: number;
  /** Most memory the process has used, bytes. */
  readonly peakBytes: number;
}

export interface Heads {
  readonly type: 'heads';
  readonly format: 'xlsx' | 'xls' | 'csv';
  readonly sheets: readonly (SheetInfo & { readonly rows: readonly TableRow[] })[];
  readonly warnings: readonly FileWarning[];
}

/** What it answers, one JSON line each on its standard output. */
export type ReadingAnswer =
  | TableBegun
  | { readonly type: 'rows'; readonly rows: readonly TableRow[] }
  | TableEnded
  | Heads
  | { readonly type: 'refused'; readonly reason: FileRefusal; readonly at?: string };
