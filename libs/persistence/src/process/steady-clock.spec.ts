import { describe, expect, it } from '@jest/globals';
import { SteadyClock } from './steady-clock.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

/** A clock that is looked at after so many minutes of true time, while the database's is off by some. */
function clockAt() {
  let elapsed = 0;
  const clock = new SteadyClock(() => elapsed);
  return (minutes: number, off: number): number => {
    elapsed = minutes * MINUTE;
    return clock.of(new Date(DAY * 20_000 + elapsed + off)).getTime() - DAY * 20_000;
  };
}

describe('a steady clock', () => {
  it('is the database’s clock as long as that goes evenly, small drifts included', () => {
    const at = clockAt();
    for (let minute = 0; minute < 200; minute += 1)
      expect(at(minute, minute * 100)).toBe(minute * MINUTE + minute * 100);
  });

  it.each([DAY, -DAY, 11_000, -11_000])('goes on by itself when that leaps by %d ms', (leap) => {
    const at = clockAt();
    at(0, 0);
    expect(at(1, leap)).toBe(MINUTE);
    expect(at(9, leap)).toBe(9 * MINUTE);
    expect(at(10, 0)).toBe(10 * MINUTE);
    expect(at(11, leap)).toBe(11 * MINUTE);
    expect(at(20, leap)).toBe(20 * MINUTE);
  });

  it('believes a leap after ten minutes in which the clock went evenly, and not sooner', () => {
    const at = clockAt();
    at(0, 0);
    at(1, DAY);
    expect(at(10, DAY)).toBe(10 * MINUTE);
    expect(at(11, DAY)).toBe(11 * MINUTE + DAY);
    expect(at(12, DAY)).toBe(12 * MINUTE + DAY);
    expect(at(13, 0)).toBe(13 * MINUTE + DAY);
  });
});
