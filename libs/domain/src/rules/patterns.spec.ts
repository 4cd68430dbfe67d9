import { describe, expect, it } from '@jest/globals';
import { isVietnamese } from '../people/nationality.ts';
import { nameDisplay, nameKey } from '../people/names.ts';
import { formatBirthDate } from '../people/dates.ts';
import { PROVINCE_PREFIXES } from '../people/number-prefixes.ts';
import { classify, type PersonValues } from '../records/classification.ts';
import { compareWithPopulation } from '../records/comparison.ts';
import { firstQuestion } from '../records/asking.ts';
import { ruleOf } from './catalogue.ts';

const RIGHT = {
  fullName: 'Trần Thị Đức',
  dateOfBirth: '05/03/1987',
  gender: 'Nữ',
  idNumber: '060187001234',
  passportNumber: null,
  nationality: 'VN',
};
const PERSON = { personId: 'p', ...RIGHT, dateOfBirth: '1987-03-05' };

const hits = (changes: PersonValues) => classify({ ...RIGHT, ...changes }).hints;
const rules = (changes: PersonValues) => hits(changes).map(({ rule }) => rule as string);
const repair = (changes: PersonValues) => hits(changes).find((one) => one.repair !== undefined)?.repair;
const number = (idNumber: string | null, more: PersonValues = {}) => rules({ idNumber, ...more });
const name = (fullName: string) => rules({ fullName });
const born = (dateOfBirth: string | null) => rules({ dateOfBirth });
const reasons = (changes: PersonValues) =>
  compareWithPopulation({ ...RIGHT, ...changes }, { status: 'found', by: 'number', persons: [PERSON] })
    .scores;

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
  '2.1.1 capitals are as good as small letters': () => expect(name('TRẦN THỊ ĐỨC')).toEqual([]),
  '2.1.2 a name is kept as typed, shown tidy and compared by its key': () => {
    expect(nameDisplay('  Trần   Thị Ðức ')).toBe('Trần Thị Đức');
    expect(nameKey('TRẦN THỊ HOÀ')).toBe(nameKey('Trần Thị Hòa'));
  },
  '2.1.3 Unicode forms and the order of marks are repaired': () => {
    expect(repair({ fullName: 'Trần Thị Đức'.normalize('NFD') })).toEqual({
      value: 'Trần Thị Đức',
      safe: true,
    });
    expect(nameDisplay('a\u0301\u0302')).toBe('ấ');
    expect(repair({ fullName: 'Ｔｒần Thị Đức' })).toEqual({ value: 'Trần Thị Đức', safe: true });
  },
  '2.1.4 the place of the tone mark makes no other name': () => {
    expect(reasons({ fullName: 'Trần Thị Đứć' })?.fullName.same).toBe(false);
    expect(name('Trần Thị Hoà')).toEqual([]);
    expect(name('Trần Thị Hòang')).toEqual(['name_spelling']);
  },
  '2.1.5 i and y are a near match': () => {
    const ly = { ...PERSON, fullName: 'Lý Thị Đức' };
    const answer = { status: 'found', by: 'number', persons: [ly] } as const;
    expect(compareWithPopulation({ ...RIGHT, fullName: 'Lí Thị Đức' }, answer)).toMatchObject({
      status: 'near',
      scores: { fullName: { reason: 'i_or_y' } },
    });
  },
  '2.1.6 letters that only look like Đ': () => {
    expect(repair({ fullName: 'Trần Thị Ðức' })).toEqual({ value: 'Trần Thị Đức', safe: true });
    expect(repair({ fullName: 'Trần Thị Ɖức' })).toEqual({ value: 'Trần Thị Đức', safe: true });
    expect(repair({ fullName: 'Trần Thị Dức' })).toEqual({ value: 'Trần Thị Đức', safe: false });
    expect(name('Trần Тhị Đức')).toEqual(['name_look_alike']);
  },
  '2.1.7 case and apostrophes make no other name': () => {
    for (const typed of ["H'Hen Niê", 'H’Hen Niê', 'H`HEN NIÊ'])
      expect(nameKey(typed)).toBe(nameKey('HʼHen Niê'));
    expect(name("H'Hen Niê")).toEqual([]);
  },
  '2.1.8 missing marks are a defect and never a match': () => {
    expect(name('TRAN THI DUC')).toEqual(['name_no_diacritics']);
    expect(
      compareWithPopulation(
        { ...RIGHT, fullName: 'TRAN THI DUC' },
        { status: 'found', by: 'number', persons: [PERSON] },
      ).proposal,
    ).toBeUndefined();
  },
  '2.1.9 what does not belong into a name cell': () => {
    expect(repair({ fullName: 'Bà Trần Thị Đức (con ông Ba)' })).toEqual({
      value: 'Trần Thị Đức',
      safe: false,
    });
    expect(name('Bà Trần Thị Đức')).toEqual(['name_extra']);
    expect(name('Trần Thị Đức 2')).toEqual(['name_digits']);
    expect(name('Trần Thị Đức và Lê Văn Tám')).toEqual(['name_two_people']);
    expect(name('Trần Thị Đức Trần Thị Đức')).toEqual(['name_repeated']);
    expect(name('không tên')).toEqual(['name_placeholder']);
    expect(name('0912345678')).toContain('name_other_field');
    expect(name('')).toEqual(['name_missing']);
  },
  '2.1.10 words in another order, or one of them lost': () => {
    expect(reasons({ fullName: 'Đức Trần Thị' })?.fullName.reason).toBe('word_order');
    expect(reasons({ fullName: 'Trần Đức' })?.fullName.reason).toBe('word_missing');
    expect(name('Đức')).toEqual(['name_one_word']);
    expect(rules({ fullName: '060187001234', idNumber: 'Trần Thị Đức' })).toContain('columns_shifted');
  },
  '2.1.11 old character sets are decoded for a person to confirm': () => {
    for (const text of ['TrÇn ThÞ §øc', 'Traàn Thò Ñöùc', 'TrâÌn Thiò Ðýìc'])
      expect(hits({ fullName: text })[0]).toMatchObject({
        rule: 'name_legacy_font',
        repair: { value: 'Trần Thị Đức', safe: false },
      });
    for (const text of ['Tráº§n Thá»‹ Ä\x90á»©c', 'TrÃ¡ÂºÂ§n ThÃ¡Â»â€¹ Ã„Â\x90Ã¡Â»Â©c'])
      expect(hits({ fullName: text })[0]).toMatchObject({
        rule: 'name_double_encoded',
        repair: { value: 'Trần Thị Đức' },
      });
    expect(hits({ fullName: 'Tr&#7847;n Th&#7883; &#272;&#7913;c' })[0]).toMatchObject({
      rule: 'name_html',
      repair: { value: 'Trần Thị Đức' },
    });
    for (const text of ['Traafn Thij DDuwcs', 'Tra62n Thi5 D9u7c1', "Tra^`n Thi. DDu+'c"])
      expect(hits({ fullName: text })[0]).toMatchObject({
        rule: 'name_keystrokes',
        repair: { value: 'Trần Thị Đức' },
      });
  },
  '2.1.12 the soft hyphen of TCVN3 is read before it is stripped': () =>
    expect(repair({ fullName: 'Lª ThÞ Ph\u00adîng' })?.value).toBe('Lê Thị Phượng'),
  '2.1.13 capitals that only the font had come back': () =>
    expect(repair({ fullName: '§ç thÞ ©n' })?.value).toBe('Đỗ Thị Ân'),
  '2.1.14 signs of an old font that nothing explains are unreadable': () => {
    expect(name('NguyÔn ¸ zzz§')).toEqual(['name_unreadable']);
    expect(name('Nguy?n V?n Hòa')).toEqual(['name_unreadable']);
  },
  '2.2.1 the official form writes the month with one digit': () => expect(born('05/3/1987')).toEqual([]),
  '2.2.2 a year alone has its own precision and proves nothing': () => {
    expect(born('1987')).toEqual(['dob_year_only']);
    expect(born('03/1987')).toEqual(['dob_month_only']);
    expect(born('01/01/1987')).toEqual(['dob_first_of_january']);
    expect(born('01/01/1900')).toEqual(['dob_placeholder']);
    expect(born('khoảng 1987')).toEqual(['dob_approximate']);
  },
  '2.2.3 swapped day and month': () => {
    expect(repair({ dateOfBirth: '03/25/1987' })).toEqual({ value: '1987-03-25', safe: false });
    expect(born('03/25/1987')).toEqual(['dob_swapped']);
    expect(reasons({ dateOfBirth: '03/05/1987' })?.dateOfBirth.reason).toBe('swapped_day_month');
  },
  '2.2.4 day numbers, timestamps and other ways of writing': () => {
    expect(repair({ dateOfBirth: '31841' })).toEqual({ value: '1987-03-05', safe: false });
    expect(born('31841')).toEqual(['dob_excel_serial']);
    expect(born('1987-03-04T17:00:00.000Z')).toEqual(['dob_timestamp']);
    expect(born('541900800000')).toEqual(['dob_timestamp']);
    expect(born('5-Mar-1987')).toEqual(['dob_form']);
    expect(born('05031987')).toEqual(['dob_form']);
    expect(repair({ dateOfBirth: '05/03/2530' })).toEqual({ value: '1987-03-05', safe: false });
    expect(born('05/03/2530')).toEqual(['dob_buddhist']);
    expect(born('5/3/1987 âm lịch')).toEqual(['dob_lunar']);
    expect(born('O5/O3/1987')).toEqual(['dob_typing']);
    expect(born('31/02/1987')).toEqual(['dob_unreadable']);
    expect(born('060187001234')).toContain('dob_other_field');
    expect(born(null)).toEqual(['dob_missing']);
  },
  '2.2.5 only the number chooses the century of two digits': () => {
    expect(born('5-3-87')).toEqual(['dob_form']);
    expect(rules({ dateOfBirth: '5-3-88' })).toEqual(['dob_two_digit_year']);
  },
  '2.2.6 cross-checks with the number and the vaccination': () => {
    const late = { notAfter: '1986-01-01' };
    expect(classify(RIGHT, late).hints.map(({ rule }) => rule)).toEqual(['dob_future']);
    expect(classify(RIGHT, { notAfter: '1990-01-01' }).hints.map(({ rule }) => rule)).toEqual([
      'dob_age_range',
    ]);
    expect(formatBirthDate('1987-03-05')).toBe('05/03/1987');
  },
  '2.3.1 codes of the gender are never guessed': () => {
    for (const code of ['0', '1', '2']) expect(rules({ gender: code })).toEqual(['gender_code']);
    expect(repair({ gender: 'nữ' })).toEqual({ value: 'Nữ', safe: true });
    expect(rules({ gender: 'female' })).toEqual(['gender_form']);
    expect(repair({ gender: 'Nuwx' })).toEqual({ value: 'Nữ', safe: false });
    expect(rules({ gender: 'N÷' })).toEqual(['gender_decoded']);
    expect(rules({ gender: 'khác' })).toEqual(['gender_unreadable']);
    expect(rules({ gender: null })).toEqual(['gender_missing']);
  },
  '2.3.2 the parity of the number is the best evidence': () =>
    expect(rules({ gender: 'Nam' })).toEqual(['id_gender_mismatch', 'gender_name_mismatch']),
};

describe('lines of the domain notes', () => {
  it.each(Object.keys(LINES))('%s', (line) => LINES[line]?.());
});
