import type { Columns, Places, TemplateMapping } from '#domain/files/columns';
import { REVIEW_COLUMNS } from '#domain/files/review-columns';
import { cellAt, readReviewRow, type ReadRow } from '#domain/files/review-row';
import type { BatchKind } from '#domain/files/row-states';
import { textOf, type TableRow } from '#domain/files/table';
import type { TaskStep } from '#domain/process/steps';
import { HAND_KINDS } from './hand-kinds.ts';

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

export const REVIEW_LOCKED = [
  'recordNo',
  'subjectId',
  'fullName',
  'dateOfBirth',
  'gender',
  'idNumber',
] as const;

const REVIEW: FileKind = {
  kind: 'review',
  columns: REVIEW_COLUMNS,
  least: 3,
  needed: ['outcome'],
  exports: ['review'],
  locked: REVIEW_LOCKED,
  read: readReviewRow,
};

/** Which kind of file comes back to a step. */
const KIND_OF_STEP: Readonly<Partial<Record<TaskStep, FileKind>>> = { review: REVIEW, ...HAND_KINDS };

export function fileKindOf(step: TaskStep): FileKind | undefined {
  return KIND_OF_STEP[step];
}

/** The texts of a row's locked cells. */
export function lockedTexts({ locked }: FileKind, row: TableRow, places: Places): string[] {
  return locked.map((column) => textOf(cellAt(row, places, column)));
}
