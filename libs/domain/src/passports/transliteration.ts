import { nameDisplay } from '../people/names.ts';

/** Fields of the certificate hold at most so many characters; longer names are cut (ICAO 9303-3 §4.6 truncates, too). */
export const LONGEST_NAME = 80;

/** Letters that do not decompose into a base letter and marks (ICAO 9303-3 §6 A, recommended form). Đ has three look-alikes. */
const LETTERS: Readonly<Record<string, string>> = {
  ...{ Đ: 'D', Ð: 'D', Ɖ: 'D', Ħ: 'H', Ł: 'L', Ŋ: 'N', Ŧ: 'T', Ø: 'OE', Æ: 'AE', Œ: 'OE', Þ: 'TH' },
  ...{ ẞ: 'SS', ĸ: 'Q', Ĳ: 'IJ', Ƀ: 'B', Ɓ: 'B' },
};
/** What passports of other countries write with two letters; Vietnamese names never hold these. */
const FOREIGN: Readonly<Record<string, string>> = { Ä: 'AE', Ö: 'OE', Ü: 'UE', Å: 'AA' };
const MARKS = /\p{M}+/gu;
/** Apostrophes of all shapes, full stops and the like stand for nothing. */
const DROPPED = /['’‘`´ʼʹʻ"“”.·]/gu;
/** Blanks and hyphens of all shapes separate. */
const SEPARATORS = /[\s\p{Pd}_,/<]+/gu;

export interface Transliteration {
  /** Capital letters and "<" as ICAO 9303 has them in the machine-readable zone. */
  readonly value: string;
  /** Characters without a Latin form; with any, the name needs the holder's machine-readable zone. */
  readonly unknown: readonly string[];
}

/**
 * A name in the machine-readable form of ICAO 9303-3: "Nguyễn Thị Đào" becomes NGUYEN<THI<DAO, whatever Unicode form it is typed in.
 * `foreign` writes Ä, Ö, Ü and Å with two letters, as most passports do.
 */
export function transliterate(name: string, { foreign = false } = {}): Transliteration {
  const unknown = new Set<string>();
  const composed = nameDisplay(name).toUpperCase().normalize('NFC');
  let plain = '';
  for (const letter of composed.replace(DROPPED, '').replace(SEPARATORS, '<')) {
    const known = LETTERS[letter] ?? (foreign ? FOREIGN[letter] : undefined);
    const bare = known ?? letter.normalize('NFD').replace(MARKS, '');
    const latin = LETTERS[bare] ?? bare;
    if (/^[A-Z<]*$/.test(latin)) plain += latin;
    else unknown.add(letter);
  }
  const tidy = (text: string) => text.replace(/<+/g, '<').replace(/^<|<$/g, '');
  return { value: tidy(tidy(plain).slice(0, LONGEST_NAME)), unknown: [...unknown] };
}
