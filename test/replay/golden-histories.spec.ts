import { beforeAll, describe, expect, it } from '@jest/globals';
import { DefaultLogger, Runtime, Worker, type WorkflowBundle } from '@temporalio/worker';
import { bundleOfToday } from '../workflows/bundle.ts';
import { goldenHistories } from '../workflows/histories.ts';

let workflowBundle: WorkflowBundle;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  workflowBundle = await bundleOfToday();
});

describe('golden histories', () => {
  it('are there for every way a list can go', () => {
    expect(goldenHistories().map(({ name }) => name)).toEqual([
      'cancelled',
      'happy',
      'held',
      'late-village',
      'paused',
      'refused-by-station',
      'returned',
      'withdrawn',
    ]);
  });

  it.each(goldenHistories())('replay on today’s code: $name', async ({ history }) => {
    await Worker.runReplayHistory({ workflowBundle }, history);
  });
});
