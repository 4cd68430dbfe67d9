import writeExcelFile from 'write-excel-file/node';
import { OFFICE_KINDS, ROLES } from '#domain/people/roles';
import {
  REGISTRY_SHEETS,
  SHEET_NAMES,
  type RegistryRows,
  type RegistrySheet,
  type RowProblem,
} from '#domain/registry/sheets';

const WIDTHS: Readonly<Record<string, number>> = {
  name: 45,
  fullName: 30,
  pem: 60,
  superiorOfficeId: 22,
  kind: 26,
  role: 22,
};
const RESULT_HEADINGS = ['Kết quả', 'Lỗi', 'Error'];
const WRONG = '#F8CBAD';

interface Cell {
  readonly value: string;
  readonly type: typeof String;
  readonly fontWeight?: 'bold';
  readonly backgroundColor?: string;
  readonly wrap?: boolean;
}

const text = (value: string, style: Partial<Cell> = {}): Cell => ({ value, type: String, ...style });

/** The workbook with these rows, and a sheet that says what the columns mean: empty rows make the template. */
export function registryWorkbook(rows: RegistryRows): Promise<Buffer> {
  return write(SHEET_NAMES.map((sheet) => sheetOf(sheet, rows, null)));
}

/** The same rows with what became of each, the wrong cells marked: it can be corrected and sent again. */
export function resultWorkbook(rows: RegistryRows, problems: readonly RowProblem[]): Promise<Buffer> {
  return write(SHEET_NAMES.map((sheet) => sheetOf(sheet, rows, problems)));
}

interface Sheet {
  readonly sheet: string;
  readonly data: (Cell | null)[][];
  readonly columns: { width: number }[];
  readonly stickyRowsCount?: number;
}

function write(sheets: readonly Sheet[]): Promise<Buffer> {
  return writeExcelFile([...sheets, instructions()]).toBuffer();
}

function sheetOf(sheet: RegistrySheet, rows: RegistryRows, problems: readonly RowProblem[] | null): Sheet {
  const { title, columns } = REGISTRY_SHEETS[sheet];
  const mine = (problems ?? []).filter((one) => one.sheet === sheet);
  const heading = columns.map(({ vi, required }) => text(required ? `${vi}*` : vi, { fontWeight: 'bold' }));
  const wrongRows = new Set(mine.map(({ row }) => row));
  const present = new Map(rows[sheet].map(({ row, cells }) => [row, cells]));
  // Rows that could not be read have no cells, and still say why.
  const numbers = [...new Set([...present.keys(), ...[...wrongRows].filter((row) => row > 1)])].sort(
    (a, b) => a - b,
  );
  const body = numbers.map((row) => {
    const cells = columns.map(({ key }) => {
      const value = present.get(row)?.[key];
      const wrong = mine.some((one) => one.row === row && one.column === key);
      return value === undefined && !wrong
        ? null
        : text(value ?? '', wrong ? { backgroundColor: WRONG } : {});
    });
    if (problems === null) return cells;
    const own = mine.filter((one) => one.row === row);
    const said = (of: (one: RowProblem) => string) =>
      text(own.map((one) => (one.cell === null ? of(one) : `${one.cell}: ${of(one)}`)).join('; '), {
        wrap: true,
      });
    return [
      ...cells,
      text(own.length === 0 ? 'Đúng / OK' : 'Sai / Wrong'),
      said(({ message }) => message),
      said(({ messageEn }) => messageEn),
    ];
  });
  const top = mine
    .filter(({ row }) => row === 1)
    .map(({ message, messageEn }) => `${message} / ${messageEn}`);
  return {
    sheet: title,
    data: [
      [
        ...heading,
        ...(problems === null ? [] : RESULT_HEADINGS.map((one) => text(one, { fontWeight: 'bold' }))),
      ],
      ...body,
      ...(top.length === 0 ? [] : [[text(top.join('; '), { backgroundColor: WRONG })]]),
    ],
    columns: [
      ...columns.map(({ key }) => ({ width: WIDTHS[key] ?? 18 })),
      ...(problems === null ? [] : [{ width: 14 }, { width: 50 }, { width: 50 }]),
    ],
    stickyRowsCount: 1,
  };
}

function instructions(): Sheet {
  const lines = [
    ['Trang', 'Cột', 'Column', 'Bắt buộc', 'Cách ghi'],
    ...SHEET_NAMES.flatMap((sheet) =>
      REGISTRY_SHEETS[sheet].columns.map(({ vi, en, required, hint }) => [
        ...[REGISTRY_SHEETS[sheet].title, vi, en, required ? 'x' : '', hint],
      ]),
    ),
    ['', '', '', '', ''],
    ['', 'Loại đơn vị', 'Office kind', '', OFFICE_KINDS.join(', ')],
    ['', 'Vai trò', 'Role', '', ROLES.join(', ')],
    [
      '',
      '',
      '',
      '',
      'Dòng không có trong tệp không bị xóa. Chấm dứt chức vụ, đổi lịch, sáp nhập xã có chức năng riêng.',
    ],
    [
      '',
      '',
      '',
      '',
      'Rows that are not in the file are not deleted. Ending posts, calendars and mergers have acts of their own.',
    ],
  ];
  return {
    sheet: 'Hướng dẫn',
    data: lines.map((line, i) => line.map((value) => text(value, i === 0 ? { fontWeight: 'bold' } : {}))),
    columns: [{ width: 14 }, { width: 22 }, { width: 22 }, { width: 10 }, { width: 90 }],
  };
}
