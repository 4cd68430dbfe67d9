/**
 * Lets work on one key pass one by one, in the order of asking. Acts on one list wait for its head in PostgreSQL anyway; waiting there
 * each would hold a connection, and twenty officers of one list would leave none for everybody else's reads.
 */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /** Runs `work` when everything asked before on this key has ended, however it ended. */
  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    let end = (): void => {};
    const mine = new Promise<void>((resolve) => (end = resolve));
    this.#last.set(key, mine);
    await before;
    try {
      return await work();
    } finally {
      if (this.#last.get(key) === mine) this.#last.delete(key);
      end();
    }
  }
}
