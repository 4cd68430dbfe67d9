/** A seeded source of chance (sfc32): the same seed text gives the same sequence on every machine. */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(seed: string) {
    [this.a, this.b, this.c] = threeWords(seed);
    for (let i = 0; i < 15; i++) this.next();
  }

  /** A number in [0, 1). */
  next(): number {
    const t = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + t) | 0;
    return (t >>> 0) / 4_294_967_296;
  }

  /** A whole number in [0, n). */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  /** A whole number in [from, to]. */
  between(from: number, to: number): number {
    return from + this.below(to - from + 1);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(from: readonly T[]): T {
    const one = from[this.below(from.length)];
    if (one === undefined) throw new Error('cannot pick from an empty list');
    return one;
  }

  digits(count: number): string {
    let text = '';
    for (let i = 0; i < count; i++) text += this.below(10);
    return text;
  }

  /** A shuffled copy (Fisher-Yates). */
  shuffled<T>(items: readonly T[]): T[] {
    const copy = [...items];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
    }
    return copy;
  }
}

/** A table one can draw from by weight: cumulative sums are made once, a draw is a binary search. */
export class Weighted<T> {
  private readonly sums: number[] = [];
  private readonly items: T[] = [];
  private total = 0;

  constructor(entries: Iterable<readonly [T, number]>) {
    for (const [item, weight] of entries) {
      if (weight <= 0) continue;
      this.total += weight;
      this.sums.push(this.total);
      this.items.push(item);
    }
  }

  draw(random: Random): T {
    const at = random.next() * this.total;
    let low = 0;
    let high = this.sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.sums[middle] as number) > at) high = middle;
      else low = middle + 1;
    }
    return this.items[low] as T;
  }
}

/** Shares `total` among the weights exactly (largest remainder), so that proportions do not depend on luck. */
export function quotas<T>(entries: readonly (readonly [T, number])[], total: number): [T, number][] {
  const sum = entries.reduce((s, [, weight]) => s + weight, 0);
  const exact = entries.map(([item, weight]) => ({ item, share: (total * weight) / sum }));
  const counts = exact.map(({ share }) => Math.floor(share));
  const left = total - counts.reduce((s, n) => s + n, 0);
  const byRemainder = exact
    .map(({ share }, index) => ({ index, remainder: share - Math.floor(share) }))
    .sort((x, y) => y.remainder - x.remainder || x.index - y.index);
  for (const { index } of byRemainder.slice(0, left)) counts[index] = (counts[index] ?? 0) + 1;
  return exact.map(({ item }, index) => [item, counts[index] ?? 0]);
}

function threeWords(text: string): [number, number, number] {
  let h1 = 1779033703;
  let h2 = 3144134277;
  let h3 = 1013904242;
  for (let i = 0; i < text.length; i++) {
    const k = text.charCodeAt(i);
    h1 = h2 ^ Math.imul(h1 ^ k, 597399067);
    h2 = h3 ^ Math.imul(h2 ^ k, 2869860233);
    h3 = h1 ^ Math.imul(h3 ^ k, 951274213);
  }
  return [h1 | 0, h2 | 0, h3 | 0];
}
