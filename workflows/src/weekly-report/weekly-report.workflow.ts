import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import { mondayOf } from '#domain/reports/weekly-report';
import type { ReportActivities } from '#activities/report.activities';

const { reportWeek } = proxyActivities<ReportActivities>({
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '5 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '10 minutes' },
});

/** Makes the official report of every province, once a week: one that comes late is still the report of its week. */
export async function weeklyReport(): Promise<void> {
  await reportWeek(mondayOf(workflowInfo().startTime));
}
