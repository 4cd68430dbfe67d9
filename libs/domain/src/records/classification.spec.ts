import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RULE_IDS, RULES, ruleOf } from '../rules/catalogue.ts';
import { DEFECT_GROUPS } from '../rules/rule.ts';
import { classify, type PersonValues } from './classification.ts';

const RIGHT: PersonValues = {
  fullName: 'Trần Thị Đức',
  dateOfBirth: '05/03/1987',
  gender: 'Nữ',
  idNumber: '060187001234',
  passportNumber: null,
  nationality: 'VN',
};
const groups = (changes: Partial<PersonValues>) => classify({ ...RIGHT, ...changes }).groups;

describe('the catalogue of rules', () => {
  it('says every rule in Vietnamese and English, and puts only errors and warnings into a group', () => {
    for (const id of RULE_IDS) {
      const rule = ruleOf(id);
      expect(rule.vi.length).toBeGreaterThan(10);
      expect(rule.en.length).toBeGreaterThan(10);
      if (rule.group !== undefined) expect(rule.severity).not.toBe('info');
    }
    expect(new Set(Object.values(RULES).map(({ vi }) => vi)).size).toBe(RULE_IDS.length);
  });
});

describe('classifying a record', () => {
  it('finds nothing in a right one', () => {
    expect(classify(RIGHT)).toEqual({ groups: [], hints: [] });
  });

  it('knows the three official groups', () => {
    expect(groups({ idNumber: null })).toEqual(['missing_id']);
    expect(groups({ idNumber: '000000000000' })).toEqual(['missing_id']);
    expect(groups({ idNumber: '60187001234' })).toEqual(['bad_id_format']);
    expect(groups({ idNumber: '6.0187E+10' })).toEqual(['bad_id_format']);
    expect(groups({ dateOfBirth: '05/03/1988' })).toEqual(['wrong_basic_info']);
    expect(groups({ gender: 'Nam' })).toEqual(['wrong_basic_info']);
    expect(groups({ fullName: 'TRAN THI DUC' })).toEqual(['wrong_basic_info']);
    expect(groups({ idNumber: '', fullName: 'TrÇn ThÞ §øc' })).toEqual(['missing_id', 'wrong_basic_info']);
  });

  it('does not make a group of a hint', () => {
    expect(groups({ idNumber: '060.187.001.234' })).toEqual([]);
    expect(groups({ fullName: ' Trần  Thị Ðức' })).toEqual([]);
    expect(groups({ dateOfBirth: '1987' })).toEqual([]);
    expect(classify({ ...RIGHT, idNumber: '060.187.001.234' }).hints).toEqual([
      {
        rule: 'id_dirty',
        field: 'idNumber',
        severity: 'info',
        repair: { value: '060187001234', safe: true },
      },
    ]);
  });

  it('uses the number for the century of a short year', () => {
    expect(groups({ dateOfBirth: '5-3-87' })).toEqual([]);
    expect(groups({ dateOfBirth: '5-3-88' })).toEqual(['wrong_basic_info']);
  });

  it('asks a citizen with a passport alone for the number', () => {
    const rules = classify({ ...RIGHT, idNumber: null, passportNumber: 'B1234567' }).hints.map(
      ({ rule }) => rule,
    );
    expect(rules).toEqual(['id_missing', 'id_is_passport']);
    expect(groups({ idNumber: 'B1234567' })).toEqual(['missing_id']);
  });

  it('judges a foreigner by the passport alone, and not by Vietnamese spelling', () => {
    const foreign = { nationality: 'KR', fullName: 'KIM DO VAN', idNumber: null };
    expect(groups({ ...foreign, passportNumber: 'M12345678' })).toEqual([]);
    expect(
      classify({ ...foreign, dateOfBirth: '1990', gender: 'Nam', idNumber: 'm 12345678' }),
    ).toMatchObject({
      groups: ['missing_id'],
      hints: [{ rule: 'passport_in_number_field', repair: { value: 'M12345678', safe: false } }, {}],
    });
    expect(groups(foreign)).toEqual(['missing_id']);
    expect(groups({ ...foreign, passportNumber: 'm?' })).toEqual(['bad_id_format']);
  });

  it('never throws and always explains its groups', () => {
    const value = fc.option(fc.string({ unit: 'binary' }), { nil: null });
    const person = fc.record({
      fullName: value,
      dateOfBirth: value,
      gender: value,
      idNumber: value,
      passportNumber: value,
      nationality: fc.oneof(fc.constant('VN'), value),
    });
    fc.assert(
      fc.property(person, (values) => {
        const { groups: found, hints } = classify(values);
        expect(found).toEqual(
          DEFECT_GROUPS.filter((group) => hints.some(({ rule }) => ruleOf(rule).group === group)),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('classifies 20,000 records in under a second of its own time', () => {
    const people = Array.from({ length: 20_000 }, (_, i) => ({
      fullName: ['NGUYỄN THỊ HOÀ', 'Trần Văn Đức', 'TrÇn ThÞ §øc', 'LE VAN TAM'][i % 4] ?? null,
      dateOfBirth: `${1 + (i % 28)}/${1 + (i % 12)}/${1930 + (i % 80)}`,
      gender: i % 2 === 0 ? 'Nam' : 'Nữ',
      idNumber: i % 3 === 0 ? String(60_187_000_000 + i) : `0601870${String(i).padStart(5, '0')}`,
      nationality: 'VN',
    }));
    people.slice(0, 2_000).forEach((person) => classify(person));
    const before = process.cpuUsage();
    people.forEach((person) => classify(person));
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_000);
  });
});
