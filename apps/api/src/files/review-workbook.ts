import { formatBirthDate } from '#domain/people/dates';
import { REVIEW_COLUMNS, type ReviewColumn } from '#domain/files/review-columns';
import { OUTCOME_WORDS } from '#domain/papers/outcome-words';
import { GENDERS } from '#domain/people/gender';
import { VILLAGE_OUTCOMES, type VillageOutcome } from '#domain/process/outcomes';
import type { OutgoingRecord } from '#persistence/files/exports';
import { MARK_SHEET } from '#spreadsheets/read-file';
import type { Check, OutCell, OutSheet } from '#spreadsheets/write-workbook';
import { REVIEW_INSTRUCTIONS } from './instructions.ts';
import { REVIEW_LOCKED } from './file-kinds.ts';
import type { Codes } from './row-codes.service.ts';

const LIST = 'Danh sách';
const CHOICES = '_danhmuc';
/** Title, what the list is, an empty row; then the headings. */
export const REVIEW_HEAD_ROW = 4;
const KEYS = Object.keys(REVIEW_COLUMNS) as ReviewColumn[];
const DEFECT_WORDS: Readonly<Record<string, string>> = {
  missing_id: 'Không có số CCCD/CMND',
  bad_id_format: 'Sai định dạng số CCCD/CMND',
  wrong_basic_info: 'Sai thông tin cá nhân cơ bản',
};

export interface ReviewWorkbook {
  readonly exportId: string;
  readonly title: string;
  readonly subtitle: string;
  readonly codes: Codes;
  readonly records: AsyncIterable<OutgoingRecord>;
}

/** A village's list: what is known locked, what is found out to be filled in, every cell text, with the drop-downs and the hidden key. */
export function reviewWorkbook({ exportId, title, subtitle, codes, records }: ReviewWorkbook): OutSheet[] {
  async function* rows(): AsyncGenerator<OutCell[]> {
    yield [{ text: title, style: 'title' }];
    yield [{ text: subtitle, style: 'plain' }];
    yield [];
    yield headings();
    let no = 0;
    for await (const record of records) {
      no += 1;
      const texts = textsOf(record, no);
      const key = codes.rowKey(
        { exportId, ...record },
        REVIEW_LOCKED.map((column) => texts[column]),
      );
      yield KEYS.map((column) => (column === 'key' ? key : texts[column]));
    }
  }
  return [
    {
      ...{
        name: LIST,
        locked: true,
        headRow: REVIEW_HEAD_ROW,
        rows: rows(),
        checks: reviewChecks(REVIEW_HEAD_ROW, (column) => KEYS.indexOf(column)),
      },
      columns: KEYS.map((key) => columnOf(key)),
    },
    {
      name: 'Hướng dẫn',
      columns: [{ width: 120, style: 'plain' }],
      rows: REVIEW_INSTRUCTIONS.map((line, i) => [{ text: line, style: i === 0 ? 'title' : 'plain' }]),
    },
    ...reviewSideSheets(codes.mark({ kind: 'review', exportId })),
  ];
}

/** The choices of the drop-downs, and the mark; hidden. */
export function reviewSideSheets(mark: string): OutSheet[] {
  const outcomes = VILLAGE_OUTCOMES.map((outcome) => OUTCOME_WORDS[outcome]);
  return [
    {
      ...{
        name: CHOICES,
        state: 'veryHidden',
        columns: [
          { width: 40, style: 'plain' },
          { width: 10, style: 'plain' },
        ],
      },
      rows: outcomes.map((outcome, i) => [outcome, GENDERS[i] ?? null]),
    },
    { name: MARK_SHEET, state: 'veryHidden', columns: [{ width: 40, style: 'plain' }], rows: [[mark]] },
  ];
}

/** The drop-downs and lengths, for whichever columns the file has. */
export function reviewChecks(headRow: number, at: (column: ReviewColumn) => number): Check[] {
  const fromRow = headRow + 1;
  const list = (column: ReviewColumn, listColumn: number, count: number): Check => ({
    ...{ kind: 'list', sheet: CHOICES, listColumn, count, column: at(column), fromRow },
    ...{ title: 'Chọn trong danh mục', message: 'Chọn một giá trị trong danh mục.' },
  });
  const checks: Check[] = [
    list('outcome', 0, VILLAGE_OUTCOMES.length),
    list('newGender', 1, GENDERS.length),
    {
      ...{ kind: 'length', least: 9, most: 12, column: at('newIdNumber'), fromRow },
      ...{ title: 'Kiểm tra số', message: 'Số CCCD có 12 chữ số, số CMND có 9 chữ số.' },
    },
  ];
  return checks.filter(({ column }) => column >= 0);
}

function headings(): OutCell[] {
  return KEYS.map((key) => ({ text: REVIEW_COLUMNS[key].title, style: isOpen(key) ? 'headOpen' : 'head' }));
}

function isOpen(key: ReviewColumn): boolean {
  return 'open' in REVIEW_COLUMNS[key];
}

function columnOf(key: ReviewColumn) {
  const { width } = REVIEW_COLUMNS[key];
  return { width, style: isOpen(key) ? ('open' as const) : ('locked' as const), hidden: key === 'key' };
}

function textsOf(record: OutgoingRecord, no: number): Record<ReviewColumn, string> {
  const { villageOutcome } = record;
  return {
    ...{ no: String(no), recordNo: String(record.recordNo), subjectId: record.subjectId, key: '' },
    ...{
      fullName: record.fullName ?? '',
      dateOfBirth: formatBirthDate(record.dateOfBirth),
      gender: record.gender ?? '',
    },
    ...{ idNumber: record.idNumber ?? '', phone: record.phone ?? '', address: record.address ?? '' },
    defects: record.defects.map((defect) => DEFECT_WORDS[defect] ?? defect).join('; '),
    outcome: villageOutcome === null ? '' : OUTCOME_WORDS[villageOutcome as VillageOutcome],
    ...{
      newFullName: '',
      newDateOfBirth: '',
      newGender: '',
      newIdNumber: '',
      newPassportNumber: '',
      newNationality: '',
    },
    note: record.villageNote ?? '',
  };
}
