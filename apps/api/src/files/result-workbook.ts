import { foldHeading } from '#domain/files/headings';
import { headingsOf } from '#domain/files/columns';
import { RESULT_COLUMNS, type ReviewColumn } from '#domain/files/review-columns';
import { isError, problemInWords, type RowProblem } from '#domain/files/row-problems';
import { ROW_STATES, type RowState } from '#domain/files/row-states';
import type { BatchRowView } from '#persistence/files/batch-rows';
import type { OutCell, OutColumn, OutSheet } from '#spreadsheets/write-workbook';
import type { FileKind } from './file-kind.ts';
import { reviewChecks, reviewSideSheets } from './review-workbook.ts';

export type ResultRow = Pick<BatchRowView, 'rowNo' | 'state' | 'problems'> & {
  readonly cells: readonly (string | null)[] | null;
};

export interface ResultWorkbook {
  readonly kind: FileKind;
  readonly headings: readonly string[];
  readonly rows: AsyncIterable<ResultRow>;
  /** The mark of the file that went out, so that this one may come back in its place. */
  readonly mark: string | null;
}

/** The file that was sent, in its own layout, with what became of each row and its errors in red; corrected there, it may be sent again. */
export function resultWorkbook({ kind, headings, rows, mark }: ResultWorkbook): OutSheet[] {
  const known = headingsOf(kind.columns);
  const folded = headings.map(foldHeading);
  const results = new Set(Object.values(RESULT_COLUMNS).map(({ title }) => foldHeading(title)));
  // What an earlier result file added is not shown twice.
  const kept = folded.flatMap((heading, at) => (results.has(heading) ? [] : [at]));
  const keys = kept.map((at) => known.get(folded[at] ?? ''));
  const last = keys.indexOf('key');
  const order = last < 0 ? kept : [...kept.filter((_, i) => i !== last), kept[last] as number];
  const columns = order.map((at) => columnOf(kind, known.get(folded[at] ?? '')));
  const result: OutColumn[] = Object.values(RESULT_COLUMNS).map(({ width }) => ({ width, style: 'plain' }));
  const tail = last < 0 ? [] : columns.slice(-1);
  async function* out(): AsyncGenerator<OutCell[]> {
    const shown = (row: readonly OutCell[], added: readonly OutCell[]) =>
      last < 0 ? [...row, ...added] : [...row.slice(0, -1), ...added, row.at(-1) as OutCell];
    yield shown(
      order.map((at): OutCell => ({ text: headings[at] ?? '', style: 'head' })),
      Object.values(RESULT_COLUMNS).map(({ title }): OutCell => ({ text: title, style: 'head' })),
    );
    for await (const { state, problems, cells } of rows) {
      const found = problems as readonly RowProblem[];
      yield shown(
        order.map((at) => cellOf(cells?.[at] ?? '', known.get(folded[at] ?? ''), found)),
        [stateCell(state, found), problemsCell(kind, state, found)],
      );
    }
  }
  const at = (column: ReviewColumn) => order.findIndex((place) => known.get(folded[place] ?? '') === column);
  return [
    {
      ...{
        name: 'Danh sách',
        headRow: 1,
        rows: out(),
        columns: [...(last < 0 ? columns : columns.slice(0, -1)), ...result, ...tail],
      },
      ...(kind.kind === 'review' && mark !== null ? { checks: reviewChecks(1, at) } : {}),
    },
    ...(mark === null
      ? []
      : kind.kind === 'review'
        ? reviewSideSheets(mark)
        : reviewSideSheets(mark).slice(-1)),
  ];
}

function columnOf({ columns }: FileKind, key: string | undefined): OutColumn {
  const column = key === undefined ? undefined : columns[key];
  return {
    width: column?.width ?? 18,
    style: column?.open ? 'open' : 'plain',
    hidden: column?.hidden ?? false,
  };
}

function cellOf(text: string, key: string | undefined, problems: readonly RowProblem[]): OutCell {
  const own = problems.filter(({ column }) => column !== null && column === key);
  if (own.length === 0) return text;
  return { text, style: own.some(isError) ? 'wrong' : 'notice' };
}

function stateCell(state: RowState, problems: readonly RowProblem[]): OutCell {
  const { vi, waiting } = ROW_STATES[state];
  return {
    text: vi,
    style: waiting ? 'wrong' : problems.length > 0 ? 'notice' : state === 'applied' ? 'right' : 'plain',
  };
}

function problemsCell({ columns }: FileKind, state: RowState, problems: readonly RowProblem[]): OutCell {
  const lines = problems.map((problem) => {
    const title = problem.column === null ? undefined : columns[problem.column]?.title;
    const { vi, en } = problemInWords(problem);
    return `${title === undefined ? '' : `${title}: `}${vi} / ${en}`;
  });
  if (lines.length === 0 && ROW_STATES[state].waiting)
    lines.push(`${ROW_STATES[state].vi} / ${ROW_STATES[state].en}`);
  return { text: lines.join('\n'), style: 'plain' };
}
