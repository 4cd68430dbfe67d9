import { hit, type RuleHit } from '../rules/catalogue.ts';
import { unaccented } from './vietnamese.ts';

const TITLES =
  /^(?:ông|bà|cháu|anh|chị|em|bé|cô|chú|bác|cụ|thầy|con|mr|mrs|ms|miss|bs|ths|ts|pgs|gs)(?:[.:]\s*| )(?=\S)/i;
const NOTE = /\s*[([{<"“][^)\]}>"”]*[)\]}>"”]?\s*/g;
/** Remarks after a dash or a comma: "con ông Ba", "sn 1985", "thôn 3", "đt 09…". */
const REMARK =
  /\s*[-–—,;:/]+\s*(?:con|cháu|vợ|chồng|mẹ|cha|bố|sn|sinh|nữ|nam|đt|sđt|tel|thôn|ấp|tổ|khóm|kp|đã|chưa|mới|f\d|mũi|ktt|cccd|cmnd).*$/iu;
const PLACEHOLDER =
  /^(?:khong(?: co)?(?: ho)?(?: va)?(?: ten)?|khong ro|chua (?:co|ro|biet)(?: ten)?|vo danh|test(?: \d+)?|abc|asd|asdf|xxx?|aaa?|n\/?a|null|none|ho va ten|ho ten|ten|nguyen van x|be chua (?:co|dat) ten|[-.x*?]+)$/;

/** A child without a name yet: "con bà Lan", "bé trai của chị Hoa". With its marks: "Châu Bá Nam" is a name. */
const NEWBORN = /^(?:con|cháu|bé(?: trai| gái)?)(?: của)? (?:ông|bà|chị|anh|mẹ|cô) /iu;

/** What stands in a name cell beside one person's name: titles, remarks, digits, a second person, another field. */
export function contentRules(display: string): RuleHit[] {
  if (PLACEHOLDER.test(unaccented(display).toLowerCase()) || NEWBORN.test(display))
    return [hit('name_placeholder')];
  const words = display.split(' ');
  if (
    words.length > 1 &&
    words.length < 6 &&
    /^[\p{L} ]+$/u.test(display) &&
    !TITLES.test(display) &&
    !/ và | hoặc /i.test(display)
  ) {
    return [];
  }
  if (isOtherField(display)) return [hit('name_other_field')];
  const hits: RuleHit[] = [];
  const bare = withoutExtras(display);
  const repair = bare !== '' && bare !== display ? { value: bare, safe: false } : undefined;
  if (/\d/.test(display)) hits.push(hit('name_digits', repair));
  if (TITLES.test(display) || /[()[\]{}"“”<>]/.test(display) || REMARK.test(display))
    hits.push(hit('name_extra', repair));
  const rest = display.replace(NOTE, ' ').replace(REMARK, '');
  const twice = pastedTwice(bare);
  if (twice !== undefined) hits.push(hit('name_repeated', { value: twice, safe: false }));
  else if (/\p{L}\s*[,;/+&|]\s*\p{L}| và | hoặc /iu.test(rest)) hits.push(hit('name_two_people'));
  if (bare.split(' ').length === 1 && !/['’‘`´ʼ]/.test(bare)) hits.push(hit('name_one_word'));
  return hits;
}

/** Digits outnumber letters, or it is an address of the internet: no name stood here. */
function isOtherField(display: string): boolean {
  const letters = display.replace(/[^\p{L}]/gu, '').length;
  const digits = display.replace(/\D/g, '').length;
  return /@|https?:|www\./i.test(display) || digits > letters || letters === 0;
}

function withoutExtras(display: string): string {
  return display
    .replace(TITLES, '')
    .replace(NOTE, ' ')
    .replace(REMARK, '')
    .replace(/\s*\d[\d\s./-]*$/, '')
    .replace(/\s+(?:sn|ns|sinh(?: năm| ngày)?|năm|sđt|sdt|đt|tel|cmnd|cccd|số)[.:]*$/i, '')
    .replace(/^\d+[.)\s-]*/, '')
    .replace(/[\s.,;:*!?_|…-]+$/, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The half of a text that consists of the same words twice; two words twice may be a name. */
function pastedTwice(text: string): string | undefined {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  const half = words.length / 2;
  if (words.length < 6 || !Number.isInteger(half)) return undefined;
  const [one, other] = [words.slice(0, half).join(' '), words.slice(half).join(' ')];
  return one.toLowerCase() === other.toLowerCase() ? one : undefined;
}
