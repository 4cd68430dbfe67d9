import type { RecordForPlatform, UpdateResult } from '#persistence/process/platform';
import type { PlatformPort, PlatformSubject, Sleep } from '../ports.ts';
import { planUpdate } from './plan.ts';

/** Tries for one record before it is listed as failed; the officer may start another run. */
const TRIES = 7;
const FIRST_WAIT_MS = 50;

export interface EditTools {
  readonly platform: Pick<PlatformPort, 'edit' | 'read'>;
  readonly sleep: Sleep;
  readonly signal: AbortSignal;
}

type Outcome = Pick<UpdateResult, 'state' | 'failure'> & { readonly edited: boolean };

/**
 * Brings one subject to its target by direct edit. Every try carries the version the decision was made on. When no answer
 * came, the subject is read back: if its version stands, the same edit goes out again with the same version, so whichever
 * of the two is carried out, late or not, the other is refused and nothing newer is overwritten.
 */
export async function editSubject(
  { platform, sleep, signal }: EditTools,
  record: RecordForPlatform,
  first: PlatformSubject,
): Promise<Outcome> {
  let current = first;
  let edited = false;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const plan = planUpdate(record, current);
    if (plan.kind === 'equal') return { state: 'done', failure: null, edited };
    if (plan.kind === 'changed') return { state: 'failed', failure: 'platform_changed', edited };
    const answer = await platform.edit(record.subjectId, plan.fields, current.version, signal);
    edited = true;
    if (answer.kind === 'done') return { state: 'done', failure: null, edited };
    if (answer.kind === 'refused') return { state: 'failed', failure: answer.code, edited };
    if (answer.kind === 'unknown') await sleep(FIRST_WAIT_MS * 2 ** attempt, signal);
    const [fresh] = await platform.read([record.subjectId], signal);
    if (fresh === undefined) return { state: 'failed', failure: 'platform_subject_gone', edited };
    current = fresh;
  }
  // The last doubt was resolved by reading: the edit may have been carried out after all.
  const stands = planUpdate(record, current).kind === 'equal';
  return stands
    ? { state: 'done', failure: null, edited }
    : { state: 'failed', failure: 'platform_no_answer', edited };
}
