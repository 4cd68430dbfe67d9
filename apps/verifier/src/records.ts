import { leafHashWithSalt, merkleRoot } from '#signatures/merkle';
import type { Bundle } from './bundle.ts';
import {
  asFields,
  hashOf,
  Malformed,
  numbersIn,
  readFields,
  textOf,
  textOrNull,
  wholeOf,
  type Fields,
} from './fields.ts';
import type { Handover } from './handovers.ts';

const STEP = 'records';

/** The records of every signed official handover: their numbers, their leaves and the root in the manifest, their outcomes. */
export function checkRecords(bundle: Bundle, handovers: readonly Handover[], only?: number): void {
  const { archive, report } = bundle;
  let withoutRecords = 0;
  for (const { number, manifest, signed } of handovers) {
    const file = `records/${number}.ndjson`;
    if (archive.has(file)) checkFile(bundle, file, number, manifest, only);
    else if (manifest['grade'] === 'official' && signed) report.fail(STEP, 'file_missing', { file });
    else if (manifest['grade'] === 'attested') withoutRecords += 1;
  }
  for (const file of archive.names.filter((name) => name.startsWith('records/')))
    if (only === undefined && !handovers.some(({ number }) => file === `records/${number}.ndjson`))
      report.fail(STEP, 'file_without_handover', { file });
  if (withoutRecords > 0) report.note(STEP, 'records_not_kept', { handovers: withoutRecords });
}

function checkFile(
  { archive, report, statement }: Bundle,
  file: string,
  number: number,
  manifest: Fields,
  only: number | undefined,
): void {
  const wanted = numbersIn(textOf(manifest, 'records'), wholeOf(manifest, 'recordCount'));
  const leaves: Buffer[] = [];
  const counts = { village: new Map<string, number>(), police: new Map<string, number>() };
  let [line, shown] = [0, 0];
  for (const text of archive.lines(file)) {
    line += 1;
    try {
      const row = readFields(text);
      const recordNo = wholeOf(row, 'recordNo');
      if (recordNo !== wanted[line - 1]) report.fail(STEP, 'record_number', { file, line, record: recordNo });
      if (row['snapshot'] === undefined) leaves.push(Buffer.from(hashOf(row, 'leaf'), 'hex'));
      else {
        shown += 1;
        const snapshot = textOf(row, 'snapshot');
        leaves.push(leafHashWithSalt(Buffer.from(hashOf(row, 'recordSalt'), 'hex'), snapshot));
        count(counts, readFields(snapshot), recordNo);
      }
      if (recordNo === only) report.ok(STEP, 'record_found', { file, record: recordNo });
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      report.fail(STEP, 'line_malformed', { file, line });
    }
  }
  if (line !== wanted.length) report.fail(STEP, 'record_count', { file, found: line, stated: wanted.length });
  if (shown > 0 && statement['personal'] !== true) report.fail(STEP, 'personal_unstated', { file });
  if (merkleRoot(leaves).toString('hex') !== manifest['merkleRoot']) {
    report.fail(STEP, 'records_root', { file, number });
    return;
  }
  if (shown === leaves.length) compareOutcomes(report, file, manifest, counts);
  if (!report.failedAt(STEP))
    report.ok(STEP, shown > 0 ? 'records_ok' : 'leaves_ok', { file, number, count: line });
}

type Counts = Readonly<Record<'village' | 'police', Map<string, number>>>;

function count(counts: Counts, snapshot: Fields, recordNo: number): void {
  if (wholeOf(snapshot, 'recordNo') !== recordNo) throw new Malformed('recordNo');
  for (const side of ['village', 'police'] as const) {
    const outcome = textOrNull(snapshot, `${side}Outcome`) ?? 'none';
    counts[side].set(outcome, (counts[side].get(outcome) ?? 0) + 1);
  }
}

function compareOutcomes(report: Bundle['report'], file: string, manifest: Fields, counts: Counts): void {
  const outcomes = asFields(manifest['outcomes'], 'outcomes');
  for (const side of ['village', 'police'] as const) {
    const stated = asFields(outcomes[side], side);
    const same =
      Object.keys(stated).length === counts[side].size &&
      [...counts[side]].every(([name, n]) => stated[name] === n);
    if (!same) report.fail(STEP, 'record_outcomes', { file, side });
  }
}
