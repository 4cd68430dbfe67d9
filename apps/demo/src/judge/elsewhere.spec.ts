import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { judgeElsewhere, type TransferRow } from './elsewhere.ts';

const receipt = '{"kind":"transfer_receipt"}';
const hash = createHash('sha256').update(receipt).digest('hex');
const transfer = (changes: Partial<TransferRow> = {}): TransferRow => ({
  ...{ id: 't', listId: 'l', state: 'accepted', receipt, told: [hash] },
  ...changes,
});
const people = new Map([
  ['A', 'p1'],
  ['B', 'p1'],
  ['C', 'p2'],
]);
const pair = (subjectA: string, subjectB: string, state = 'merged') => ({ subjectA, subjectB, state });

describe('the judge of what left the list', () => {
  it('accepts a transfer whose receipt stands once in the giver’s chain', () => {
    expect(
      judgeElsewhere([transfer(), transfer({ state: 'refused', receipt: null, told: [null] })], [], people),
    ).toMatchObject({
      offered: 2,
      accepted: 1,
      unproven: 0,
    });
  });

  it.each([
    ['no receipt', { receipt: null }],
    ['a chain that says nothing', { told: [] }],
    ['a chain that says it twice', { told: [hash, hash] }],
    ['another receipt', { receipt: `${receipt} ` }],
  ])('finds %s', (_, changes) => {
    expect(judgeElsewhere([transfer(changes)], [], people).unproven).toBe(1);
  });

  it('finds merges of different people, and of people nobody knows', () => {
    const pairs = [pair('A', 'B'), pair('A', 'C'), pair('A', 'X'), pair('B', 'C', 'dismissed')];
    expect(judgeElsewhere([], pairs, people)).toMatchObject({ pairs: 4, merged: 3, mergedOthers: 2 });
  });
});
