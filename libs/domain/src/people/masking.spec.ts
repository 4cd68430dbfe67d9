import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { genderRules, parseGender } from './gender.ts';
import { maskBirthDate, maskIdNumber, maskName, maskPhone } from './masking.ts';
import { isVietnamese } from './nationality.ts';

describe('masking', () => {
  it('shows what the ministry shows', () => {
    expect(maskIdNumber('079201001234')).toBe('079*******34');
    expect(maskIdNumber('271450001')).toBe('27*****01');
    expect(maskPhone('0912 345 678')).toBe('*******678');
    expect(maskName('Nguyễn Văn An')).toBe('Nguyễn V. A.');
    expect(maskBirthDate('1985-04-12')).toBe('**/**/1985');
    expect([maskIdNumber(null), maskPhone(''), maskName(undefined), maskBirthDate(null)]).toEqual([
      '',
      '',
      '',
      '',
    ]);
  });

  it('never shows more than five digits in a row or a damaged number at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789 E.+'), maxLength: 20 }), (text) => {
        const shown = maskIdNumber(text);
        expect(shown).not.toMatch(/\d{4}/);
        if (!/^(?:\d{9}|\d{12})$/.test(text.trim())) expect(shown).toMatch(/^\**$/);
        expect(maskBirthDate(text)).toMatch(/^(?:\*\*\/\*\*\/(?:\d{4}|\*{4}))?$/);
      }),
    );
  });
});

describe('gender', () => {
  it('is read from words and never from codes', () => {
    expect(['Nam', ' NAM ', 'male', 'M'].map(parseGender)).toEqual(['Nam', 'Nam', 'Nam', 'Nam']);
    expect(['Nữ', 'nu', 'NỮ', 'Nư~', 'female', 'N\u0075\u031b\u0303'].map(parseGender)).toEqual(
      Array.from({ length: 6 }, () => 'Nữ'),
    );
    expect(['0', '1', '2', '', 'x', null].map((raw) => parseGender(raw))).toEqual(
      Array.from({ length: 6 }, () => undefined),
    );
  });

  it('says why it cannot be read', () => {
    const rules = (raw: string | null) => genderRules(raw).map(({ rule }) => rule);
    expect([rules(null), rules('1'), rules('?'), rules('nam'), rules('Nữ')]).toEqual([
      ['gender_missing'],
      ['gender_code'],
      ['gender_unreadable'],
      ['gender_form'],
      [],
    ]);
  });
});

describe('nationality', () => {
  it('is Vietnamese in any spelling or when absent, and foreign otherwise', () => {
    expect(['VN', 'vnm', 'Việt Nam', 'VIETNAM', '', null, undefined].every(isVietnamese)).toBe(true);
    expect(['KR', 'Hàn Quốc', 'USA', 'LA'].some(isVietnamese)).toBe(false);
  });
});
