import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Acts } from '#persistence/act';
import { Scenario } from './acts-scenario.ts';
import { armCrashes, CustodyWalk } from './custody-walk.ts';

/** Another seed tries other walks: `CUSTODY_SEED=7 CUSTODY_WALKS=100`. */
const SEED = Number(process.env['CUSTODY_SEED'] ?? 20_260_401);
const WALKS = Number(process.env['CUSTODY_WALKS'] ?? 5);
const RECORDS = 9;

let chain: Scenario;
let acts: Acts;
beforeAll(async () => {
  chain = await Scenario.start();
  acts = new Acts(await chain.api.db.connect('system'));
  await armCrashes(chain);
});
afterAll(() => chain.close());

const move = fc.record({
  parcel: fc.nat(30),
  way: fc.nat(59),
  some: fc.nat(2),
  crash: fc.constantFrom(...([null, null, null, null, 'event', 'commit'] as const)),
});

describe('whatever offices do in whatever order, and wherever the database dies over it', () => {
  it('every record has one custodian, the sums are equal and no time is without a holder', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 30, maxLength: 45, size: 'max' }), async (moves) => {
        const walk = new CustodyWalk(chain, acts);
        await walk.begin(RECORDS);
        for (const next of moves) {
          const goesOn = await walk.move(next);
          await walk.check();
          if (!goesOn) break;
        }
        for (const line of walk.done) seen.add(line);
      }),
      { seed: SEED, numRuns: WALKS, interruptAfterTimeLimit: 240_000 },
    );
    if (process.env['CUSTODY_SHOW']) console.log([...seen].sort().join('\n'));
    // The walks must have been somewhere, or they show nothing.
    const stages = ['compile', 'assign', 'review', 'forward', 'verify', 'sign', 'receive'];
    expect(stages.filter((stage) => ![...seen].some((line) => line.startsWith(stage)))).toEqual([]);
    expect([...seen].some((line) => line.includes('dies at its commit'))).toBe(true);
    const happened = ['offer withdrawn', 'parcel refused', 'records refused', 'list cancelled'];
    expect(happened.filter((act) => !seen.has(act))).toEqual([]);
  }, 300_000);
});
