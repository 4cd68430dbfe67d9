import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import type { Desk, FactsWithTasks } from './desk.ts';

/**
 * Runs a chain until its facts say that it has ended, whoever ended it: what is still under way is then cancelled.
 * When the history gets long it starts itself anew at a quiet moment, with nothing but its input: the state is in PostgreSQL.
 */
export async function keepGoing<F extends FactsWithTasks>(
  desk: Desk<F>,
  isEnded: (facts: F) => boolean,
  input: readonly object[],
  chain: () => Promise<void>,
): Promise<void> {
  const scope = new CancellationScope();
  const work = scope.run(async () => {
    await desk.begin();
    if (!isEnded(desk.facts)) await Promise.race([chain(), desk.failed]);
  });
  const long = () => workflowInfo().continueAsNewSuggested && desk.quiet;
  const watched = condition(() => desk.begun && (isEnded(desk.facts) || long()));
  try {
    await Promise.race([work, watched]);
  } finally {
    scope.cancel();
    await work.catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
  }
  await condition(allHandlersFinished);
  if (!isEnded(desk.facts)) await continueAsNew(...input);
}
