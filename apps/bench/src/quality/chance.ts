/** A seeded source of chance (mulberry32): one seed, one population, on every machine. */
export class Chance {
  constructor(private state: number) {}

  /** A number in [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  between(from: number, to: number): number {
    return from + this.below(to - from + 1);
  }

  one<T>(of: readonly T[]): T {
    return of[this.below(of.length)] as T;
  }

  happens(share: number): boolean {
    return this.next() < share;
  }

  digits(count: number): string {
    return Array.from({ length: count }, () => String(this.below(10))).join('');
  }
}

/** Draws by weight. */
export function weighted<T>(entries: readonly (readonly [T, number])[]): (chance: Chance) => T {
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
  return (chance) => {
    let at = chance.next() * total;
    for (const [value, weight] of entries) {
      at -= weight;
      if (at < 0) return value;
    }
    return (entries.at(-1) as readonly [T, number])[0];
  };
}
