import { describe, expect, it } from '@jest/globals';
import { TASK_STEPS } from '../process/steps.ts';
import { conflictOf, DUTY_ACTS, FORBIDDEN_PAIRS, keptFrom, type DoneDuty, type DutyAct } from './duties.ts';

const forbidden = (before: DutyAct, then: DutyAct): boolean =>
  FORBIDDEN_PAIRS.some((pair) => pair.before === before && pair.then === then);

/** Everybody who answers for an act: alone, or as a delegate or substitute for somebody. */
const PEOPLE = ['an', 'binh', 'chi'];
const WAYS = PEOPLE.flatMap((actor) => [
  [actor],
  ...PEOPLE.filter((owner) => owner !== actor).map((owner) => [actor, owner]),
]);
const share = (one: readonly string[], other: readonly string[]) =>
  one.some((person) => other.includes(person));

describe('the separation of duty', () => {
  it('says what the ministry asks for, and nothing else', () => {
    const pairs = DUTY_ACTS.flatMap((before) =>
      DUTY_ACTS.filter((then) => forbidden(before, then)).map((then) => `${before} > ${then}`),
    );
    expect(pairs).toEqual([
      'review > consolidate',
      'review > issue',
      'verify > sign',
      'verify > issue',
      'sign > receive',
      'update > issue',
    ]);
    expect(forbidden('compile', 'update')).toBe(false);
  });

  it('holds for every pair of acts and all ways in which people act for one another', () => {
    let refused = 0;
    for (const before of DUTY_ACTS)
      for (const then of DUTY_ACTS)
        for (const earlier of WAYS)
          for (const now of WAYS) {
            const done: DoneDuty = { act: before, people: earlier };
            const expected = forbidden(before, then) && share(earlier, now);
            expect([before, then, earlier, now, conflictOf(then, now, [done]) !== undefined]).toEqual([
              ...[before, then, earlier, now, expected],
            ]);
            if (expected) refused += 1;
          }
    // 81 pairs of ways: those of one person, and of two, that have somebody in common; for each forbidden pair of acts.
    const common = WAYS.flatMap((one) => WAYS.filter((other) => share(one, other))).length;
    expect(refused).toBe(FORBIDDEN_PAIRS.length * common);
  });

  it('is found among any number of earlier acts, also two substitutions apart', () => {
    for (const { before, then } of FORBIDDEN_PAIRS)
      for (const innocent of DUTY_ACTS.filter((act) => !keptFrom(then).includes(act))) {
        const done: DoneDuty[] = [
          { act: innocent, people: ['an', 'chi'] },
          { act: before, people: ['binh', 'an'] },
        ];
        expect(conflictOf(then, ['chi', 'an'], done)?.act).toBe(before);
        expect(conflictOf(then, ['chi'], done)).toBeUndefined();
      }
  });

  it('leaves every step somebody who may do it when two people share the work', () => {
    // A first person does everything that keeps from something; a second one can always go on.
    for (const then of DUTY_ACTS) {
      const done = DUTY_ACTS.map((act): DoneDuty => ({ act, people: ['an'] }));
      expect(conflictOf(then, ['binh'], done)).toBeUndefined();
    }
    expect(TASK_STEPS).toContain('sign');
  });
});
