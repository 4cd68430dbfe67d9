import { withPlainForms } from './text-damage.ts';
import { composed, isSyllable, unaccented } from './vietnamese.ts';

/** Control and format characters: zero-width ones, the soft hyphen, byte order marks. */
const INVISIBLE = /[\p{Cc}\p{Cf}]/gu;
/** Names of plain Vietnamese letters: nearly all of them, and nothing to clean in them. */
const SIMPLE = /^[A-Za-zÀ-ÖØ-öø-ưẠ-ỹ]+(?: [A-Za-zÀ-ÖØ-öø-ưẠ-ỹ]+)*$/;
const LOOK_ALIKES = /[ÐƉðɖ]/g;

/**
 * A name as it is shown: NFC with marks in order, look-alikes of Đ repaired (Ð U+00D0, Ɖ U+0189), single blanks,
 * no invisible characters, no full-width letters; capitals stay as typed. An absent name is the empty text.
 */
export function nameDisplay(raw: string | null | undefined): string {
  if (raw === null || raw === undefined) return '';
  const visible = SIMPLE.test(raw)
    ? raw
    : withPlainForms(raw).replace(/\s+/g, ' ').replace(INVISIBLE, '').replace(/ {2,}/g, ' ').trim();
  return composed(visible).replace(LOOK_ALIKES, (letter) => ('ðɖ'.includes(letter) ? 'đ' : 'Đ'));
}

const OLD_STYLE: readonly (readonly [RegExp, Readonly<Record<string, string>>])[] = [
  [/o([àáảãạ])(?!\p{L})/gu, { à: 'òa', á: 'óa', ả: 'ỏa', ã: 'õa', ạ: 'ọa' }],
  [/o([èéẻẽẹ])(?!\p{L})/gu, { è: 'òe', é: 'óe', ẻ: 'ỏe', ẽ: 'õe', ẹ: 'ọe' }],
  [/(?<!q)u([ỳýỷỹỵ])(?!\p{L})/gu, { ỳ: 'ùy', ý: 'úy', ỷ: 'ủy', ỹ: 'ũy', ỵ: 'ụy' }],
];

const MAYBE_OLD_STYLE = /o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ]/;

/**
 * What two spellings of the same name share: lower case, tone in the old position (hòa for hoà; only oa, oe and uy without a final
 * consonant differ, "qu" is never touched), no punctuation, all apostrophes dropped. Diacritics stay, so does the choice of i or y.
 */
export function nameKey(raw: string | null | undefined): string {
  let key = nameDisplay(raw).toLowerCase();
  if (MAYBE_OLD_STYLE.test(key)) {
    for (const [pattern, placed] of OLD_STYLE) {
      key = key.replace(pattern, (all, vowel: string) => placed[vowel] ?? all);
    }
  }
  if (SIMPLE.test(key)) return key;
  return key
    .replace(/['’‘`´ʼʹ]/g, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}

/** The key without any diacritics. Many names share one: it raises a suspicion and is good for search, it never proves a match. */
export function nameAscii(raw: string | null | undefined): string {
  return unaccented(nameKey(raw));
}

/** Whether every word of a name can be Vietnamese; foreign and minority names mostly cannot. */
export function isVietnameseName(raw: string | null | undefined): boolean {
  const key = nameKey(raw);
  return key !== '' && key.split(' ').every(isSyllable);
}
