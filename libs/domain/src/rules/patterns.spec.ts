import { describe, expect, it } from '@jest/globals';
import { isVietnamese } from '../people/nationality.ts';
import { PROVINCE_PREFIXES } from '../people/number-prefixes.ts';
import { classify } from '../records/classification.ts';
import { firstQuestion } from '../records/asking.ts';
import { ruleOf } from './catalogue.ts';
import { RIGHT, hits, rules, repair, number } from './pattern-kit.ts';

/** One test for each line of the domain notes, under the number the table in libs/domain/README.md gives it. */
const LINES: Readonly<Record<string, () => void>> = {
  '1.1.1 the number is read by the laws in force in 2022': () => expect(number('060187001234')).toEqual([]),
  '1.1.2 layout: prefix, century and gender, year, six digits': () => {
    expect(number('06018700123')).toEqual(['id_length']);
    expect(number('003187001234')).toEqual(['id_unknown_province']);
  },
  '1.1.3 the century digit is 0 to 3 in 2022': () => {
    expect(number('060487001234')).toEqual(['id_century']);
    expect(number('060187001234', { gender: 'Nam', fullName: 'Trần Đức' })).toEqual(['id_gender_mismatch']);
  },
  '1.1.4 without a check digit only contradictions can be found': () =>
    expect(number('060187001234', { dateOfBirth: '05/03/1988' })).toEqual(['id_year_mismatch']),
  '1.1.5 the published examples are read as they say': () => {
    expect(
      number('079215000001', { gender: 'Nam', dateOfBirth: '02/03/2015', fullName: 'Trần Đức' }),
    ).toEqual([]);
    expect(number('058186000028', { dateOfBirth: '02/03/1986' })).toEqual([]);
  },
  '1.1.6 children have numbers, too': () =>
    expect(number('060316001234', { dateOfBirth: '02/03/2016' })).toEqual([]),
  '1.1.7 an older number of a person is no error': () => expect(number('260123456')).toEqual(['id_cmnd']),
  '1.1.8 nine digits are still a number': () =>
    expect(classify({ ...RIGHT, idNumber: '260123456' }).groups).toEqual([]),
  '1.2.1 all 63 prefixes are known': () => expect(Object.keys(PROVINCE_PREFIXES)).toHaveLength(63),
  '1.2.2 prefixes between the known ones are none': () => {
    for (const prefix of ['003', '005', '007', '009', '013', '099'])
      expect(number(`${prefix}187001234`)).toEqual(['id_unknown_province']);
  },
  '1.2.3 a country code is a warning only': () => {
    expect(number('101187001234')).toEqual(['id_country_prefix']);
    expect(ruleOf('id_country_prefix')).toMatchObject({ severity: 'warning' });
  },
  '1.2.4 the prefix table is data of its own': () => expect(PROVINCE_PREFIXES['046']).toBe('Thừa Thiên Huế'),
  '1.2.5 a prefix keeps its meaning after 2025': () => {
    expect(PROVINCE_PREFIXES['015']).toBe('Yên Bái');
    expect(PROVINCE_PREFIXES['080']).toBe('Long An');
  },
  '1.3.1 a CMND number asks for the twelve-digit one': () => expect(number('260123456')).toContain('id_cmnd'),
  '1.3.2 the numbers two provinces issued are marked': () =>
    expect(number('271460000')).toEqual(['id_cmnd', 'id_cmnd_duplicate_range']),
  '1.3.3 a prefix nobody issued is suspicious': () => expect(number('412345678')).toContain('id_cmnd_prefix'),
  '1.3.4 nine digits from 5 on are a telephone number': () => {
    expect(number('912345678')).toEqual(['id_phone_like']);
    expect(number('382345678')).toEqual(['id_cmnd', 'id_phone_possible']);
  },
  '1.4.1 zeros lost at the front are offered back with what fits': () => {
    expect(repair({ idNumber: '60187001234' })).toEqual({ value: '060187001234', safe: false });
    expect(hits({ idNumber: '60187001234' })[0]?.evidence).toEqual({
      digits: 11,
      provinceKnown: true,
      yearFits: true,
      genderFits: true,
    });
    expect(number('1187001234')).toEqual(['id_lost_zero']);
    expect(number('79201000000')).toEqual(['id_rounded']);
  },
  '1.4.2 eight digits may be a CMND number': () =>
    expect(repair({ idNumber: '12345098' })).toEqual({ value: '012345098', safe: false }),
  '1.4.3 a telephone number without its zero is asked about': () => {
    for (const phone of ['512345678', '712345678', '812345678', '912345678', '+84912345678', '0912 345 678'])
      expect(number(phone)).toEqual(['id_phone_like']);
  },
  '1.4.4 ten digits from 0 on are something else': () => {
    expect(number('0212345679')).toEqual(['id_ten_digits']);
    expect(number('0912345678')).toEqual(['id_phone_like']);
  },
  '1.4.5 digits lost to scientific notation are never guessed': () => {
    for (const text of ['7.9201E+10', '7,92E+10', '7.9201e10']) {
      expect(number(text)).toEqual(['id_scientific']);
      expect(repair({ idNumber: text })).toBeUndefined();
    }
    expect(number('079201000000')).toEqual(['id_rounded']);
    expect(number('#########')).toEqual(['id_cell_error']);
  },
  '1.4.6 what an export puts around a number is stripped': () => {
    for (const text of ['060187001234.0', "'060187001234", '="060187001234"'])
      expect(repair({ idNumber: text })).toEqual({ value: '060187001234', safe: true });
  },
  '1.4.7 signs and digits of other scripts are stripped and turned': () => {
    for (const text of [
      '060 187 001 234',
      '060.187.001.234',
      '060-187-001-234',
      '060187\u00a0001234',
      '060187\u200b001234',
      '０６０１８７００１２３４',
      '٠٦٠١٨٧٠٠١٢٣٤',
    ])
      expect(repair({ idNumber: text })).toEqual({ value: '060187001234', safe: true });
  },
  '1.4.8 letters typed for digits are suggestions': () => {
    expect(repair({ idNumber: 'O6O187OO1234' })).toEqual({ value: '060187001234', safe: false });
    expect(repair({ idNumber: '06ol87oo1234' })).toEqual({ value: '060187001234', safe: false });
  },
  '1.4.9 two numbers or a date in the cell are never taken apart unseen': () => {
    expect(number('060187001234260123456')).toEqual(['id_joined']);
    expect(repair({ idNumber: '060187001234 cấp 05/03/2021' })?.safe).toBe(false);
    expect(number('CCCD: 060187001234')).toEqual(['id_labelled']);
    expect(number('05/03/1987')).toEqual(['id_other_field']);
  },
  '1.4.10 placeholders count as missing': () => {
    for (const text of [
      '000000000',
      '111111111',
      '123456789',
      '012345678',
      '999999999',
      '000000000000',
      '0',
      'x',
      'không',
      'chưa có',
      'KCC',
    ])
      expect(classify({ ...RIGHT, idNumber: text }).groups).toEqual(['missing_id']);
    expect(number('000000000')).toEqual(['id_placeholder']);
    expect(number(null)).toEqual(['id_missing']);
  },
  '1.4.11 a number several people have is marked on all of them': () =>
    expect(ruleOf('id_shared')).toMatchObject({ severity: 'warning', repair: 'none' }),
  '1.4.12 passport and insurance numbers go to their field after a person agrees': () => {
    expect(number('B1234567')).toEqual(['id_is_passport']);
    expect(number('HC4012345678901')).toEqual(['id_insurance_like']);
    expect(rules({ nationality: 'KR', idNumber: 'M12345678', passportNumber: null })).toContain(
      'passport_in_number_field',
    );
  },
  '1.4.13 wrong format: not 9 or 12 digits after harmless cleaning, or no known prefix': () => {
    expect(classify({ ...RIGHT, idNumber: '0601870012' }).groups).toEqual(['bad_id_format']);
    expect(classify({ ...RIGHT, idNumber: '060.187.001.234' }).groups).toEqual([]);
  },
  '1.4.14 everything else is a hint and never a fourth group': () =>
    expect(classify({ ...RIGHT, idNumber: '271460000' })).toMatchObject({ groups: [] }),
  '1.5.1 a Vietnamese passport is one letter and seven or eight digits': () => {
    expect(number('P12345678')).toEqual(['id_is_passport']);
  },
  '1.5.2 a foreign passport has 5 to 12 letters and digits': () => {
    const foreign = { nationality: 'KR', idNumber: null };
    expect(rules({ ...foreign, passportNumber: 'm 1234 5678' })).toContain('passport_dirty');
    expect(rules({ ...foreign, passportNumber: '!!' })).toContain('passport_format');
    expect(rules({ ...foreign, passportNumber: null })).toContain('passport_missing');
    expect(rules({ nationality: '???', passportNumber: 'M12345678' })).toContain('nationality_unknown');
  },
  '1.5.3 foreigners are never asked for': () =>
    expect(() => firstQuestion({ ...RIGHT, nationality: 'KR' })).toThrow('foreigner'),
  '1.5.4 a citizen with a passport alone has no number': () => {
    expect(rules({ idNumber: null, passportNumber: 'B1234567' })).toEqual(['id_missing', 'id_is_passport']);
    expect(isVietnamese('ViÖt Nam')).toBe(true);
  },
  '1.5.5 people without a nationality are handled by hand': () =>
    expect(rules({ nationality: 'không quốc tịch', passportNumber: 'M12345678' })).toContain(
      'nationality_stateless',
    ),
};

describe('lines of the domain notes on numbers', () => {
  it.each(Object.keys(LINES))('%s', (line) => LINES[line]?.());
});
