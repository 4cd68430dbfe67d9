import { condition } from '@temporalio/workflow';
import type { CampaignFacts } from '#domain/process/facts';
import { askPerson } from '../shared/ask-person.ts';
import { Desk } from '../shared/desk.ts';
import { keepGoing } from '../shared/keep-going.ts';
import { facts } from './campaign.activities.ts';
import type { CampaignInput } from './campaign.messages.ts';

/**
 * Step 0: the province's task force opens a campaign and directs the communes. Each commune gets its list, in waves; the
 * relay starts their workflows. A commune that lacks an office is named in the facts and gets its list when it has one.
 */
export async function campaign({ campaignId }: CampaignInput): Promise<void> {
  const desk = new Desk<CampaignFacts>(campaignId, (orders, seen) =>
    facts.consultCampaign(campaignId, orders, seen),
  );
  await keepGoing(desk, isEnded, [{ campaignId }], async () => {
    if (desk.facts.state === 'draft') await askPerson(desk, { step: 'direct', scope: '', round: 1 });
    await desk.until(({ state }) => state !== 'draft');
    for (;;) {
      while (desk.facts.missing > 0) await desk.order({ do: 'createLists' });
      await desk.until((now) => now.missing > 0 || isDone(now));
      if (isDone(desk.facts)) break;
    }
    await desk.order({ do: 'closeCampaign' });
    await condition(() => isEnded(desk.facts));
  });
}

function isDone({ missing, withoutOffice, unfinished }: CampaignFacts): boolean {
  return missing === 0 && withoutOffice.length === 0 && unfinished === 0;
}

function isEnded({ state }: CampaignFacts): boolean {
  return state === 'closed' || state === 'cancelled';
}
