import { createHash, type Hash } from 'node:crypto';
import type { Bundle, Chain, Committed } from './bundle.ts';
import { Malformed, readFields, textOf, textOrNull, wholeOf, type Fields } from './fields.ts';

const UNIT = '\x1f';
const RECORD = '\x1e';

interface Kind {
  /** Its step in the verdict, and the name of what events commit to. */
  readonly step: Committed;
  readonly file: string;
  /** Left out of a bundle without personal data. */
  readonly personal: boolean;
  /** What the event hashed of one row, in that order. */
  readonly parts: (row: Fields) => readonly (string | number)[];
}

const value = (row: Fields, name: string): string => {
  const found = textOrNull(row, name);
  return found === null ? 'n' : `v${found}`;
};

const KINDS: readonly Kind[] = [
  {
    ...{ step: 'changes', file: 'changes.ndjson', personal: true },
    parts: (row) => [
      ...[wholeOf(row, 'recordNo'), textOf(row, 'field'), value(row, 'old'), value(row, 'new')],
      textOf(row, 'source'),
    ],
  },
  {
    ...{ step: 'sets', file: 'sets.ndjson', personal: false },
    parts: (row) => [
      ...[textOf(row, 'field'), value(row, 'new'), textOf(row, 'source'), textOf(row, 'records')],
    ],
  },
  {
    ...{ step: 'state', file: 'state.ndjson', personal: true },
    parts: (row) => [
      ...[textOf(row, 'table'), textOf(row, 'key'), textOf(row, 'op'), textOf(row, 'changes')],
      textOf(row, 'user'),
    ],
  },
];

/** The rows that each event committed to hash to what stands in it: changed values, values set for many records, and changes of state. */
export function checkCommittedRows(bundle: Bundle, chain: Chain): void {
  for (const kind of KINDS) checkKind(bundle, kind, chain.committed[kind.step]);
}

function checkKind(
  { archive, statement, report }: Bundle,
  { step, file, personal, parts }: Kind,
  committed: ReadonlyMap<number, string>,
): void {
  if (!archive.has(file)) {
    if (personal && statement['personal'] === false)
      report.note(step, `${step as 'changes' | 'state'}_absent`, { events: committed.size });
    else report.fail(step, 'file_missing', { file });
    return;
  }
  if (personal && statement['personal'] !== true) report.fail(step, 'personal_unstated', { file });
  let [rows, line, last] = [0, 0, 0];
  let hash: Hash | undefined;
  const waiting = new Map(committed);
  const close = (): void => {
    if (hash === undefined) return;
    if (waiting.get(last) !== hash.digest('hex')) report.fail(step, 'rows_hash', { file, no: last });
    waiting.delete(last);
  };
  for (const text of archive.lines(file)) {
    line += 1;
    try {
      const row = readFields(text);
      const no = wholeOf(row, 'no');
      if (no < last || no === 0) throw new Malformed('no');
      const hashed = parts(row).join(UNIT);
      if (no !== last) {
        close();
        [hash, last] = [createHash('sha256'), no];
      } else hash?.update(RECORD);
      hash?.update(hashed, 'utf8');
      rows += 1;
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      report.fail(step, 'line_malformed', { file, line });
    }
  }
  close();
  const none = createHash('sha256').digest('hex');
  for (const [no, stated] of waiting) if (stated !== none) report.fail(step, 'rows_hash', { file, no });
  if (!report.failedAt(step)) report.ok(step, `${step}_ok`, { rows, events: committed.size });
}
