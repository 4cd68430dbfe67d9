import { describe, expect, it } from '@jest/globals';
import { OUTCOME_WORDS } from '../papers/outcome-words.ts';
import { headingsOf, placesIn } from './columns.ts';
import { CHECK_COLUMNS, VERIFICATION_COLUMNS } from './hand-columns.ts';
import { HAND_WORDS, readCheckRow, readVerificationRow } from './hand-rows.ts';
import { foldHeading } from './headings.ts';
import { REVIEW_COLUMNS, type ReviewColumn } from './review-columns.ts';
import { readReviewRow } from './review-row.ts';
import { problemInWords, ROW_PROBLEMS, rowProblem } from './row-problems.ts';
import { readRowKey, writeRowKey } from './row-key.ts';
import { columnName, type Cell } from './table.ts';

const KEYS = Object.keys(REVIEW_COLUMNS) as ReviewColumn[];
const places = Object.fromEntries(KEYS.map((key, at) => [key, at]));
const read = (cells: Partial<Record<ReviewColumn, Cell>>, values = {}) =>
  readReviewRow(
    { no: 7, cells: KEYS.map((key) => cells[key] ?? null) },
    { places, mapping: { columns: {}, values }, latestYear: 2026 },
  );

describe('a row of a village’s list', () => {
  it('without anything in it says nothing', () => {
    expect(read({ subjectId: 'VX1' })).toMatchObject({ decision: undefined, problems: [] });
  });

  it('gives an outcome in the words of the drop-down, and in those people write', () => {
    for (const text of [OUTCOME_WORDS.deceased, 'đã chết', 'DA CHET', 'deceased'])
      expect(read({ outcome: text }).decision).toMatchObject({ outcome: 'deceased', values: {} });
  });

  it('cleans a number where that is harmless, says so, and leaves lost zeros to people', () => {
    const cleaned = read({ outcome: 'Đã sửa', newIdNumber: ' 060.185.000.123' });
    expect(cleaned.decision?.values.idNumber).toBe('060185000123');
    expect(cleaned.problems).toMatchObject([{ code: 'repaired', column: 'newIdNumber' }]);
    const lost = read({ outcome: 'Đã sửa', newIdNumber: ['60185000123', 'number'] });
    expect(lost.decision).toBeUndefined();
    expect(lost.problems).toMatchObject([{ code: 'value_invalid', column: 'newIdNumber' }]);
  });

  it.each([
    ['a number that lost its digits', { outcome: 'Đã sửa', newIdNumber: '7,92E+10' }, 'value_invalid'],
    ['a date that is none', { outcome: 'Đã sửa', newDateOfBirth: '31/02/1990' }, 'value_invalid'],
    ['a formula', { outcome: ['Đã chết', 'formula'] as const }, 'formula'],
    ['an error', { outcome: 'Đã sửa', newFullName: ['#REF!', 'error'] as const }, 'cell_error'],
    [
      'corrections under an outcome that has none',
      { outcome: 'Đúng', newFullName: 'Trần An' },
      'outcome_contradicts',
    ],
    ['corrections without an outcome', { newFullName: 'Trần An' }, 'outcome_missing'],
  ])('is wrong with %s', (_, cells, code) => {
    const row = read(cells);
    expect(row.decision).toBeUndefined();
    expect(row.problems.map((problem) => problem.code)).toContain(code);
  });

  it('reads codes of a foreign template by their meaning alone', () => {
    expect(read({ outcome: '1' }).decision).toBeUndefined();
    expect(read({ outcome: '1' }, { outcome: { '1': 'Đã chết' } }).decision).toMatchObject({
      outcome: 'deceased',
    });
  });

  it('never quotes a value in a problem', () => {
    for (const problem of read({ outcome: 'xyzzy', newFullName: 'Plugh 1', newIdNumber: 'xyzzy' }).problems)
      expect(Object.values(problemInWords(problem)).join()).not.toMatch(/xyzzy|plugh/i);
  });
});

describe('columns', () => {
  it('mean one thing each, whatever they are called', () => {
    for (const columns of [REVIEW_COLUMNS, CHECK_COLUMNS, VERIFICATION_COLUMNS]) {
      const all = Object.values(columns as typeof REVIEW_COLUMNS).flatMap((column) => [
        column.title,
        ...('aliases' in column ? column.aliases : []),
      ]);
      expect(headingsOf(columns).size).toBe(new Set(all.map(foldHeading)).size);
    }
  });

  it('are refused when they stand there twice', () => {
    const head = { no: 1, cells: ['Ghi chú', 'Kết quả', 'GHI CHU'] };
    expect(placesIn(head, REVIEW_COLUMNS)).toEqual({ twice: REVIEW_COLUMNS.note.title });
  });

  it('have the letters that spreadsheet programs show', () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(columnName)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']);
  });
});

describe('what is brought back by hand', () => {
  const settings = (columns: object) => ({
    places: Object.fromEntries(Object.keys(columns).map((key, at) => [key, at])),
    mapping: null,
    latestYear: 2026,
  });
  const row = (columns: object, cells: Readonly<Record<string, string>>) => ({
    no: 2,
    cells: Object.keys(columns).map((key) => cells[key] ?? null),
  });

  it('is a look-up as the machine would have had it', () => {
    const person = {
      foundIdNumber: '060185000123',
      foundFullName: 'Trần Thị Bình',
      foundDateOfBirth: '05/03/1985',
      foundGender: 'Nữ',
    };
    expect(
      readCheckRow(row(CHECK_COLUMNS, { result: 'Tìm thấy', ...person }), settings(CHECK_COLUMNS)).decision,
    ).toMatchObject({
      ...{ status: 'found', by: 'number' },
      persons: [{ idNumber: '060185000123', dateOfBirth: '1985-03-05', deceased: false }],
    });
    expect(
      readCheckRow(row(CHECK_COLUMNS, { result: 'Tìm thấy' }), settings(CHECK_COLUMNS)).decision,
    ).toBeUndefined();
    expect(
      readCheckRow(row(CHECK_COLUMNS, { result: 'Không có' }), settings(CHECK_COLUMNS)).decision,
    ).toMatchObject({ status: 'not_found', persons: [] });
  });

  it('knows the words it offers', () => {
    const results = HAND_WORDS.verified.map(
      (result) =>
        readVerificationRow(row(VERIFICATION_COLUMNS, { result }), settings(VERIFICATION_COLUMNS)).decision
          ?.result,
    );
    expect(results).toEqual(['right', 'wrong', 'unverified']);
  });
});

describe('keys and problems', () => {
  it('survive being written and read', () => {
    const key = {
      exportId: '01234567-89ab-4cde-8f01-23456789abcd',
      recordNo: 12,
      version: 3,
      locked: 'abcdefgh',
      code: 'ABCDEFGHIJKLMNOPQRST',
    };
    expect(readRowKey(` ${writeRowKey(key)} `)).toEqual(key);
    expect(readRowKey('BG:1:2')).toBeUndefined();
  });

  it('have words in both languages, all places filled', () => {
    for (const code of Object.keys(ROW_PROBLEMS) as (keyof typeof ROW_PROBLEMS)[]) {
      const { vi, en } = problemInWords(rowProblem(code));
      expect([vi.length > 10, en.length > 10, /[{}]/.test(vi + en)]).toEqual([true, true, false]);
    }
  });
});
