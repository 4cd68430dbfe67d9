import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { CompileActivities } from '#activities/compile.activities';
import type { ListActivities } from '#activities/list.activities';
import type { PlatformActivities } from '#activities/platform.activities';
import type { PopulationActivities } from '#activities/population.activities';

/** Short work on the product's own database: retried until the database answers, a refusal is never retried. */
export const facts = proxyLocalActivities<ListActivities>({
  startToCloseTimeout: '15 seconds',
  retry: { initialInterval: '50 milliseconds', backoffCoefficient: 2, maximumInterval: '5 seconds' },
});

/** Calls to other systems: they go on from the last chunk after a crash, and are retried as long as the list lives. */
export const machine = proxyActivities<CompileActivities & PopulationActivities & PlatformActivities>({
  startToCloseTimeout: '12 hours',
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '30 seconds' },
});
