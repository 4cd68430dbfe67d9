/** The whole contract between the outside and the `campaign` workflow. */
export const CAMPAIGN = 'campaign';

export interface CampaignInput {
  readonly campaignId: string;
}

export function campaignWorkflowId(campaignId: string): string {
  return `campaign-${campaignId}`;
}
