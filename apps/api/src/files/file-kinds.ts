import type { Places } from '#domain/files/columns';
import { REVIEW_COLUMNS } from '#domain/files/review-columns';
import { cellAt, readReviewRow } from '#domain/files/review-row';
import { textOf, type TableRow } from '#domain/files/table';
import type { TaskStep } from '#domain/process/steps';
import type { FileKind } from './file-kind.ts';
import { HAND_KINDS } from './hand-kinds.ts';

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
