import { mayUpdatePlatform } from '#domain/process/outcomes';
import type { JobKey } from '#domain/process/facts';
import type { Job } from '#persistence/process/jobs';
import type { RecordForPlatform, UpdateResult } from '#persistence/process/platform';
import { wayOf, type HandStore } from './by-hand.ts';
import { inParallel } from './in-parallel.ts';
import { editSubject } from './platform/edit-subject.ts';
import { importNumbers } from './platform/import-numbers.ts';
import { planUpdate } from './platform/plan.ts';
import { updateByHand, verifiedByHand } from './platform/by-hand.ts';
import type { PlatformPort, PlatformSubject, Progress, Sleep } from './ports.ts';

/** Records read, imported and edited together; results of one page are stored by one statement or a few. */
const PAGE = 500;
/** Edits under way at once for one parcel. */
const LANES = 32;
const STORE_AFTER = 250;

export interface PlatformStore {
  begin(listId: string, job: JobKey): Promise<Job | undefined>;
  count(listId: string, job: JobKey): Promise<void>;
  toUpdate(
    listId: string,
    parcelNo: number,
    afterNo: number,
    limit: number,
  ): Promise<readonly RecordForPlatform[]>;
  storeResults(listId: string, job: JobKey, rows: readonly UpdateResult[]): Promise<void>;
  finishRun(listId: string, job: JobKey): Promise<void>;
  toVerify(
    listId: string,
    parcelNo: number,
    afterNo: number,
    limit: number,
  ): Promise<readonly { recordNo: number; subjectId: string }[]>;
  storeVerification(
    listId: string,
    job: JobKey,
    rows: readonly { recordNo: number; result: string }[],
  ): Promise<void>;
  finishVerification(listId: string, job: JobKey): Promise<void>;
}

export interface PlatformActivities {
  /** Step 9, one run: writes to the platform what is not there yet. A record that fails is listed and stops no other. */
  platformUpdate(listId: string, parcelNo: number, runNo: number): Promise<void>;
  /** Step 10: fetches what the platform's verification list says of every record. */
  verification(listId: string, parcelNo: number): Promise<void>;
}

export function createPlatformActivities(
  platform: PlatformPort,
  store: PlatformStore & { readonly hand: HandStore },
  progress: () => Progress,
  sleep: Sleep,
): PlatformActivities {
  return {
    async platformUpdate(listId, parcelNo, runNo) {
      const at = progress();
      const job = { kind: 'platform_update', scope: String(parcelNo), runNo } as const;
      if ((await store.begin(listId, job)) === undefined) return;
      await store.count(listId, job);
      if (await store.hand.isByHand(listId, job)) {
        if (await updateByHand(store, listId, job, PAGE)) await store.finishRun(listId, job);
        else await store.hand.wait(listId, job);
        return;
      }
      let afterNo = 0;
      let done = 0;
      for (;;) {
        const next = await store.toUpdate(listId, parcelNo, afterNo, PAGE);
        const [first] = next;
        if (first === undefined) break;
        // Pages are windows of record numbers, whatever is done in them already: so their files' names never change.
        const window = Math.ceil(first.recordNo / PAGE);
        const records = next.filter(({ recordNo }) => recordNo <= window * PAGE);
        const results = new Results((rows) => store.storeResults(listId, job, rows));
        const fileName = `bangiao-${listId}-${parcelNo}-${runNo}-${window}.xlsx`;
        const run = { platform, sleep, ...at, fileName, alive: () => at.heartbeat({ done }) };
        await updatePage(run, records, results, () => (done += 1));
        await results.store();
        afterNo = window * PAGE;
        at.heartbeat({ done });
      }
      await store.finishRun(listId, job);
    },

    async verification(listId, parcelNo) {
      const { heartbeat, signal } = progress();
      const job = { kind: 'verification', scope: String(parcelNo), runNo: 1 } as const;
      if ((await store.begin(listId, job)) === undefined) return;
      const way = await wayOf(store.hand, listId, job);
      if (way === 'waiting') return;
      for (let afterNo = 0; ;) {
        const records = await store.toVerify(listId, parcelNo, afterNo, 2 * PAGE);
        const last = records.at(-1);
        if (last === undefined) break;
        const bySubject =
          way === 'back'
            ? await verifiedByHand(store.hand, listId, job, records)
            : await verified(
                platform,
                records.map(({ subjectId }) => subjectId),
                signal,
              );
        const rows = records.map(({ recordNo, subjectId }) => ({
          recordNo,
          result: bySubject.get(subjectId) ?? 'unverified',
        }));
        await store.storeVerification(listId, job, rows);
        afterNo = last.recordNo;
        heartbeat({ done: afterNo });
      }
      await store.finishVerification(listId, job);
    },
  };
}

async function verified(
  platform: PlatformPort,
  subjectIds: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const answers = await platform.verification(subjectIds, signal);
  return new Map(answers.map(({ subjectId, result }) => [subjectId, result]));
}

interface Run extends Progress {
  readonly platform: PlatformPort;
  readonly sleep: Sleep;
  readonly fileName: string;
  readonly alive: () => void;
}

async function updatePage(
  run: Run,
  records: readonly RecordForPlatform[],
  results: Results,
  count: () => void,
): Promise<void> {
  const isOurs = (r: RecordForPlatform) => mayUpdatePlatform(r.villageOutcome, r.policeOutcome);
  const ours = records.filter(isOurs);
  for (const { recordNo } of records.filter((r) => !isOurs(r))) {
    results.add({ recordNo, state: 'skipped', kind: 'none', failure: null });
  }
  if (ours.length === 0) return;

  let current = await readSubjects(run, ours);
  const toImport = ours.filter((record) => {
    const subject = current.get(record.subjectId);
    const plan = subject && planUpdate(record, subject);
    return plan?.kind === 'write' && plan.byImport;
  });
  if (toImport.length > 0) {
    await importNumbers(run, run.fileName, toImport);
    current = await readSubjects(run, ours);
  }
  const imported = new Set(toImport.map(({ recordNo }) => recordNo));
  await inParallel(ours, LANES, async (record) => {
    const subject = current.get(record.subjectId);
    const { state, failure, edited } =
      subject === undefined
        ? ({ state: 'failed', failure: 'platform_subject_gone', edited: false } as const)
        : await editSubject(run, record, subject);
    const byImport = imported.has(record.recordNo);
    const kind = byImport ? (edited ? 'both' : 'import') : edited ? 'edit' : 'none';
    results.add({ recordNo: record.recordNo, state, kind, failure });
    count();
    run.alive();
    if (results.full) await results.store();
  });
}

async function readSubjects(
  { platform, signal }: Run,
  records: readonly RecordForPlatform[],
): Promise<Map<string, PlatformSubject>> {
  const subjects = await platform.read(
    records.map(({ subjectId }) => subjectId),
    signal,
  );
  return new Map(subjects.map((subject) => [subject.subjectId, subject]));
}

/** Results on their way to the database. */
class Results {
  #rows: UpdateResult[] = [];

  constructor(private readonly write: (rows: readonly UpdateResult[]) => Promise<void>) {}

  get full(): boolean {
    return this.#rows.length >= STORE_AFTER;
  }

  add(row: UpdateResult): void {
    this.#rows.push(row);
  }

  async store(): Promise<void> {
    const rows = this.#rows;
    this.#rows = [];
    if (rows.length > 0) await this.write(rows);
  }
}
