import { describe, expect, it } from '@jest/globals';
import { nameDisplay, nameKey } from '../people/names.ts';
import { formatBirthDate } from '../people/dates.ts';
import { classify } from '../records/classification.ts';
import { compareWithPopulation } from '../records/comparison.ts';
import { RIGHT, PERSON, hits, rules, repair, name, born, reasons } from './pattern-kit.ts';

/** One test for each line of the domain notes, under the number the table in libs/domain/README.md gives it. */
const LINES: Readonly<Record<string, () => void>> = {
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

describe('lines of the domain notes on names, dates and genders', () => {
  it.each(Object.keys(LINES))('%s', (line) => LINES[line]?.());
});
