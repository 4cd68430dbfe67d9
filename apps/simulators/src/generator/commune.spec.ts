import { beforeAll, describe, expect, it } from '@jest/globals';
import { defectGroup, wrongFields } from './checking.ts';
import { generateCommune } from './commune.ts';
import { UNUSABLE_NUMBERS, WRONG_INFORMATION, patternIds } from './damage-plan.ts';
import { FOREIGN_PATTERNS } from './foreigners.ts';
import { numberState } from './identity.ts';
import { nameKey } from './keys.ts';
import type { SyntheticCommune } from './synthetic.ts';

const ARGUMENTS = {
  seed: 7,
  communeCode: '22915',
  villages: 8,
  wrong: 3000,
  right: 300,
  foreignersShare: 0.006,
};

describe('a synthetic commune', () => {
  let commune: SyntheticCommune;
  beforeAll(() => {
    commune = generateCommune(ARGUMENTS);
  });

  it('is the same for the same seed and another for another seed', () => {
    const again = generateCommune(ARGUMENTS);
    expect(again.subjects).toEqual(commune.subjects);
    expect([...again.population]).toEqual([...commune.population]);
    expect(generateCommune({ ...ARGUMENTS, seed: 8 }).subjects).not.toEqual(commune.subjects);
  });

  it('has exactly the wrong and right records ordered, in the proportions of Bình Thuận', () => {
    const count = (group: string | null): number =>
      commune.subjects.filter((one) => one.group === group).length;
    expect(commune.subjects).toHaveLength(3300);
    expect(count(null)).toBe(300);
    const unusable = count('missing') + count('bad_format');
    expect(unusable).toBe(Math.round((3000 * UNUSABLE_NUMBERS) / (UNUSABLE_NUMBERS + WRONG_INFORMATION)));
    expect(count('wrong_info')).toBe(3000 - unusable);
  });

  it('has every kind of damage', () => {
    const seen = new Set(commune.subjects.flatMap((one) => one.patterns));
    const all = (['missing', 'bad_format', 'wrong_info'] as const).flatMap(patternIds);
    expect([...all, ...FOREIGN_PATTERNS].filter((id) => !seen.has(id))).toEqual([]);
    expect(all.length).toBeGreaterThan(60);
  });

  it('has right ones that are right and wrong ones that are wrong in their group', () => {
    for (const { group, values, person } of commune.subjects) {
      expect(defectGroup(values, person) ?? null).toBe(group);
      if (group === null) expect(wrongFields(values, person)).toEqual([]);
    }
  });

  it('gives each citizen a number that fits province, gender and birth year, unique also across communes', () => {
    const neighbour = generateCommune({ ...ARGUMENTS, communeCode: '22918', seed: 99 });
    const people = [...commune.people, ...neighbour.people].filter((one) => one.nationality === 'VN');
    for (const { idNumber, gender, birthYear } of people) {
      expect(numberState('VN', idNumber, null)).toBe('ok');
      expect(Number(idNumber?.[3])).toBe((birthYear >= 2000 ? 2 : 0) + (gender === 'Nữ' ? 1 : 0));
      expect(idNumber?.slice(4, 6)).toBe(String(birthYear).slice(2));
    }
    expect(new Set(people.map((one) => one.idNumber)).size).toBe(people.length);
  });

  it('has a population database that is about 97 % right', () => {
    const states = [...commune.population.values()].map((one) => one.state);
    const share = (state: string): number => states.filter((one) => one === state).length / states.length;
    expect(share('missing')).toBeCloseTo(0.01, 2);
    expect(share('wrong_field')).toBeCloseTo(0.01, 2);
    for (const person of commune.people) {
      const copy = commune.population.get(person.personId);
      if (person.nationality !== 'VN') expect(copy).toBeUndefined();
      else if (copy?.state === 'right') expect(copy.entry.fullName).toBe(person.fullName);
      else if (copy?.wrongField === 'fullName')
        expect(nameKey(copy.entry.fullName)).not.toBe(nameKey(person.fullName));
    }
  });

  it('shows papers in about nine of ten homes, and about one in fifty is wrong', () => {
    const homes = commune.subjects.filter((one) => one.situation === 'resident');
    const shown = homes.filter((one) => one.papers !== null);
    expect(shown.length / homes.length).toBeCloseTo(0.9, 1);
    const wrong = shown.filter((one) => one.papersWrong !== null).length / shown.length;
    expect(wrong).toBeGreaterThan(0.008);
    expect(wrong).toBeLessThan(0.035);
  });

  it('has people who moved, died, are there twice or are foreigners, and most can be resolved', () => {
    const situations = new Map<string, number>();
    for (const { situation } of commune.subjects)
      situations.set(situation, (situations.get(situation) ?? 0) + 1);
    expect([...situations.keys()].sort()).toEqual(
      ['deceased', 'duplicate', 'foreigner', 'moved_away', 'resident', 'resides_elsewhere'].sort(),
    );
    expect(commune.subjects.filter((one) => one.resolvableBy.length > 0).length).toBeGreaterThan(3100);
    for (const one of commune.subjects.filter(({ situation }) => situation === 'duplicate')) {
      const first = commune.subjects.find(({ subjectId }) => subjectId === one.duplicateOf);
      expect(first?.person).toBe(one.person);
      expect(one.group).not.toBeNull();
    }
  });

  it('makes 20,000 people in seconds, also in a northern town and in the mountains', () => {
    const started = Date.now();
    const big = generateCommune({ ...ARGUMENTS, communeCode: '00001', wrong: 18_000, right: 2000 });
    expect(big.subjects).toHaveLength(20_000);
    expect(Date.now() - started).toBeLessThan(20_000);
    expect(
      generateCommune({ ...ARGUMENTS, communeCode: '03127', wrong: 40, right: 0 }).subjects,
    ).toHaveLength(40);
  });
});
