import readExcelFile from 'read-excel-file/node';
import { DomainError } from '#domain/errors';
import {
  problemAt,
  REGISTRY_SHEETS,
  SHEET_NAMES,
  type RegistryRows,
  type RegistrySheet,
  type RowProblem,
  type SheetRow,
} from '#domain/registry/sheets';
import { notXlsx, unpackedSize } from './zip-size.ts';

/** A province has some 1,500 villages, 6,000 offices and 15,000 people. */
const MOST_ROWS = 40_000;
const MOST_UNPACKED_BYTES = 120_000_000;
const LONGEST_CELL = 8_000;

export interface ReadWorkbook {
  readonly rows: RegistryRows;
  readonly problems: readonly RowProblem[];
}

type Cell = string | number | boolean | Date | null;

/**
 * Reads the registry's workbook. Sheets and columns are found by their names in either language, whatever their order; columns that are not
 * known are passed over when they are the result's own. What is wrong is told by sheet, row and cell.
 * @throws DomainError `invalid_input` when it is no workbook, has none of the sheets, or is too large.
 */
export async function readWorkbook(bytes: Buffer): Promise<ReadWorkbook> {
  if (unpackedSize(bytes) > MOST_UNPACKED_BYTES)
    throw new DomainError('body_too_large', { mostUnpacked: MOST_UNPACKED_BYTES });
  const sheets = await readExcelFile(bytes).catch(() => {
    throw notXlsx();
  });
  const found = new Map<RegistrySheet, Cell[][]>();
  for (const { sheet, data } of sheets as { sheet: string; data: Cell[][] }[]) {
    const name = SHEET_NAMES.find(
      (one) => folded(REGISTRY_SHEETS[one].title) === folded(sheet) || one === folded(sheet),
    );
    if (name !== undefined) found.set(name, data);
  }
  if (found.size === 0)
    throw new DomainError('invalid_input', {
      errors: [
        {
          field: 'body',
          message: `Tệp không có trang nào trong: ${SHEET_NAMES.map((one) => REGISTRY_SHEETS[one].title).join(', ')}`,
          messageEn: 'The workbook has none of the sheets of the template',
        },
      ],
    });
  const total = [...found.values()].reduce((sum, data) => sum + data.length, 0);
  if (total > MOST_ROWS) throw new DomainError('body_too_large', { mostRows: MOST_ROWS });
  const problems: RowProblem[] = [];
  const rows = Object.fromEntries(
    SHEET_NAMES.map((sheet) => [sheet, rowsOf(sheet, found.get(sheet) ?? [], problems)]),
  ) as Record<RegistrySheet, SheetRow[]>;
  return { rows, problems };
}

function rowsOf(sheet: RegistrySheet, data: readonly Cell[][], problems: RowProblem[]): SheetRow[] {
  const [heading, ...body] = data;
  if (heading === undefined) return [];
  const { columns } = REGISTRY_SHEETS[sheet];
  const places = new Map(
    columns.map((column) => [
      column.key,
      heading.findIndex((cell) =>
        [folded(column.vi), folded(column.en)].includes(folded(String(cell ?? '').replace(/\*$/, ''))),
      ),
    ]),
  );
  const absent = columns.filter(({ key, required }) => required && (places.get(key) ?? -1) < 0);
  for (const { key, vi, en } of absent)
    problems.push(problemAt(sheet, 1, key, `Thiếu cột "${vi}"`, `The column "${en}" is missing`));
  if (absent.length > 0) return [];
  const rows: SheetRow[] = [];
  body.forEach((line, i) => {
    const row = i + 2;
    const cells: Record<string, string> = {};
    for (const { key } of columns) {
      const text = textOf(line[places.get(key) ?? -1]);
      if (text.length > LONGEST_CELL)
        problems.push(problemAt(sheet, row, key, 'Ô quá dài', 'The cell is too long'));
      else if (text !== '') cells[key] = text;
    }
    if (Object.keys(cells).length === 0) return;
    const missing = columns.filter(({ key, required }) => required && cells[key] === undefined);
    for (const { key } of missing)
      problems.push(problemAt(sheet, row, key, 'Bắt buộc nhập', 'Must not be empty'));
    if (missing.length === 0) rows.push({ row, cells });
  });
  return rows;
}

function textOf(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 10).split('-').reverse().join('/');
  // Codes typed as numbers lose their zeros in front; whole ones are written as Excel shows them.
  const text = typeof cell === 'string' ? cell : String(cell);
  return text
    .normalize('NFC')
    .replace(/[\u200b\ufeff]/g, '')
    .trim();
}

/** Without marks, case and outer blanks, so that a heading typed anew is still found. */
function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'd')
    .toLowerCase()
    .trim();
}
