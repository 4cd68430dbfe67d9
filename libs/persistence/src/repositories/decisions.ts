import { DomainError } from '#domain/errors';
import type { Act } from '../act.ts';
import { refuseUndecided } from './decision-refusals.ts';
import { ACCEPT, DECIDE, DECIDE_ONE, type DecidingStep } from './decision-texts.ts';
import { seesAnswer, type RecordView } from './records.ts';
import { coverage, type Work } from './work.ts';

/** Corrected values, already normalised. Null clears a value, an absent one stays. */
export interface RecordValues {
  readonly fullName?: string | null;
  readonly dateOfBirth?: string | null;
  readonly gender?: string | null;
  readonly idNumber?: string | null;
  readonly passportNumber?: string | null;
  readonly nationality?: string | null;
}

export interface Decision {
  readonly recordNo: number;
  /** Null takes a decision back: the record is undecided again. */
  readonly outcome: string | null;
  readonly values: RecordValues;
  readonly note?: string | null;
  /** The version the person saw. */
  readonly version?: number | null;
}

/** The batch that decisions belong to, as it stands in their event. */
export interface BatchMark {
  readonly batchId: string;
  readonly batchNo?: number;
  readonly fileSha256?: string | null;
}

interface Reached {
  readonly hash: Buffer;
  readonly reached: readonly number[];
  /** How many of them had no outcome of this step before. */
  readonly first: number;
  /** Decided as `number_supplied`, and still without a number. */
  readonly numberless: readonly number[];
}

/**
 * Decides records of a claimed task, all or none. Returns how many of them had no outcome of this step before.
 * @throws DomainError `record_not_found`, `record_not_in_task`, `parcel_frozen`, `version_conflict`, `foreigner_not_queried` or
 * `invalid_value`, with the index of the decision.
 */
export async function decideRecords(
  act: Act,
  work: Work,
  decisions: readonly Decision[],
  batch: BatchMark | null = null,
): Promise<number> {
  const numbers = decisions.map(({ recordNo }) => recordNo);
  if (new Set(numbers).size !== numbers.length)
    throw new DomainError('invalid_input', { field: 'decisions', reason: 'record_twice' });
  const decided = await reach<Reached>(
    act,
    DECIDE[decidingStep(work)],
    decidingValues(act, work, decisions, numbers),
  );
  await proveDecided(act, work, decisions, decided, batch);
  return decided.first;
}

/**
 * Decides one record of a claimed task, and shows it as it is afterwards.
 * @throws DomainError what `decideRecords` throws.
 */
export async function decideRecord(act: Act, work: Work, decision: Decision): Promise<RecordView> {
  const { hash, reached, first, numberless, ...record } = await reach<Reached & RecordView>(
    act,
    DECIDE_ONE[decidingStep(work)],
    [...decidingValues(act, work, [decision], [decision.recordNo]), seesAnswer(work, act.actor.role)],
  );
  await proveDecided(act, work, [decision], { hash, reached, first, numberless });
  return record;
}

function decidingValues(
  act: Act,
  work: Work,
  decisions: readonly Decision[],
  numbers: readonly number[],
): unknown[] {
  return [...coverage(work), act.nextEventNo(work.listId), act.people, JSON.stringify(decisions), numbers];
}

/** Refuses what was not reached and appends the event of what was. */
async function proveDecided(
  act: Act,
  work: Work,
  decisions: readonly Decision[],
  { hash, reached, numberless }: Reached,
  batch: BatchMark | null = null,
): Promise<void> {
  if (reached.length !== decisions.length) await refuseUndecided(act, work, decisions, new Set(reached));
  const [recordNo] = numberless;
  if (recordNo !== undefined) {
    const expected = 'the number that was supplied';
    const index = decisions.findIndex((decision) => decision.recordNo === recordNo);
    throw new DomainError('invalid_value', { field: 'values.idNumber', index, recordNo, expected });
  }
  await act.event(work.listId, {
    type: work.step === 'review' ? 'records.reviewed' : 'records.verified',
    taskId: work.id,
    payload: {
      count: decisions.length,
      outcomes: countBy(decisions.map(({ outcome }) => outcome ?? 'undone')),
      ...(batch ?? {}),
    },
    changes: hash,
    recordsOnly: true,
  });
}

/** Sets the system's proposals as outcomes where nothing is decided yet. Returns how many records that were. */
export async function acceptProposals(
  act: Act,
  work: Work,
  filter: { readonly outcomes?: readonly string[]; readonly recordNos?: readonly number[] },
  batch: BatchMark | null = null,
): Promise<number> {
  const { hash, reached } = await reach<Reached>(act, ACCEPT, [
    ...coverage(work),
    act.nextEventNo(work.listId),
    act.people,
    filter.outcomes ?? null,
    filter.recordNos ?? null,
  ]);
  if (reached.length > 0) {
    await act.event(work.listId, {
      type: 'proposals.accepted',
      taskId: work.id,
      payload: { count: reached.length, outcomes: filter.outcomes ?? null, ...(batch ?? {}) },
      changes: hash,
      recordsOnly: true,
    });
  }
  return reached.length;
}

async function reach<R extends Reached>(act: Act, text: string, values: readonly unknown[]): Promise<R> {
  const [row] = await act.query<R & Record<string, unknown>>(text, values);
  return row as R;
}

function decidingStep({ step }: Work): DecidingStep {
  if (step === 'review' || step === 'verify') return step;
  throw new DomainError('act_not_allowed', { act: 'decide', step });
}

function countBy(keys: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}
