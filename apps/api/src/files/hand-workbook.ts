import { formatBirthDate } from '#domain/people/dates';
import { isVietnamese } from '#domain/people/nationality';
import type { Columns } from '#domain/files/columns';
import {
  CHECK_COLUMNS,
  PLATFORM_IMPORT_HEADINGS,
  PLATFORM_UPDATE_COLUMNS,
  POPULATION_UPDATE_COLUMNS,
  VERIFICATION_COLUMNS,
} from '#domain/files/hand-columns';
import { HAND_WORDS } from '#domain/files/hand-rows';
import { OUTCOME_WORDS } from '#domain/papers/outcome-words';
import type { OutgoingRecord } from '#persistence/files/exports';
import { MARK_SHEET } from '#spreadsheets/read-file';
import type { OutCell, OutSheet } from '#spreadsheets/write-workbook';
import { HAND_KINDS } from './hand-kinds.ts';
import type { Codes } from './row-codes.service.ts';

/** Files that go out by hand. `import` is the platform's own template, which has neither keys nor marks. */
export const HAND_EXPORTS = {
  population_check: {
    step: 'verify',
    columns: CHECK_COLUMNS,
    words: HAND_WORDS.found,
    which: '',
    locked: true,
  },
  population_update: {
    step: 'sign',
    columns: POPULATION_UPDATE_COLUMNS,
    words: HAND_WORDS.done,
    which: '',
    locked: true,
  },
  platform_import: {
    step: 'update',
    columns: null,
    words: [],
    which: ` and r.update_kind = 'import'`,
    locked: false,
  },
  direct_edits: {
    ...{ step: 'update', columns: PLATFORM_UPDATE_COLUMNS, words: HAND_WORDS.done },
    ...{ which: ` and r.update_kind = 'edit'`, locked: false },
  },
  verification: {
    step: 'check',
    columns: VERIFICATION_COLUMNS,
    words: HAND_WORDS.verified,
    which: '',
    locked: false,
  },
} as const satisfies Record<
  string,
  { step: string; columns: Columns | null; words: readonly string[]; which: string; locked: boolean }
>;
export type HandExport = keyof typeof HAND_EXPORTS;

export interface HandFile {
  readonly kind: HandExport;
  readonly exportId: string;
  readonly codes: Codes;
  readonly records: AsyncIterable<OutgoingRecord>;
}

const CHOICES = '_danhmuc';

/** The sheets of a file that people carry to another system. */
export function handWorkbook({ kind, exportId, codes, records }: HandFile): OutSheet[] {
  const { columns, words, step } = HAND_EXPORTS[kind];
  if (columns === null) return [importSheet(records)];
  const keys = Object.keys(columns);
  const spec: Columns = columns;
  async function* rows(): AsyncGenerator<OutCell[]> {
    yield keys.map((key) => ({ text: spec[key]?.title ?? '', style: spec[key]?.open ? 'headOpen' : 'head' }));
    for await (const record of records) {
      const texts = textsOf(record);
      const locked = (HAND_KINDS[step as keyof typeof HAND_KINDS].locked as readonly string[]).map(
        (column) => texts[column] ?? '',
      );
      const key = codes.rowKey({ exportId, ...record }, locked);
      yield keys.map((column) => (column === 'key' ? key : (texts[column] ?? '')));
    }
  }
  return [
    {
      ...{ name: 'Danh sách', locked: true, headRow: 1, rows: rows() },
      columns: keys.map((key) => ({
        ...{
          width: spec[key]?.width ?? 12,
          style: spec[key]?.open ? ('open' as const) : ('locked' as const),
        },
        hidden: key === 'key',
      })),
      checks: [
        {
          ...{
            kind: 'list',
            sheet: CHOICES,
            listColumn: 0,
            count: words.length,
            column: keys.indexOf('result'),
            fromRow: 2,
          },
          ...{ title: 'Chọn trong danh mục', message: 'Chọn một giá trị trong danh mục.' },
        },
      ],
    },
    {
      name: CHOICES,
      state: 'veryHidden',
      columns: [{ width: 30, style: 'plain' }],
      rows: words.map((word) => [word]),
    },
    {
      name: MARK_SHEET,
      state: 'veryHidden',
      columns: [{ width: 40, style: 'plain' }],
      rows: [[codes.mark({ kind, exportId })]],
    },
  ];
}

/** The platform's template: a row always carries the code of a subject that exists, for one without would create a person. */
function importSheet(records: AsyncIterable<OutgoingRecord>): OutSheet {
  async function* rows(): AsyncGenerator<OutCell[]> {
    yield [...PLATFORM_IMPORT_HEADINGS];
    for await (const record of records) {
      const { subjectId, fullName, dateOfBirth, gender, idNumber } = textsOf(record);
      yield [subjectId, fullName, dateOfBirth, gender, idNumber].map((text) => text ?? '');
    }
  }
  return {
    name: 'Sheet1',
    columns: PLATFORM_IMPORT_HEADINGS.map(() => ({ width: 22, style: 'plain' })),
    rows: rows(),
  };
}

function textsOf(record: OutgoingRecord): Readonly<Record<string, string>> {
  const citizen = isVietnamese(record.nationality) && record.villageOutcome !== 'foreigner';
  const outcome = record.policeOutcome as keyof typeof OUTCOME_WORDS | null;
  return {
    ...{ recordNo: String(record.recordNo), subjectId: record.subjectId, fullName: record.fullName ?? '' },
    ...{ dateOfBirth: formatBirthDate(record.dateOfBirth), gender: record.gender ?? '' },
    idNumber: (citizen ? record.idNumber : record.passportNumber) ?? '',
    action: outcome === null ? '' : (OUTCOME_WORDS[outcome] ?? ''),
    ...{ personId: record.personId ?? '', knownIdNumber: record.knownIdNumber ?? '' },
  };
}
