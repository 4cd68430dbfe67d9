import { mayUpdatePlatform } from '#domain/process/outcomes';
import type { HandJob } from '#persistence/process/by-hand';
import type { RecordForPlatform, UpdateResult } from '#persistence/process/platform';
import type { HandStore } from '../by-hand.ts';
import type { PlatformSubject } from '../ports.ts';
import { planUpdate } from './plan.ts';

/** What people report of one record: whether it stands on the platform now. */
export interface CarriedUpdate {
  readonly result: 'done' | 'failed';
  readonly failure?: string | null;
}

interface Store {
  readonly hand: HandStore;
  toUpdate(
    listId: string,
    parcelNo: number,
    afterNo: number,
    limit: number,
  ): Promise<readonly RecordForPlatform[]>;
  storeResults(listId: string, job: HandJob, rows: readonly UpdateResult[]): Promise<void>;
}

/**
 * One run of the update where the station works on the platform itself: first every record is planned (what goes by import, what is edited),
 * and later what was reported is stored. True when nothing waits for people any more.
 */
export async function updateByHand(
  store: Store,
  listId: string,
  job: HandJob,
  page: number,
): Promise<boolean> {
  let waiting = 0;
  for (let afterNo = 0; ;) {
    const records = await store.toUpdate(listId, Number(job.scope), afterNo, page);
    const last = records.at(-1);
    if (last === undefined) return waiting === 0;
    const reported = await store.hand.results<CarriedUpdate>(
      listId,
      job,
      records.map(({ recordNo }) => recordNo),
    );
    const rows = records.map((record) => rowOf(record, reported.get(record.recordNo)));
    waiting += rows.filter(({ state }) => state === 'pending').length;
    await store.storeResults(listId, job, rows);
    afterNo = last.recordNo;
  }
}

function rowOf(record: RecordForPlatform, reported: CarriedUpdate | undefined): UpdateResult {
  const { recordNo } = record;
  if (!mayUpdatePlatform(record.villageOutcome, record.policeOutcome))
    return { recordNo, state: 'skipped', kind: 'none', failure: null };
  const plan = planUpdate(record, asSeen(record));
  if (plan.kind === 'equal') return { recordNo, state: 'done', kind: 'none', failure: null };
  if (plan.kind === 'changed')
    return { recordNo, state: 'failed', kind: 'none', failure: 'platform_changed' };
  // Who is edited anyway gets the number in the same go: one report for each record.
  const kind = plan.byImport && Object.keys(plan.fields).length === 1 ? 'import' : 'edit';
  if (reported === undefined) return { recordNo, state: 'pending', kind, failure: null };
  return { recordNo, state: reported.result, kind, failure: reported.failure ?? null };
}

/** The platform as it was when the list was compiled: nobody can look there in between. */
function asSeen(record: RecordForPlatform): PlatformSubject {
  return {
    ...{
      subjectId: record.subjectId,
      version: 0,
      fullName: record.seenFullName,
      dateOfBirth: record.seenDateOfBirth,
    },
    ...{ gender: record.seenGender, idNumber: record.seenIdNumber, passportNumber: null },
    ...{ nationality: record.nationality, phone: null, address: null, groups: [] },
  };
}

/** What the verification list that was fed back says of each subject. */
export async function verifiedByHand(
  hand: HandStore,
  listId: string,
  job: HandJob,
  records: readonly { readonly recordNo: number; readonly subjectId: string }[],
): Promise<ReadonlyMap<string, string>> {
  const results = await hand.results<{ result: string }>(
    listId,
    job,
    records.map(({ recordNo }) => recordNo),
  );
  return new Map(
    records.map(({ recordNo, subjectId }) => [subjectId, results.get(recordNo)?.result ?? 'unverified']),
  );
}
