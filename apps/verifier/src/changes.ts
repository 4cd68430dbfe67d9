import { createHash, type Hash } from 'node:crypto';
import type { Bundle, Chain } from './bundle.ts';
import { Malformed, readFields, textOf, textOrNull, wholeOf } from './fields.ts';

const FILE = 'changes.ndjson';
const UNIT = '\x1f';
const RECORD = '\x1e';

/** The changed values of each event hash to what the event committed to. */
export function checkChanges({ archive, statement, report }: Bundle, { changesHashes }: Chain): void {
  if (!archive.has(FILE)) {
    if (statement['personal'] === false)
      report.note('changes', 'changes_absent', { events: changesHashes.size });
    else report.fail('changes', 'file_missing', { file: FILE });
    return;
  }
  if (statement['personal'] !== true) report.fail('changes', 'personal_unstated', { file: FILE });
  let [rows, line, last] = [0, 0, 0];
  let hash: Hash | undefined;
  const waiting = new Map(changesHashes);
  const close = (): void => {
    if (hash === undefined) return;
    if (waiting.get(last) !== hash.digest('hex')) report.fail('changes', 'changes_hash', { no: last });
    waiting.delete(last);
  };
  for (const text of archive.lines(FILE)) {
    line += 1;
    try {
      const row = readFields(text);
      const no = wholeOf(row, 'no');
      if (no < last) throw new Malformed('no');
      if (no !== last) {
        close();
        [hash, last] = [createHash('sha256'), no];
      } else hash?.update(RECORD);
      const value = (name: string): string => {
        const found = textOrNull(row, name);
        return found === null ? 'n' : `v${found}`;
      };
      hash?.update(
        [
          wholeOf(row, 'recordNo'),
          textOf(row, 'field'),
          value('old'),
          value('new'),
          textOf(row, 'source'),
        ].join(UNIT),
        'utf8',
      );
      rows += 1;
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      report.fail('changes', 'line_malformed', { file: FILE, line });
    }
  }
  close();
  const none = createHash('sha256').digest('hex');
  for (const [no, stated] of waiting) if (stated !== none) report.fail('changes', 'changes_hash', { no });
  if (!report.failedAt('changes')) report.ok('changes', 'changes_ok', { rows, events: changesHashes.size });
}
