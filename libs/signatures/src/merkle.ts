import { hash } from 'node:crypto';

const LEAF = Buffer.from([0x00]);
const NODE = Buffer.from([0x01]);
const HASH_BYTES = 32;

/**
 * Salted hash of one record's snapshot: SHA-256(0x00 || SHA-256(salt || recordNo) || snapshot), the record number as
 * four bytes, big end first. Names and numbers are guessable, so without its own salt a leaf would give its record away;
 * whoever is shown one record gets that record's derived salt and learns nothing of the others. PostgreSQL computes the same
 * (persistence, repositories/snapshots.ts); a test compares the two.
 */
export function leafHash(salt: Buffer, recordNo: number, snapshot: string): Buffer {
  return leafHashWithSalt(leafSalt(salt, recordNo), snapshot);
}

/** The salt of one leaf, to be disclosed together with its snapshot. Never disclose the handover's salt itself. */
export function leafSalt(salt: Buffer, recordNo: number): Buffer {
  const number = Buffer.alloc(4);
  number.writeUInt32BE(recordNo);
  return sha256(salt, number);
}

/** Leaf hash from a disclosed leaf salt: what a verifier of one record computes. */
export function leafHashWithSalt(saltOfLeaf: Buffer, snapshot: string): Buffer {
  return sha256(LEAF, saltOfLeaf, Buffer.from(snapshot, 'utf8'));
}

/** Root of the tree over the leaves in their order (RFC 6962 §2.1); of no leaves, the hash of nothing. */
export function merkleRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha256();
  let level = leaves;
  while (level.length > 1) level = parents(level);
  return level[0] as Buffer;
}

/**
 * The same root from the leaves one after the other in one buffer, as PostgreSQL gives them.
 * @throws RangeError when its length is no multiple of 32 bytes.
 */
export function merkleRootOf(leaves: Buffer): Buffer {
  if (leaves.length % HASH_BYTES !== 0) throw new RangeError('leaves are 32 bytes each');
  return merkleRoot(
    Array.from({ length: leaves.length / HASH_BYTES }, (_, at) =>
      leaves.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
    ),
  );
}

/** The siblings on the way from a leaf to the root, lowest first (RFC 6962 §2.1.1). Throws RangeError when there is no such leaf. */
export function inclusionProof(leaves: readonly Buffer[], index: number): Buffer[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length)
    throw new RangeError('no leaf at this index');
  const proof: Buffer[] = [];
  let level = leaves;
  for (let at = index; level.length > 1; at >>= 1) {
    const sibling = level[at ^ 1];
    if (sibling) proof.push(sibling);
    level = parents(level);
  }
  return proof;
}

export interface InclusionClaim {
  readonly leaf: Buffer;
  /** Place of the leaf in the tree, from 0. */
  readonly index: number;
  /** Number of leaves of the whole tree. */
  readonly size: number;
  readonly proof: readonly Buffer[];
  readonly root: Buffer;
}

/** Whether the leaf stands at `index` of the tree of `size` leaves with this root (RFC 9162 §2.1.3.2). Never throws. */
export function verifyInclusion({ leaf, index, size, proof, root }: InclusionClaim): boolean {
  if (!Number.isInteger(index) || !Number.isInteger(size) || index < 0 || index >= size) return false;
  if (leaf.length !== HASH_BYTES || proof.some((node) => node.length !== HASH_BYTES)) return false;
  let at = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(sibling, hash);
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && hash.equals(root);
}

// Pairing level by level and carrying an odd last node up gives the same tree as RFC 6962's split at a power of two.
function parents(level: readonly Buffer[]): Buffer[] {
  const above: Buffer[] = [];
  for (let at = 0; at < level.length; at += 2) {
    const left = level[at] as Buffer;
    const right = level[at + 1];
    above.push(right ? nodeHash(left, right) : left);
  }
  return above;
}

function nodeHash(left: Buffer, right: Buffer): Buffer {
  return sha256(NODE, left, right);
}

function sha256(...parts: readonly Buffer[]): Buffer {
  return hash('sha256', Buffer.concat(parts), 'buffer');
}
