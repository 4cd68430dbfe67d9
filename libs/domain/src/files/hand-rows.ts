import { readCorrected, type CorrectedField } from '../people/corrected-value.ts';
import { nameDisplay } from '../people/names.ts';
import type { LookupAnswer } from '../records/comparison.ts';
import type { Places, TemplateMapping } from './columns.ts';
import { CHECK_COLUMNS } from './hand-columns.ts';
import { foldHeading } from './headings.ts';
import { cellAt, identityOf, type ReadRow } from './review-row.ts';
import { isError, rowProblem, type RowProblem } from './row-problems.ts';
import { kindOf, textOf, type TableRow } from './table.ts';

interface Settings {
  readonly places: Places;
  readonly mapping: TemplateMapping | null;
  readonly latestYear: number;
}

/** A choice of words for a result, the first of each being the one that is offered. */
type Words<T extends string> = Readonly<Record<T, readonly string[]>>;

const FOUND: Words<'found' | 'not_found' | 'several'> = {
  found: ['Tìm thấy', 'Có', 'found', '1'],
  not_found: ['Không có', 'Không tìm thấy', 'not found', '0'],
  several: ['Nhiều người', 'several'],
};
const DONE: Words<'done' | 'failed'> = {
  done: ['Đã cập nhật', 'Xong', 'Thành công', 'done', 'updated', 'unchanged', 'x'],
  failed: ['Không cập nhật được', 'Lỗi', 'Thất bại', 'failed', 'refused'],
};
const VERIFIED: Words<'right' | 'wrong' | 'unverified'> = {
  right: ['Đúng thông tin', 'Đã xác thực - đúng thông tin', 'Đúng', 'right'],
  wrong: ['Sai thông tin', 'Đã xác thực - sai thông tin', 'Sai', 'wrong'],
  unverified: ['Chưa xác thực', 'Chưa xác minh', 'unverified'],
};

/** The words that are offered for choosing. */
export const HAND_WORDS = {
  found: Object.values(FOUND).map(([word]) => word as string),
  done: Object.values(DONE).map(([word]) => word as string),
  verified: Object.values(VERIFIED).map(([word]) => word as string),
};

class Row {
  readonly problems: RowProblem[] = [];

  constructor(
    private readonly row: TableRow,
    private readonly settings: Settings,
  ) {}

  text(column: string): string {
    const cell = cellAt(this.row, this.settings.places, column);
    const kind = kindOf(cell);
    if (kind === 'formula') this.problems.push(rowProblem('formula', column));
    if (kind === 'error') this.problems.push(rowProblem('cell_error', column));
    if (kind === 'long') this.problems.push(rowProblem('cell_long', column));
    const text = textOf(cell).trim();
    return this.settings.mapping?.values[column]?.[text] ?? text;
  }

  /** The result a word means; undefined for an empty cell, and for an unknown word, which is a problem. */
  word<T extends string>(column: string, words: Words<T>): T | undefined {
    const text = this.text(column);
    if (text === '') return undefined;
    const folded = foldHeading(text);
    for (const [result, all] of Object.entries(words) as [T, readonly string[]][])
      if (all.some((word) => foldHeading(word) === folded)) return result;
    const allowed = (Object.values(words) as (readonly string[])[]).map(([word]) => word).join('; ');
    this.problems.push(rowProblem('result_unknown', column, { allowed }));
    return undefined;
  }

  done<D extends object>(decision: D | undefined): ReadRow<D> {
    const ready = decision !== undefined && !this.problems.some(isError);
    return {
      no: this.row.no,
      ...identityOf(this.row, this.settings.places),
      decision: ready ? decision : undefined,
      problems: this.problems,
    };
  }
}

/** What a person looked up in the population database, as the machine would have got it. */
export type CarriedLookup = LookupAnswer & { readonly word: string };

const REQUIRED = {
  foundIdNumber: 'idNumber',
  foundFullName: 'fullName',
  foundDateOfBirth: 'dateOfBirth',
  foundGender: 'gender',
} as const satisfies Record<string, CorrectedField>;

/** Reads one row of the check file that came back. */
export function readCheckRow(raw: TableRow, settings: Settings): ReadRow<CarriedLookup> {
  const row = new Row(raw, settings);
  const status = row.word('result', FOUND);
  if (status === undefined) return row.done<CarriedLookup>(undefined);
  const word = FOUND[status][0] as string;
  if (status !== 'found') return row.done({ word, status, persons: [] });
  const values: Partial<Record<CorrectedField, string>> = {};
  const missing: string[] = [];
  for (const [column, field] of Object.entries(REQUIRED)) {
    const text = row.text(column);
    const value = field === 'fullName' ? nameDisplay(text) : readCorrected(field, text, settings.latestYear);
    if (value === undefined || value === '') missing.push(column);
    else values[field] = value;
  }
  if (missing.length > 0)
    row.problems.push(
      rowProblem('result_incomplete', missing[0], {
        columns: missing.map((column) => CHECK_COLUMNS[column as keyof typeof REQUIRED].title).join(', '),
      }),
    );
  const { idNumber = '', fullName = '', dateOfBirth = '', gender = '' } = values;
  const commune = row.text('foundCommune');
  const deceased = row.text('foundDeceased') !== '';
  const person = { personId: row.text('foundPersonId') || idNumber, idNumber, fullName, dateOfBirth, gender };
  const by = foldHeading(row.text('by')) === 'ho ten' ? ('person' as const) : ('number' as const);
  return row.done({
    word,
    status,
    by,
    persons: [{ ...person, residenceCommune: commune === '' ? null : commune, deceased }],
  });
}

/** What became of one correction in the population database. */
export interface CarriedResult {
  readonly word: string;
  readonly result: string;
}

/** Reads one row of what the police corrected themselves. */
export function readPopulationUpdateRow(raw: TableRow, settings: Settings): ReadRow<CarriedResult> {
  const row = new Row(raw, settings);
  const result = row.word('result', DONE);
  return row.done(
    result === undefined
      ? undefined
      : { word: DONE[result][0] as string, result: result === 'done' ? 'done' : 'refused_by_hand' },
  );
}

/** Reads one row of the platform's report of an import, or of ticked-off edits. */
export function readPlatformUpdateRow(
  raw: TableRow,
  settings: Settings,
): ReadRow<CarriedResult & { failure: string | null }> {
  const row = new Row(raw, settings);
  const result = row.word('result', DONE);
  const code = foldHeading(row.text('note')).replaceAll(' ', '_').slice(0, 60);
  if (result === undefined) return row.done<CarriedResult & { failure: string | null }>(undefined);
  return row.done({
    word: DONE[result][0] as string,
    result,
    failure:
      result === 'done' ? null : PLATFORM_CODE.test(code) ? `platform_${code}` : 'platform_refused_by_hand',
  });
}

/** Codes the platform is known to give; anything else people write may hold a name, and is not kept in a code. */
const PLATFORM_CODE =
  /^(?:already_has_number|bad_number|row_repeated|number_missing|version_conflict|not_found)$/;

/** Reads one row of the platform's verification list. */
export function readVerificationRow(raw: TableRow, settings: Settings): ReadRow<CarriedResult> {
  const row = new Row(raw, settings);
  const result = row.word('result', VERIFIED);
  return row.done(result === undefined ? undefined : { word: VERIFIED[result][0] as string, result });
}
