import type { ListFacts, ParcelFact } from '#domain/process/facts';
import type { TaskOutcome } from '#domain/process/steps';
import { askPerson } from './ask-person.ts';
import type { Desk } from './desk.ts';

/**
 * A signed offer waits for its receiver. Its acceptance clock is the deadline of the receiving task, silence is escalated
 * like any other. The receiver receives (perhaps without single records) or refuses; until then the giver may withdraw,
 * which shows in the parcel's stage and makes `accompany` take the question back. Attested handovers need no step of
 * their own: claiming the next step's task accepts them, and that task carries the acceptance clock.
 */
export async function handOver(
  desk: Desk<ListFacts>,
  { scope, round }: ParcelFact,
): Promise<TaskOutcome | 'cancelled'> {
  return askPerson(desk, { step: 'receive', scope, round });
}
