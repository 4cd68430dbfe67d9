import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  inclusionProof,
  leafHash,
  leafHashWithSalt,
  leafSalt,
  merkleRoot,
  verifyInclusion,
} from './merkle.ts';

const leavesOf = (size: number): Buffer[] =>
  Array.from({ length: size }, (_, at) => createHash('sha256').update(`${at}`).digest());
const anyTree = fc
  .integer({ min: 1, max: 70 })
  .chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)));

describe('Merkle tree over records', () => {
  it('gives the roots of the Certificate Transparency reference trees', () => {
    const inputs = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ];
    const leaves = inputs.map((hex) =>
      createHash('sha256')
        .update(Buffer.from(`00${hex}`, 'hex'))
        .digest(),
    );
    const roots = [0, 1, 2, 3, 8].map((size) => merkleRoot(leaves.slice(0, size)).toString('hex'));
    expect(roots).toEqual([
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ]);
  });

  it('proves every leaf of every small tree', () => {
    for (let size = 1; size <= 33; size += 1) {
      const leaves = leavesOf(size);
      const root = merkleRoot(leaves);
      leaves.forEach((leaf, index) => {
        const proof = inclusionProof(leaves, index);
        expect(verifyInclusion({ leaf, index, size, proof, root })).toBe(true);
      });
    }
  });

  it('refuses a proof with one flipped bit anywhere, another place or another size', () => {
    fc.assert(
      fc.property(anyTree, fc.nat(), fc.nat(255 * 8), ([size, index], part, bit) => {
        const leaves = leavesOf(size);
        const claim = {
          leaf: leaves[index] as Buffer,
          index,
          size,
          proof: inclusionProof(leaves, index),
          root: merkleRoot(leaves),
        };
        const parts = [
          Buffer.from(claim.leaf),
          Buffer.from(claim.root),
          ...claim.proof.map((node) => Buffer.from(node)),
        ];
        const chosen = parts[part % parts.length] as Buffer;
        chosen[bit % 32] = (chosen[bit % 32] as number) ^ (1 << (bit % 8));
        const [leaf, root, ...proof] = parts as [Buffer, Buffer, ...Buffer[]];
        expect(verifyInclusion(claim)).toBe(true);
        expect(verifyInclusion({ leaf, index, size, proof, root })).toBe(false);
        expect(verifyInclusion({ ...claim, index: (index + 1) % size })).toBe(size === 1);
        expect(verifyInclusion({ ...claim, proof: [...claim.proof, claim.root] })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: claim.proof.slice(1) })).toBe(size === 1);
      }),
    );
  });

  it('changes the root when any record or their order changes', () => {
    fc.assert(
      fc.property(anyTree, ([size, index]) => {
        const leaves = leavesOf(size);
        const changed = leaves.with(index, leavesOf(size + 1)[size] as Buffer);
        expect(merkleRoot(changed)).not.toEqual(merkleRoot(leaves));
        if (size > 1) expect(merkleRoot(leaves.toReversed())).not.toEqual(merkleRoot(leaves));
      }),
    );
  });

  it('salts every leaf apart, and one disclosed salt proves its record alone', () => {
    const salt = randomBytes(32);
    const snapshot = '{"fullName":"Nguyễn Văn A"}';
    expect(leafHash(salt, 1, snapshot)).not.toEqual(leafHash(salt, 2, snapshot));
    expect(leafHash(salt, 1, snapshot)).not.toEqual(leafHash(randomBytes(32), 1, snapshot));
    expect(leafHashWithSalt(leafSalt(salt, 1), snapshot)).toEqual(leafHash(salt, 1, snapshot));
  });

  it('refuses a place outside the tree', () => {
    const leaves = leavesOf(3);
    expect(() => inclusionProof(leaves, 3)).toThrow(RangeError);
    expect(
      verifyInclusion({ leaf: leaves[0] as Buffer, index: 3, size: 3, proof: [], root: merkleRoot(leaves) }),
    ).toBe(false);
  });
});
