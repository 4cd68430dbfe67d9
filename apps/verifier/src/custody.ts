import type { Bundle, Chain, Move } from './bundle.ts';
import { asFields, listOf, Malformed, numbersIn, readFields, textOf, textOrNull, wholeOf } from './fields.ts';

const STEP = 'custody';
const FILE = 'custody.ndjson';

/** Each record has exactly one custodian from its first event on, by the events; the ledger and the counts say the same. */
export function checkCustody(bundle: Bundle, { moves }: Chain): void {
  const { statement, report } = bundle;
  const recordCount = wholeOf(asFields(statement['list'], 'list'), 'recordCount');
  compareLedger(bundle, moves);
  const holders = new Map<number, string>();
  for (const { no, moves: custody } of moves)
    for (const move of custody) {
      try {
        apply(holders, move, recordCount, (record) =>
          report.fail(STEP, 'custody_from', { no, record, office: move.from ?? '-' }),
        );
      } catch (error) {
        if (!(error instanceof Malformed)) throw error;
        report.fail(STEP, 'custody_count', { no });
      }
    }
  for (let record = 1; record <= recordCount; record += 1)
    if (!holders.has(record)) report.fail(STEP, 'custody_nobody', { record });
  const sums = new Map<string, number>();
  for (const office of holders.values()) sums.set(office, (sums.get(office) ?? 0) + 1);
  const stated = listOf(statement, 'custody').map((row) => asFields(row, 'custody'));
  for (const row of stated) {
    const office = textOf(row, 'officeId');
    if (sums.get(office) !== wholeOf(row, 'count'))
      report.fail(STEP, 'custody_sum', {
        office,
        stated: wholeOf(row, 'count'),
        found: sums.get(office) ?? 0,
      });
    sums.delete(office);
  }
  for (const [office, found] of sums) report.fail(STEP, 'custody_sum', { office, stated: 0, found });
  if (!report.failedAt(STEP))
    report.ok(STEP, 'custody_ok', { records: recordCount, moves: moves.length, offices: stated.length });
}

function apply(
  holders: Map<number, string>,
  move: Move,
  most: number,
  wrong: (record: number) => void,
): void {
  const numbers = numbersIn(move.records, most);
  if (numbers.length !== move.count) throw new Malformed('count');
  const other = numbers.find((record) => (holders.get(record) ?? null) !== move.from);
  if (other !== undefined) wrong(other);
  for (const record of numbers) holders.set(record, move.to);
}

/** The ledger holds the moves of the events, line by line. */
function compareLedger({ archive, report }: Bundle, moves: Chain['moves']): void {
  const expected = moves.flatMap(({ no, moves: custody }) =>
    custody.map((move, i) => ({ no, moveNo: i + 1, ...move })),
  );
  let line = 0;
  for (const text of archive.lines(FILE)) {
    const move = expected[line];
    line += 1;
    try {
      const row = readFields(text);
      const same =
        move !== undefined &&
        wholeOf(row, 'no') === move.no &&
        wholeOf(row, 'moveNo') === move.moveNo &&
        textOrNull(row, 'from') === move.from &&
        textOf(row, 'to') === move.to &&
        wholeOf(row, 'count') === move.count &&
        textOf(row, 'records') === move.records;
      if (!same) report.fail(STEP, 'custody_line', { file: FILE, line });
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      report.fail(STEP, 'line_malformed', { file: FILE, line });
    }
  }
  if (line < expected.length)
    report.fail(STEP, 'custody_missing', { file: FILE, no: expected[line]?.no ?? 0 });
}
