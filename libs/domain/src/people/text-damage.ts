/**
 * Damage that any cell may have, whatever stands in it: entities of HTML, percent codes, errors of a spreadsheet, letters of other
 * alphabets that only look right, full-width and mathematical letters.
 */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  shy: '',
  zwnj: '',
  zwj: '',
  eth: 'ð',
  ETH: 'Ð',
};
const ACCENTS: Readonly<Record<string, string>> = {
  grave: '\u0300',
  acute: '\u0301',
  circ: '\u0302',
  tilde: '\u0303',
  breve: '\u0306',
};
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,12}));?/gi;
const PERCENT = /(?:%[0-9a-f]{2}){2,}/gi;
const ESCAPE = /\\u([0-9a-f]{4})|%u([0-9a-f]{4})|U\+([0-9a-f]{4})/gi;

function codePoint(code: number): string {
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '';
}

function named(all: string, name: string): string {
  const known = NAMED[name] ?? NAMED[name.toLowerCase()];
  if (known !== undefined) return known;
  const mark = ACCENTS[name.slice(1)];
  return mark === undefined ? all : (name.charAt(0) + mark).normalize('NFC');
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The text without entities and escapes, however often they were applied; the same text when there are none. */
export function withoutEntities(text: string): string {
  let present = text;
  for (let round = 0; round < 4; round += 1) {
    if (!/[&%\\]|U\+/.test(present)) return present;
    const next = present
      .replace(ENTITY, (all, decimal?: string, hex?: string, name?: string) =>
        name !== undefined ? named(all, name) : codePoint(parseInt(decimal ?? hex ?? '0', decimal ? 10 : 16)),
      )
      .replace(ESCAPE, (_, a?: string, b?: string, c?: string) => codePoint(parseInt(a ?? b ?? c ?? '0', 16)))
      .replace(PERCENT, percentDecoded);
    if (next === present) return present;
    present = next;
  }
  return present;
}

/** What a spreadsheet shows instead of a value: #N/A, #VALUE!, a column that is too narrow; and what programs write for "nothing". */
export function isCellError(text: string): boolean {
  return /^(?:#+|#(?:N\/A|REF!?|VALUE!?|NAME\??|DIV\/0!?|NUM!?|NULL!?|SPILL!?|CALC!?)|NaN|undefined|\[object Object\]|TRUE|FALSE|NaT|Invalid Date)$/i.test(
    text.trim(),
  );
}

const LATIN_OF: ReadonlyMap<string, string> = new Map([
  ...pairs('АВЕЅЗІЈКМНОРСТУХЬаеѕіјкмнорстухԛԝһв', 'ABESZIJKMHOPCTYXBaesijkmhopctyxqwhb'),
  ...pairs('ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχϲ', 'ABEZHIKMNOPTYXaikvoptuxc'),
  ...pairs('ıɡɑℎ', 'igah'),
]);

function pairs(from: string, to: string): [string, string][] {
  const targets = [...to];
  return [...from].map((letter, i) => [letter, targets[i] ?? letter]);
}

const OTHER_ALPHABET = /[\u0370-\u03ff\u0400-\u052f\u1f00-\u1fffıɡɑℎ]/;

/** The text with letters of other alphabets replaced by the Latin ones they look like; undefined when there are none or one has no twin. */
export function withLatinLetters(text: string): string | undefined {
  if (!OTHER_ALPHABET.test(text)) return undefined;
  const latin = [...text.normalize('NFD')].map((letter) => LATIN_OF.get(letter) ?? letter).join('');
  return OTHER_ALPHABET.test(latin) ? undefined : latin.normalize('NFC');
}

/** Full-width, small-capital and mathematical forms as plain letters; nothing else is touched: TCVN3 needs its superscripts. */
export function withPlainForms(text: string): string {
  return text.replace(/[\uff01-\uff5e\u3000\ufb00-\ufb06]|[\u{1d400}-\u{1d7ff}]/gu, (letter) =>
    letter.normalize('NFKC'),
  );
}
