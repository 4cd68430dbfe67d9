import { CORRECTED_VALUES, readCorrected, type CorrectedField } from '../people/corrected-value.ts';
import { classifyIdNumber } from '../people/identity-numbers.ts';
import { ruleOf } from '../rules/catalogue.ts';
import { OUTCOME_WORDS } from '../papers/outcome-words.ts';
import { VILLAGE_OUTCOMES } from '../process/outcomes.ts';
import type { Places, TemplateMapping } from './columns.ts';
import { foldHeading } from './headings.ts';
import { CORRECTION_OF, type ReviewColumn } from './review-columns.ts';
import { isError, rowProblem, type RowProblem } from './row-problems.ts';
import { readRowKey, type RowKey } from './row-key.ts';
import { kindOf, textOf, type Cell, type CellKind, type TableRow } from './table.ts';

/** What a person decided about one record, in a file or on a form. */
export interface RowDecision {
  readonly outcome: string;
  readonly values: Readonly<Partial<Record<CorrectedField, string>>>;
  readonly note: string | null;
}

/** A row as it was understood. Without decision it says nothing yet, or problems stand in its way. */
export interface ReadRow<D = RowDecision> {
  readonly no: number;
  readonly key: RowKey | undefined;
  /** How the record is named where the row has no key. */
  readonly recordNo: number | undefined;
  readonly subjectId: string | undefined;
  readonly decision: D | undefined;
  readonly problems: readonly RowProblem[];
}

const OUTCOMES = new Map<string, string>(
  VILLAGE_OUTCOMES.flatMap((outcome) => [
    [foldHeading(OUTCOME_WORDS[outcome]), outcome],
    [foldHeading(outcome.replaceAll('_', ' ')), outcome],
  ]),
);
/** Shorter words people write instead of choosing. */
for (const [words, outcome] of [
  ['da sua|da dieu chinh|dieu chinh|sua|da sua thong tin', 'corrected'],
  ['dung|dung thong tin|xac nhan dung|khong sai', 'confirmed'],
  ['khong thuong tru|khong thuong tru tren dia ban|thuong tru noi khac', 'resides_elsewhere'],
  ['chuyen di', 'moved_away'],
  ['chet|tu vong|da mat', 'deceased'],
  ['khong lien lac duoc|vang mat', 'unreachable'],
  ['trung', 'duplicate'],
  ['nguoi nuoc ngoai|nuoc ngoai', 'foreigner'],
] as const)
  for (const word of words.split('|')) OUTCOMES.set(word, outcome);

const ALLOWED = VILLAGE_OUTCOMES.map((outcome) => OUTCOME_WORDS[outcome]).join('; ');
/** Outcomes under which nothing of the person is corrected. */
const WITHOUT_VALUES: ReadonlySet<string> = new Set(['confirmed', 'unreachable', 'duplicate']);
const LONGEST_NOTE = 1_000;
const PROBLEM_OF_KIND = {
  formula: 'formula',
  error: 'cell_error',
  long: 'cell_long',
} as const satisfies Partial<Record<CellKind, string>>;

export interface RowSettings {
  readonly places: Places<ReviewColumn>;
  readonly mapping: TemplateMapping | null;
  readonly latestYear: number;
}

/** Reads one row of a village's list. Never throws: whatever is wrong is a problem with the column it stands in. */
export function readReviewRow(row: TableRow, { places, mapping, latestYear }: RowSettings): ReadRow {
  const problems: RowProblem[] = [];
  const cellOf = (column: ReviewColumn) => cellAt(row, places, column);
  const said = (column: ReviewColumn): string => {
    const cell = cellOf(column);
    const problem = PROBLEM_OF_KIND[kindOf(cell) as keyof typeof PROBLEM_OF_KIND];
    if (problem !== undefined) problems.push(rowProblem(problem, column));
    const text = textOf(cell).trim();
    return mapping?.values[column]?.[text] ?? text;
  };
  const values: Partial<Record<CorrectedField, string>> = {};
  let corrections = 0;
  for (const [column, field] of Object.entries(CORRECTION_OF) as [
    keyof typeof CORRECTION_OF,
    CorrectedField,
  ][]) {
    const text = said(column);
    if (text === '') continue;
    corrections += 1;
    const value = valueOf(field, column, text, kindOf(cellOf(column)), { latestYear, values, problems });
    if (value !== undefined) values[field] = value;
  }
  const note = said('note');
  if (note.length > LONGEST_NOTE) problems.push(rowProblem('cell_long', 'note'));
  const outcome = outcomeOf(said('outcome'), corrections, problems);
  const ready = outcome !== undefined && !problems.some(isError);
  return {
    no: row.no,
    ...identityOf(row, places),
    decision: ready ? { outcome, values, note: note === '' ? null : note } : undefined,
    problems,
  };
}

/** How a row says whose it is: by its key; without one, by the record's number or the platform's code. */
export function identityOf(
  row: TableRow,
  places: Places<'key' | 'recordNo' | 'subjectId'>,
): Pick<ReadRow, 'key' | 'recordNo' | 'subjectId'> {
  const recordNo = textOf(cellAt(row, places, 'recordNo')).trim();
  const subjectId = textOf(cellAt(row, places, 'subjectId')).trim();
  return {
    key: readRowKey(textOf(cellAt(row, places, 'key'))),
    recordNo: /^[1-9]\d{0,8}$/.test(recordNo) ? Number(recordNo) : undefined,
    subjectId: subjectId === '' ? undefined : subjectId,
  };
}

export function cellAt<K extends string>(row: TableRow, places: Places<K>, column: K): Cell | null {
  const at = places[column];
  return at === undefined ? null : (row.cells[at] ?? null);
}

function outcomeOf(text: string, corrections: number, problems: RowProblem[]): string | undefined {
  if (text === '') {
    if (corrections > 0) problems.push(rowProblem('outcome_missing', 'outcome'));
    return undefined;
  }
  const outcome = OUTCOMES.get(foldHeading(text));
  if (outcome === undefined) problems.push(rowProblem('outcome_unknown', 'outcome', { allowed: ALLOWED }));
  else if (corrections > 0 && WITHOUT_VALUES.has(outcome))
    problems.push(
      rowProblem('outcome_contradicts', 'outcome', {
        outcome: OUTCOME_WORDS[outcome as keyof typeof OUTCOME_WORDS],
      }),
    );
  return outcome;
}

interface Reading {
  readonly latestYear: number;
  readonly values: Partial<Record<CorrectedField, string>>;
  readonly problems: RowProblem[];
}

function valueOf(
  field: CorrectedField,
  column: string,
  text: string,
  kind: CellKind | undefined,
  { latestYear, values, problems }: Reading,
): string | undefined {
  if (field === 'dateOfBirth' && kind === 'date' && Number(text.slice(8)) <= 12)
    problems.push(rowProblem('date_ambiguous', column));
  const value =
    field === 'idNumber' ? numberOf(text, column, values, problems) : readCorrected(field, text, latestYear);
  if (value === undefined && field !== 'idNumber') {
    const { vi, en } = CORRECTED_VALUES[field];
    problems.push(rowProblem('value_invalid', column, { expected: { vi, en } }));
  }
  return value;
}

/** A number with what speaks against it by the rules; a repair is taken only where it is safe, and said. */
function numberOf(
  text: string,
  column: string,
  { dateOfBirth, gender }: Reading['values'],
  problems: RowProblem[],
): string | undefined {
  const { kind, cleaned, rules } = classifyIdNumber(text, { dateOfBirth, gender });
  const repair = rules.find((hit) => hit.repair?.safe === true);
  if ((kind === 'cccd' || kind === 'cmnd') && cleaned !== null) {
    if (repair !== undefined) problems.push(rowProblem('repaired', column, { rule: textsOf(repair.rule) }));
    return cleaned;
  }
  if (repair?.repair !== undefined) {
    problems.push(rowProblem('repaired', column, { rule: textsOf(repair.rule) }));
    return repair.repair.value;
  }
  const [first] = rules;
  const expected = first === undefined ? CORRECTED_VALUES.idNumber : ruleOf(first.rule);
  problems.push(rowProblem('value_invalid', column, { expected: { vi: expected.vi, en: expected.en } }));
  return undefined;
}

function textsOf(id: Parameters<typeof ruleOf>[0]): { vi: string; en: string } {
  const { vi, en } = ruleOf(id);
  return { vi, en };
}
