/** What can be wrong with a row or a cell of a file; `{…}` is filled in. Errors keep a row waiting, notices do not. */
export const ROW_PROBLEMS = {
  key_forged: {
    severity: 'error',
    vi: 'Mã kiểm tra của dòng không đúng; đề nghị không sửa, không chép dòng từ tệp khác',
    en: 'The row’s check code is not right; do not change it or copy rows from another file',
  },
  key_other: {
    severity: 'error',
    vi: 'Dòng này thuộc tệp của công việc khác hoặc lần giao khác',
    en: 'This row belongs to the file of another task or round',
  },
  record_unknown: {
    severity: 'error',
    vi: 'Không xác định được hồ sơ; cần có mã kiểm tra, số hồ sơ hoặc mã đối tượng',
    en: 'The record cannot be told: a check code, record number or subject code is needed',
  },
  outcome_missing: {
    severity: 'error',
    vi: 'Có thông tin điều chỉnh nhưng chưa chọn kết quả',
    en: 'There are corrections but no outcome was chosen',
  },
  outcome_unknown: {
    severity: 'error',
    vi: 'Kết quả không có trong danh mục; chọn một trong: {allowed}',
    en: 'The outcome is not in the list; choose one of: {allowed}',
  },
  outcome_contradicts: {
    severity: 'error',
    vi: 'Đã chọn “{outcome}” nhưng lại có thông tin điều chỉnh',
    en: 'The outcome is “{outcome}”, but there are corrections',
  },
  value_invalid: {
    severity: 'error',
    vi: 'Giá trị không hợp lệ; yêu cầu: {expected}',
    en: 'Invalid value; expected: {expected}',
  },
  formula: {
    severity: 'error',
    vi: 'Ô chứa công thức; đề nghị nhập giá trị hoặc dán dưới dạng giá trị',
    en: 'The cell holds a formula; type the value or paste it as a value',
  },
  cell_error: {
    severity: 'error',
    vi: 'Ô bị lỗi tính toán (#N/A, #REF!...)',
    en: 'The cell shows a calculation error (#N/A, #REF! ...)',
  },
  cell_long: {
    severity: 'error',
    vi: 'Nội dung ô quá dài',
    en: 'The cell’s text is too long',
  },
  merged: {
    severity: 'error',
    vi: 'Dòng có ô bị gộp; đề nghị bỏ gộp ô',
    en: 'The row has merged cells; unmerge them',
  },
  result_unknown: {
    severity: 'error',
    vi: 'Kết quả không có trong danh mục; chọn một trong: {allowed}',
    en: 'The result is not in the list; choose one of: {allowed}',
  },
  result_incomplete: {
    severity: 'error',
    vi: 'Thiếu thông tin của người tìm thấy: {columns}',
    en: 'What was found of the person is incomplete: {columns}',
  },
  date_ambiguous: {
    severity: 'notice',
    vi: 'Ngày sinh là ô kiểu ngày; kiểm tra lại ngày và tháng',
    en: 'The birth date is a date cell; check day and month',
  },
  repaired: {
    severity: 'notice',
    vi: 'Đã sửa cách ghi: {rule}',
    en: 'The way of writing was repaired: {rule}',
  },
  locked_changed: {
    severity: 'notice',
    vi: 'Cột khóa bị sửa, thay đổi bị bỏ qua; ghi vào cột điều chỉnh',
    en: 'A locked column was changed and is ignored; use the column for corrections',
  },
  version_unknown: {
    severity: 'notice',
    vi: 'Tệp không có mã kiểm tra nên không biết hồ sơ có bị người khác sửa từ lúc lập tệp hay không',
    en: 'The file has no check codes, so nobody can tell whether others changed the record since it was made',
  },
} as const satisfies Record<string, { severity: 'error' | 'notice'; vi: string; en: string }>;
export type RowProblemCode = keyof typeof ROW_PROBLEMS;

/** A text in both languages. */
export interface InBoth {
  readonly vi: string;
  readonly en: string;
}

/** A problem of a row as it is kept; it never quotes a value. */
export interface RowProblem {
  readonly code: RowProblemCode;
  /** The key of the column it is about, null for the row as a whole. */
  readonly column: string | null;
  /** What is filled into the text. */
  readonly details: Readonly<Record<string, string | InBoth>>;
}

export function rowProblem(
  code: RowProblemCode,
  column: string | null = null,
  details: RowProblem['details'] = {},
): RowProblem {
  return { code, column, details };
}

export function isError({ code }: Pick<RowProblem, 'code'>): boolean {
  return ROW_PROBLEMS[code].severity === 'error';
}

/** A problem in words. */
export function problemInWords({ code, details }: Pick<RowProblem, 'code' | 'details'>): InBoth {
  const filled = (text: string, language: 'vi' | 'en') =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const fill = details[name] ?? '';
      return typeof fill === 'string' ? fill : fill[language];
    });
  const { vi, en } = ROW_PROBLEMS[code];
  return { vi: filled(vi, 'vi'), en: filled(en, 'en') };
}
