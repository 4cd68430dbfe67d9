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

/** Names are made of the same few thousand words; reading a list asks of each some times. */
const known = new Map<string, boolean>();
const KNOWN_WORDS = 20_000;

/** Whether a word can be a Vietnamese syllable: at most one tone on a known initial and rhyme. Foreign and minority names mostly cannot. */
export function isSyllable(word: string): boolean {
  let answer = known.get(word);
  if (answer === undefined) {
    if (known.size >= KNOWN_WORDS) known.clear();
    answer = canBeSyllable(word);
    known.set(word, answer);
  }
  return answer;
}

function canBeSyllable(word: string): boolean {
  const split = word.toLowerCase().normalize('NFD');
  const tones = split.match(TONES);
  if (tones !== null && tones.length > 1) return false;
  return SYLLABLE.test(split.replace(TONES, '').normalize('NFC'));
}
