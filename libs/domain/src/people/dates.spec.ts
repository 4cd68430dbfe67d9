import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { birthDateRules, formatBirthDate, parseBirthDate, sameBirthDate } from './dates.ts';

const day = fc
  .date({ min: new Date('1900-01-02'), max: new Date('2021-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const rules = (raw: string | null, context = {}) => birthDateRules(raw, context).map(({ rule }) => rule);
const parts = (iso: string) => iso.split('-') as [string, string, string];

describe('reading a birth date', () => {
  it('understands every typing of a full date alike', () => {
    const typing = fc.constantFrom<((y: string, m: string, d: string) => string)[]>(
      (y, m, d) => `${d}/${m}/${y}`,
      (y, m, d) => `${Number(d)}/${Number(m)}/${y}`,
      (y, m, d) => `${d}-${m}-${y}`,
      (y, m, d) => `${d}.${m}.${y}`,
      (y, m, d) => ` ${d} / ${m} / ${y} `,
      (y, m, d) => `${d} ${m} ${y}`,
      (y, m, d) => `${y}-${m}-${d}`,
      (y, m, d) => `${y}/${m}/${d}`,
      (y, m, d) => `ngày ${Number(d)} tháng ${Number(m)} năm ${y}`,
      (y, m, d) => `'${d}/${m}/${y}`,
      (y, m, d) => `${d}/${m}/${y} 00:00:00`,
    );
    fc.assert(
      fc.property(day, typing, (iso, type) => {
        expect(parseBirthDate(type(...parts(iso)))).toMatchObject({ value: iso, precision: 'day' });
      }),
      { numRuns: 300 },
    );
  });

  it('goes round with the Vietnamese form without a hint but for 1 January', () => {
    fc.assert(
      fc.property(day, (iso) => {
        const shown = formatBirthDate(iso);
        expect(shown).toMatch(/^\d\d\/\d\d\/\d{4}$/);
        expect(parseBirthDate(shown)?.value).toBe(iso);
        expect(rules(shown)).toEqual(iso.endsWith('-01-01') ? ['dob_first_of_january'] : []);
      }),
    );
  });

  it.each([
    ['05/3/1987', '1987-03-05', []],
    ['12041985', '1985-04-12', ['dob_form']],
    ['19850412', '1985-04-12', ['dob_form']],
    ['12-Apr-1985', '1985-04-12', ['dob_form']],
    ['4/1985', '1985-04', ['dob_month_only']],
    ['1985', '1985', ['dob_year_only']],
    ['00/00/1950', '1950', ['dob_year_only']],
    ['31149', '1985-04-12', ['dob_excel_serial']],
    ['31149.0', '1985-04-12', ['dob_excel_serial']],
    ['04/25/1985', '1985-04-25', ['dob_swapped']],
    ['1985-04-11T17:00:00.000Z', '1985-04-12', ['dob_timestamp']],
    ['1985-04-12T00:00:00Z', '1985-04-12', ['dob_timestamp']],
    ['01/01/1950', '1950-01-01', ['dob_first_of_january']],
    ['29/02/2000', '2000-02-29', []],
  ] as const)('%s is %s', (raw, value, hits) => {
    expect(parseBirthDate(raw)?.value).toBe(value);
    expect(rules(raw)).toEqual(hits);
  });

  it.each([
    [null, 'dob_missing'],
    ['', 'dob_missing'],
    ['31/02/1999', 'dob_unreadable'],
    ['29/02/1900', 'dob_unreadable'],
    ['13/13/1999', 'dob_unreadable'],
    ['12/04/2528', 'dob_buddhist'],
    ['99999', 'dob_unreadable'],
    ['khoảng 1950', 'dob_approximate'],
    ['85', 'dob_two_digit_year'],
    ['12-4-85', 'dob_two_digit_year'],
  ] as const)('%j is not guessed at (%s)', (raw, rule) => {
    expect(parseBirthDate(raw)).toBeUndefined();
    expect(rules(raw)).toEqual([rule]);
  });

  it('lets only the number choose the century of a two-digit year', () => {
    expect(parseBirthDate('12-4-85', { birthYearOfNumber: 1985 })?.value).toBe('1985-04-12');
    expect(parseBirthDate('12-4-05', { birthYearOfNumber: 2005 })?.value).toBe('2005-04-12');
    expect(parseBirthDate('12-4-85', { birthYearOfNumber: 1986 })).toBeUndefined();
  });

  it('calls a tidied form safe only when the text says the year and which part is the month', () => {
    expect(birthDateRules('25.04.1985')[0]?.repair).toEqual({ value: '1985-04-25', safe: true });
    expect(birthDateRules('1985/04/12')[0]?.repair).toEqual({ value: '1985-04-12', safe: true });
    expect(birthDateRules('12.04.1985')[0]?.repair).toEqual({ value: '1985-04-12', safe: false });
    const context = { birthYearOfNumber: 1985 };
    expect(birthDateRules('25-4-85', context)[0]?.repair).toEqual({ value: '1985-04-25', safe: false });
  });

  it('refuses births after the vaccination and marks unlikely ages', () => {
    expect(rules('13/05/2022', { notAfter: '2022-05-12' })).toEqual(['dob_future']);
    expect(rules('2022', { notAfter: '2022-05-12' })).toEqual(['dob_year_only', 'dob_age_range']);
    expect(rules('13/05/1900', { notAfter: '2022-05-12' })).toEqual(['dob_age_range']);
    expect(rules('13/05/1990', { notAfter: '2022-05-12' })).toEqual([]);
  });

  it('never throws; what it reads is a real day of its precision, and reading it again changes nothing', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'0123456789/-. T:Z'), maxLength: 24 }),
    );
    fc.assert(
      fc.property(text, (raw) => {
        const date = parseBirthDate(raw);
        if (date === undefined) expect(birthDateRules(raw)).toHaveLength(1);
        else {
          expect(date.value.length).toBe({ day: 10, month: 7, year: 4 }[date.precision]);
          expect(parseBirthDate(date.value)).toMatchObject({ value: date.value, precision: date.precision });
          if (date.precision === 'day')
            expect(new Date(date.value).toISOString().slice(0, 10)).toBe(date.value);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the same birth date', () => {
  it('is the same day with the same precision', () => {
    expect(sameBirthDate('05/3/1987', '1987-03-05')).toBe(true);
    expect(sameBirthDate('1987', '1987-03-05')).toBe(false);
    expect(sameBirthDate('01/01/1987', '1987')).toBe(false);
    expect(sameBirthDate(null, null)).toBe(false);
    expect(sameBirthDate('x', 'x')).toBe(false);
  });
});
