import { damage, type Damage } from './damage.ts';

const N = 'idNumber';
const LOOKS: Readonly<Record<string, readonly string[]>> = {
  '0': ['O', 'o', 'Q', 'D'],
  '1': ['l', 'I'],
  '5': ['S'],
  '8': ['B'],
};
const swapAt = (text: string, at: number): string =>
  text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2);
const other = (digit: string, by: number): string => String((Number(digit) + by) % 10);

/** No number: the first official group. */
export const MISSING: readonly Damage[] = [
  damage(N, 'number_empty', 60, ['id_missing'], (_, c) => c.one(['', ' ', '\u00a0'])),
  damage(N, 'number_placeholder', 34, ['id_placeholder', 'id_missing'], (_, c) =>
    c.one([
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
      'Không có',
      '-',
      'không có CCCD',
    ]),
  ),
  damage(N, 'number_cell_error', 3, ['id_cell_error', 'id_placeholder'], (_, c) =>
    c.one(['#N/A', '#VALUE!', '#REF!', '###########']),
  ),
  damage(N, 'passport_instead', 3, ['id_is_passport'], (_, c) => c.one(['B', 'C', 'N']) + c.digits(7)),
];

/** A number that cannot be one: the second group. */
export const BAD: readonly Damage[] = [
  damage(N, 'lost_zero', 26, ['id_lost_zero', 'id_rounded', 'id_length', 'id_phone_like'], (v) =>
    v.replace(/^0+/, ''),
  ),
  damage(N, 'lost_zero_cmnd', 2, ['id_lost_zero', 'id_length'], (_, _c, t) =>
    t.cmnd?.startsWith('0') ? t.cmnd.slice(1) : undefined,
  ),
  damage(N, 'scientific', 9, ['id_scientific'], (v, c) => {
    const text = Number(v).toExponential(c.between(2, 6)).toUpperCase();
    return c.happens(0.4) ? text.replace('.', ',') : text;
  }),
  damage(N, 'scientific_expanded', 3, ['id_rounded'], (v, c) =>
    String(Number(Number(v).toExponential(c.between(2, 4)))),
  ),
  damage(
    N,
    'phone',
    8,
    ['id_phone_like', 'id_phone_possible', 'id_ten_digits', 'id_joined', 'id_length'],
    (_, c) => {
      const phone = `0${c.one(['32', '35', '38', '70', '77', '81', '86', '90', '91', '97', '98'])}${c.digits(7)}`;
      return c.one([
        phone,
        phone.slice(1),
        `+84${phone.slice(1)}`,
        `${phone.slice(0, 4)}.${phone.slice(4, 7)}.${phone.slice(7)}`,
      ]);
    },
  ),
  damage(
    N,
    'insurance',
    4,
    ['id_insurance_like', 'id_ten_digits', 'id_phone_like', 'id_placeholder'],
    (_, c) =>
      c.one(
        [
          `HC4${c.digits(12)}`,
          `GD479${c.digits(10)}`,
          `02${c.digits(8)}`,
          `79${c.digits(8)}`.padStart(10, '0'),
        ].slice(0, 3),
      ),
  ),
  damage(N, 'letters', 9, ['id_letters'], (v, c) => {
    const places = [...v].flatMap((digit, i) => (LOOKS[digit] === undefined ? [] : [i]));
    if (places.length === 0) return undefined;
    const chosen = c.happens(0.4) ? places : [c.one(places)];
    return [...v].map((digit, i) => (chosen.includes(i) ? c.one(LOOKS[digit] ?? [digit]) : digit)).join('');
  }),
  damage(N, 'digit_lost', 7, ['id_length'], (v, c) => {
    const at = c.between(3, 11);
    return v.slice(0, at) + v.slice(at + 1);
  }),
  damage(N, 'digit_doubled', 5, ['id_joined'], (v, c) => {
    const at = c.between(0, 11);
    return v.slice(0, at + 1) + v.charAt(at) + v.slice(at + 1);
  }),
  damage(
    N,
    'joined',
    3,
    ['id_joined'],
    (v, c, t) => v + c.one(['', ' ', '-', '/']) + (t.cmnd ?? c.digits(9)),
  ),
  damage(
    N,
    'with_date_of_issue',
    3,
    ['id_joined', 'id_labelled'],
    (v, c) =>
      `${v}${c.one([' ', ' ngày cấp ', ' cấp '])}${c.between(1, 28)}/${c.between(1, 12)}/${c.between(2016, 2021)}`,
  ),
  damage(N, 'labelled', 4, ['id_labelled'], (v, c) =>
    c.one([`CCCD ${v}`, `CCCD: ${v}`, `Số ${v}`, `${v} (CCCD)`, `${v} - CA TP HCM`]),
  ),
  damage(
    N,
    'unknown_prefix',
    4,
    ['id_unknown_province'],
    (v, c) => c.one(['003', '005', '047', '099', '078', '300']) + v.slice(3),
  ),
  damage(N, 'wrong_century', 3, ['id_century'], (v, c) => v.slice(0, 3) + c.between(4, 9) + v.slice(4)),
  damage(N, 'other_field', 3, ['id_other_field', 'columns_shifted'], (_, _c, t) =>
    t.dateOfBirth.length === 10 ? t.dateOfBirth.split('-').reverse().join('/') : t.fullName,
  ),
];

/** Harmless typing around a right number: a hint, no group. */
export const DIRTY: readonly Damage[] = [
  damage(N, 'separators', 40, ['id_dirty'], (v, c) =>
    v.replace(/(\d{3})(?=\d)/g, `$1${c.one([' ', '.', '-', '\u00a0', '\u2009', '\u2013'])}`),
  ),
  damage(N, 'export_artefact', 25, ['id_dirty'], (v, c) =>
    c.one([`'${v}`, `="${v}"`, `${v}.0`, `"${v}"`, `\u2019${v}`, ` ${v}\r\n`, `\t${v}`]),
  ),
  damage(
    N,
    'invisible',
    15,
    ['id_dirty'],
    (v, c) => v.slice(0, 5) + c.one(['\u200b', '\u200e', '\ufeff', '\u00ad', '\u2060']) + v.slice(5),
  ),
  damage(N, 'other_digits', 15, ['id_dirty'], (v, c) => {
    const zero = c.one([0xff10, 0x0660, 0x06f0, 0x0966, 0x0e50, 0x17e0, 0x1d7ce]);
    return [...v]
      .map((digit) => (/\d/.test(digit) ? String.fromCodePoint(zero + Number(digit)) : digit))
      .join('');
  }),
  damage(N, 'entity', 5, ['id_dirty'], (v, c) => c.one([`&nbsp;${v}`, `${v}&#160;`, `&quot;${v}&quot;`])),
];

/** A well-formed number that is not this person's: only the population database or the birth data can tell. */
export const FOREIGN_NUMBER: readonly Damage[] = [
  damage(
    N,
    'digit_mistyped',
    34,
    ['=one_digit', '=different', 'id_year_mismatch', 'id_gender_mismatch', 'id_century'],
    (v, c) => {
      const at = c.between(3, 11);
      return /\d/.test(v.charAt(at))
        ? v.slice(0, at) + other(v.charAt(at), c.between(1, 9)) + v.slice(at + 1)
        : undefined;
    },
  ),
  damage(
    N,
    'digits_swapped',
    20,
    ['=digits_swapped', '=different', 'id_year_mismatch', 'id_gender_mismatch', 'id_century'],
    (v, c) => {
      const at = c.between(3, 10);
      return v.charAt(at) === v.charAt(at + 1) ? undefined : swapAt(v, at);
    },
  ),
  damage(
    N,
    'number_of_another',
    18,
    ['=different', '=two_digits', 'id_year_mismatch', 'id_gender_mismatch', 'id_shared'],
    (_, _c, _t, o) => o.idNumber,
  ),
  damage(N, 'earlier_cmnd', 20, ['id_cmnd'], (_, _c, t) => t.cmnd ?? undefined),
];
