import { CFB, read, SSF, set_cptable, type CellObject, type WorkSheet } from '@e965/xlsx';
import * as codepages from '@e965/xlsx/dist/cpexcel.full.mjs';
import type { FileWarning } from '#domain/files/file-problems';
import type { Cell } from '#domain/files/table';
import { dayOfSerial, literalFormula, numberText, textCell } from './cell-values.ts';
import { LIMITS } from './limits.ts';
import type { MergedRows, TableSource } from './table-source.ts';
import { Unreadable } from './unreadable.ts';

set_cptable(codepages);

/**
 * Opens a workbook of Excel 97 and before. The library reads it at once, which is why this runs in a process of its own.
 * @throws Unreadable
 */
export function openXls(bytes: Buffer): TableSource {
  refuseOthers(bytes);
  const book = (() => {
    try {
      return read(bytes, { type: 'buffer', dense: true, cellNF: true, cellText: false, cellHTML: false });
    } catch (error) {
      throw new Unreadable(/password|encrypt/i.test((error as Error).message) ? 'encrypted' : 'damaged');
    }
  })();
  const states = book.Workbook?.Sheets ?? [];
  const date1904 = book.Workbook?.WBProps?.date1904 === true;
  const warnings = new Set<FileWarning>();
  const names = book.SheetNames.filter((name) => book.Sheets[name] !== undefined);
  if (names.length === 0) throw new Unreadable('no_sheet');
  return {
    format: 'xls',
    sheets: names.map((name, i) => ({ name, hidden: (states[i]?.Hidden ?? 0) !== 0 })),
    warnings,
    async read(index, take) {
      const sheet = book.Sheets[names[index] ?? ''] as WorkSheet;
      const rows = ((sheet as Record<string, unknown>)['!data'] ?? []) as (CellObject | undefined)[][];
      if (sheet['!cols']?.some((column) => column?.hidden)) warnings.add('hidden_columns');
      const merged = (sheet['!merges'] ?? [])
        .slice(0, LIMITS.merges)
        .map(({ s, e }): MergedRows => [s.r + 1, e.r + 1]);
      if (merged.length > 0) warnings.add('merged_cells');
      for (const [at, cells] of rows.entries()) {
        const read = Array.from(cells?.slice(0, LIMITS.columns) ?? [], (cell) => cellOf(cell, date1904));
        if (!read.some((cell) => cell !== null)) continue;
        if (sheet['!rows']?.[at]?.hidden) warnings.add('hidden_rows');
        if (!(await take({ no: at + 1, cells: read }))) break;
      }
      return { merged };
    },
    close: () => {},
  };
}

function cellOf(cell: CellObject | undefined, date1904: boolean): Cell | null {
  if (cell === undefined || cell.t === 'z') return null;
  if (cell.f !== undefined) {
    const literal = literalFormula(cell.f);
    return literal === undefined ? [String(cell.v ?? ''), 'formula'] : textCell(literal);
  }
  if (cell.t === 'e') return [String(cell.w ?? '#'), 'error'];
  if (cell.t === 'n') {
    const value = cell.v as number;
    const day = typeof cell.z === 'string' && SSF.is_date(cell.z) ? dayOfSerial(value, date1904) : undefined;
    return day === undefined ? [numberText(value), 'number'] : [day, 'date'];
  }
  return textCell(String(cell.v ?? ''));
}

/** What an OLE container may be besides a workbook. @throws Unreadable */
function refuseOthers(bytes: Buffer): void {
  const names = (() => {
    try {
      return CFB.read(bytes, { type: 'buffer' }).FullPaths.map((path: string) =>
        path.toLowerCase(),
      ) as string[];
    } catch {
      throw new Unreadable('damaged');
    }
  })();
  const has = (part: string) => names.some((name) => name.includes(part));
  if (has('encryptedpackage') || has('encryptioninfo')) throw new Unreadable('encrypted');
  if (has('_vba_project')) throw new Unreadable('macros');
  if (!names.some((name) => /\/(?:workbook|book)$/.test(name))) throw new Unreadable('not_a_table');
}
