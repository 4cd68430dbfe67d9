import type { Likeness } from './field-scores.ts';

/** What each likeness says to the officer who compares, in both languages. */
export const LIKENESS_TEXTS = {
  equal: { vi: 'Giống hệt', en: 'The same' },
  equal_normalised: { vi: 'Giống nhau, chỉ khác cách viết', en: 'The same, written in another way' },
  repaired: { vi: 'Giống nhau sau khi sửa lỗi nhập liệu', en: 'The same once the damage is repaired' },
  tone_misplaced: { vi: 'Chỉ khác vị trí đặt dấu thanh', en: 'Only the place of the tone mark differs' },
  i_or_y: { vi: 'Chỉ khác i/y; đề nghị xem giấy tờ', en: 'Only i and y differ: see the papers' },
  diacritics_missing: { vi: 'Thiếu dấu', en: 'Marks are missing' },
  diacritics_differ: { vi: 'Khác dấu', en: 'Marks differ' },
  spacing: { vi: 'Chỉ khác khoảng trắng', en: 'Only blanks differ' },
  word_order: { vi: 'Cùng các từ nhưng khác thứ tự', en: 'The same words in another order' },
  word_missing: { vi: 'Thiếu hoặc thừa một từ', en: 'A word is missing or too many' },
  spelling: { vi: 'Gần giống, khác một hai chữ', en: 'Alike but for a letter or two' },
  missing: { vi: 'Không có giá trị để so sánh', en: 'There is no value to compare' },
  different: { vi: 'Khác nhau', en: 'Different' },
  badly_formatted: { vi: 'Sai định dạng nên không so sánh được', en: 'Badly formatted, cannot be compared' },
  lost_zero: {
    vi: 'Giống nhau sau khi bổ sung số 0 ở đầu',
    en: 'The same once the leading zeros are given back',
  },
  one_digit: { vi: 'Khác một chữ số', en: 'One digit differs' },
  digits_swapped: { vi: 'Hai chữ số cạnh nhau bị đảo', en: 'Two neighbouring digits are swapped' },
  two_digits: { vi: 'Khác hai chữ số', en: 'Two digits differ' },
  swapped_day_month: { vi: 'Bị đảo ngày và tháng', en: 'Day and month are swapped' },
  one_day_off: { vi: 'Lệch một ngày', en: 'One day apart' },
  same_year: { vi: 'Chỉ cùng năm', en: 'Only the year is the same' },
  same_day_and_month: { vi: 'Cùng ngày và tháng, khác năm', en: 'The same day and month of another year' },
  less_precise: { vi: 'Một bên chỉ biết năm hoặc tháng', en: 'One side knows only the year or month' },
} as const satisfies Record<Likeness, { readonly vi: string; readonly en: string }>;
