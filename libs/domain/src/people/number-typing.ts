/** Text that Excel makes of a long number: the digits behind the mantissa are gone. */
export const SCIENTIFIC = /^\d([.,]\d+)?E\+?\d{1,2}$/;

/** The digit of any script, as ASCII; other characters stay. Blocks of decimal digits begin at a zero and are ten long. */
function asciiDigit(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  for (const zero of [0x660, 0x6f0, 0x966, 0xe50, 0x17e0]) {
    if (code >= zero && code <= zero + 9) return String(code - zero);
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
  const text = raw
    .normalize('NFKC')
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/[\s\p{Cc}\p{Cf}]/gu, '')
    .replace(/^="?|["'’‘`]/g, '')
    .toUpperCase();
  if (SCIENTIFIC.test(text)) return text;
  return text.replace(/^(\d+)[.,]0+$/, '$1').replace(/[-.,_/–—·]/g, '');
}

const WORDS: ReadonlySet<string> = new Set(
  'KHÔNG KHONG KHÔNGCÓ KHONGCO CHƯACÓ CHUACO CHƯA CHUA KCC KC KO K X XX XXX NA NULL NONE KHÔNGCC KHÔNGRÕ'.split(
    ' ',
  ),
);

/** A value typed to get past a required field: one digit repeated, the digits in order, or a word for "none". Expects a cleaned number. */
export function isPlaceholder(cleaned: string): boolean {
  return (
    /^(.)\1*$/.test(cleaned) ||
    /^0?123456789(?:0|012|10|101112)?$/.test(cleaned) ||
    cleaned === '012345678' ||
    cleaned === '987654321' ||
    WORDS.has(cleaned)
  );
}

const LETTER_DIGITS: Readonly<Record<string, string>> = {
  O: '0',
  Q: '0',
  D: '0',
  I: '1',
  L: '1',
  S: '5',
  B: '8',
};

/** The digits that a text of letters typed for digits may mean, or undefined when other letters stand in it. */
export function withDigitsForLetters(cleaned: string): string | undefined {
  const digits = [...cleaned].map((letter) => LETTER_DIGITS[letter] ?? letter).join('');
  return /^\d+$/.test(digits) ? digits : undefined;
}
