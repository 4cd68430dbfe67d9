import { hit, toConfirm, type RuleHit } from '../rules/catalogue.ts';
import { readKeystrokes } from './input-methods.ts';
import { readLegacy } from './legacy-encodings.ts';
import { nameDisplay } from './names.ts';
import { contentRules } from './name-content.ts';
import { isCellError, withLatinLetters, withoutEntities, withPlainForms } from './text-damage.ts';
import { isSyllable, placedTone } from './vietnamese.ts';

/** Surnames that always carry a mark, written without it; "Mai", "Cao" or "Phan" are right as they are. */
const STRIPPED_SURNAME =
  /^(?:nguyen|tran|le|pham|huynh|vo|vu|dang|bui|do|ho|ngo|duong|hoang|doan|dinh|truong|luong|dao|luu|lam|ha)\b/i;
const STRIPPED_WORD = /\b(?:nguyen|thi|van|duc|huu|dinh|truong|huynh|luong)\b/i;
/** Words that cannot be Vietnamese without a mark, whatever stands around them. */
const NEVER_BARE = /(?:^| )(?:nguyen|tran|huynh|truong|duong|luong|nguyet|tuyet|tuyen|quyen|duyen)(?= |$)/i;
const D_FOR_DH =
  /^(?:dặng|dinh|dào|doàn|dỗ|dậu|diêu|dồng|dường|diền|diểu|dàm|dới)(?= )|(?<= )(?:dức|dình|diệp|dông|dắc|diệu|dăng|dồng|dại|dạt|dịnh|dào)(?= |$)/i;
const UNREADABLE =
  /[¨©ª«¬®§µ¶·¸¹»¼½¾ßÞþ×÷øØ¤¥¦¢£\u00ad\ufffd□]|\p{L}[?¿]+\p{L}|\p{L}\?(?: |$)|[\u0080-\u009f\ue000-\uf8ff]/u;

const LETTERS = /^\p{L}+(?: \p{L}+)+$/u;

/** What speaks against a name as it was typed. A decoded value is never safe; a tidied one is, when nothing else is doubtful. */
export function nameRules(raw: string | null | undefined): RuleHit[] {
  const display = nameDisplay(raw);
  if (display === '' || raw === null || raw === undefined) return [hit('name_missing')];
  const ordinary = display === raw && LETTERS.test(raw) && raw.split(' ').every(isSyllable);
  if (ordinary) {
    // Nearly every name: nothing but its spelling can be wrong.
    const plain = KINH_SURNAME.test(display) && !CONJUNCTION.test(display) && display.split(' ').length < 6;
    return plain ? spellingRules(display) : [...contentRules(display), ...spellingRules(display)];
  }
  if (isCellError(display)) return [hit('name_placeholder', undefined, { cellError: true })];
  const decoded = decoding(raw);
  if (decoded !== undefined) return decoded;
  if (UNREADABLE.test(raw)) return [hit('name_unreadable')];
  const hits = [...contentRules(display), ...spellingRules(display)];
  const tidy = display.replace(/[\s.,;:*!?_|…-]+$/, '').replace(/^[\s.,;:*!?_|…-]+/, '');
  if (tidy === raw || tidy === '') return hits;
  const form = hit('name_form', { value: tidy, safe: true });
  return hits.some(({ rule }) => rule !== 'name_one_word')
    ? [...hits, ...toConfirm([form])]
    : [...hits, form];
}

/** The name was written rightly once and has gone through something: a wrong character set, a web page, a keyboard program. */
function decoding(raw: string): RuleHit[] | undefined {
  const text = withoutEntities(raw);
  const legacy = readLegacy(text);
  const [value, rule, how] =
    legacy !== undefined
      ? ([
          legacy.value,
          legacy.encoding === 'utf8_twice' ? 'name_double_encoded' : 'name_legacy_font',
          legacy.encoding,
        ] as const)
      : text !== raw
        ? ([text, 'name_html', 'entities'] as const)
        : (latin(withPlainForms(text)) ?? keystrokes(text) ?? [undefined]);
  if (value === undefined) return undefined;
  const read = nameDisplay(value);
  // What was hidden behind the encoding is said, too: a title, two people, missing marks.
  return [
    hit(
      rule,
      { value: nameDisplay(cleanedContent(read)), safe: false },
      { how, vietnamese: read.split(' ').every(isSyllable) },
    ),
    ...contentRules(read).map(({ repair: _, ...one }) => one),
  ];
}

/** The content rules' own proposal for a decoded name, so that one confirmation repairs both. */
function cleanedContent(read: string): string {
  return contentRules(read).find(({ repair }) => repair !== undefined)?.repair?.value ?? read;
}

function latin(text: string): readonly [string, 'name_look_alike', string] | undefined {
  const value = withLatinLetters(text);
  return value === undefined ? undefined : [value, 'name_look_alike', 'look-alike letters'];
}

function keystrokes(text: string): readonly [string, 'name_keystrokes', string] | undefined {
  const reading = readKeystrokes(nameDisplay(text));
  return reading && [reading.value, 'name_keystrokes', reading.method];
}

function spellingRules(display: string): RuleHit[] {
  if (looksStripped(display)) return [hit('name_no_diacritics')];
  if (NEVER_BARE.test(display)) return [hit('name_no_diacritics', undefined, { partly: true })];
  if (D_FOR_DH.test(display)) {
    const value = display.replace(D_FOR_DH, (word) => (word.startsWith('d') ? 'đ' : 'Đ') + word.slice(1));
    return [hit('name_d_without_bar', { value, safe: false })];
  }
  const words = display.split(' ');
  const joined = display.replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ');
  if (joined !== display && joined.split(' ').every(isSyllable))
    return [hit('name_spelling', { value: joined, safe: false }, { joined: true })];
  if (words.some((word, i) => (i < words.length - 1 ? ABBREVIATED : LAST_ABBREVIATED).test(word)))
    return [hit('name_spelling', undefined, { abbreviated: true })];
  const placed = words.map(placedTone).join(' ');
  if (placed !== display)
    return [hit('name_spelling', { value: placed, safe: false }, { tone: 'misplaced' })];
  if (!KINH_SURNAME.test(display)) return [];
  const wrong = words.filter((word) => /^\p{L}+$/u.test(word) && !isSyllable(word));
  if (wrong.length === 0 || wrong.length === words.length) return [];
  const once = words.map((word) => (isSyllable(word) ? word : withoutDoubles(word))).join(' ');
  const repaired = once !== display && once.split(' ').every(isSyllable);
  return [hit('name_spelling', repaired ? { value: once, safe: false } : undefined, { words: wrong.length })];
}

/** "V.", "Ng." or "T.Phương"; "Vn", from which the letters that a program did not know have gone. */
const ABBREVIATED = /^\p{L}{1,2}\.(?:\p{L}|$)|^[bcdđghklmnpqrstvx]{2,}$/iu;
/** A dot behind the last word is a slip and no abbreviation. */
const LAST_ABBREVIATED = /^\p{L}{1,2}\.\p{L}|^[bcdđghklmnpqrstvx]{2,}$/iu;

const CONJUNCTION = / (?:và|hoặc) /i;

/** Surnames of the Kinh majority: names of minorities keep words that are no Vietnamese syllables. */
const KINH_SURNAME =
  /^(?:nguyễn|trần|lê|phạm|huỳnh|hoàng|phan|vũ|võ|đặng|bùi|đỗ|hồ|ngô|dương|đoàn|đinh|trương|lương|đào|lưu|lâm|mai|tô|trịnh|tạ|cao|châu|thái|phùng|văn|hà|lý|vương|nghiêm) /i;

/** "Nguyễễn", "Trầnn", "Thịị": a key that was held too long. */
function withoutDoubles(word: string): string {
  return word.replace(/(\p{L})\1+/gu, '$1').replace(/(\p{L})\1+/giu, '$1');
}

/** Whether a whole name is typed without marks: none stands in it and some word cannot be without. */
function looksStripped(display: string): boolean {
  return (
    /^[a-z.,()\d]+(?: [a-z.,()\d]+)+$/i.test(display) &&
    (STRIPPED_SURNAME.test(display) || STRIPPED_WORD.test(display))
  );
}
