import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { effectsOf, first, startSystems, truthOf, type Systems, type TruthItem } from './simulators-kit.ts';

let systems: Systems;
let wrong: TruthItem[];
beforeAll(async () => {
  systems = await startSystems();
  wrong = (await truthOf(systems.platform)).filter((one) => one.damageGroup === 'wrong_info');
});
afterEach(() => systems.platform('PUT', '/admin/faults', {}));
afterAll(() => systems.close());

function faults(settings: Record<string, unknown>) {
  return systems.platform('PUT', '/admin/faults', settings);
}

/** The answer's status, or 'cut' when the connection broke or nothing came. */
async function edit(nth: number, fullName: string, expectedVersion: number): Promise<number | 'cut'> {
  const given = systems
    .platform('PUT', `/subjects/${wrong[nth]?.subjectId}`, { fullName, expectedVersion })
    .then(
      ({ status }) => status,
      () => 'cut' as const,
    );
  return Promise.race([given, sleep(400).then(() => 'cut' as const)]);
}

describe('an outside system told to misbehave', () => {
  it('fails before the work: nothing is changed', async () => {
    await faults({ failShare: 1 });
    const answers = await Promise.all(Array.from({ length: 12 }, () => edit(0, 'Không ghi', 1)));
    expect(new Set(answers)).toEqual(new Set([500, 503, 'cut']));
    expect(await effectsOf(systems.platform, wrong[0]?.subjectId ?? '')).toEqual([]);
  });

  it('fails after the work: it is done all the same', async () => {
    await faults({ failAfterShare: 1 });
    expect(['cut', 504]).toContain(await edit(1, 'Đã ghi', 1));
    expect(await effectsOf(systems.platform, wrong[1]?.subjectId ?? '')).toMatchObject([
      { applied: true, delivery: 'normal' },
    ]);
  });

  it('does the work after the caller gave up; if somebody was faster, the late edit is refused', async () => {
    await faults({ lateShare: 1, lateMs: 300, only: ['edit'] });
    expect(['cut', 504]).toContain(await edit(2, 'Muộn', 1));
    await edit(3, 'Muộn', 1);
    await faults({});
    const read = await systems.platform<{ items: object[] }>('POST', '/subjects/read', {
      subjectIds: [wrong[2]?.subjectId],
    });
    expect(read.body.items).toHaveLength(1);
    await edit(3, 'Nhanh hơn', 1);
    await sleep(600);
    expect(await effectsOf(systems.platform, wrong[2]?.subjectId ?? '')).toMatchObject([
      { applied: true, delivery: 'late' },
    ]);
    const both = await effectsOf(systems.platform, wrong[3]?.subjectId ?? '');
    expect(both.filter((one) => one.applied)).toHaveLength(1);
    expect(first(both, (one) => !one.applied)).toMatchObject({
      reason: 'version_conflict',
      expectedVersion: 1,
    });
  });

  it('does the work twice: the second time finds another version', async () => {
    await faults({ twiceShare: 1 });
    expect(await edit(4, 'Hai lần', 1)).toBe(200);
    expect(await effectsOf(systems.platform, wrong[4]?.subjectId ?? '')).toMatchObject([
      { applied: true, delivery: 'normal' },
      { applied: false, delivery: 'second', reason: 'version_conflict' },
    ]);
  });

  it('is slow, only in the calls named', async () => {
    await faults({ slowMs: 250, slowShare: 1, only: ['edit'] });
    const started = performance.now();
    await systems.platform('POST', '/subjects/read', { subjectIds: [] });
    expect(performance.now() - started).toBeLessThan(200);
    await edit(5, 'Chậm', 1);
    expect(performance.now() - started).toBeGreaterThan(240);
  });

  it('keeps its faults over a restart, and names a setting it does not know', async () => {
    await faults({ failShare: 0.25, seed: 5 });
    await systems.restart();
    expect((await systems.platform('GET', '/admin/faults')).body).toMatchObject({
      failShare: 0.25,
      seed: 5,
      slowMs: 0,
    });
    expect(await faults({ failRate: 1 })).toMatchObject({
      status: 422,
      body: { code: 'unknown_setting', name: 'failRate' },
    });
    expect(await faults({ failShare: 2 })).toMatchObject({ status: 422, body: { name: 'failShare' } });
  });
});
