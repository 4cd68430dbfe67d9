import type { Columns, Places, TemplateMapping } from '#domain/files/columns';
import type { ReadRow } from '#domain/files/review-row';
import type { BatchKind } from '#domain/files/row-states';
import type { TableRow } from '#domain/files/table';

/** How a kind of file that comes back is recognised and read. */
export interface FileKind {
  readonly kind: BatchKind;
  readonly columns: Columns;
  /** How many known headings make a row the heading. */
  readonly least: number;
  /** Columns without which nothing can be done; a row says whose it is by `key`, `recordNo` or `subjectId`. */
  readonly needed: readonly string[];
  /** Kinds of files that went out whose rows may come back in it. */
  readonly exports: readonly string[];
  /** Columns whose texts are locked and hashed in the key. */
  readonly locked: readonly string[];
  readonly read: (
    row: TableRow,
    settings: {
      readonly places: Places;
      readonly mapping: TemplateMapping | null;
      readonly latestYear: number;
    },
  ) => ReadRow<object>;
}
