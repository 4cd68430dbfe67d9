import { compareWithPopulation } from '#domain/records/comparison';
import { isVietnamese } from '#domain/people/nationality';
import type { JobKey } from '#domain/process/facts';
import type { Job } from '#persistence/process/jobs';
import type { CheckedRecord, RecordForPopulation, RecordToCheck } from '#persistence/process/population';
import { populationByHand, wayOf, type HandStore } from './by-hand.ts';
import { inChunks, inParallel } from './in-parallel.ts';
import { updatePerson } from './population-update.ts';
import type { Lookup, LookupItem, PopulationPort, Progress, Sleep } from './ports.ts';

/** The most people one look-up takes. */
const CHUNK = 500;
/** Look-ups under way at once for one parcel. */
const LANES = 4;

export interface PopulationStore {
  begin(listId: string, job: JobKey): Promise<Job | undefined>;
  unchecked(listId: string, parcelNo: number, limit: number): Promise<readonly RecordToCheck[]>;
  storeChecked(listId: string, job: JobKey, rows: readonly CheckedRecord[]): Promise<void>;
  finishCheck(listId: string, parcelNo: number): Promise<void>;
  toUpdate(listId: string, parcelNo: number): Promise<readonly RecordForPopulation[]>;
  storeUpdates(
    listId: string,
    rows: readonly { readonly recordNo: number; readonly result: string }[],
  ): Promise<void>;
  finishUpdate(listId: string, parcelNo: number, runNo: number): Promise<void>;
}

export interface PopulationActivities {
  /** Step 6, the machine's part: compares every citizen of a parcel; chunks already compared are not asked again. */
  populationCheck(listId: string, parcelNo: number): Promise<void>;
  /** After step 6: what the police decided to correct or to add in the population database, each effect once. */
  populationUpdate(listId: string, parcelNo: number, round: number): Promise<void>;
}

export function createPopulationActivities(
  population: PopulationPort,
  store: PopulationStore & { readonly hand: HandStore },
  progress: () => Progress,
  sleep: Sleep,
): PopulationActivities {
  return {
    async populationCheck(listId, parcelNo) {
      const { heartbeat, signal } = progress();
      const job = { kind: 'population_check', scope: String(parcelNo), runNo: 1 } as const;
      const begun = await store.begin(listId, job);
      if (begun === undefined) return;
      const way = await wayOf(store.hand, listId, job);
      if (way === 'waiting') return;
      const port = way === 'back' ? populationByHand(store.hand, listId, job) : population;
      let { done } = begun;
      for (;;) {
        const records = await store.unchecked(listId, parcelNo, CHUNK * LANES);
        if (records.length === 0) break;
        await inParallel(inChunks(records, CHUNK), LANES, async (chunk) => {
          const answers = await port.lookup(chunk.map(toItem), signal);
          await store.storeChecked(listId, job, compare(chunk, answers));
          done += chunk.length;
          heartbeat({ done });
        });
      }
      await store.finishCheck(listId, parcelNo);
    },

    async populationUpdate(listId, parcelNo, round) {
      const { heartbeat, signal } = progress();
      const job = { kind: 'population_update', scope: String(parcelNo), runNo: round } as const;
      if ((await store.begin(listId, job)) === undefined) return;
      const way = await wayOf(store.hand, listId, job);
      if (way === 'waiting') return;
      const records = await store.toUpdate(listId, parcelNo);
      const carried =
        way === 'back'
          ? await store.hand.results<{ result: string }>(
              listId,
              job,
              records.map(({ recordNo }) => recordNo),
            )
          : undefined;
      let done = 0;
      for (const chunk of inChunks(records, 100)) {
        const rows: { recordNo: number; result: string }[] = [];
        await inParallel(chunk, LANES, async (record) => {
          const result =
            carried === undefined
              ? await updatePerson({ population, sleep, signal }, record, listId)
              : (carried.get(record.recordNo)?.result ?? 'not_done_by_hand');
          rows.push({ recordNo: record.recordNo, result });
          done += 1;
          heartbeat({ done });
        });
        await store.storeUpdates(listId, rows);
      }
      await store.finishUpdate(listId, parcelNo, round);
    },
  };
}

/** @throws Error when a foreigner would be asked for: the query must never leave the house. */
function toItem(record: RecordToCheck): LookupItem {
  if (!isVietnamese(record.nationality)) throw new Error('A foreigner was about to be queried.');
  const { recordNo, idNumber, fullName, dateOfBirth, gender } = record;
  return {
    ref: String(recordNo),
    ...(idNumber === null ? {} : { idNumber }),
    ...(fullName === null ? {} : { fullName }),
    ...(dateOfBirth === null ? {} : { dateOfBirth }),
    ...(gender === null ? {} : { gender }),
  };
}

function compare(records: readonly RecordToCheck[], answers: readonly Lookup[]): CheckedRecord[] {
  const byRef = new Map(answers.map((answer) => [answer.ref, answer]));
  return records.flatMap((record) => {
    const answer = byRef.get(String(record.recordNo));
    if (answer === undefined) return [];
    const platform = {
      fullName: record.platformFullName,
      dateOfBirth: record.platformDateOfBirth,
      gender: record.platformGender,
      idNumber: record.platformIdNumber,
    };
    const { status, differing, scores, personId, deceased, proposal } = compareWithPopulation(
      { ...record, platform },
      answer,
    );
    const { persons, by } = answer;
    return {
      recordNo: record.recordNo,
      status,
      answer: { status: answer.status, by, persons, differing, scores, personId, deceased },
      outcome: proposal?.outcome ?? null,
      values: proposal === undefined ? null : proposal.values,
    };
  });
}
