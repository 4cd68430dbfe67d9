import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CampaignFacts, Order, TaskFact } from '#domain/process/facts';
import { CAMPAIGN, campaignWorkflowId } from '#workflows/campaign/campaign.messages';
import { LOOK } from '#workflows/clean-list/clean-list.messages';
import { mondayOf } from '#domain/reports/weekly-report';
import { WEEKLY_REPORT } from '#workflows/weekly-report/weekly-report.messages';
import { ensureSchedules } from '../../apps/worker/src/schedules.ts';
import { NIGHTLY_AUDIT } from '#workflows/nightly-audit/nightly-audit.messages';
import { DAILY_CHECKPOINT } from '#workflows/daily-checkpoint/daily-checkpoint.messages';
import { FakeList, LONG_TERMS } from './fake-list.ts';
import { keepHistory } from './histories.ts';
import { ORDINARY } from './officers.ts';
import { eventually, play, silentAt } from './stage.ts';
import { testTemporal, type TestTemporal } from './temporal.ts';

let temporal: TestTemporal;
beforeAll(async () => {
  temporal = await testTemporal();
});
afterAll(() => temporal.close());

/** False, after a while. */
const silence = (ms: number): Promise<boolean> => wait(ms, false);

describe('cleanList', () => {
  it('asks the station again when the commune sends the compiled list back', async () => {
    const list = new FakeList();
    const answers: Partial<typeof ORDINARY> = {
      assign: (facts, task) => {
        if (task.round > 1) return ORDINARY.assign(facts, task);
        Object.assign(facts.parcel(1), { stage: 'compile', round: 2 });
        return 'returned';
      },
    };
    await play(temporal, { list, answers }, async ({ handle, ran }) => {
      await handle.result();
      await keepHistory('compiled-again', handle);
      expect(list.opened).toEqual(expect.arrayContaining(['compile  2', 'assign  2']));
      expect(ran.filter((job) => job.startsWith('compile'))).toHaveLength(1);
    });
  });

  it('goes back to the police when the station refuses a whole parcel', async () => {
    const list = new FakeList();
    const answers: Partial<typeof ORDINARY> = {
      receive: (facts, task) => {
        if (task.round > 1 || task.scope !== '5') return ORDINARY.receive(facts, task);
        Object.assign(facts.parcel(5), { stage: 'verify', round: 2 });
        return 'refused';
      },
    };
    await play(temporal, { list, answers }, async ({ handle }) => {
      await handle.result();
      await keepHistory('refused-whole', handle);
      expect(list.opened).toEqual(expect.arrayContaining(['verify 5 2', 'sign 5 2', 'receive 5 2']));
    });
  });

  it('waits for people where they go to the other system themselves, and goes on with what they bring back', async () => {
    const list = new FakeList();
    const calls: string[] = [];
    const byHand =
      (kind: 'population_check' | 'verification') =>
      (_: string, no: number): Promise<void> => {
        const key = { kind, scope: String(no), runNo: 1 };
        const again = calls.includes(`${kind} ${no}`);
        calls.push(`${kind} ${no}`);
        list.setJob(key, again ? 'done' : 'by_hand');
        return Promise.resolve();
      };
    const machine = { populationCheck: byHand('population_check'), verification: byHand('verification') };
    await play(temporal, { list, machine }, async ({ handle, tell }) => {
      const ended = handle.result().then(() => true);
      for (let over = false; !over; over = await Promise.race([ended, silence(50)])) {
        const waiting = list.jobs.filter(({ state }) => state === 'by_hand');
        const before = calls.length;
        // Looks change nothing as long as nothing was brought back.
        if (waiting.length > 0) await tell();
        await silence(50);
        expect(calls.slice(before)).not.toContain(waiting[0] && `${waiting[0].kind} ${waiting[0].scope}`);
        for (const job of waiting) list.setJob(job, 'requested');
        if (waiting.length > 0) await tell();
      }
      await keepHistory('by-hand', handle);
      const parcels = list.parcels.filter(({ kind }) => kind === 'police').map(({ no }) => no);
      const wanted = parcels.flatMap((no) => [`population_check ${no}`, `verification ${no}`]);
      expect([...calls].sort()).toEqual(wanted.flatMap((call) => [call, call]).sort());
    });
  });

  it('waits patiently for a clock of the facts that is behind its own', async () => {
    const list = new FakeList({
      ...LONG_TERMS,
      workMs: { ...LONG_TERMS.workMs, open: 300 },
      remindBeforeMs: 100,
    });
    list.behindMs = 2_000;
    await play(temporal, { list, silent: silentAt('open') }, async () => {
      await eventually('the office was reminded', () => list.notices.includes('reminder 1 open'));
      // 20 milliseconds apart it would be a hundred.
      expect(list.reads).toBeLessThan(30);
    });
  });

  it('walks through what is done when it is started on an old list', async () => {
    const list = new FakeList();
    let silent = true;
    const quiet = (task: { step: string }) => task.step === 'update' && silent;
    await play(temporal, { list, silent: quiet }, async ({ handle, tell }) => {
      await eventually('update is open', () => list.task('update', '5') !== undefined);
      await handle.terminate();
      await tell();
      silent = false;
      await handle.result();
      await keepHistory('restarted', handle);
      expect(new Set(list.opened).size).toBe(list.opened.length);
    });
  });

  it('ends when the list is cancelled before anybody opened it', async () => {
    const list = new FakeList();
    await play(temporal, { list, silent: silentAt('open') }, async ({ handle, tell }) => {
      await eventually('open is asked for', () => list.task('open') !== undefined);
      list.state = 'cancelled';
      await tell();
      await handle.result();
      await keepHistory('cancelled-unopened', handle);
    });
  });

  it('fetches the residents whom the station asks to add, request after request', async () => {
    const list = new FakeList();
    const answers: Partial<typeof ORDINARY> = {
      compile: (facts, task) => {
        for (const runNo of [1, 2]) {
          const asked = facts.job({ kind: 'addition', scope: '', runNo });
          if (asked === undefined)
            facts.jobs.push({ kind: 'addition', scope: '', runNo, state: 'requested' });
          if (asked?.state !== 'done') return 'later';
        }
        return ORDINARY.compile(facts, task);
      },
    };
    await play(temporal, { list, answers }, async ({ handle, ran }) => {
      await handle.result();
      await keepHistory('added', handle);
      expect(ran.filter((job) => job.startsWith('addition'))).toEqual(['addition  1', 'addition  2']);
      expect(list.state).toBe('completed');
    });
  });
});

/** The facts of a campaign in memory, with the rules of the real store. */
class FakeCampaign {
  readonly campaignId = randomUUID();
  state: CampaignFacts['state'] = 'draft';
  missing = 0;
  withoutOffice: string[] = [];
  unfinished = 0;
  readonly tasks: TaskFact[] = [];
  readonly done: string[] = [];

  consult(orders: readonly Order[]): CampaignFacts {
    for (const order of orders) {
      this.done.push(order.do);
      if (order.do === 'ensureTask' && this.tasks.length === 0)
        this.tasks.push({
          ...{ id: randomUUID(), step: 'direct', scope: '', round: 1, state: 'open', outcome: null },
          ...{ dueAt: Date.now() + 50, next: { kind: 'escalation', no: 1, at: Date.now() + 50 } },
        });
      if (order.do === 'notice') Object.assign(this.tasks[0] ?? {}, { next: null });
      if (order.do === 'createLists') {
        this.unfinished += Math.min(this.missing, 2);
        this.missing -= Math.min(this.missing, 2);
      }
      if (order.do === 'closeCampaign') this.state = 'closed';
    }
    const { campaignId, state, missing, withoutOffice, unfinished } = this;
    const facts = { campaignId, state, missing, withoutOffice, unfinished, tasks: this.tasks };
    return { ...facts, digest: JSON.stringify(facts) };
  }
}

async function playCampaign(
  story: (
    it: FakeCampaign,
    tell: () => Promise<unknown>,
    handle: ReturnType<typeof temporal.env.client.workflow.getHandle>,
  ) => Promise<void>,
): Promise<void> {
  const fake = new FakeCampaign();
  const activities = {
    consultCampaign: (_: string, orders: readonly Order[], seen: string | null) => {
      const facts = fake.consult(orders);
      return Promise.resolve(facts.digest === seen ? null : facts);
    },
  };
  await temporal.withWorker(activities, async (taskQueue) => {
    const { workflow } = temporal.env.client;
    const workflowId = campaignWorkflowId(fake.campaignId);
    const tell = () =>
      workflow.signalWithStart(CAMPAIGN, {
        ...{ workflowId, taskQueue, args: [{ campaignId: fake.campaignId }], signal: LOOK, signalArgs: [] },
      });
    await tell();
    await story(fake, tell, workflow.getHandle(workflowId));
  });
}

describe('campaign', () => {
  it('escalates an unopened draft, makes the lists in waves and closes after the last', async () => {
    await playCampaign(async (fake, tell, handle) => {
      await eventually('it is escalated', () => fake.done.includes('notice'));
      Object.assign(fake.tasks[0] ?? {}, { state: 'completed', outcome: 'directed' });
      Object.assign(fake, { state: 'open', missing: 5, withoutOffice: ['22918'] });
      await tell();
      await eventually('three waves', () => fake.missing === 0);
      Object.assign(fake, { unfinished: 0, missing: 1, withoutOffice: [] });
      await tell();
      await eventually('the last list', () => fake.unfinished === 1);
      expect(fake.state).toBe('open');
      fake.unfinished = 0;
      await tell();
      await handle.result();
      await keepHistory('campaign', handle);
      expect(fake.done.filter((order) => order === 'createLists')).toHaveLength(4);
    });
  });

  it('ends when it is cancelled', async () => {
    await playCampaign(async (fake, tell, handle) => {
      await eventually('it asks', () => fake.tasks.length > 0);
      fake.state = 'cancelled';
      await tell();
      await handle.result();
      await keepHistory('campaign-cancelled', handle);
      expect(fake.done).not.toContain('createLists');
    });
  });
});

describe('dailyCheckpoint', () => {
  it('asks for the checkpoint of the day on which it began, again after a failure', async () => {
    const asked: string[] = [];
    const takeCheckpoint = (day: string) => {
      asked.push(day);
      return asked.length === 1 ? Promise.reject(new Error('down')) : Promise.resolve({ no: 1 });
    };
    await temporal.withWorker({ takeCheckpoint }, async (taskQueue) => {
      const workflowId = `checkpoint-${randomUUID()}`;
      const handle = await temporal.env.client.workflow.start(DAILY_CHECKPOINT, { workflowId, taskQueue });
      await handle.result();
      await keepHistory('daily-checkpoint', handle);
      const { startTime } = await handle.describe();
      const day = new Date(startTime.getTime() + 7 * 3_600_000).toISOString().slice(0, 10);
      expect(asked).toEqual([day, day]);
    });
  });
});

describe('nightlyAudit', () => {
  it('compares everything for the day on which it began, and goes on after a failure', async () => {
    const asked: string[] = [];
    const auditAll = (day: string) => {
      asked.push(day);
      return asked.length === 1 ? Promise.reject(new Error('down')) : Promise.resolve();
    };
    await temporal.withWorker({ auditAll }, async (taskQueue) => {
      const workflowId = `audit-${randomUUID()}`;
      const handle = await temporal.env.client.workflow.start(NIGHTLY_AUDIT, { workflowId, taskQueue });
      await handle.result();
      await keepHistory('nightly-audit', handle);
      const { startTime } = await handle.describe();
      const day = new Date(startTime.getTime() + 7 * 3_600_000).toISOString().slice(0, 10);
      expect(asked).toEqual([day, day]);
    });
  });
});

describe('weeklyReport', () => {
  it('makes the reports of the week in which it began, again after a failure', async () => {
    const asked: string[] = [];
    const reportWeek = (monday: string) => {
      asked.push(monday);
      return asked.length === 1 ? Promise.reject(new Error('down')) : Promise.resolve(1);
    };
    await temporal.withWorker({ reportWeek }, async (taskQueue) => {
      const workflowId = `report-${randomUUID()}`;
      const handle = await temporal.env.client.workflow.start(WEEKLY_REPORT, { workflowId, taskQueue });
      await handle.result();
      await keepHistory('weekly-report', handle);
      const { startTime } = await handle.describe();
      expect(asked).toEqual([mondayOf(startTime), mondayOf(startTime)]);
    });
  });

  it('is started on Mondays at 07:30 by Vietnam’s clock, by a Schedule that is there once however often a worker starts', async () => {
    const { client } = temporal.env;
    await Promise.all([1, 2, 3].map(() => ensureSchedules(client, 'nowhere')));
    const handle = client.schedule.getHandle('weekly-report');
    const { info, policies } = await handle.describe();
    const local = info.nextActionTimes.map((at) => new Date(at.getTime() + 7 * 3_600_000));
    expect(local.length).toBeGreaterThan(1);
    for (const at of local) {
      expect(at.getUTCDay()).toBe(1);
      expect(at.toISOString().slice(11, 16)).toBe('07:30');
    }
    expect(policies.catchupWindow).toBe(6 * 24 * 3_600_000);
    for (const id of ['weekly-report', 'daily-checkpoint', 'nightly-audit'])
      await client.schedule.getHandle(id).delete();
  });
});
