import type { Decision, Officer, Task } from '../connection/api.ts';
import { inParallel, pieces } from '../random.ts';
import type { Drive } from './drive.ts';

/** One request holds at most this many decisions. */
const BULK = 200;
/** Every tenth decision is made singly, as in an officer's form. */
const EVERY = 10;
const SINGLE_LANES = 3;

/** Sends decisions: every tenth alone by PUT, the rest in requests of at most 200. */
export async function decide(
  drive: Drive,
  who: Officer,
  task: Task,
  decisions: readonly Decision[],
): Promise<void> {
  const singles = decisions.filter((_, index) => index % EVERY === 0);
  const bulk = decisions.filter((_, index) => index % EVERY !== 0);
  drive.tools.measurements.singleDecisions += singles.length;
  drive.tools.measurements.bulkDecisions += bulk.length;
  for (const piece of pieces(bulk, BULK)) {
    await drive.api.write(who, 'POST', `/tasks/${task.id}/decisions`, {
      epoch: task.claimEpoch,
      decisions: piece,
    });
  }
  await inParallel(singles, SINGLE_LANES, ({ recordNo, ...decision }) =>
    drive.api.write(who, 'PUT', `/tasks/${task.id}/records/${recordNo}/decision`, {
      epoch: task.claimEpoch,
      ...decision,
    }),
  );
}
