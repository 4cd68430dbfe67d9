import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PersonValues } from './classification.ts';
import {
  compareWithPopulation,
  type ComparedRecord,
  type LookupAnswer,
  type PopulationPerson,
} from './comparison.ts';

const PERSON: PopulationPerson = {
  personId: 'p1',
  idNumber: '060187001234',
  fullName: 'Trần Thị Hòa',
  dateOfBirth: '1987-03-05',
  gender: 'Nữ',
};
const { personId: _id, ...VALUES } = PERSON;
const RECORD: ComparedRecord = {
  fullName: 'TRẦN THỊ HOÀ',
  dateOfBirth: '5/3/1987',
  gender: 'Nữ',
  idNumber: '060187001234',
  nationality: 'VN',
};
const found = (
  changes: Partial<PopulationPerson> = {},
  by: 'number' | 'person' = 'number',
): LookupAnswer => ({
  status: 'found',
  by,
  persons: [{ ...PERSON, ...changes }],
});
const compare = (changes: Partial<ComparedRecord>, answer = found()) =>
  compareWithPopulation({ ...RECORD, ...changes }, answer);
const outcome = (changes: Partial<ComparedRecord>, answer = found()) =>
  compare(changes, answer).proposal?.outcome;

describe('comparing a record with the population database', () => {
  it('proposes a match with the official values when everything agrees', () => {
    expect(compare({})).toMatchObject({
      status: 'exact',
      differing: [],
      personId: 'p1',
      proposal: { outcome: 'matches', values: VALUES },
    });
    expect(outcome({ platform: RECORD })).toBe('matches');
  });

  it('says what was wrong on the platform when the papers agree with the population database', () => {
    const platform = (changes: Partial<PersonValues>) => ({ platform: { ...RECORD, ...changes } });
    expect(outcome(platform({ fullName: 'Trần Thị Hóa' }))).toBe('list_corrected');
    expect(outcome(platform({ fullName: 'Trần Thị Hòa.' }))).toBe('list_corrected');
    expect(outcome(platform({ fullName: 'Trần Thị Hòa'.normalize('NFD') }))).toBe('matches');
    expect(outcome(platform({ dateOfBirth: '3/5/1987' }))).toBe('list_corrected');
    expect(outcome(platform({ dateOfBirth: '05.03.1987' }))).toBe('list_corrected');
    expect(outcome(platform({ idNumber: null }))).toBe('number_supplied');
    expect(outcome(platform({ idNumber: '60187001234' }))).toBe('number_supplied');
    expect(outcome(platform({ idNumber: "'060187001234" }))).toBe('number_supplied');
    expect(outcome(platform({ idNumber: '060187001235' }))).toBe('list_corrected');
    expect(outcome(platform({ idNumber: null, gender: 'Nam' }))).toBe('list_corrected');
  });

  it('supplies a missing or damaged number to the one person with this name, birth date and gender', () => {
    const byPerson = found({}, 'person');
    for (const idNumber of [null, '', 'không', '60187001234', '6.0187E+10', '0912345678', '12345']) {
      expect(compare({ idNumber }, byPerson)).toMatchObject({
        status: 'near',
        differing: ['idNumber'],
        proposal: { outcome: 'number_supplied', values: VALUES },
      });
    }
  });

  it('leaves the number to people when anything speaks against', () => {
    const byPerson = found({}, 'person');
    expect(outcome({ idNumber: '060187009999' }, byPerson)).toBeUndefined();
    expect(outcome({ idNumber: '271460000' }, byPerson)).toBeUndefined();
    expect(outcome({ idNumber: '60187009999' }, byPerson)).toBeUndefined();
    expect(outcome({ idNumber: 'B1234567' }, byPerson)).toBeUndefined();
    const newYear = found({ dateOfBirth: '1987-01-01' }, 'person');
    expect(outcome({ idNumber: null, dateOfBirth: '01/01/1987' }, newYear)).toBeUndefined();
    const yearOnly = found({ dateOfBirth: '1987' }, 'person');
    expect(outcome({ idNumber: null, dateOfBirth: '1987' }, yearOnly)).toBeUndefined();
    expect(outcome({ idNumber: null, fullName: 'TRAN THI HOA' }, byPerson)).toBeUndefined();
  });

  it('suggests the official name where number, birth date and gender agree, for a person to accept', () => {
    const suggested = (changes: Partial<ComparedRecord>, answer = found()) =>
      compare(changes, answer).suggestion;
    for (const fullName of [
      'TRAN THI HOA',
      'Trần Thị Hoa',
      'TrÇn ThÞ Hßa',
      'Tra62n Thi5 Ho2a',
      'Bà Trần Thị Hòa',
      'Hòa Trần Thị',
    ]) {
      expect(outcome({ fullName })).toBeUndefined();
      expect(suggested({ fullName })).toMatchObject({
        outcome: 'list_corrected',
        because: 'number',
        changes: ['fullName'],
      });
    }
    expect(suggested({ fullName: 'Lê Văn Tám', gender: 'Nam' })).toBeUndefined();
    expect(suggested({ dateOfBirth: '3/5/1987' })?.changes).toEqual(['dateOfBirth']);
    expect(suggested({ idNumber: '060187001243' }, found({}, 'person'))).toMatchObject({
      because: 'person',
      changes: ['idNumber'],
    });
    expect(suggested({ idNumber: '060187001243' }, found({ deceased: true }, 'person'))).toBeUndefined();
  });

  it('supplies no number unseen from somebody who resides elsewhere', () => {
    const answer = found({ residenceCommune: '22918' }, 'person');
    expect(outcome({ idNumber: null, communeCode: '22918' }, answer)).toBe('number_supplied');
    expect(compare({ idNumber: null, communeCode: '22915' }, answer)).toMatchObject({
      suggestion: { outcome: 'number_supplied', changes: ['idNumber'] },
    });
    expect(outcome({ idNumber: null, communeCode: '22915' }, answer)).toBeUndefined();
  });

  it('of several suggests the one who is meant, unless two could be', () => {
    const other = {
      ...PERSON,
      personId: 'p2',
      fullName: 'Lê Văn Tám',
      idNumber: '060087009999',
      gender: 'Nam',
    };
    const several = (persons: (typeof PERSON)[]) => compare({}, { status: 'several', persons });
    expect(several([other, PERSON])).toMatchObject({
      status: 'several',
      suggestion: { personId: 'p1' },
      candidates: [{ personId: 'p1', total: 1 }, { personId: 'p2' }],
    });
    expect(several([PERSON, { ...PERSON, personId: 'p3' }]).suggestion).toBeUndefined();
  });

  it('explains what differs', () => {
    const reasons = (changes: Partial<ComparedRecord>, answer = found()) => compare(changes, answer).scores;
    expect(reasons({ dateOfBirth: '3/5/1987' })?.dateOfBirth.reason).toBe('swapped_day_month');
    expect(reasons({ dateOfBirth: '4/3/1987' })?.dateOfBirth.reason).toBe('one_day_off');
    expect(reasons({ dateOfBirth: '1987' })?.dateOfBirth.reason).toBe('less_precise');
    expect(reasons({ dateOfBirth: '05/03/1977' })?.dateOfBirth.reason).toBe('same_day_and_month');
    expect(reasons({ dateOfBirth: '30/11/1987' })?.dateOfBirth.reason).toBe('same_year');
    expect(reasons({ idNumber: '060187001235' })?.idNumber.reason).toBe('one_digit');
    expect(reasons({ idNumber: '060187001243' })?.idNumber.reason).toBe('digits_swapped');
    expect(reasons({ idNumber: '060187001255' })?.idNumber.reason).toBe('two_digits');
    expect(reasons({ idNumber: '60187001234' })?.idNumber.reason).toBe('lost_zero');
    expect(reasons({ gender: null })?.gender.reason).toBe('missing');
    expect(compare({ fullName: 'Lê Văn Tám', gender: 'Nam' })).toMatchObject({
      status: 'near',
      differing: ['fullName', 'gender'],
    });
  });

  it('proposes nothing for the dead, for several people and for nobody', () => {
    expect(compare({}, found({ deceased: true }))).toMatchObject({ status: 'exact', deceased: true });
    expect(outcome({}, found({ deceased: true }))).toBeUndefined();
    expect(
      compare({}, { status: 'several', persons: [PERSON, { ...PERSON, personId: 'p2' }] }),
    ).toMatchObject({
      status: 'several',
      differing: [],
      candidates: [{ personId: 'p1' }, { personId: 'p2' }],
    });
    expect(compare({}, { status: 'not_found', persons: [] })).toEqual({ status: 'not_found', differing: [] });
  });

  it('proposes nothing when the population database contradicts its own number', () => {
    expect(compare({ gender: 'Nam' }, found({ gender: 'Nam' }))).toMatchObject({ status: 'exact' });
    expect(outcome({ gender: 'Nam' }, found({ gender: 'Nam' }))).toBeUndefined();
    expect(outcome({ dateOfBirth: '5/3/1988' }, found({ dateOfBirth: '1988-03-05' }))).toBeUndefined();
  });

  it('exempts foreigners without looking at the answer', () => {
    expect(compare({ nationality: 'KR' })).toEqual({
      status: 'exempt',
      differing: [],
      proposal: { outcome: 'exempt', values: {} },
    });
  });
});

describe('safety of proposals', () => {
  const text = fc.option(fc.string({ unit: 'binary', maxLength: 20 }), { nil: null });
  const field = <K extends keyof typeof VALUES>(key: K, ...others: string[]) =>
    fc.oneof(fc.constantFrom<(string | null | undefined)[]>(VALUES[key] as string, ...others, null), text);
  const person = fc.record({
    fullName: field('fullName', 'TRẦN THỊ HOÀ', 'TRAN THI HOA', 'Trần Thị Hoa', 'Trần Thị'),
    dateOfBirth: field('dateOfBirth', '5/3/1987', '3/5/1987', '01/01/1987', '1987'),
    gender: field('gender', 'Nam', 'nữ', '1'),
    idNumber: field('idNumber', '60187001234', '060187001235', '0912345678', '271460000'),
  });

  it('holds for any record: never throws, gives only the official values, and three fields agree at least', () => {
    fc.assert(
      fc.property(person, fc.option(person), (record, platform) => {
        const result = compareWithPopulation({ ...record, platform }, found());
        const { proposal, scores, differing } = result;
        if (proposal === undefined) return;
        expect(proposal.values).toEqual(VALUES);
        expect(differing.length).toBeLessThanOrEqual(1);
        expect(scores?.dateOfBirth.same).toBe(true);
        expect(scores?.gender.same).toBe(true);
        if (differing.includes('idNumber')) expect(proposal.outcome).toBe('number_supplied');
        expect(scores?.fullName.same).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('scores lie between 0 and 1, and only equal fields have 1', () => {
    fc.assert(
      fc.property(person, (record) => {
        for (const { score, same } of Object.values(compareWithPopulation(record, found()).scores ?? {})) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score === 1).toBe(same);
        }
      }),
    );
  });
});
