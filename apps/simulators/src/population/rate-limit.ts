import { Refusal } from '../http/answers.ts';

/** A bucket of as many calls as one second allows. */
export class RateLimit {
  private tokens = Number.NaN;
  private filledAt = 0;

  constructor(private readonly perSecond: () => number) {}

  /** Throws Refusal 429 with Retry-After (seconds). */
  take(now = Date.now()): void {
    const limit = this.perSecond();
    this.tokens = Number.isNaN(this.tokens)
      ? limit
      : Math.min(limit, this.tokens + ((now - this.filledAt) * limit) / 1000);
    this.filledAt = now;
    if (this.tokens < 1)
      throw new Refusal(429, { code: 'rate_limited', perSecond: limit }, { 'retry-after': '1' });
    this.tokens -= 1;
  }
}
