import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SPOILT_VALUES } from '../rules/spoilt-values.ts';
import { bothAnswers, firstQuestion, secondQuestion } from './asking.ts';
import type { LookupAnswer } from './population-person.ts';

const RECORD = {
  fullName: 'Trần Thị Đức',
  dateOfBirth: '1987-03-05',
  gender: 'Nữ',
  idNumber: '060187001234',
  nationality: 'VN',
};
const PERSON = { personId: 'p', ...RECORD };
const STRANGER = {
  personId: 's',
  fullName: 'Lê Văn Tám',
  dateOfBirth: '1960-01-02',
  gender: 'Nam',
  idNumber: '060187001234',
};
const NOBODY: LookupAnswer = { status: 'not_found', persons: [] };
const found = (person: typeof PERSON, by: 'number' | 'person' = 'number'): LookupAnswer => ({
  status: 'found',
  by,
  persons: [person],
});

describe('the second question', () => {
  it('is not asked when the first found the person', () => {
    expect(secondQuestion(RECORD, found(PERSON))).toBeUndefined();
  });

  it('has the values the rules propose', () => {
    const damaged = { ...RECORD, idNumber: '60187001234', fullName: 'TrÇn ThÞ §øc' };
    expect(secondQuestion(damaged, NOBODY)).toMatchObject({
      idNumber: '060187001234',
      fullName: 'Trần Thị Đức',
    });
  });

  it('leaves a number out that led to somebody else', () => {
    expect(secondQuestion(RECORD, found(STRANGER as typeof PERSON))).toEqual({
      fullName: 'Trần Thị Đức',
      dateOfBirth: '1987-03-05',
      gender: 'Nữ',
    });
  });

  it('is not asked when it would ask the same, or too little to find anybody', () => {
    expect(secondQuestion(RECORD, NOBODY)).toBeUndefined();
    expect(secondQuestion({ ...RECORD, idNumber: null, dateOfBirth: null }, NOBODY)).toBeUndefined();
  });

  it('never asks for a foreigner, whatever stands in the record', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SPOILT_VALUES),
        fc.constantFrom('KR', 'Lào', '???'),
        (values, nationality) => {
          expect(() => firstQuestion({ ...values, nationality })).toThrow('foreigner');
          expect(secondQuestion({ ...values, nationality }, NOBODY)).toBeUndefined();
        },
      ),
    );
  });

  it('asks with nothing but the record’s own values and what the rules propose for them', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SPOILT_VALUES), (values) => {
        const question = secondQuestion(values, NOBODY);
        for (const key of Object.keys(question ?? {}))
          expect(['idNumber', 'fullName', 'dateOfBirth', 'gender']).toContain(key);
      }),
    );
  });
});

describe('both answers together', () => {
  it('name everybody once, and do not take who was found by the person for the number’s owner', () => {
    const both = bothAnswers(found(STRANGER as typeof PERSON), found(PERSON, 'person'));
    expect(both).toMatchObject({ status: 'several', by: 'person' });
    expect(both.persons.map(({ personId }) => personId)).toEqual(['s', 'p']);
    expect(bothAnswers(found(PERSON), found(PERSON, 'person')).persons).toHaveLength(1);
    expect(bothAnswers(NOBODY, NOBODY)).toEqual(NOBODY);
    expect(bothAnswers(found(PERSON), NOBODY)).toMatchObject({ status: 'found', by: 'number' });
  });
});
