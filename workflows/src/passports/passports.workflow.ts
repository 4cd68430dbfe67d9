import { condition, proxyActivities, setHandler, sleep, workflowInfo } from '@temporalio/workflow';
import type { PassportActivities } from '#activities/passports.activities';
import { look } from '../shared/desk.ts';
import type { FacilityDayInput } from './passports.messages.ts';

const RETRY = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' } as const;
const long = proxyActivities<PassportActivities>({
  startToCloseTimeout: '6 hours',
  heartbeatTimeout: '2 minutes',
  retry: RETRY,
});
const short = proxyActivities<PassportActivities>({ startToCloseTimeout: '10 minutes', retry: RETRY });

const VIETNAM_MS = 7 * 3_600_000;
const LINGER_MS = 5_000;
/** From the opening at 07:00 to 17:00, when those who have not checked are named. */
const WORK_MS = 10 * 3_600_000;

/**
 * Makes the certificates that are wanted, until nobody has asked for a while. A message only says "look": what is wanted stands in the
 * database, so a lost one is made up for by the next, and the process may be started again at any time. A key out of reach is tried again.
 */
export async function issuePassports(): Promise<void> {
  let looks = 1;
  setHandler(look, () => {
    looks += 1;
  });
  while (looks > 0) {
    looks = 0;
    await long.issueWanted();
    await condition(() => looks > 0, LINGER_MS);
  }
}

/** One day of all facilities: who was verified yesterday is on this morning's lists; at five the province hears who did not check. */
export async function facilityDay({ workMs = WORK_MS }: FacilityDayInput = {}): Promise<void> {
  const began = workflowInfo().startTime.getTime();
  const day = new Date(began + VIETNAM_MS).toISOString().slice(0, 10);
  await long.readVaccinees();
  await short.openFacilityDay(day, new Date(began + workMs).toISOString());
  await sleep(workMs);
  await short.closeFacilityDay(day);
}

/** Every night: what changed on the platform, what ends soon, and whether every certificate agrees with its record. */
export async function passportNight(): Promise<void> {
  const day = new Date(workflowInfo().startTime.getTime() + VIETNAM_MS).toISOString().slice(0, 10);
  await long.readVaccinees();
  await short.orderRenewals();
  await long.issueWanted();
  await long.checkPassports(day);
}
