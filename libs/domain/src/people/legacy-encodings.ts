import { composed, isSyllable } from './vietnamese.ts';

export type LegacyEncoding = 'tcvn3' | 'vni' | 'utf8_twice';
export interface LegacyReading {
  readonly encoding: LegacyEncoding;
  readonly value: string;
}

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

/** Windows-1252 characters of the bytes 80 to 9F; a hole stays the control character of its byte. */
const CP1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function vniLetter(letter: string): string {
  const lower = letter.toLowerCase();
  const meant = VNI_LETTERS[lower] ?? lower;
  return letter === lower ? meant : meant.toUpperCase();
}

/** Capitals with marks came from the font, so a word's first letter is given back its capital. */
export function fromTcvn3(text: string): string {
  const decoded = [...text].map((letter) => TCVN3.get(letter) ?? letter).join('');
  return decoded.replace(/(?<=^|\s)\p{Ll}/gu, (letter) => letter.toUpperCase());
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

/** UTF-8 bytes read back as UTF-8, or undefined when the characters are no such bytes. */
function fromUtf8Twice(text: string): string | undefined {
  let escaped = '';
  for (const letter of text.replace(/Ã /g, 'Ã\u00a0')) {
    const special = CP1252.indexOf(letter);
    const byte = special >= 0 ? 0x80 + special : (letter.codePointAt(0) ?? 0);
    if (byte > 0xff) return undefined;
    escaped += `%${byte.toString(16).padStart(2, '0')}`;
  }
  try {
    return decodeURIComponent(escaped);
  } catch {
    return undefined;
  }
}

const DOUBLE = /[ÃÄÅÆÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|á[º»]/;
const FOREIGN = /[\u0080-\u00ff]/;

function plausible(text: string): boolean {
  const words = text.split(/[\s\u00a0]+/).filter((word) => word !== '');
  return words.length > 0 && words.every(isSyllable);
}

/**
 * The name a text had before it was shown in the wrong character set, or undefined. A reading is given only when the text
 * itself is no Vietnamese while every word of the reading is, so a right name is never touched. Call it before control
 * characters are stripped: TCVN3 writes "ư" as the invisible soft hyphen.
 */
export function readLegacy(raw: string): LegacyReading | undefined {
  if (!FOREIGN.test(raw)) return undefined;
  if (DOUBLE.test(raw)) {
    const value = fromUtf8Twice(raw);
    if (value !== undefined && value !== raw) return { encoding: 'utf8_twice', value: composed(value) };
  }
  if (plausible(composed(raw))) return undefined;
  const readings: readonly LegacyReading[] = [
    { encoding: 'tcvn3', value: fromTcvn3(raw) },
    { encoding: 'vni', value: fromVni(raw) },
  ];
  return readings.find(({ value }) => value !== raw && plausible(value));
}
