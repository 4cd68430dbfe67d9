import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildManifest, buildReceipt } from './manifest.ts';
import { fromRanges, toRanges } from './record-numbers.ts';

const facts = {
  handoverId: '0198a6f2-0000-7000-8000-000000000001',
  number: 1,
  grade: 'official' as const,
  step: 'sign' as const,
  campaignId: 'c',
  listId: 'l',
  communeCode: '22915',
  parcels: [3],
  records: '{[1,4)}',
  recordCount: 3,
  from: { officeId: 'CA-22915', name: 'Công an xã' },
  to: { officeId: 'TYT-22915', name: 'Trạm Y tế xã' },
  merkleRoot: '00',
  head: { eventNo: 7, hash: 'ff' },
  previousHandover: null,
  signer: { personId: 'p', officeId: 'CA-22915', role: 'police_chief' as const, certificateThumbprint: null },
  frozenAt: '2022-05-04T00:00:00.000Z',
  acceptWithinMs: 28_800_000,
};

describe('a manifest', () => {
  it('is built when the outcomes of both sides add up to its records', () => {
    const manifest = buildManifest({
      ...facts,
      outcomes: { village: { corrected: 3 }, police: { matches: 2, exempt: 1 } },
    });
    expect(manifest).toMatchObject({ type: 'ban-giao/manifest', version: 2, recordCount: 3 });
  });

  it('is refused when a record has no outcome counted', () => {
    expect(() =>
      buildManifest({ ...facts, outcomes: { village: { corrected: 2 }, police: { matches: 3 } } }),
    ).toThrow();
  });
});

describe('a receipt', () => {
  const receipt = {
    ...{ handoverId: 'h', number: 1, grade: 'official' as const, listId: 'l', manifestHash: '00' },
    ...{ from: facts.from, to: facts.to, recordCount: 3, receiver: facts.signer, at: facts.frozenAt },
  };

  it('counts what was accepted and orders what was refused', () => {
    const built = buildReceipt({
      ...receipt,
      refused: [
        { recordNo: 3, reason: 'b' },
        { recordNo: 1, reason: 'a' },
      ],
    });
    expect(built.acceptedCount).toBe(1);
    expect(built.refused.map(({ recordNo }) => recordNo)).toEqual([1, 3]);
  });
});

describe('record numbers', () => {
  it('come back from their ranges whatever their order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 500 })), (numbers) => {
        expect(fromRanges(toRanges(numbers))).toEqual([...numbers].sort((a, b) => a - b));
      }),
    );
  });

  it('are written as PostgreSQL writes a multirange', () => {
    expect(toRanges([7, 1, 3, 2])).toBe('{[1,4),[7,8)}');
    expect(toRanges([])).toBe('{}');
  });
});
