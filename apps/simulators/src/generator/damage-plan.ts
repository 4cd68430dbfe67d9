import type { DamagePattern, Neighbours, PlatformValues } from './damage.ts';
import { WRONG_DATES } from './damage-dates.ts';
import { WRONG_GENDERS } from './damage-gender.ts';
import { WRONG_NAMES } from './damage-names.ts';
import { BADLY_FORMATTED, MISSING_NUMBERS, WRONG_NUMBERS } from './damage-numbers.ts';
import { defectGroup, type DefectGroup } from './checking.ts';
import type { Person } from './people.ts';
import { Weighted, quotas, type Random } from './random.ts';

/** Bình Thuận, 25/04/2022: people without a usable number, and people whose information was wrong (domain notes §4). */
export const UNUSABLE_NUMBERS = 53_364;
export const WRONG_INFORMATION = 306_725;
/** Of the unusable numbers, how many are missing altogether. No source; a guess. */
export const MISSING_SHARE = 0.6;
const SECOND_DAMAGE = 0.1;

const PATTERNS: Record<DefectGroup, readonly (readonly [DamagePattern, number])[]> = {
  missing: weighted([[MISSING_NUMBERS, 1]]),
  bad_format: weighted([[BADLY_FORMATTED, 1]]),
  wrong_info: weighted([
    [WRONG_NUMBERS, 30],
    [WRONG_NAMES, 36],
    [WRONG_DATES, 28],
    [WRONG_GENDERS, 6],
  ]),
};
const SECOND = new Weighted(
  weighted([
    [WRONG_NAMES, 50],
    [WRONG_DATES, 42],
    [WRONG_GENDERS, 8],
  ]),
);

/** All patterns of a group, for tests and documents. */
export function patternIds(group: DefectGroup): string[] {
  return PATTERNS[group].map(([pattern]) => pattern.id);
}

export interface Damaged {
  person: Person;
  values: PlatformValues;
  group: DefectGroup;
  patterns: string[];
}

/** How many of `wrong` records fall into each group: the real proportions, exactly. */
export function groupCounts(wrong: number): Record<DefectGroup, number> {
  const unusable = Math.round((wrong * UNUSABLE_NUMBERS) / (UNUSABLE_NUMBERS + WRONG_INFORMATION));
  const missing = Math.round(unusable * MISSING_SHARE);
  return { missing, bad_format: unusable - missing, wrong_info: wrong - unusable };
}

/**
 * Damages `count` of the people of the pool for one group, with the patterns in their exact proportions as far as they
 * fit anybody, and takes them out of the pool. Whoever comes out really is in the group: a damage without effect is
 * tried on another person, and what fits nobody is shared among the others.
 */
export function damageGroup(
  group: DefectGroup,
  count: number,
  pool: Person[],
  clean: (person: Person) => PlatformValues,
  random: Random,
  neighbours: Neighbours,
): Damaged[] {
  const result: Damaged[] = [];
  const plan = quotas(PATTERNS[group], count).sort(
    ([a], [b]) => Number(b.can !== undefined) - Number(a.can !== undefined),
  );
  for (const [pattern, wanted] of plan)
    result.push(...applyTo(pool, wanted, [pattern], group, clean, random, neighbours));
  const all = PATTERNS[group].map(([pattern]) => pattern);
  while (result.length < count) {
    const more = applyTo(pool, count - result.length, random.shuffled(all), group, clean, random, neighbours);
    if (more.length === 0) throw new Error(`nobody left to damage for ${group}`);
    result.push(...more);
  }
  return result;
}

function applyTo(
  pool: Person[],
  wanted: number,
  patterns: readonly DamagePattern[],
  group: DefectGroup,
  clean: (person: Person) => PlatformValues,
  random: Random,
  neighbours: Neighbours,
): Damaged[] {
  const result: Damaged[] = [];
  for (let i = pool.length - 1; i >= 0 && result.length < wanted; i--) {
    const person = pool[i] as Person;
    const damaged = damageOne(person, patterns, group, clean, random, neighbours);
    if (!damaged) continue;
    result.push(damaged);
    pool[i] = pool[pool.length - 1] as Person;
    pool.pop();
  }
  return result;
}

function damageOne(
  person: Person,
  patterns: readonly DamagePattern[],
  group: DefectGroup,
  clean: (person: Person) => PlatformValues,
  random: Random,
  neighbours: Neighbours,
): Damaged | undefined {
  for (const pattern of patterns) {
    if (pattern.can && !pattern.can(person, neighbours)) continue;
    const values = clean(person);
    pattern.damage(values, person, random, neighbours);
    if (defectGroup(values, person) !== group) continue;
    const second = random.chance(SECOND_DAMAGE) ? SECOND.draw(random) : undefined;
    if (!second || second.id === pattern.id || (second.can && !second.can(person, neighbours))) {
      return { person, values, group, patterns: [pattern.id] };
    }
    const before = { ...values };
    second.damage(values, person, random, neighbours);
    if (defectGroup(values, person) !== group)
      return { person, values: before, group, patterns: [pattern.id] };
    return { person, values, group, patterns: [pattern.id, second.id] };
  }
  return undefined;
}

function weighted(
  families: readonly (readonly [readonly DamagePattern[], number])[],
): (readonly [DamagePattern, number])[] {
  return families.flatMap(([patterns, share]) => {
    const sum = patterns.reduce((s, one) => s + one.weight, 0);
    return patterns.map((one) => [one, (one.weight * share) / sum] as const);
  });
}
