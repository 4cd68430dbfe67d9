import { parseBirthDate } from '#domain/people/dates';
import { parseGender } from '#domain/people/gender';
import { bothAnswers, firstQuestion, secondQuestion } from '#domain/records/asking';
import { compareWithPopulation } from '#domain/records/comparison';
import type { JobKey } from '#domain/process/facts';
import type { Job } from '#persistence/process/jobs';
import type { CheckedRecord, RecordForPopulation, RecordToCheck } from '#persistence/process/population';
import { populationByHand, wayOf, type HandStore } from './by-hand.ts';
import { inChunks, inParallel } from './in-parallel.ts';
import { updatePerson } from './population-update.ts';
import type { Lookup, LookupItem, PopulationPort, Progress, Sleep } from './ports.ts';

/** The most people one look-up takes. */
const CHUNK = 500;
/** Look-ups under way at once for one parcel: their answers are in memory together, those of all lists that are at it. */
const LOOKUPS = 2;
/** Corrections and supplements under way at once. */
const LANES = 4;

export interface PopulationStore {
  begin(listId: string, job: JobKey): Promise<Job | undefined>;
  /** The province's thresholds: how much a field must look like the other. */
  thresholds(provinceCode: string): Promise<{ readonly alike: number }>;
  unchecked(listId: string, parcelNo: number, limit: number): Promise<readonly RecordToCheck[]>;
  /** Writes down that these records of the list are about to be asked for; before the question leaves the house. */
  noteAsked(listId: string, parcelNo: number, recordNos: readonly number[], question: 1 | 2): Promise<void>;
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
      const { alike } = await store.thresholds(begun.provinceCode);
      let { done } = begun;
      for (;;) {
        const records = await store.unchecked(listId, parcelNo, CHUNK * LOOKUPS);
        if (records.length === 0) break;
        await inParallel(inChunks(records, CHUNK), LOOKUPS, async (chunk) => {
          const ask = async (questions: readonly LookupItem[], turn: 1 | 2): Promise<readonly Lookup[]> => {
            if (questions.length === 0) return [];
            const recordNos = questions.map(({ ref }) => Number(ref));
            await store.noteAsked(listId, parcelNo, recordNos, turn);
            return port.lookup(questions, signal);
          };
          const first = await ask(chunk.map(toItem), 1);
          // People say once what they found.
          const second = way === 'back' ? [] : await ask(again(chunk, first), 2);
          await store.storeChecked(
            listId,
            job,
            compare(chunk, first, second, { communeCode: begun.communeCode, alike }),
          );
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

/** @throws Error for a foreigner: the query must never leave the house. */
function toItem(record: RecordToCheck): LookupItem {
  return { ref: String(record.recordNo), ...firstQuestion(record) };
}

/** What is asked a second time, with the values the rules propose: nobody was found, or somebody else. */
function again(records: readonly RecordToCheck[], answers: readonly Lookup[]): LookupItem[] {
  const byRef = new Map(answers.map((answer) => [answer.ref, answer]));
  return records.flatMap((record) => {
    const answer = byRef.get(String(record.recordNo));
    const question = answer === undefined ? undefined : secondQuestion(asTyped(record), answer);
    return question === undefined ? [] : [{ ref: String(record.recordNo), ...question }];
  });
}

/** The record with the platform's text of what could not be read: the rules may see what was meant. A value somebody cleared stays away. */
function asTyped(record: RecordToCheck): RecordToCheck {
  const { platformDateOfBirth: date, platformGender: gender } = record;
  return {
    ...record,
    dateOfBirth: record.dateOfBirth ?? (parseBirthDate(date) === undefined ? date : null),
    gender: record.gender ?? (parseGender(gender) === undefined ? gender : null),
  };
}

function compare(
  records: readonly RecordToCheck[],
  first: readonly Lookup[],
  second: readonly Lookup[],
  { communeCode, alike }: { readonly communeCode: string; readonly alike: number },
): CheckedRecord[] {
  const byRef = new Map(first.map((answer) => [answer.ref, answer]));
  const againByRef = new Map(second.map((answer) => [answer.ref, answer]));
  return records.flatMap((record) => {
    const ref = String(record.recordNo);
    const one = byRef.get(ref);
    if (one === undefined) return [];
    const other = againByRef.get(ref);
    const answer = other === undefined ? one : bothAnswers(one, other);
    const platform = {
      fullName: record.platformFullName,
      dateOfBirth: record.platformDateOfBirth,
      gender: record.platformGender,
      idNumber: record.platformIdNumber,
    };
    const { status, proposal, ...rest } = compareWithPopulation(
      { ...asTyped(record), platform, communeCode },
      answer,
      alike,
    );
    return {
      recordNo: record.recordNo,
      status,
      answer: { status: answer.status, by: answer.by, persons: answer.persons, ...rest },
      outcome: proposal?.outcome ?? null,
      values: proposal === undefined ? null : proposal.values,
    };
  });
}
