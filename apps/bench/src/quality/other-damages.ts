import { damage, type Damage } from './damage.ts';

const B = 'dateOfBirth';
const G = 'gender';
const ENGLISH = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WORDS = ['một', 'hai', 'ba', 'tư', 'năm', 'sáu', 'bảy', 'tám', 'chín', 'mười', 'mười một', 'mười hai'];
const DAY_MS = 86_400_000;

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Damages of a full date see its parts; a year alone is left to those that fit it. */
const full =
  (spoil: (parts: Parts, chance: Parameters<Damage['spoil']>[1]) => string | undefined): Damage['spoil'] =>
  (_, chance, truth) => {
    const [year, month, day] = truth.dateOfBirth.split('-').map(Number);
    if (year === undefined || month === undefined || day === undefined) return undefined;
    return spoil({ year, month, day }, chance);
  };
const two = (n: number): string => String(n).padStart(2, '0');
const iso = (ms: number): string => new Date(ms).toISOString();
const at = ({ year, month, day }: Parts): number => Date.UTC(year, month - 1, day);
const shown = (ms: number): string => iso(ms).slice(0, 10).split('-').reverse().join('/');

/** The same date in another way of writing: a hint. */
export const DATE_FORMS: readonly Damage[] = [
  damage(
    B,
    'other_separators',
    40,
    ['dob_form'],
    full(({ year, month, day }, c) => [two(day), two(month), year].join(c.one(['-', '.', ' ']))),
  ),
  damage(
    B,
    'iso_form',
    20,
    ['dob_form'],
    full(({ year, month, day }, c) => [year, two(month), two(day)].join(c.one(['/', '.']))),
  ),
  damage(
    B,
    'month_words',
    20,
    ['dob_form'],
    full(({ year, month, day }, c) =>
      c.one([
        `${two(day)}-${ENGLISH[month - 1]}-${year}`,
        `ngày ${day} tháng ${month} năm ${year}`,
        `${ENGLISH[month - 1]} ${day}, ${year}`,
        `${day} tháng ${WORDS[month - 1]} năm ${year}`,
      ]),
    ),
  ),
  damage(
    B,
    'eight_digits',
    12,
    ['dob_form', 'dob_typing'],
    full(({ year, month, day }) => two(day) + two(month) + year),
  ),
  damage(
    B,
    'with_time',
    8,
    ['dob_form', 'dob_timestamp'],
    full(({ year, month, day }) => `${two(day)}/${two(month)}/${year} 00:00:00`),
  ),
];

/** Dates that are wrong or cannot be read without a guess. */
export const DATES: readonly Damage[] = [
  damage(
    B,
    'day_month_swapped',
    22,
    ['dob_swapped', '=swapped_day_month'],
    full(({ year, month, day }) => (day === month ? undefined : `${two(month)}/${two(day)}/${year}`)),
  ),
  damage(
    B,
    'year_only',
    24,
    ['dob_year_only', 'dob_first_of_january', '=less_precise', '=same_year'],
    full(({ year, month, day }, c) =>
      month === 1 && day === 1 ? undefined : c.happens(0.5) ? `01/01/${year}` : String(year),
    ),
  ),
  damage(
    B,
    'one_day_off',
    10,
    ['=one_day_off', 'dob_timestamp'],
    full((parts, c) =>
      c.happens(0.5) ? shown(at(parts) - DAY_MS) : `${iso(at(parts) - DAY_MS).slice(0, 10)}T17:00:00.000Z`,
    ),
  ),
  damage(
    B,
    'excel_serial',
    9,
    ['dob_excel_serial'],
    full((parts, c) => {
      const serial = Math.round((at(parts) - Date.UTC(1899, 11, 30)) / DAY_MS);
      return serial < 7_306 ? undefined : c.one([String(serial), `${serial}.0`]);
    }),
  ),
  damage(
    B,
    'two_digit_year',
    9,
    ['dob_two_digit_year', 'dob_form'],
    full(({ year, month, day }, c) => [two(day), two(month), two(year % 100)].join(c.one(['/', '-', '.']))),
  ),
  damage(
    B,
    'year_mistyped',
    8,
    ['id_year_mismatch', 'dob_future', '=same_day_and_month', '=different'],
    full(({ year, month, day }, c) => `${two(day)}/${two(month)}/${year + c.one([-10, -2, -1, 1, 2, 10])}`),
  ),
  damage(
    B,
    'day_mistyped',
    8,
    ['=same_year', '=one_day_off', '=swapped_day_month'],
    full(({ year, month, day }, c) => `${two(((day + c.between(1, 26)) % 28) + 1)}/${two(month)}/${year}`),
  ),
  damage(
    B,
    'impossible',
    4,
    ['dob_unreadable', 'dob_typing', 'dob_placeholder'],
    full(({ year }, c) =>
      c.one([`31/02/${year}`, `00/13/${year}`, `31/4/${year}`, `45/10/${year}`, `29/02/1901`]),
    ),
  ),
  damage(B, 'date_missing', 4, ['dob_missing', 'dob_placeholder'], (_, c) =>
    c.one(['', ' ', '00/00/0000', '01/01/1900', 'không rõ', '#VALUE!']),
  ),
  damage(
    B,
    'buddhist_year',
    2,
    ['dob_buddhist'],
    full(({ year, month, day }) => `${two(day)}/${two(month)}/${year + 543}`),
  ),
  damage(
    B,
    'letters_in_date',
    2,
    ['dob_typing'],
    full(({ year, month, day }) => {
      const text = `${two(day)}/${two(month)}/${year}`.replace(/0/g, 'O');
      return text.includes('O') ? text : undefined;
    }),
  ),
  damage(
    B,
    'milliseconds',
    1.5,
    ['dob_timestamp'],
    full((parts) => (parts.year < 1974 ? undefined : String(at(parts)))),
  ),
  damage(
    B,
    'zero_lost',
    1.5,
    ['dob_typing', 'dob_unreadable'],
    full(({ year, month, day }) => (day < 10 ? `${day}${two(month)}${year}` : undefined)),
  ),
  damage(
    B,
    'lunar',
    1,
    ['dob_lunar'],
    full(({ year, month, day }) => `${day}/${month}/${year} (âm lịch)`),
  ),
  damage(
    B,
    'estimate',
    1,
    ['dob_approximate'],
    (_, c, truth) => `${c.one(['khoảng', 'chừng', '~'])} ${truth.dateOfBirth.slice(0, 4)}`,
  ),
];

export const GENDER_FORMS: readonly Damage[] = [
  damage(G, 'gender_form', 1, ['gender_form'], (v, c) =>
    c.one(
      v === 'Nam'
        ? ['NAM', 'nam', 'Male', ' Nam', 'Trai']
        : ['NỮ', 'nữ', 'nu', 'Female', 'Nữ ', 'Nu', 'Gái', 'Nữ'.normalize('NFD')],
    ),
  ),
];
export const GENDERS: readonly Damage[] = [
  damage(G, 'gender_flipped', 50, ['id_gender_mismatch', 'gender_name_mismatch', '=different'], (v) =>
    v === 'Nam' ? 'Nữ' : 'Nam',
  ),
  damage(G, 'gender_code', 30, ['gender_code'], (_, c) => c.one(['0', '1', '2'])),
  damage(G, 'gender_damaged', 10, ['gender_decoded', 'gender_unreadable', 'gender_form'], (v, c) =>
    v === 'Nữ'
      ? c.one(['N÷', 'Ná»¯', 'Nuwx', 'Nu74', 'Nử', 'Nöõ', 'N&#7919;'])
      : c.one(['Naam', 'Nma', 'Nаm']),
  ),
  damage(G, 'gender_missing', 20, ['gender_missing'], (_, c) => c.one(['', ' ', '-', '#N/A'])),
];
