import type { RecordForPlatform } from '#persistence/process/platform';
import type { ImportRow, PlatformPort, Sleep } from '../ports.ts';
import { targetOf } from './plan.ts';

const POLL_MS = 100;
const LONGEST_POLL_MS = 2_000;
/** Uploads of one file before the numbers are left to direct edit. */
const UPLOADS = 4;

export interface ImportTools {
  readonly platform: Pick<PlatformPort, 'findImports' | 'startImport' | 'importResults'>;
  readonly sleep: Sleep;
  readonly signal: AbortSignal;
  readonly alive: () => void;
}

/**
 * Supplements numbers by one Excel file and waits for its rows. The file's name says which records of which run it carries,
 * so an upload whose answer was lost is found again by name. A row always carries the code of a subject that exists: a
 * row without one would create a person. A number that could not be imported is left to what is read back afterwards.
 */
export async function importNumbers(
  { platform, sleep, signal, alive }: ImportTools,
  fileName: string,
  records: readonly RecordForPlatform[],
): Promise<void> {
  const rows = records.map(toRow);
  for (let upload = 0; upload < UPLOADS; upload += 1) {
    const [found] = await platform.findImports(fileName, signal);
    const jobId = found ?? (await platform.startImport(fileName, rows, signal));
    if (jobId === undefined) {
      await sleep(POLL_MS * 2 ** (upload + 1), signal);
      continue;
    }
    for (let wait = POLL_MS; ; wait = Math.min(wait * 1.5, LONGEST_POLL_MS)) {
      if ((await platform.importResults(jobId, signal)) !== undefined) return;
      alive();
      await sleep(wait, signal);
    }
  }
}

function toRow(record: RecordForPlatform): ImportRow {
  const { idNumber = '', fullName = '', dateOfBirth = '', gender = '' } = targetOf(record);
  return { subjectId: record.subjectId, number: idNumber, fullName, dateOfBirth, gender };
}
