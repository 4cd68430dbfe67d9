import {
  problemAt,
  type RegistryRows,
  type RegistrySheet,
  type RowProblem,
  type SheetRow,
} from '#domain/registry/sheets';
import type { Fail, RowState, Uploader } from './check-context.ts';
import { checkCertificates, checkPeople, checkPosts, type ReadCertificate } from './check-people.ts';
import { checkOffices, checkVillages } from './check-units.ts';
import { postKey, type Present } from './present.ts';

export interface Checked {
  readonly problems: readonly RowProblem[];
  /** Of each sheet, row by row. */
  readonly states: Readonly<Record<RegistrySheet, ReadonlyMap<number, RowState>>>;
}

/** Compares rows with each other and with what is there. Nothing is written; the problems name sheet, row and cell. */
export function checkRows(
  rows: RegistryRows,
  present: Present,
  certificates: readonly ReadCertificate[],
  uploader: Uploader,
): Checked {
  const problems: RowProblem[] = [];
  const failing =
    (sheet: RegistrySheet): Fail =>
    (row, column, message, messageEn) =>
      void problems.push(problemAt(sheet, row.row, column, message, messageEn));
  const twice = (sheet: RegistrySheet, key: (cells: SheetRow['cells']) => string, column: string) => {
    const seen = new Map<string, number>();
    for (const row of rows[sheet]) {
      const before = seen.get(key(row.cells));
      if (before !== undefined)
        failing(sheet)(row, column, `Trùng với dòng ${before}`, `The same as row ${before}`);
      seen.set(key(row.cells), row.row);
    }
  };
  twice('villages', ({ code = '' }) => code, 'code');
  twice('offices', ({ id = '' }) => id, 'id');
  twice('people', ({ subject = '' }) => subject, 'subject');
  twice('posts', ({ subject = '', officeId = '', role = '' }) => postKey(subject, officeId, role), 'subject');
  const context = { rows, present, uploader };
  return {
    states: {
      villages: checkVillages(context, failing('villages')),
      offices: checkOffices(context, failing('offices')),
      people: checkPeople(context, failing('people')),
      posts: checkPosts(context, failing('posts')),
      certificates: checkCertificates(context, certificates, failing('certificates')),
    },
    problems,
  };
}
