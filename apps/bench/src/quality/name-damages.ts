import { damage, type Damage } from './damage.ts';
import { cp1258, keys, misread, tcvn3, vni } from './name-writing.ts';

const F = 'fullName';
const bare = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/đ/g, 'd')
    .replace(/Đ/g, 'D');
const NAME_FOUND = [
  '=diacritics_differ',
  '=diacritics_missing',
  '=spelling',
  '=different',
  '=tone_misplaced',
  '=i_or_y',
  '=word_order',
  '=word_missing',
  '=repaired',
  '=spacing',
];

/** Names that are still the same name, in another form: a hint at most. */
export const NAME_FORMS: readonly Damage[] = [
  damage(F, 'blanks', 40, ['name_form'], (v, c) =>
    c.one([
      ` ${v}`,
      `${v} `,
      v.replace(/ /g, '  '),
      v.replace(' ', '\u00a0'),
      `${v}\t`,
      v.replace(' ', ' \u200b'),
    ]),
  ),
  damage(F, 'decomposed', 25, ['name_form'], (v) =>
    v.normalize('NFD') === v ? undefined : v.normalize('NFD'),
  ),
  damage(F, 'wrong_mark_order', 6, ['name_form'], (v) => {
    const spoilt = v
      .normalize('NFD')
      .replace(/([\u0302\u0306\u031b])([\u0300\u0301\u0303\u0309\u0323])/g, '$2$1');
    return spoilt.normalize('NFC') === v ? undefined : spoilt;
  }),
  damage(F, 'd_look_alike', 14, ['name_form'], (v, c) =>
    v.includes('Đ') ? v.replace(/Đ/g, c.one(['Ð', 'Ɖ'])) : undefined,
  ),
  damage(F, 'trailing_signs', 12, ['name_form'], (v, c) => v + c.one(['.', '..', ',', ' *', ' -', ';'])),
  damage(F, 'full_width', 3, ['name_form'], (v) =>
    v.replace(/[A-Za-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
  ),
];

/** A name that needs work. */
export const NAMES: readonly Damage[] = [
  damage(F, 'no_diacritics', 26, ['name_no_diacritics', ...NAME_FOUND], (v, c) => {
    const plain = bare(v);
    return plain === v ? undefined : c.happens(0.6) ? plain.toUpperCase() : plain;
  }),
  damage(F, 'tone_wrong', 14, NAME_FOUND, (v, c) => {
    const tones = ['\u0300', '\u0301', '\u0303', '\u0309', '\u0323'];
    const split = v.normalize('NFD');
    const places = [...split].flatMap((letter, i) => (tones.includes(letter) ? [i] : []));
    if (places.length === 0) return undefined;
    const at = c.one(places);
    return (
      split.slice(0, at) +
      c.one(tones.filter((tone) => tone !== split[at])) +
      split.slice(at + 1)
    ).normalize('NFC');
  }),
  damage(F, 'letter_wrong', 9, ['name_spelling', ...NAME_FOUND], (v, c) => {
    const at = c.between(1, v.length - 1);
    if (v[at] === ' ' || v[at - 1] === ' ') return undefined;
    return v.slice(0, at) + c.one([...'aeiouhntgcm'].filter((letter) => letter !== v[at])) + v.slice(at + 1);
  }),
  damage(F, 'middle_name_lost', 8, NAME_FOUND, (v) =>
    /^\S+ .+ \S+$/.test(v) ? v.replace(/^(\S+) .+ (\S+)$/, '$1 $2') : undefined,
  ),
  damage(F, 'given_name_first', 3, NAME_FOUND, (v) =>
    /^\S+ \S+ /.test(v) ? v.replace(/^(.+) (\S+)$/, '$2 $1') : undefined,
  ),
  damage(F, 'i_or_y', 4, NAME_FOUND, (v) => {
    const spoilt = v
      .replace(/(Q?u?)ý(?= |$)/i, '$1í')
      .replace(/ Mỹ(?= |$)/, ' Mĩ')
      .replace(/^Lý/, 'Lí');
    return spoilt === v ? undefined : spoilt;
  }),
  damage(F, 'tcvn3', 5, ['name_legacy_font', 'name_unreadable'], (v) => changed(v, tcvn3(v))),
  damage(F, 'vni_font', 3, ['name_legacy_font', 'name_unreadable'], (v) => changed(v, vni(v))),
  damage(F, 'windows_1258', 1.5, ['name_legacy_font', 'name_unreadable'], (v) => changed(v, cp1258(v))),
  damage(F, 'mojibake', 5, ['name_double_encoded'], (v, c) => changed(v, misread(v, c.happens(0.8) ? 1 : 2))),
  damage(F, 'question_marks', 2, ['name_unreadable'], (v, c) => {
    const spoilt = v.replace(/[\u0100-\uffff]/g, c.one(['?', '\ufffd']));
    return spoilt === v || !/\p{L}[?\ufffd]/u.test(spoilt) ? undefined : spoilt;
  }),
  damage(F, 'telex', 3, ['name_keystrokes'], (v) => changed(v, keys(v, 'telex'))),
  damage(F, 'vni_keys', 2, ['name_keystrokes'], (v) => changed(v, keys(v, 'vni'))),
  damage(F, 'entities', 1.5, ['name_html'], (v, c) => {
    const spoilt = [...v]
      .map((letter) =>
        letter > '\u007f'
          ? c.happens(0.5)
            ? `&#${letter.codePointAt(0)};`
            : `&#x${(letter.codePointAt(0) ?? 0).toString(16)};`
          : letter,
      )
      .join('');
    return changed(v, spoilt);
  }),
  damage(F, 'homoglyphs', 1.5, ['name_look_alike'], (v, c) => {
    const twins: Record<string, string> = {
      a: 'а',
      e: 'е',
      o: 'о',
      c: 'с',
      p: 'р',
      H: 'Н',
      T: 'Т',
      B: 'В',
      N: 'Ν',
    };
    const places = [...v].flatMap((letter, i) => (twins[letter] === undefined ? [] : [i]));
    if (places.length === 0) return undefined;
    const at = c.one(places);
    return v.slice(0, at) + twins[v[at] as string] + v.slice(at + 1);
  }),
  damage(
    F,
    'title',
    4,
    ['name_extra'],
    (v, c) => `${c.one(['Ông', 'Bà', 'Cháu', 'Anh', 'Chị', 'Em', 'BS.'])} ${v}`,
  ),
  damage(
    F,
    'note',
    4,
    ['name_extra', 'name_digits'],
    (v, c) => v + c.one([' (con ông Ba)', ' (Tí)', ' - con bà Tư', ' (mẹ: Lan)', ' [mới]', ', sn 1985']),
  ),
  damage(F, 'trailing_number', 2, ['name_digits'], (v, c) => v + c.one([' 1', '2', ' 02', ' 1985'])),
  damage(
    F,
    'two_people',
    1.5,
    ['name_two_people'],
    (v, c, _t, o) => `${v}${c.one([', ', ' + ', ' và ', '/', ' & '])}${o.fullName}`,
  ),
  damage(F, 'pasted_twice', 1, ['name_repeated'], (v) => `${v} ${v}`),
  damage(F, 'plain_d', 3, ['name_d_without_bar', ...NAME_FOUND], (v) =>
    /Đ/.test(v) ? v.replace(/Đ/g, 'D') : undefined,
  ),
  damage(F, 'key_held', 1.5, ['name_spelling', ...NAME_FOUND], (v, c) => {
    const at = c.between(1, v.length - 1);
    return v[at] === ' ' || v[at] === 'o' ? undefined : v.slice(0, at) + v[at] + v.slice(at);
  }),
  damage(F, 'name_placeholder', 0.5, ['name_placeholder'], (_, c) =>
    c.one(['test', 'Không tên', 'chưa rõ', 'abc', 'xxx']),
  ),
  damage(F, 'tone_misplaced', 3, ['name_spelling', ...NAME_FOUND], (v) => {
    const spoilt = v
      .replace(/oà(?=n|ng|i)/, 'òa')
      .replace(/oá(?=n|t|i)/, 'óa')
      .replace(/iế/, 'íê')
      .replace(/uấ/, 'úâ');
    return spoilt === v ? undefined : spoilt;
  }),
];

function changed(before: string, after: string): string | undefined {
  return after === before ? undefined : after;
}
