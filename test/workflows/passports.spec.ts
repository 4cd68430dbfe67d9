import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LOOK } from '#workflows/clean-list/clean-list.messages';
import { FACILITY_DAY, ISSUE_PASSPORTS, PASSPORT_NIGHT } from '#workflows/passports/passports.messages';
import { keepHistory } from './histories.ts';
import { testTemporal, type TestTemporal } from './temporal.ts';

let temporal: TestTemporal;
beforeAll(async () => {
  temporal = await testTemporal();
});
afterAll(() => temporal.close());

/** Activities that note their names and arguments; the first call of `fails` is refused once. */
function noting(fails?: string) {
  const calls: string[] = [];
  const note =
    <T>(name: string, answer: T) =>
    (...args: readonly unknown[]): Promise<T> => {
      calls.push([name, ...args].join(' '));
      const first = calls.filter((call) => call.startsWith(name)).length === 1;
      return name === fails && first ? Promise.reject(new Error('down')) : Promise.resolve(answer);
    };
  const activities = {
    readVaccinees: note('readVaccinees', undefined),
    openFacilityDay: note('openFacilityDay', 2),
    closeFacilityDay: note('closeFacilityDay', 1),
    issueWanted: note('issueWanted', { issued: 1, paused: false }),
    orderRenewals: note('orderRenewals', { ordered: 0, failing: 0 }),
    checkPassports: note('checkPassports', { certificates: 0, disagreeing: 0 }),
  };
  return { calls, activities };
}

const dayOf = (at: Date): string => new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10);

describe('facilityDay', () => {
  it('reads who was verified, opens the day of all facilities at once, and names the late ones when it ends', async () => {
    const { calls, activities } = noting('openFacilityDay');
    await temporal.withWorker(activities, async (taskQueue) => {
      const handle = await temporal.env.client.workflow.start(FACILITY_DAY, {
        ...{ workflowId: `day-${randomUUID()}`, taskQueue, args: [{ workMs: 300 }] },
      });
      await handle.result();
      await keepHistory('facility-day', handle);
      const { startTime } = await handle.describe();
      const day = dayOf(startTime);
      const due = new Date(startTime.getTime() + 300).toISOString();
      expect(calls).toEqual([
        'readVaccinees',
        `openFacilityDay ${day} ${due}`,
        `openFacilityDay ${day} ${due}`,
        `closeFacilityDay ${day}`,
      ]);
    });
  });
});

describe('passportNight', () => {
  it('reads what changed, renews, issues and compares, in this order', async () => {
    const { calls, activities } = noting('issueWanted');
    await temporal.withWorker(activities, async (taskQueue) => {
      const handle = await temporal.env.client.workflow.start(PASSPORT_NIGHT, {
        ...{ workflowId: `night-${randomUUID()}`, taskQueue },
      });
      await handle.result();
      await keepHistory('passport-night', handle);
      const { startTime } = await handle.describe();
      expect(calls).toEqual([
        ...['readVaccinees', 'orderRenewals', 'issueWanted', 'issueWanted'],
        `checkPassports ${dayOf(startTime)}`,
      ]);
    });
  });
});

describe('issuePassports', () => {
  it('looks again for every message that came meanwhile, and ends when nobody asks', async () => {
    const { calls, activities } = noting('issueWanted');
    await temporal.withWorker(activities, async (taskQueue) => {
      const handle = await temporal.env.client.workflow.signalWithStart(ISSUE_PASSPORTS, {
        ...{ workflowId: `passports-${randomUUID()}`, taskQueue, signal: LOOK, signalArgs: [], args: [] },
      });
      while (calls.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
      await handle.signal(LOOK);
      await handle.result();
      await keepHistory('passports', handle);
      expect(calls.length).toBeGreaterThanOrEqual(3);
    });
  });
});
