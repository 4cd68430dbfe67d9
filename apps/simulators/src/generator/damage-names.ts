import { name, type DamagePattern } from './damage.ts';
import { asMojibake, asTcvn3, asVni, withWrongMarkOrder, withoutDiacritics } from './legacy-encodings.ts';
import { drawSurname } from './names.ts';
import type { Random } from './random.ts';

/** Names that differ from the person's in more than case, spaces or tone place. */
export const WRONG_NAMES: readonly DamagePattern[] = [
  name('no_diacritics', 22, (full, random) =>
    random.chance(0.6) ? withoutDiacritics(full).toUpperCase() : withoutDiacritics(full),
  ),
  name('one_tone_wrong', 16, (full, random) => replaceOne(full, random, TONES)),
  name('one_letter_wrong', 12, (full, random) => replaceOne(full, random, LETTERS)),
  name('i_or_y', 4, (full, random) => replaceOne(full, random, I_OR_Y)),
  name('middle_name_missing', 10, (full) => full.replace(/^(\S+) .+ (\S+)$/, '$1 $2')),
  name('surname_variant', 4, (full, random) => replaceOne(full, random, SURNAMES)),
  name('surname_wrong', 3, (full, random) => full.replace(/^\S+/, drawSurname(random, '60'))),
  name('given_name_only_first', 3, (full) => full.replace(/^(.+) (\S+)$/, '$2 $1')),
  name('title', 4, (full, random) => `${random.pick(['Ông', 'Bà', 'Cháu', 'Anh'])} ${full}`),
  name('note_in_name', 4, (full, random, person, near) => {
    const parent = near.household(person).find((one) => one.birthYear < person.birthYear - 15);
    return `${full} (con ${random.pick(['ông', 'bà'])} ${lastWord(parent?.fullName ?? 'Ba')})`;
  }),
  name('nickname', 2, (full, random) => `${full} (${random.pick(['Tí', 'Bi', 'Tư', 'Út', 'Cò'])})`),
  name('trailing_signs', 3, (full, random) => full + random.pick(['.', '..', ' 1', '2', ',', ' *'])),
  name('two_people', 1.5, (full, _random, person, near) => {
    const other = near.household(person).find((one) => one.personId !== person.personId) ?? near.anybody();
    return `${full} + ${other.fullName}`;
  }),
  name('tcvn3', 3, asTcvn3),
  name('vni', 2, asVni),
  name('utf8_as_cp1252', 2.5, asMojibake),
  name('wrong_mark_order', 2, withWrongMarkOrder),
  name('d_look_alike', 2, (full, random) =>
    replaceOne(full, random, [
      ['Đ', 'Ð'],
      ['đ', 'ð'],
      ['Đ', 'Ɖ'],
      ['Đ', 'D'],
      ['đ', 'd'],
    ]),
  ),
  name('apostrophe_lost', 1, (full, random) =>
    /['’]/.test(full) ? full.replace(/['’] ?/, random.pick([' ', ''])) : undefined,
  ),
];

/** Differences that do not count: they occur on right and wrong records alike. */
export function harmlessVariation(
  full: string,
  random: Random,
  otherTonePlace: (name: string) => string | undefined,
): string {
  const drawn = random.next();
  if (drawn < 0.12) return full.toUpperCase();
  if (drawn < 0.14) return full.toLowerCase();
  if (drawn < 0.17) return full.normalize('NFD');
  if (drawn < 0.19) return full.replace(' ', '  ');
  if (drawn < 0.2) return `${full} `;
  if (drawn < 0.3) return otherTonePlace(full) ?? full;
  if (drawn < 0.35) return full.replace("'", '’');
  return full;
}

type Pair = readonly [string, string];

const TONES: readonly Pair[] = [
  ['ễ', 'ể'],
  ['ã', 'ả'],
  ['ả', 'ã'],
  ['à', 'á'],
  ['á', 'à'],
  ['ị', 'i'],
  ['ù', 'ú'],
  ['ũ', 'ủ'],
  ['ỹ', 'ỷ'],
  ['ạ', 'á'],
  ['ì', 'í'],
  ['ờ', 'ở'],
  ['ợ', 'ơ'],
  ['ứ', 'ừ'],
  ['ồ', 'ổ'],
  ['ế', 'ề'],
  ['ê', 'ế'],
  ['ọ', 'ó'],
  ['ù', 'u'],
  ['ầ', 'ấ'],
  ['ấ', 'ầ'],
  ['ắ', 'ă'],
];
const LETTERS: readonly Pair[] = [
  ['nh', 'n'],
  ['ng', 'n'],
  ['Tr', 'Ch'],
  ['tr', 'ch'],
  ['x', 's'],
  ['s', 'x'],
  ['X', 'S'],
  ['Th', 'T'],
  ['an', 'ang'],
  ['ên', 'ênh'],
  ['uy', 'ui'],
  ['u', 'ư'],
  ['o', 'ô'],
  ['a', 'â'],
  ['ươ', 'ưo'],
  ['c', 't'],
  ['n', 'm'],
];
const I_OR_Y: readonly Pair[] = [
  ['Lý', 'Lí'],
  ['Mỹ', 'Mĩ'],
  ['Quý', 'Quí'],
  ['Thy', 'Thi'],
  ['Vy', 'Vi'],
  ['Kỳ', 'Kì'],
  ['Sỹ', 'Sĩ'],
  ['Ly', 'Li'],
  ['Hy', 'Hi'],
];
const SURNAMES: readonly Pair[] = [
  ['Hoàng', 'Huỳnh'],
  ['Huỳnh', 'Hoàng'],
  ['Vũ', 'Võ'],
  ['Võ', 'Vũ'],
  ['Đặng', 'Đoàn'],
  ['Phan', 'Phạm'],
  ['Phạm', 'Phan'],
  ['Đỗ', 'Đổ'],
];

/** Replaces one occurrence of one pair that fits, chosen at random; undefined when none does. */
function replaceOne(full: string, random: Random, pairs: readonly Pair[]): string | undefined {
  const fitting = pairs.filter(([from]) => full.includes(from));
  if (fitting.length === 0) return undefined;
  const [from, to] = random.pick(fitting);
  return full.replace(from, to);
}

function lastWord(full: string): string {
  return full.slice(full.lastIndexOf(' ') + 1);
}
