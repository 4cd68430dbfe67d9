import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeList } from './fake-list.ts';
import { keepHistory } from './histories.ts';
import { eventually, play } from './stage.ts';
import { testTemporal, type TestTemporal } from './temporal.ts';

let temporal: TestTemporal;
beforeAll(async () => {
  temporal = await testTemporal(['limit.historyCount.suggestContinueAsNew=40']);
});
afterAll(() => temporal.close());

describe('cleanList with a long history', () => {
  it('goes on in a new run at a quiet moment, and no task, job or notice comes twice', async () => {
    const list = new FakeList();
    await play(temporal, { list }, async ({ handle, ran }) => {
      const { runId } = await handle.describe();
      await handle.result();
      const { workflow } = temporal.env.client;
      const first = workflow.getHandle(handle.workflowId, runId);
      const { events } = await first.fetchHistory();
      expect(events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes).toBeTruthy();
      expect(events?.length).toBeLessThan(80);
      await keepHistory('continued', first);
      await keepHistory('continuation', handle);
      expect(list.state).toBe('completed');
      expect(new Set(list.opened).size).toBe(list.opened.length);
      expect(new Set(ran).size).toBe(ran.length);
      expect(list.notices).toEqual([]);
    });
  });

  it('does not go on in a new run while an outside call is under way', async () => {
    const list = new FakeList();
    let [begun, ended] = [0, false];
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const machine = {
      populationCheck: async (_: string, no: number) => {
        begun += 1;
        await held;
        ended = true;
        list.setJob({ kind: 'population_check', scope: String(no), runNo: 1 }, 'done');
      },
    };
    await play(temporal, { list, machine }, async ({ handle, tell }) => {
      try {
        await eventually('the check runs', () => begun === 1);
        const { runId } = await handle.describe();
        while ((await handle.describe()).historyLength < 80) await tell();
        expect((await handle.describe()).runId).toBe(runId);
        expect(ended).toBe(false);
        release();
        await handle.result();
        expect(begun).toBe(1);
        expect((await handle.describe()).runId).not.toBe(runId);
      } finally {
        release();
      }
    });
  });
});
