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
  it('are there for every way a list or a campaign can go', () => {
    expect(goldenHistories().map(({ name }) => name)).toEqual([
      'added',
      'campaign',
      'campaign-cancelled',
      'cancelled',
      'cancelled-unopened',
      'compiled-again',
      'continuation',
      'continued',
      'daily-checkpoint',
      'facility-day',
      'happy',
      'held',
      'late-village',
      'nightly-audit',
      'passport-night',
      'passports',
      'paused',
      'refused-by-station',
      'refused-whole',
      'restarted',
      'returned',
      'second-run',
      'weekly-report',
      'withdrawn',
    ]);
  });

  it.each(goldenHistories())('replay on today’s code: $name', async ({ history }) => {
    await Worker.runReplayHistory({ workflowBundle }, history);
  });
});
