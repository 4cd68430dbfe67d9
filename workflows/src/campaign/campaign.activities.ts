import { proxyLocalActivities } from '@temporalio/workflow';
import type { CampaignActivities } from '#activities/campaign.activities';

/** Short work on the product's own database: retried until the database answers, a refusal is never retried. */
export const facts = proxyLocalActivities<CampaignActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '50 milliseconds', backoffCoefficient: 2, maximumInterval: '5 seconds' },
});
