import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { CheckpointActivities } from '#activities/checkpoint.activities';

const { takeCheckpoint } = proxyActivities<CheckpointActivities>({
  startToCloseTimeout: '10 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});

const VIETNAM_MS = 7 * 3_600_000;

/** Signs the heads of all lists once a day. The day is the one on which the run began, however often its activity is tried. */
export async function dailyCheckpoint(): Promise<void> {
  const began = workflowInfo().startTime.getTime();
  await takeCheckpoint(new Date(began + VIETNAM_MS).toISOString().slice(0, 10));
}
