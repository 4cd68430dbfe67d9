import type { CampaignFacts, Order } from '#domain/process/facts';

export interface CampaignStore {
  /** Carries out the orders in one transaction and answers with the facts after it. */
  consult(campaignId: string, orders: readonly Order[]): Promise<CampaignFacts>;
}

export interface CampaignActivities {
  /** The campaign's facts after carrying out `orders`; null when they are those the caller has seen (by digest). */
  consultCampaign(
    campaignId: string,
    orders: readonly Order[],
    seen: string | null,
  ): Promise<CampaignFacts | null>;
}

export function createCampaignActivities(store: CampaignStore): CampaignActivities {
  return {
    async consultCampaign(campaignId, orders, seen) {
      const facts = await store.consult(campaignId, orders);
      return facts.digest === seen ? null : facts;
    },
  };
}
