import { HASH_TYPES, type HashType } from './revocation-hashes.ts';

export const UNKNOWN_KID = 'UNKNOWN_KID';
/** The gateway takes no larger batches. */
export const LARGEST_BATCH = 1_000;

/** One batch in the gateway's form (DGCG revocation list v1). */
export interface RevocationBatch {
  readonly country: string;
  /** ISO time; afterwards the batch may be dropped. Never before the last revoked certificate expires. */
  readonly expires: string;
  /** Base64 of the signers' key id, or UNKNOWN_KID for any. */
  readonly kid: string;
  readonly hashType: HashType;
  readonly entries: readonly { readonly hash: string }[];
}

export interface Revocation {
  readonly kid: string;
  readonly hashType: HashType;
  readonly hash: string;
  /** When the revoked certificate expires by itself. */
  readonly expiresAt: Date;
}

/**
 * Puts revocations into batches, each of one key and one hash type and of at most a thousand hashes in their order. The same revocations
 * give the same batches, so a batch that has not changed need not be downloaded again.
 */
export function revocationBatches(country: string, revocations: readonly Revocation[]): RevocationBatch[] {
  const groups = new Map<string, Revocation[]>();
  for (const revocation of revocations) {
    const group = `${revocation.kid} ${revocation.hashType}`;
    const known = groups.get(group);
    if (known) known.push(revocation);
    else groups.set(group, [revocation]);
  }
  return [...groups.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, group]) => split(country, group));
}

function split(country: string, group: readonly Revocation[]): RevocationBatch[] {
  const unique = new Map<string, Revocation>();
  for (const revocation of group) {
    const known = unique.get(revocation.hash);
    if (!known || known.expiresAt < revocation.expiresAt) unique.set(revocation.hash, revocation);
  }
  const sorted = [...unique.values()].toSorted((a, b) => (a.hash < b.hash ? -1 : 1));
  const batches: RevocationBatch[] = [];
  for (let from = 0; from < sorted.length; from += LARGEST_BATCH) {
    const part = sorted.slice(from, from + LARGEST_BATCH);
    const { kid, hashType } = part[0] as Revocation;
    const expires = new Date(Math.max(...part.map(({ expiresAt }) => expiresAt.getTime()))).toISOString();
    batches.push({ country, expires, kid, hashType, entries: part.map(({ hash }) => ({ hash })) });
  }
  return batches;
}

/** Whether a value has the form of a batch; anything may come from a download. */
export function isRevocationBatch(value: unknown): value is RevocationBatch {
  const batch = value as Partial<RevocationBatch> | null;
  return (
    typeof batch === 'object' &&
    batch !== null &&
    typeof batch.country === 'string' &&
    typeof batch.kid === 'string' &&
    typeof batch.expires === 'string' &&
    !Number.isNaN(Date.parse(batch.expires)) &&
    HASH_TYPES.includes(batch.hashType as HashType) &&
    Array.isArray(batch.entries) &&
    batch.entries.length <= LARGEST_BATCH &&
    batch.entries.every((entry: unknown) => typeof (entry as { hash?: unknown } | null)?.hash === 'string')
  );
}

/**
 * Looks up hashes in batches. A batch says when it may be dropped from a list, not when a revocation ends: nothing that is on the list
 * becomes valid by waiting.
 */
export class RevocationIndex {
  readonly #hashes = new Set<string>();

  constructor(batches: Iterable<RevocationBatch>) {
    for (const { kid, hashType, entries } of batches)
      for (const { hash } of entries) this.#hashes.add(keyOf(kid, hashType, hash));
  }

  get size(): number {
    return this.#hashes.size;
  }

  /** The hash type by which a certificate is revoked. Batches without key id count for every signer. */
  find(kid: string, hashes: ReadonlyMap<HashType, readonly string[]>): HashType | undefined {
    for (const [type, values] of hashes)
      for (const hash of values)
        for (const key of [kid, UNKNOWN_KID]) if (this.#hashes.has(keyOf(key, type, hash))) return type;
    return undefined;
  }
}

function keyOf(kid: string, type: HashType, hash: string): string {
  return `${kid} ${type} ${hash}`;
}
