import { composed } from './vietnamese.ts';

/** TCVN 5712:1993 (VN3) bytes shown as Latin-1, from A1 on; the font, not the byte, makes accented capitals. */
const TCVN3 = new Map<string, string>();
for (const [first, letters] of [
  [0xa1, 'ĂÂÊÔƠƯĐăâêôơưđ'],
  [0xb5, 'àảãáạ'],
  [0xbb, 'ằẳẵắ'],
  [0xc6, 'ặầẩẫấậè'],
  [0xce, 'ẻẽéẹềểễếệìỉ'],
  [0xdc, 'ĩíịò'],
  [0xe1, 'ỏõóọồổỗốộờởỡớợù'],
  [0xf1, 'ủũúụừửữứựỳỷỹýỵ'],
] as const) {
  [...letters].forEach((letter, i) => TCVN3.set(String.fromCharCode(first + i), letter));
}

/** VNI-Windows: a base letter followed by a mark letter, plus some letters of its own. */
const VNI_MARKS: Readonly<Record<string, string>> = {
  ø: '\u0300',
  ù: '\u0301',
  û: '\u0309',
  õ: '\u0303',
  ï: '\u0323',
  â: '\u0302',
  à: '\u0302\u0300',
  á: '\u0302\u0301',
  å: '\u0302\u0309',
  ã: '\u0302\u0303',
  ä: '\u0302\u0323',
  ê: '\u0306',
  è: '\u0306\u0300',
  é: '\u0306\u0301',
  ú: '\u0306\u0309',
  ü: '\u0306\u0303',
  ë: '\u0306\u0323',
};
const VNI_LETTERS: Readonly<Record<string, string>> = {
  ñ: 'đ',
  ö: 'ư',
  ô: 'ơ',
  ì: 'ì',
  í: 'í',
  æ: 'ỉ',
  ó: 'ĩ',
  ò: 'ị',
  î: 'ỵ',
};
const VNI_PAIR = /([aeouyöôAEOUYÖÔ])([øùûõïâàáåãäêèéúüëØÙÛÕÏÂÀÁÅÃÄÊÈÉÚÜË])|[ñöôìíæóòîÑÖÔÌÍÆÓÒÎ]/g;

function vniLetter(letter: string): string {
  const lower = letter.toLowerCase();
  const meant = VNI_LETTERS[lower] ?? lower;
  return letter === lower ? meant : meant.toUpperCase();
}

/** Capitals with marks came from the font: a word that has two capitals is all of them, any other is given back its first. */
export function fromTcvn3(text: string): string {
  const decoded = [...text].map((letter) => TCVN3.get(letter) ?? letter).join('');
  return decoded
    .split(' ')
    .map((word) => (/^\P{Lu}*\p{Lu}\P{Lu}*\p{Lu}/u.test(word) ? word.toUpperCase() : word))
    .join(' ')
    .replace(/(?<=^|\s)\p{Ll}/gu, (letter) => letter.toUpperCase());
}

export function fromVni(text: string): string {
  return composed(
    text.replace(VNI_PAIR, (all, base: string | undefined, mark: string | undefined) =>
      base === undefined || mark === undefined
        ? vniLetter(all)
        : vniLetter(base) + (VNI_MARKS[mark.toLowerCase()] ?? ''),
    ),
  );
}

/** Windows-1258: vowels have their own bytes, tones follow as combining marks. Shown as Latin-1, these letters stand for them. */
const CP1258: Readonly<Record<string, string>> = {
  Ã: 'Ă',
  ã: 'ă',
  Ð: 'Đ',
  ð: 'đ',
  Õ: 'Ơ',
  õ: 'ơ',
  Ý: 'Ư',
  ý: 'ư',
  Ì: '\u0300',
  Ò: '\u0309',
  Þ: '\u0303',
  ì: '\u0301',
  ò: '\u0323',
};

/** Windows-1258 shown as Latin-1. */
export function fromCp1258(text: string): string {
  return composed([...text].map((letter) => CP1258[letter] ?? letter).join(''));
}

/** VISCII (RFC 1456): the bytes 80 to FF in order, and six capitals among the control characters. */
const VISCII =
  'ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ' +
  'ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ';
const VISCII_LOW: Readonly<Record<string, string>> = {
  '\x02': 'Ẳ',
  '\x05': 'Ẵ',
  '\x06': 'Ẫ',
  '\x14': 'Ỷ',
  '\x19': 'Ỹ',
  '\x1e': 'Ỵ',
};
const CP1252_NUMBERS = [
  0x80, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8e, 0x91, 0x92, 0x93, 0x94, 0x95,
  0x96, 0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9e, 0x9f,
];
const CP1252_BYTES = new Map(
  [...'€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'].map((letter, i) => [letter, CP1252_NUMBERS[i] ?? 0]),
);

/** VISCII shown as Latin-1 or Windows-1252. */
export function fromViscii(text: string): string {
  return composed(
    [...text]
      .map((letter) => {
        const byte = CP1252_BYTES.get(letter) ?? letter.codePointAt(0) ?? 0;
        return byte >= 0x80 && byte <= 0xff
          ? (VISCII[byte - 0x80] ?? letter)
          : (VISCII_LOW[letter] ?? letter);
      })
      .join(''),
  );
}
