/** `count` of the items at random, each with the same chance, in their order. Uses the browser's generator for keys: nobody can foresee it. */
export function sampleOf<T>(items: readonly T[], count: number): readonly T[] {
  const wanted = Math.min(count, items.length);
  const chosen = new Set<number>();
  const draw = new Uint32Array(1);
  while (chosen.size < wanted) {
    crypto.getRandomValues(draw);
    // Values of the last, incomplete round of the range would favour the first items.
    const limit = Math.floor(0x1_0000_0000 / items.length) * items.length;
    const value = draw[0] as number;
    if (value < limit) chosen.add(value % items.length);
  }
  return [...chosen].sort((one, other) => one - other).map((at) => items[at] as T);
}
