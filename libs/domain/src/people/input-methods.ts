import { composed, isSyllable, withTone } from './vietnamese.ts';

/** Ways of typing Vietnamese on a plain keyboard whose keystrokes stay in the text when the program is off. */
export type InputMethod = 'telex' | 'vni_keys' | 'viqr';
export interface TypedReading {
  readonly method: InputMethod;
  readonly value: string;
}

const [GRAVE, ACUTE, HOOK, TILDE, DOT] = ['\u0300', '\u0301', '\u0309', '\u0303', '\u0323'];
const [CIRCUMFLEX, BREVE, HORN] = ['\u0302', '\u0306', '\u031b'];

interface Keys {
  readonly tones: Readonly<Record<string, string>>;
  /** What a key does to the letters before it; it answers false when it does nothing and stands for itself. */
  readonly marks: Readonly<Record<string, (letters: string[]) => boolean>>;
  /** Text without one of these is not worth reading. */
  readonly looks: RegExp;
}

/** The last of these letters gets a mark, both of "uo" a horn. */
const marking =
  (bases: string, mark: string) =>
  (letters: string[]): boolean => {
    const at = letters.findLastIndex((letter) => bases.includes(letter.toLowerCase()));
    const letter = letters[at];
    if (letter === undefined) return false;
    letters[at] = letter + mark;
    const before = letters[at - 1];
    if (mark === HORN && /^o$/i.test(letter) && before !== undefined && /^u$/i.test(before))
      letters[at - 1] = before + HORN;
    return true;
  };
const barring = (letters: string[]): boolean => {
  const at = letters.findIndex((letter) => /^d$/i.test(letter));
  if (at !== 0) return false;
  letters[0] = letters[0] === 'd' ? 'đ' : 'Đ';
  return true;
};
const first =
  (...ways: readonly ((letters: string[]) => boolean)[]) =>
  (letters: string[]): boolean =>
    ways.some((way) => way(letters));

const METHODS = {
  vni_keys: {
    tones: { '1': ACUTE, '2': GRAVE, '3': HOOK, '4': TILDE, '5': DOT },
    marks: {
      '6': marking('aeo', CIRCUMFLEX),
      '7': marking('ou', HORN),
      '8': marking('a', BREVE),
      '9': barring,
    },
    looks: /\p{L}[1-9]/u,
  },
  viqr: {
    tones: { "'": ACUTE, '`': GRAVE, '?': HOOK, '~': TILDE, '.': DOT },
    marks: {
      '^': marking('aeo', CIRCUMFLEX),
      '+': marking('ou', HORN),
      '(': marking('a', BREVE),
      d: barring,
    },
    looks: /[aeo]\^|[ou]\+|a\(|\p{L}[?~`]|[aeiouy]['.](?=\p{L}|\s|$)|dd/iu,
  },
  telex: {
    tones: { s: ACUTE, f: GRAVE, r: HOOK, x: TILDE, j: DOT },
    marks: {
      a: marking('a', CIRCUMFLEX),
      e: marking('e', CIRCUMFLEX),
      o: marking('o', CIRCUMFLEX),
      w: first(marking('o', HORN), marking('u', HORN), marking('a', BREVE)),
      d: barring,
    },
    looks: /[fwjzsrx]|([aeod])\1|d\p{L}*d/iu,
  },
} as const satisfies Record<InputMethod, Keys>;

const HAS_VOWEL = /[aeiouy]/i;

/** The word that these keystrokes write. */
function typed(word: string, { tones, marks }: Keys): string {
  const letters: string[] = [];
  let tone = '';
  for (const key of word) {
    const low = key.toLowerCase();
    const begun = letters.some((letter) => HAS_VOWEL.test(letter));
    if (begun && tones[low] !== undefined) tone = tones[low] ?? '';
    else if (marks[low]?.(letters) !== true) letters.push(key);
  }
  const text = composed(letters.join(''));
  return tone === '' ? text : withTone(text, tone);
}

/** What looks like keystrokes and more likely is something else: one number behind the name, letters that became question marks. */
const AMBIGUOUS = {
  vni_keys: /^[^\d]*\d+$/,
  // VIQR is plain ASCII, and nobody writes a whole name with one mark.
  viqr: /^[^~`^+(]*\p{L}\?\p{L}[^~`^+(]*$|[^\p{ASCII}]|^[^~`^+('?.]*[~`^+('?.]?[^~`^+('?.]*$/u,
  telex: /[^\p{L}\s']/u,
} as const satisfies Record<InputMethod, RegExp>;

/**
 * The name whose keystrokes stand in the text, or undefined. Given only when the text is no Vietnamese as it stands, every word of the
 * reading is, and at least one word has changed: a right name is never touched, and people confirm the rest.
 */
export function readKeystrokes(text: string): TypedReading | undefined {
  const words = text.split(' ');
  if (words.length < 2 || words.every(isSyllable)) return undefined;
  for (const [method, keys] of Object.entries(METHODS) as [InputMethod, Keys][]) {
    if (!keys.looks.test(text) || AMBIGUOUS[method].test(text)) continue;
    const read = words.map((word) => (keys.looks.test(word) ? better(word, keys) : word));
    const value = read.join(' ');
    if (value !== text && read.every(isSyllable)) return { method, value };
  }
  return undefined;
}

/** A word that no reading makes Vietnamese stays, and makes the whole reading fail. */
function better(word: string, keys: Keys): string {
  const read = typed(word, keys);
  return isSyllable(read) ? read : word;
}
