import writeExcelFile from 'write-excel-file/node';
import { RULES, type RuleId } from '#domain/rules/catalogue';
import type { RuleOutcomeRow } from '#persistence/repositories/rule-outcomes';

type Cell = string | number | null;

const HEADINGS = [
  'Tỉnh',
  'Từ ngày',
  'Quy tắc',
  'Nội dung',
  'Đã đề xuất',
  'Được chấp nhận',
  'Thay bằng giá trị khác',
  'Giữ nguyên',
  'Tỷ lệ chấp nhận (%)',
];
const OF_COMPARISON: Readonly<Record<string, string>> = {
  suggestion_by_number: 'Đề xuất từ CSDL quốc gia về dân cư, tìm theo số',
  suggestion_by_person: 'Đề xuất từ CSDL quốc gia về dân cư, tìm theo họ tên và ngày sinh',
};

/** What a rule's suggestion is about, for a heading. */
export function ruleText(rule: string): string {
  return Object.hasOwn(RULES, rule) ? RULES[rule as RuleId].vi : (OF_COMPARISON[rule] ?? rule);
}

function cellsOf({ provinceCode, since, rule, suggested, accepted, other, kept }: RuleOutcomeRow): Cell[] {
  const share = suggested === 0 ? null : Math.round((accepted / suggested) * 1_000) / 10;
  return [provinceCode, since, rule, ruleText(rule), suggested, accepted, other, kept, share];
}

/** UTF-8 with a byte order mark and CRLF (RFC 4180). Nothing in it is typed by people, so no text can be a formula. */
export function outcomesCsv(rows: readonly RuleOutcomeRow[]): string {
  const field = (cell: Cell): string => {
    const text = cell === null ? '' : String(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `\uFEFF${[HEADINGS, ...rows.map(cellsOf)].map((cells) => cells.map(field).join(',')).join('\r\n')}\r\n`;
}

/** The same as a workbook. */
export async function outcomesWorkbook(rows: readonly RuleOutcomeRow[]): Promise<Buffer> {
  const cell = (value: Cell) =>
    value === null ? null : typeof value === 'number' ? { value, type: Number } : { value, type: String };
  const head = HEADINGS.map((value) => ({ value, type: String, fontWeight: 'bold' as const }));
  return writeExcelFile([head, ...rows.map((row) => cellsOf(row).map(cell))], {
    sheet: 'Quy tắc',
  }).toBuffer();
}
