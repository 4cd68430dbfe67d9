import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { classifyIdNumber, classifyPassport, readCccd } from './identity-numbers.ts';
import { PROVINCE_PREFIXES } from './number-prefixes.ts';

const ids = (raw: string | null, context = {}) =>
  classifyIdNumber(raw, context).rules.map(({ rule }) => rule);

/** A well-formed number with the birth year and gender it says. */
const cccd = fc
  .record({
    prefix: fc.constantFrom(...Object.keys(PROVINCE_PREFIXES)),
    century: fc.integer({ min: 0, max: 3 }),
    yy: fc.integer({ min: 0, max: 99 }),
    rest: fc.integer({ min: 1, max: 999_998 }),
  })
  .map(({ prefix, century, yy, rest }) => ({
    number: `${prefix}${century}${String(yy).padStart(2, '0')}${String(rest).padStart(6, '0')}`,
    year: 1900 + Math.floor(century / 2) * 100 + yy,
    gender: century % 2 === 0 ? ('Nam' as const) : ('Nữ' as const),
  }));

describe('the twelve-digit number', () => {
  it('knows the 63 provinces of 2022, each GSO code with a zero before it', () => {
    expect(Object.keys(PROVINCE_PREFIXES)).toHaveLength(63);
    expect(Object.keys(PROVINCE_PREFIXES).every((prefix) => /^0\d\d$/.test(prefix))).toBe(true);
    expect(new Set(Object.values(PROVINCE_PREFIXES)).size).toBe(63);
  });

  it('is read as the published examples say', () => {
    expect(readCccd('079215000001')).toEqual({
      prefix: '079',
      province: 'TP. Hồ Chí Minh',
      gender: 'Nam',
      birthYear: 2015,
    });
    expect(readCccd('058186000028')).toMatchObject({
      province: 'Ninh Thuận',
      gender: 'Nữ',
      birthYear: 1986,
    });
  });

  it('hits no rule when province, century, year and gender all fit', () => {
    fc.assert(
      fc.property(cccd, ({ number, year, gender }) => {
        const context = { dateOfBirth: `05/3/${year}`, gender };
        expect(classifyIdNumber(number, context)).toEqual({ kind: 'cccd', cleaned: number, rules: [] });
      }),
    );
  });

  it('contradicts another year and the other gender, and stays a number', () => {
    fc.assert(
      fc.property(cccd, fc.integer({ min: 1900, max: 2099 }), ({ number, year, gender }, other) => {
        fc.pre(other !== year);
        const context = { dateOfBirth: String(other), gender: gender === 'Nam' ? 'Nữ' : 'Nam' };
        const reading = classifyIdNumber(number, context);
        expect(reading.kind).toBe('cccd');
        expect(reading.rules.map(({ rule }) => rule)).toEqual(['id_year_mismatch', 'id_gender_mismatch']);
      }),
    );
  });

  it('survives what typing and exporting put around it', () => {
    const dirt = fc.constantFrom<((n: string) => string)[]>(
      (n) => `'${n}`,
      (n) => `="${n}"`,
      (n) => `${n}.0`,
      (n) => ` ${n}\u00a0`,
      (n) => n.replace(/(\d{3})(?=\d)/g, '$1 '),
      (n) => n.replace(/(\d{3})(?=\d)/g, '$1.'),
      (n) => `${n.slice(0, 6)}\u200b${n.slice(6)}`,
      (n) => n.replace(/\d/g, (d) => String.fromCodePoint(0xff10 + Number(d))),
      (n) => n.replace(/\d/g, (d) => String.fromCodePoint(0x660 + Number(d))),
    );
    fc.assert(
      fc.property(cccd, dirt, ({ number }, soil) => {
        const reading = classifyIdNumber(soil(number));
        expect(reading).toMatchObject({ kind: 'cccd', cleaned: number });
        expect(reading.rules[0]?.repair).toEqual({ value: number, safe: true });
      }),
    );
  });

  it('is offered its lost zeros for a person to confirm, with what fits as evidence', () => {
    fc.assert(
      fc.property(cccd, ({ number, year, gender }) => {
        const damaged = String(Number(number));
        fc.pre(damaged.length === 10 || damaged.length === 11);
        const proven = classifyIdNumber(damaged, { dateOfBirth: `${year}-07-08`, gender });
        if (/0{5}$/.test(number)) {
          // So many zeros are what Excel leaves of a number: there is nothing to give back.
          expect(proven.rules).toMatchObject([{ rule: 'id_rounded' }]);
          return;
        }
        expect(proven).toMatchObject({
          kind: 'bad',
          rules: [{ repair: { value: number, safe: false }, evidence: { yearFits: true, genderFits: true } }],
        });
        const contexts = [{}, { gender }, { dateOfBirth: `${year}-07-08` }, { dateOfBirth: '1899', gender }];
        for (const context of contexts) {
          const reading = classifyIdNumber(damaged, context);
          expect(reading.rules.some(({ repair }) => repair?.safe)).toBe(false);
        }
      }),
    );
  });

  it('is refused with an unknown province or a century that has not come', () => {
    expect(ids('003201001234')).toEqual(['id_unknown_province']);
    expect(ids('000201001234')).toEqual(['id_unknown_province']);
    expect(ids('300201001234')).toEqual(['id_unknown_province']);
    expect(ids('079401001234')).toEqual(['id_century']);
    expect(ids('123201001234')).toEqual(['id_country_prefix']);
  });
});

describe('everything else in the number field', () => {
  it.each([
    [null, 'missing', ['id_missing']],
    ['  ', 'missing', ['id_missing']],
    ['không', 'missing', ['id_placeholder']],
    ['Chưa có', 'missing', ['id_placeholder']],
    ['KCC', 'missing', ['id_placeholder']],
    ['0', 'missing', ['id_placeholder']],
    ['000000000', 'missing', ['id_placeholder']],
    ['123456789', 'missing', ['id_placeholder']],
    ['012345678', 'missing', ['id_placeholder']],
    ['7.9201E+10', 'bad', ['id_scientific']],
    ['7,92E+10', 'bad', ['id_scientific']],
    ['912345678', 'bad', ['id_phone_like']],
    ['0912345678', 'bad', ['id_phone_like']],
    ['84912345678', 'bad', ['id_phone_like']],
    ['079201001234 5/3/2020', 'bad', ['id_joined']],
    ['HS4792012345678', 'bad', ['id_insurance_like']],
    ['12345', 'bad', ['id_length']],
    ['abc', 'bad', ['id_other_field']],
    ['O792O1OO1234', 'bad', ['id_letters']],
    ['B1234567', 'passport', ['id_is_passport']],
    ['p00123456', 'passport', ['id_is_passport']],
    ['271460000', 'cmnd', ['id_cmnd', 'id_cmnd_duplicate_range']],
    ['321234567', 'cmnd', ['id_cmnd', 'id_phone_possible']],
    ['412345678', 'cmnd', ['id_cmnd', 'id_cmnd_prefix']],
  ] as const)('reads %j as %s', (raw, kind, rules) => {
    expect(classifyIdNumber(raw).kind).toBe(kind);
    expect(ids(raw)).toEqual(rules);
  });

  it('offers the likely number for letters and for a short CMND, never as safe', () => {
    expect(classifyIdNumber('O792O1OO1234').rules[0]?.repair).toEqual({ value: '079201001234', safe: false });
    expect(classifyIdNumber('12345098').rules[0]?.repair).toEqual({ value: '012345098', safe: false });
  });

  it('never throws, always explains what is bad, and its safe repairs read as numbers', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'0123456789OoIlE+-. \'"=٠０') }),
    );
    fc.assert(
      fc.property(fc.option(text), fc.option(text), fc.option(text), (raw, dateOfBirth, gender) => {
        const reading = classifyIdNumber(raw, { dateOfBirth, gender });
        if (reading.kind === 'bad' || reading.kind === 'missing') expect(reading.rules).not.toEqual([]);
        expect(reading.cleaned === null).toBe(reading.kind === 'missing');
        for (const { repair } of reading.rules) {
          if (repair?.safe) expect(['cccd', 'cmnd']).toContain(classifyIdNumber(repair.value).kind);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('passports of foreigners', () => {
  it('take 5 to 12 letters and digits and are tidied', () => {
    expect(classifyPassport(' ab 123456 ')).toMatchObject({
      kind: 'passport',
      cleaned: 'AB123456',
      rules: [{ rule: 'passport_dirty', repair: { value: 'AB123456', safe: true } }],
    });
    expect(classifyPassport('A1').kind).toBe('bad');
    expect(classifyPassport('PASSPORT').kind).toBe('bad');
    expect(classifyPassport('000000').kind).toBe('missing');
    expect(classifyPassport(null).rules).toEqual([expect.objectContaining({ rule: 'passport_missing' })]);
  });
});
