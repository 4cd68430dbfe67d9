import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { Case } from './cases.ts';

export interface Tally {
  replayed: number;
  failed: number;
  /** Runs without a history that could be replayed, which is no failure. */
  absent: number;
}

/** Replays cases on one piece of workflow code and says a line for each; what failed is counted. */
export async function replayCases(
  code: string | undefined,
  cases: AsyncIterable<Case> | Iterable<Case>,
  tally: Tally,
  print: (line: string) => void,
): Promise<void> {
  const fail = (label: string, reason: string) => {
    tally.failed += 1;
    print(`FAILED  ${label}: ${reason}`);
  };
  async function* histories() {
    for await (const { label, history, missing } of cases) {
      if (missing?.failed) fail(label, missing.reason);
      else if (history === undefined) {
        tally.absent += 1;
        print(`absent  ${label}: ${missing?.reason ?? ''}`);
      } else if (code === undefined) fail(label, 'the code it ran on was never registered');
      else yield { workflowId: label, history };
    }
  }
  if (code === undefined) {
    for await (const _ of histories());
    return;
  }
  const results = Worker.runReplayHistories({ workflowBundle: { code } }, histories());
  for await (const { workflowId: label, error } of results) {
    if (error !== undefined) fail(label, firstLine(error));
    else {
      tally.replayed += 1;
      print(`ok      ${label}`);
    }
  }
}

/** Once in a process, before anything of the engine runs: its own lines would stand between ours. */
export function quietEngine(): void {
  Runtime.install({ logger: new DefaultLogger('ERROR', () => {}) });
}

function firstLine({ name, message }: Error): string {
  return `${name}: ${message.split('\n')[0] ?? ''}`;
}
