/** A small seeded generator (mulberry32): the same seed gives the same run. Returns numbers in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` different members of `from`, in the generator's order. */
export function sample<T>(random: () => number, from: readonly T[], count: number): T[] {
  const rest = [...from];
  const taken: T[] = [];
  while (taken.length < count && rest.length > 0) {
    taken.push(...rest.splice(Math.floor(random() * rest.length), 1));
  }
  return taken;
}

/** The members of `from` in pieces of at most `size`. */
export function pieces<T>(from: readonly T[], size: number): T[][] {
  const out: T[][] = [];
  for (let at = 0; at < from.length; at += size) out.push(from.slice(at, at + size));
  return out;
}

/** Runs `work` over `items` with at most `width` at once; the first failure ends it. */
export async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  let at = 0;
  const lane = async (): Promise<void> => {
    while (at < items.length) await work(items[at++] as T);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
}
