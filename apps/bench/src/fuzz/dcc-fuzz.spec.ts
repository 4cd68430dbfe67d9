import { describe, expect, it } from '@jest/globals';
import { fuzzVerifier } from './dcc-fuzz.ts';

describe('the verifier of codes', () => {
  it('takes 20,000 random, cut, changed, huge, nested and exploding inputs without a crash, leak or delay', async () => {
    const result = await fuzzVerifier({ inputs: 20_000, seed: 20_225 });
    const { valid, malformed, invalid_signature: forged } = result.verdicts;
    expect(Object.values(result.verdicts).reduce((sum, count) => sum + count, 0)).toBe(20_000);
    // Every layer is reached: most inputs cannot be read, some reach the signature, and changes where nothing is signed change nothing.
    expect([malformed > 10_000, forged > 100, valid < 500]).toEqual([true, true, true]);
    expect(result.heapGrowthMb).toBeLessThan(64);
    expect(result.meanMs).toBeLessThan(5);
  }, 120_000);
});
