import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { classify, type PersonValues } from '../records/classification.ts';
import { RULE_IDS, ruleOf } from './catalogue.ts';
import { DEFECT_GROUPS } from './rule.ts';
import { SPOILT_VALUES } from './spoilt-values.ts';
import { RULES_VERSION } from './version.ts';

const here = 'libs/domain';
const README = readFileSync(join(here, 'README.md'), 'utf8');
const TESTS = ['patterns', 'person-patterns']
  .map((file) => readFileSync(join(here, `src/rules/${file}.spec.ts`), 'utf8'))
  .join('\n');
const rows = README.split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter(([, line]) => /^\d\.\d\.\d+$/.test(line ?? ''));

/** How many lines each section of the domain notes has. */
const SECTIONS = { '1.1': 8, '1.2': 5, '1.3': 4, '1.4': 14, '1.5': 5, '2.1': 14, '2.2': 6, '2.3': 2 };

/** Fingerprints of all hits of the fixed values, by version. A version that was published never changes. */
const FINGERPRINTS: Readonly<Record<number, string>> = {
  2: 'f6369c6cee545e35ac023d32e3258a3698d3a08895fafd72288b514a282aa601',
};

const value = (field: keyof PersonValues) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...SPOILT_VALUES.map((person) => person[field] ?? null)) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
    { weight: 1, arbitrary: fc.constant(null) },
  );
const spoilt: fc.Arbitrary<PersonValues> = fc.record({
  fullName: value('fullName'),
  dateOfBirth: value('dateOfBirth'),
  gender: value('gender'),
  idNumber: value('idNumber'),
  passportNumber: fc.constantFrom(null, 'B1234567', 'm 1234 5678'),
  nationality: fc.constantFrom('VN', '', 'Việt Nam', 'KR', '?'),
});

const right: fc.Arbitrary<PersonValues> = fc
  .record({
    words: fc.array(
      fc.constantFrom('Trần', 'Thị', 'Hòa', 'Thuý', 'Đức', 'Nguyễn', 'Phượng', 'Quý', 'Giang'),
      { minLength: 2, maxLength: 4 },
    ),
    year: fc.integer({ min: 1930, max: 2016 }),
    day: fc.integer({ min: 2, max: 28 }),
    tail: fc.integer({ min: 100_000, max: 999_998 }),
  })
  .map(({ words, year, day, tail }) => ({
    fullName: words.join(' '),
    dateOfBirth: `${String(day).padStart(2, '0')}/04/${year}`,
    gender: 'Nữ',
    idNumber: `060${year < 2000 ? 1 : 3}${String(year % 100).padStart(2, '0')}${tail}`,
    passportNumber: null,
    nationality: 'VN',
  }));

function applySafe(person: PersonValues): PersonValues {
  const repairs = classify(person).hints.filter(({ repair }) => repair?.safe);
  return { ...person, ...Object.fromEntries(repairs.map(({ field, repair }) => [field, repair?.value])) };
}

describe('the table in the README', () => {
  it('has every line of the domain notes once', () => {
    const expected = Object.entries(SECTIONS).flatMap(([section, lines]) =>
      Array.from({ length: lines }, (_, i) => `${section}.${i + 1}`),
    );
    expect(rows.map(([, line]) => line)).toEqual(expected);
  });

  it('names every rule, and none that does not exist', () => {
    const named = new Set(rows.flatMap(([, , , rules]) => rules?.match(/(?<=`)[a-z]+_[a-z_]+(?=`)/g) ?? []));
    for (const id of RULE_IDS) expect([...named]).toContain(id);
    const others = [...named].filter((id) => !(RULE_IDS as string[]).includes(id));
    expect(others.sort()).toEqual([
      'bad_id_format',
      'i_or_y',
      'swapped_day_month',
      'tone_misplaced',
      'word_missing',
      'word_order',
    ]);
  });

  it('names a test that exists for every line', () => {
    for (const [, line, , , test] of rows) {
      expect(test?.startsWith(`${line} `)).toBe(true);
      expect(TESTS).toContain(`'${test}'`);
    }
  });
});

describe('every rule', () => {
  it.each(RULE_IDS)(
    '%s has texts in both languages, and a group only when it is an error or says so',
    (id) => {
      const rule = ruleOf(id);
      expect(rule.vi.length).toBeGreaterThan(10);
      expect(rule.en.length).toBeGreaterThan(10);
      if (rule.group !== undefined) expect(DEFECT_GROUPS).toContain(rule.group);
      if (rule.severity === 'info') expect(rule.group).toBeUndefined();
    },
  );

  it('proposes no more than it may, whatever stands in the record', () => {
    fc.assert(
      fc.property(spoilt, (person) => {
        for (const { rule, repair } of classify(person).hints) {
          const policy = ruleOf(rule).repair;
          if (policy === 'none') expect(repair).toBeUndefined();
          if (policy === 'confirm') expect(repair?.safe ?? false).toBe(false);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('puts nothing of the value into its evidence', () => {
    fc.assert(
      fc.property(spoilt, (person) => {
        for (const { evidence } of classify(person).hints)
          for (const fact of Object.values(evidence ?? {}))
            if (typeof fact === 'string') expect(Object.values(person)).not.toContain(fact);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the same values', () => {
  it('give the same hits as long as the version of the rules is the same', () => {
    const hits = SPOILT_VALUES.map((person) => classify(person));
    const fingerprint = createHash('sha256').update(JSON.stringify(hits)).digest('hex');
    expect({ version: RULES_VERSION, fingerprint }).toEqual({
      version: RULES_VERSION,
      fingerprint: FINGERPRINTS[RULES_VERSION],
    });
  });

  it('give the same hits however often and in whatever order they are read', () => {
    fc.assert(
      fc.property(fc.array(spoilt, { minLength: 1, maxLength: 5 }), (people) => {
        const once = people.map((person) => classify(person));
        const again = [...people].reverse().map((person) => classify(person));
        expect(again.reverse()).toEqual(once);
      }),
    );
  });
});

describe('safe repairs', () => {
  it('once applied leave nothing to repair safely, and no other problem than before', () => {
    fc.assert(
      fc.property(spoilt, (person) => {
        const before = classify(person);
        const repaired = applySafe(person);
        const after = classify(repaired);
        expect(after.hints.filter(({ repair }) => repair?.safe)).toEqual([]);
        expect(after.groups.filter((group) => !before.groups.includes(group))).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
  });

  it('never touch a right value, whatever stands in the other fields', () => {
    fc.assert(
      fc.property(right, spoilt, (person, { idNumber, dateOfBirth, gender }) => {
        expect(applySafe(person)).toEqual(person);
        const mixed = applySafe({ ...person, idNumber, dateOfBirth, gender });
        expect(mixed.fullName).toBe(person.fullName);
        expect(applySafe({ ...person, fullName: mixed.fullName, idNumber }).dateOfBirth).toBe(
          person.dateOfBirth,
        );
      }),
      { numRuns: 2_000 },
    );
  });
});
