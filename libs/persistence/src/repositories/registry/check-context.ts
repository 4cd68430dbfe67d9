import type { Role } from '#domain/people/roles';
import type { RegistryRows, SheetRow } from '#domain/registry/sheets';
import type { Present } from './present.ts';

export interface Uploader {
  readonly personId: string;
  readonly subject: string;
  readonly role: Role;
  readonly provinceCode: string;
}

export type RowState = 'new' | 'changed' | 'same';

/** Says what is wrong with a row, or with one of its cells. */
export type Fail = (row: SheetRow, column: string | null, message: string, messageEn: string) => void;

/** What rows are judged by: each other, what is there, and who brings them. */
export interface CheckContext {
  readonly rows: RegistryRows;
  readonly present: Present;
  readonly uploader: Uploader;
}
