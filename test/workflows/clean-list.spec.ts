import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { ApplicationFailure, Context } from '@temporalio/activity';
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

describe('cleanList', () => {
  it('walks a list through all steps to its end', async () => {
    const list = new FakeList();
    await play(temporal, { list }, async ({ handle, ran }) => {
      await handle.result();
      await keepHistory('happy', handle);
      expect(list.state).toBe('completed');
      expect(list.opened.filter((key) => !key.startsWith('review'))).toEqual([
        'open  1',
        'compile  1',
        'assign  1',
        'forward  1',
        'verify 5 1',
        'sign 5 1',
        'receive 5 1',
        'update 5 1',
        'check 5 1',
      ]);
      expect(list.opened.filter((key) => key.startsWith('review'))).toHaveLength(3);
      expect(ran).toEqual([
        'compile  1',
        'population_check 5 1',
        'population_update 5 1',
        'platform_update 5 1',
        'verification 5 1',
      ]);
    });
  });

  it('opens the compile task at once and keeps it preparing until the list is loaded', async () => {
    const list = new FakeList();
    let load: () => void = () => {};
    const loaded = new Promise<void>((resolve) => (load = resolve));
    const compile = async () => {
      await loaded;
      list.addParcel('list', 'compile', '');
      list.setJob({ kind: 'compile', scope: '', runNo: 1 }, 'done');
    };
    await play(temporal, { list, silent: silentAt('assign'), machine: { compile } }, async ({ handle }) => {
      await eventually('compile is open', () => list.task('compile') !== undefined);
      expect(list.task('compile')?.preparing).toBe(true);
      load();
      await eventually('assign is open', () => list.task('assign') !== undefined);
      expect(await handle.query('presentSteps')).toEqual({
        listId: list.listId,
        waitingFor: [{ step: 'assign', scope: '', round: 1 }],
      });
    });
  });

  it('forwards without a late village at its deadline, escalates the silence, and lets it follow in a later parcel', async () => {
    const terms = {
      ...LONG_TERMS,
      workMs: { ...LONG_TERMS.workMs, review: 300 },
      remindBeforeMs: 200,
      escalateEveryMs: 100,
      maxEscalations: 2,
    };
    const list = new FakeList(terms);
    let late = true;
    const silent = ({ step, scope }: { step: string; scope: string }) =>
      step === 'review' && scope === '22915-02' && late;
    await play(temporal, { list, silent }, async ({ handle }) => {
      await eventually('the first parcel has ended', () =>
        list.parcels.some(({ kind, stage }) => kind === 'police' && stage === 'ended'),
      );
      await eventually('two escalations', () => list.notices.includes('escalation 2 review 22915-02'));
      await wait(150);
      expect(list.notices).toEqual([
        'reminder 1 review 22915-02',
        'escalation 1 review 22915-02',
        'escalation 2 review 22915-02',
      ]);
      late = false;
      await handle.result();
      await keepHistory('late-village', handle);
      expect(list.parcels.filter(({ kind }) => kind === 'police')).toHaveLength(2);
      expect(list.opened).toContain('forward  2');
    });
  });

  it('waits for all villages before forwarding when none is late', async () => {
    const list = new FakeList();
    let slow = true;
    const silent = ({ step, scope }: { step: string; scope: string }) =>
      step === 'review' && scope === '22915-03' && slow;
    await play(temporal, { list, silent }, async ({ handle }) => {
      await eventually(
        'two villages are done',
        () => list.parcels.filter(({ stage }) => stage === 'forward').length === 2,
      );
      await wait(100);
      expect(list.task('forward')).toBeUndefined();
      slow = false;
      await handle.result();
      expect(list.parcels.filter(({ kind }) => kind === 'police')).toHaveLength(1);
    });
  });

  it('follows records returned by the police, by the chief and by the commune', async () => {
    const list = new FakeList();
    const answers: Partial<typeof ORDINARY> = {
      verify: (facts, task) => {
        if (task.scope === '5' && task.round === 1) facts.addParcel('village', 'review', '22915-01', 2);
        return ORDINARY.verify(facts, task);
      },
      sign: (facts, task) => {
        if (task.round > 1 || task.scope !== '5') return ORDINARY.sign(facts, task);
        Object.assign(facts.parcel(5), { stage: 'verify', round: 2 });
        return 'returned';
      },
    };
    await play(temporal, { list, answers }, async ({ handle, ran }) => {
      await handle.result();
      await keepHistory('returned', handle);
      expect(list.opened).toEqual(
        expect.arrayContaining(['review 22915-01 2', 'forward  2', 'verify 5 2', 'sign 5 2', 'verify 7 1']),
      );
      expect(ran.filter((job) => job === 'population_check 5 1')).toHaveLength(1);
      expect(ran).toContain('population_update 5 2');
    });
  });

  it('takes records the station refuses back to the police in a later parcel', async () => {
    const list = new FakeList();
    const answers: Partial<typeof ORDINARY> = {
      receive: (facts, task) => {
        if (task.scope === '5') facts.addParcel('police', 'verify');
        return ORDINARY.receive(facts, task);
      },
    };
    await play(temporal, { list, answers }, async ({ handle }) => {
      await handle.result();
      await keepHistory('refused-by-station', handle);
      expect(list.opened).toEqual(expect.arrayContaining(['verify 6 1', 'check 6 1']));
    });
  });

  it('takes the question back when a signed offer is withdrawn', async () => {
    const list = new FakeList();
    let holding = true;
    const silent = ({ step, round }: { step: string; round: number }) =>
      (step === 'receive' && round === 1) || (step === 'sign' && round === 2 && holding);
    await play(temporal, { list, silent }, async ({ handle, tell }) => {
      await eventually('the offer waits', () => list.task('receive', '5') !== undefined);
      Object.assign(list.parcel(5), { stage: 'sign', round: 2 });
      await tell();
      await eventually('it is taken back', () => list.task('receive', '5')?.state === 'cancelled');
      holding = false;
      await handle.result();
      await keepHistory('withdrawn', handle);
      expect(list.opened).toContain('receive 5 2');
    });
  });

  it('is silent while the list is paused and goes on when it is resumed', async () => {
    const terms = { ...LONG_TERMS, workMs: { ...LONG_TERMS.workMs, assign: 250 }, remindBeforeMs: 100 };
    const list = new FakeList(terms);
    let silent = true;
    const quiet = ({ step }: { step: string }) => step === 'assign' && silent;
    await play(temporal, { list, silent: quiet }, async ({ handle, tell }) => {
      await eventually('assign is open', () => list.task('assign') !== undefined);
      list.state = 'paused';
      await tell();
      await wait(400);
      expect(list.notices).toEqual([]);
      list.state = 'open';
      const task = list.task('assign');
      if (task !== undefined) {
        task.dueAt = new Date(Date.now() + 150);
        task.remindAt = new Date(Date.now() + 50);
      }
      await tell();
      await eventually('a reminder', () => list.notices.includes('reminder 1 assign'));
      silent = false;
      await handle.result();
      await keepHistory('paused', handle);
    });
  });

  it('ends a hold at its date', async () => {
    const list = new FakeList();
    const silent = ({ step, state }: { step: string; state: string }) =>
      step === 'assign' && state !== 'claimed';
    await play(temporal, { list, silent }, async ({ handle, tell }) => {
      await eventually('assign is open', () => list.task('assign') !== undefined);
      Object.assign(list.task('assign') ?? {}, { state: 'held', heldUntil: new Date(Date.now() + 100) });
      await tell();
      await handle.result();
      await keepHistory('held', handle);
      expect(list.notices).toEqual(['unhold 1 assign']);
    });
  });

  it('stops at once, outside calls included, when the list is cancelled', async () => {
    const list = new FakeList();
    let call: 'not begun' | 'running' | 'stopped' = 'not begun';
    const populationCheck = async () => {
      call = 'running';
      const { cancellationSignal: stopped, heartbeat } = Context.current();
      for (; !stopped.aborted; await wait(20)) heartbeat.call(Context.current());
      call = 'stopped';
    };
    await play(temporal, { list, machine: { populationCheck } }, async ({ handle, tell }) => {
      await eventually('the check runs', () => call === 'running');
      list.state = 'cancelled';
      await tell();
      await handle.result();
      await keepHistory('cancelled', handle);
      await eventually('the call stops', () => call === 'stopped');
      expect(list.task('verify', '5')?.state).toBe('open');
    });
  });

  it('stops where the people are when it is started anew on an old list, at every step', async () => {
    for (const step of [
      'assign',
      'review',
      'forward',
      'verify',
      'sign',
      'receive',
      'update',
      'check',
    ] as const) {
      const list = new FakeList();
      let silent = true;
      const quiet = (task: { step: string }) => task.step === step && silent;
      await play(temporal, { list, silent: quiet }, async ({ handle, tell, ran }) => {
        await eventually(`${step} is open`, () => list.tasks.some((t) => t.step === step && !t.preparing));
        await handle.terminate();
        const before = { opened: [...list.opened], ran: [...ran] };
        await tell();
        await eventually('it has read the facts', async () => {
          const { waitingFor } = await handle.query<{ waitingFor: { step: string }[] }>('presentSteps');
          return waitingFor.some((waiting) => waiting.step === step);
        });
        await wait(30);
        expect({ opened: list.opened, ran }).toEqual(before);
        silent = false;
        await handle.result();
        expect(list.state).toBe('completed');
        expect(new Set(list.opened).size).toBe(list.opened.length);
      });
    }
  });

  it('does nothing new when messages come twice, late or for nothing', async () => {
    const list = new FakeList();
    let silent = true;
    const quiet = ({ step }: { step: string }) => step === 'verify' && silent;
    await play(temporal, { list, silent: quiet }, async ({ handle, tell, ran }) => {
      await eventually('verify is ready', () => list.task('verify', '5')?.preparing === false);
      const before = { opened: [...list.opened], ran: [...ran], notices: [...list.notices] };
      await Promise.all(Array.from({ length: 30 }, () => tell()));
      await wait(100);
      expect({ opened: list.opened, ran, notices: list.notices }).toEqual(before);
      silent = false;
      await handle.result();
      await tell();
      await handle.result();
      expect(list.state).toBe('completed');
    });
  });

  it('lets the officer start another run after one that failed for good', async () => {
    const list = new FakeList();
    let runs = 0;
    const machine = {
      platformUpdate: (_: string, no: number, runNo: number) => {
        runs += 1;
        if (runNo === 1) return Promise.reject(ApplicationFailure.nonRetryable('refused', 'platform_401'));
        list.setJob({ kind: 'platform_update', scope: String(no), runNo }, 'done');
        return Promise.resolve();
      },
    };
    const answers: Partial<typeof ORDINARY> = {
      update: (facts, task) => {
        const { scope } = task;
        const first = facts.job({ kind: 'platform_update', scope, runNo: 1 });
        const second = { kind: 'platform_update', scope, runNo: 2 } as const;
        if (first?.state === 'failed' && facts.job(second) === undefined) {
          facts.jobs.push({ ...second, state: 'requested' });
        }
        if (facts.job(second)?.state !== 'done') {
          ORDINARY.update(facts, task);
          return 'later';
        }
        facts.parcel(Number(scope)).stage = 'check';
        return 'updated';
      },
    };
    await play(temporal, { list, answers, machine }, async ({ handle }) => {
      await handle.result();
      await keepHistory('second-run', handle);
      expect(runs).toBe(2);
    });
  });
});
