/** Vowel marks (circumflex, breve, horn) stand before tone marks; otherwise NFC leaves "a + acute + circumflex" apart. */
const VOWEL_MARKS = '\u0302\u0306\u031b';
const MARKS = /[\u0300-\u036f]{2,}/g;
const ANY_MARK = /[\u0300-\u036f]/;

/** NFC that also repairs the wrong order of vowel mark and tone mark, which NFC alone does not. */
export function composed(text: string): string {
  const plain = text.normalize('NFC');
  if (!ANY_MARK.test(plain)) return plain;
  return plain
    .normalize('NFD')
    .replace(MARKS, (marks) => {
      const all = [...new Set(marks)];
      return [
        ...all.filter((mark) => VOWEL_MARKS.includes(mark)),
        ...all.filter((mark) => !VOWEL_MARKS.includes(mark)),
      ].join('');
    })
    .normalize('NFC');
}

/** Text without any mark, "đ" included (NFKD does not split it). */
export function unaccented(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/đ/g, 'd')
    .replace(/Đ/g, 'D')
    .normalize('NFC');
}

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;
const INITIAL = '(?:ngh|ng|gh|gi|kh|nh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx])?';
const RHYME = [
  'a(?:c|ch|i|m|n|ng|nh|o|p|t|u|y)?|ă(?:c|m|n|ng|p|t)|â(?:c|m|n|ng|p|t|u|y)',
  'e(?:c|m|n|ng|o|p|t)?|ê(?:ch|m|n|ng|nh|p|t|u)?',
  'i(?:a|ch|m|n|nh|p|t|u)?|iê(?:c|m|n|ng|p|t|u)',
  'o(?:c|i|m|n|ng|p|t)?|oa(?:c|ch|i|m|n|ng|nh|o|p|t|y)?|oă(?:c|m|n|ng|t)|oe(?:n|o|t)?|oo(?:c|ng)',
  'ô(?:c|i|m|n|ng|p|t)?|ơ(?:i|m|n|p|t)?',
  'u(?:a|c|i|m|n|ng|p|t)?|uâ(?:n|ng|t|y)|uê(?:ch|nh|n)?|uô(?:c|i|m|n|ng|t)|uơ|uy(?:a|ch|n|nh|t|u|p)?|uyê(?:n|t)',
  'ư(?:a|c|i|m|n|ng|t|u)?|ươ(?:c|i|m|n|ng|p|t|u)',
  'y(?:m|n|t|nh)?|yê(?:m|n|ng|t|u)',
].join('|');
const SYLLABLE = new RegExp(`^${INITIAL}(?:${RHYME})$`);

/** Names consist of a few thousand words: what was said of one is kept, up to this many. */
const REMEMBERED = 10_000;

/** A pure function of a word that remembers its answers. */
function remembering<T>(answer: (word: string) => T): (word: string) => T {
  const known = new Map<string, T>();
  return (word) => {
    const found = known.get(word);
    if (found !== undefined) return found;
    if (known.size >= REMEMBERED) known.clear();
    const fresh = answer(word);
    known.set(word, fresh);
    return fresh;
  };
}

/** Whether a word can be a Vietnamese syllable: at most one tone on a known initial and rhyme. Foreign and minority names mostly cannot. */
export const isSyllable = remembering((word: string): boolean => {
  const split = word.toLowerCase().normalize('NFD');
  const tones = split.match(TONES);
  if (tones !== null && tones.length > 1) return false;
  return SYLLABLE.test(split.replace(TONES, '').normalize('NFC'));
});

/**
 * The word with its tone where Vietnamese writes it (old position: hòa, thủy): on the vowel that has a mark, before a final consonant,
 * otherwise on the last vowel but one. Words that are no syllables, and those without a tone, come back as they are.
 */
export const toneInPlace = remembering((word: string): string => {
  if (!isSyllable(word)) return word;
  const split = word.normalize('NFD');
  const tone = split.match(TONES)?.[0];
  return tone === undefined ? word : withTone(split.replace(TONES, '').normalize('NFC'), tone);
});

/** Puts a tone mark on a word without one, in the old position. */
export function withTone(word: string, tone: string): string {
  const letters = [...word.normalize('NFC')];
  const start = /^(?:qu|gi(?=[aeiouyăâêôơư]))/i.test(word) ? 2 : 0;
  const vowels = letters.flatMap((letter, i) => (i >= start && /[aeiouyăâêôơư]/i.test(letter) ? [i] : []));
  const last = vowels.at(-1);
  if (last === undefined) return word;
  const marked = vowels.filter((i) => /[ăâêôơư]/i.test(letters[i] ?? '')).at(-1);
  const closed = last < letters.length - 1;
  const at = marked ?? (closed || vowels.length === 1 ? last : (vowels.at(-2) ?? last));
  letters[at] = `${letters[at] ?? ''}${tone}`;
  return composed(letters.join(''));
}

/** Whether a word is a syllable with its tone in the old or the new position ("hòa", "hoà"), and nowhere else. */
export function isSpelled(word: string): boolean {
  return isSyllable(word) && placedTone(word) === word;
}

/** The word with its tone where it belongs; the new position of "hoà" and "thuý" is as right as the old one. */
export function placedTone(word: string): string {
  const placed = toneInPlace(word);
  if (placed === word || /^\p{L}*(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])$/iu.test(word)) return word;
  return placed;
}
