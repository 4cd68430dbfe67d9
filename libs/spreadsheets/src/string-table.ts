import { LIMITS } from './limits.ts';
import { Unreadable } from './unreadable.ts';

/** The shared texts of a workbook as bytes behind one another: a million short strings as objects would take ten times as much. */
export class StringTable {
  #bytes = Buffer.allocUnsafe(65_536);
  #used = 0;
  #ends = new Uint32Array(1_024);
  #count = 0;

  /** @throws Unreadable `too_big_unpacked` */
  add(text: string): void {
    const most = text.length * 3;
    if (this.#used + most > this.#bytes.length) {
      const size = Math.max(this.#bytes.length * 2, this.#used + most);
      if (size > 2 * LIMITS.sharedBytes) throw new Unreadable('too_big_unpacked', 'sharedStrings');
      const larger = Buffer.allocUnsafe(size);
      this.#bytes.copy(larger, 0, 0, this.#used);
      this.#bytes = larger;
    }
    this.#used += this.#bytes.write(text, this.#used, 'utf8');
    if (this.#count === this.#ends.length) {
      const more = new Uint32Array(this.#ends.length * 2);
      more.set(this.#ends);
      this.#ends = more;
    }
    this.#ends[this.#count] = this.#used;
    this.#count += 1;
  }

  at(index: number): string | undefined {
    if (!Number.isInteger(index) || index < 0 || index >= this.#count) return undefined;
    const begin = index === 0 ? 0 : (this.#ends[index - 1] as number);
    return this.#bytes.toString('utf8', begin, this.#ends[index]);
  }
}
