import writeExcelFile from 'write-excel-file/node';
import { STAGE_WORDS } from '#domain/process/stage-words';
import { PARCEL_STAGES } from '#domain/process/states';
import type { ProgressRow } from '#persistence/repositories/progress';

const STAGES = PARCEL_STAGES.filter((stage) => stage !== 'regrouped');

type Cell = string | number | null;

const HEADINGS = [
  ...['Mã', 'Tên', 'Danh sách', 'Hồ sơ', 'Đã xong'],
  ...STAGES.map((stage) => `Hồ sơ ở bước: ${STAGE_WORDS[stage][0]}`),
  ...[
    'Chờ trung bình (giờ)',
    'Chờ trung bình (giờ làm việc)',
    'Chờ lâu nhất (giờ làm việc)',
    'Chờ lâu nhất từ',
    'Việc đang mở',
    'Việc đã nhận',
    'Sắp quá hạn',
    'Quá hạn',
    'Đơn vị đang giữ',
  ],
];

const inHours = (ms: number | null): number | null => (ms === null ? null : Math.round(ms / 360_000) / 10);

function cellsOf(row: ProgressRow): Cell[] {
  return [
    ...[row.key, row.name, row.lists, row.records, row.ended],
    ...STAGES.map((stage) => row.byStage[stage] ?? 0),
    ...[row.meanWaitingMs, row.meanWorkMs, row.longestWorkMs].map(inHours),
    row.oldestSince?.toISOString() ?? null,
    ...[row.openTasks, row.claimedTasks, row.nearBreach, row.overdue],
    row.holders.map(({ officeId, count }) => `${officeId}: ${count}`).join('; '),
  ];
}

/** UTF-8 with a byte order mark and CRLF (RFC 4180), as Excel in Vietnam opens it. A text that looks like a formula is kept from being one. */
export function progressCsv(rows: readonly ProgressRow[]): string {
  const field = (cell: Cell) => {
    if (typeof cell === 'number') return String(cell);
    const text = /^[=+\-@\t\r]/.test(cell ?? '') ? `'${cell}` : (cell ?? '');
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [HEADINGS, ...rows.map(cellsOf)].map((cells) => cells.map(field).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

/** The same as a workbook. */
export async function progressWorkbook(rows: readonly ProgressRow[]): Promise<Buffer> {
  const cell = (value: Cell) =>
    value === null ? null : typeof value === 'number' ? { value, type: Number } : { value, type: String };
  const data = [
    HEADINGS.map((value) => ({ value, type: String, fontWeight: 'bold' as const })),
    ...rows.map((row) => cellsOf(row).map(cell)),
  ];
  return writeExcelFile(data, { sheet: 'Tiến độ' }).toBuffer();
}
