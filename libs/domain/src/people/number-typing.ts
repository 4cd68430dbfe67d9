import { withLatinLetters, withoutEntities } from './text-damage.ts';

/** Text that Excel makes of a long number: the digits behind the mantissa are gone. */
export const SCIENTIFIC = /^\d([.,]\d+)?E\+?\d{1,2}$/;

const isDigit = (code: number): boolean => /^\p{Nd}$/u.test(String.fromCodePoint(Math.max(code, 0)));

/** The digit of any script, as ASCII; other characters stay. Blocks of decimal digits begin at a zero and are ten long. */
function asciiDigit(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  // No block of decimal digits of Unicode begins elsewhere than at a multiple of sixteen, or six after it.
  for (const zero of [code & ~0xf, (code & ~0xf) + 6]) {
    const nth = code - zero;
    if (nth >= 0 && nth <= 9 && isDigit(zero) && !isDigit(zero - 1) && isDigit(zero + 9)) return String(nth);
  }
  return letter;
}

/**
 * A number without what typing and exporting put around it: ="0792…", a leading apostrophe, a trailing ".0", blanks of all kinds,
 * zero-width characters, dots and hyphens, full-width, Arabic, Thai and Khmer digits. Letters become capitals. Absent: the empty text.
 */
export function cleanNumber(raw: string | null | undefined): string {
  if (raw === null || raw === undefined) return '';
  if (/^\d+$/.test(raw)) return raw;
  const decoded = withoutEntities(raw);
  const text = (withLatinLetters(decoded) ?? decoded)
    .normalize('NFKC')
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/[\s\p{Cc}\p{Cf}]/gu, '')
    .replace(/^="?|["'’‘`´“”]/g, '')
    .toUpperCase();
  if (SCIENTIFIC.test(text)) return text;
  return text
    .replace(/^(\d+)[.,]0{1,2}$/, '$1')
    .replace(/^\((\d+)\)/, '$1')
    .replace(/^[+*#:;.\s]+(?=\d)|(?<=\d)[*#:;!?]+$/g, '')
    .replace(/[-.,_/‐-―−·•|\\]/g, '');
}

const WORDS: ReadonlySet<string> = new Set(
  (
    'KHÔNG KHONG KHÔNGCÓ KHONGCO CHƯACÓ CHUACO CHƯA CHUA KCC KC KO K X XX XXX NA NULL NONE KHÔNGCC KHÔNGRÕ KHONGRO KOCO KOCC CHƯACẤP ' +
    'CHƯALÀM CHƯACẬPNHẬT MẤT ĐANGLÀM TREEM TRẺEM TE KHÔNGCÓCCCD KHÔNGCÓCMND CHƯACÓCCCD CHƯACÓCMND KHÔNGCẬPNHẬT UNKNOWN NIL'
  ).split(' '),
);

/** A value typed to get past a required field: one digit repeated, the digits in order, or a word for "none". Expects a cleaned number. */
export function isPlaceholder(cleaned: string): boolean {
  return (
    /^(.)\1*$/.test(cleaned) ||
    inOrder(cleaned) ||
    /^(\d{2,4})\1{2,}$/.test(cleaned) ||
    /^0?123456789(?:0|012|10|101112)$/.test(cleaned) ||
    WORDS.has(cleaned)
  );
}

/** "012345678", "987654321", "123456789012": every digit follows the one before. */
function inOrder(digits: string): boolean {
  if (!/^\d{6,}$/.test(digits)) return false;
  return [1, 9].some((step) =>
    [...digits].every((digit, i) => i === 0 || (Number(digits[i - 1]) + step) % 10 === Number(digit)),
  );
}

const LABEL =
  /(?:SỐ|SO|NO|MÃ)?(?:ĐỊNHDANH|DINHDANH|CĂNCƯỚC|CANCUOC|CCCD|CMND|CMT|CMTND|CMDN|GIẤYCMND|ĐDCN|DDCN|ID)(?:CÁNHÂN|CANHAN|CÔNGDÂN|CONGDAN)?(?:SỐ|SO)?:?/;

/**
 * The one number that stands among words or beside a date of issue ("CCCD: 079…", "079… cấp 12/05/2021"), or undefined when there is none
 * or more than one. Expects the text as typed.
 */
export function numberAmongWords(raw: string): string | undefined {
  const text = withoutEntities(raw)
    .normalize('NFKC')
    .replace(/\p{Nd}/gu, asciiDigit);
  const found = new Set(
    text.match(/(?<![\d/.-]|\d\p{L}{1,2})(?:\d{12}|\d{9})(?![\d/.-]|\p{L}{1,2}\d|E\+)/gu),
  );
  const [only] = found;
  if (found.size !== 1 || only === undefined || only === text) return undefined;
  const rest = text.replaceAll(only, ' ');
  // Other long numbers beside it: which is the person's?
  return /\d{7,}/.test(rest.replace(/\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}/g, ' ')) ? undefined : only;
}

/** Whether a text says by a word that it is an identity number. */
export function isLabelled(cleaned: string): boolean {
  return LABEL.test(cleaned);
}

const LETTER_DIGITS: Readonly<Record<string, string>> = {
  O: '0',
  Q: '0',
  D: '0',
  U: '0',
  I: '1',
  L: '1',
  '|': '1',
  '!': '1',
  Z: '2',
  S: '5',
  G: '6',
  B: '8',
};

/** The digits that a text of letters typed for digits may mean, or undefined when other letters stand in it. */
export function withDigitsForLetters(cleaned: string): string | undefined {
  const digits = [...cleaned].map((letter) => LETTER_DIGITS[letter] ?? letter).join('');
  return /^\d+$/.test(digits) ? digits : undefined;
}
