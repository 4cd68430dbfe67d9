/** A column of a sheet of the registry's workbook: headings in both languages; a file may use either. */
export interface SheetColumn {
  readonly key: string;
  readonly vi: string;
  readonly en: string;
  readonly required: boolean;
  readonly hint: string;
}

const column = (key: string, vi: string, en: string, hint: string, required = true): SheetColumn => ({
  ...{ key, vi, en, hint, required },
});

/** The sheets of the one workbook a province describes its villages, offices and people by, in the order in which they depend on each other. */
export const REGISTRY_SHEETS = {
  villages: {
    title: 'Thôn',
    columns: [
      column('code', 'Mã thôn', 'Village code', 'mã xã, gạch nối, số thứ tự, ví dụ 22915-01'),
      column('name', 'Tên thôn', 'Village name', 'ví dụ Khu phố 1'),
      column('communeCode', 'Mã xã', 'Commune code', '5 chữ số'),
    ],
  },
  offices: {
    title: 'Đơn vị',
    columns: [
      column('id', 'Mã đơn vị', 'Office code', 'chữ hoa, chữ số, gạch nối, ví dụ TYT-22915'),
      column('kind', 'Loại đơn vị', 'Office kind', 'chọn trong danh mục'),
      column('name', 'Tên đơn vị', 'Office name', 'tên đầy đủ'),
      column('communeCode', 'Mã xã', 'Commune code', 'bỏ trống với đơn vị cấp tỉnh', false),
      column('villageCode', 'Mã thôn', 'Village code', 'chỉ với Tổ công tác thôn, khu phố', false),
      column('superiorOfficeId', 'Đơn vị cấp trên', 'Superior office', 'mã đơn vị', false),
      column('calendarId', 'Lịch làm việc', 'Calendar', 'bỏ trống: vn', false),
    ],
  },
  people: {
    title: 'Cán bộ',
    columns: [
      column('subject', 'Tài khoản', 'Account', 'tên đăng nhập ở hệ thống định danh'),
      column('fullName', 'Họ và tên', 'Full name', 'có dấu'),
    ],
  },
  posts: {
    title: 'Chức vụ',
    columns: [
      column('subject', 'Tài khoản', 'Account', 'có ở trang Cán bộ hoặc đã đăng ký'),
      column('officeId', 'Mã đơn vị', 'Office code', 'có ở trang Đơn vị hoặc đã đăng ký'),
      column('role', 'Vai trò', 'Role', 'chọn trong danh mục'),
      column('validTo', 'Đến ngày', 'Until', 'dd/mm/yyyy, bỏ trống nếu không thời hạn', false),
    ],
  },
  certificates: {
    title: 'Chứng thư số',
    columns: [
      column('subject', 'Tài khoản', 'Account', 'người được cấp'),
      column('officeId', 'Mã đơn vị', 'Office code', 'nơi người đó có chức vụ'),
      column('pem', 'Chứng thư (PEM)', 'Certificate (PEM)', '-----BEGIN CERTIFICATE----- ...'),
    ],
  },
} as const satisfies Record<string, { title: string; columns: readonly SheetColumn[] }>;

export type RegistrySheet = keyof typeof REGISTRY_SHEETS;
export const SHEET_NAMES = Object.keys(REGISTRY_SHEETS) as RegistrySheet[];

/** One row as it stands in the file: texts by column, empty cells left out; `row` is its number there, from 2. */
export interface SheetRow {
  readonly row: number;
  readonly cells: Readonly<Record<string, string>>;
}
export type RegistryRows = Readonly<Record<RegistrySheet, readonly SheetRow[]>>;

/** What is wrong with a cell, or with a whole row or sheet. */
export interface RowProblem {
  readonly sheet: RegistrySheet;
  /** 1 is the heading. */
  readonly row: number;
  readonly column: string | null;
  /** As Excel names it, such as `B7`; null for a row or sheet. */
  readonly cell: string | null;
  readonly message: string;
  readonly messageEn: string;
}

/** A problem of a cell, placed by its column. */
export function problemAt(
  sheet: RegistrySheet,
  row: number,
  column: string | null,
  message: string,
  messageEn: string,
): RowProblem {
  const index = REGISTRY_SHEETS[sheet].columns.findIndex(({ key }) => key === column);
  const cell = index < 0 ? null : `${String.fromCharCode(65 + index)}${row}`;
  return { sheet, row, column: index < 0 ? null : column, cell, message, messageEn };
}
