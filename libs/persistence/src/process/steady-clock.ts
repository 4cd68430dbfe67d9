/** More than the time that passes between reading the database's clock and asking here. */
const TOLERANCE_MS = 10_000;
/** A clock that was set is believed when it has gone evenly for so long. */
const PATIENCE_MS = 10 * 60_000;

/**
 * The database's clock without its leaps. Deadlines are moments of that clock; when somebody sets the machine's clock forward by a day, not
 * everything that is due within the day has been missed, and when it is set back, what is missed stays so. Time between two looks is
 * measured by the processor's monotonic clock; a leap is believed after ten minutes in which the clock went evenly (then it was a
 * correction, and what had become due is told, late but once). A process that has just begun believes what it is told.
 */
export class SteadyClock {
  #offset: number | undefined;
  #leap: { readonly offset: number; readonly since: number } | undefined;

  constructor(private readonly monotonic: () => number = () => performance.now()) {}

  /** The moment it is, given what the database's clock shows. */
  of(shown: Date): Date {
    const elapsed = this.monotonic();
    const offset = shown.getTime() - elapsed;
    const believed = this.#offset ?? offset;
    if (near(offset, believed)) return this.#believe(offset, shown);
    if (this.#leap === undefined || !near(offset, this.#leap.offset)) this.#leap = { offset, since: elapsed };
    else if (elapsed - this.#leap.since >= PATIENCE_MS) return this.#believe(offset, shown);
    return new Date(elapsed + believed);
  }

  #believe(offset: number, shown: Date): Date {
    this.#offset = offset;
    this.#leap = undefined;
    return shown;
  }
}

const near = (one: number, other: number): boolean => Math.abs(one - other) <= TOLERANCE_MS;

/** The one of this process. */
export const STEADY = new SteadyClock();
