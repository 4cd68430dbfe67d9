import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { AuditActivities } from '#activities/audit.activities';

const { auditAll } = proxyActivities<AuditActivities>({
  startToCloseTimeout: '12 hours',
  heartbeatTimeout: '10 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '10 minutes' },
});

const VIETNAM_MS = 7 * 3_600_000;

/** Compares every list with what its events say, once a night. */
export async function nightlyAudit(): Promise<void> {
  const began = workflowInfo().startTime.getTime();
  await auditAll(new Date(began + VIETNAM_MS).toISOString().slice(0, 10));
}
