import type { SubjectValues, TruthItem } from './truth.ts';

/*
 * The judge's own reading of what is right, written apart from the product's rules and from the simulators', so that a mistake in one of
 * the three shows as a disagreement.
 */

/** Where the tone mark stands differs between old and new spelling in oa, oe and uy at the end of a word; both are right. */
const TONES = '\u0300\u0301\u0303\u0309\u0323';
const OPEN_PAIR = new RegExp(`(?<!q)(o[${TONES}]?[ae]|u[${TONES}]?y)([${TONES}]?)(?![\\p{L}\\p{M}])`, 'gu');

function nameOf(raw: string | null): string {
  return (raw ?? '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[’‘`ʼ]/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
    .normalize('NFD')
    .replace(OPEN_PAIR, (pair) => {
      const tone = [...pair].find((sign) => TONES.includes(sign)) ?? '';
      const [first, second] = [...pair].filter((sign) => !TONES.includes(sign));
      return `${first}${tone}${second}`;
    });
}

/** dd/mm/yyyy, mm/yyyy or yyyy as ISO, undefined when the platform cannot read it. */
function dateOf(raw: string | null): string | undefined {
  const parts = /^(?:(\d{1,2})\/)?(?:(\d{1,2})\/)?((?:19|20)\d\d)$/.exec((raw ?? '').trim());
  if (parts === null) return undefined;
  const [, first, second, year] = parts;
  const [day, month] = second === undefined ? [undefined, first] : [first, second];
  const iso = [year, month?.padStart(2, '0'), day?.padStart(2, '0')]
    .filter((part) => part !== undefined)
    .join('-');
  if (iso.length < 10) return iso;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : undefined;
}

/**
 * Fields in which the platform's values are not the true person's. Case, blanks, Unicode form, kind of apostrophe and place of the tone do
 * not count. Who knows only the birth year may have its 1st of January. A citizen's old nine-digit number counts as right.
 */
export function wrongFieldsOf(values: SubjectValues, { truth, foreigner }: TruthItem): string[] {
  const wrong: string[] = [];
  if (nameOf(values.fullName) !== nameOf(truth.fullName)) wrong.push('fullName');
  const known = truth.dateOfBirth ?? '';
  const given = dateOf(values.dateOfBirth);
  if (given !== known && !(known.length === 4 && given === `${known}-01-01`)) wrong.push('dateOfBirth');
  if (values.gender !== truth.gender) wrong.push('gender');
  if (foreigner) {
    if (values.passportNumber !== truth.passportNumber) wrong.push('passportNumber');
  } else if (values.idNumber === null || ![truth.idNumber, truth.cmnd].includes(values.idNumber)) {
    wrong.push('idNumber');
  }
  if (values.nationality && values.nationality !== truth.nationality) wrong.push('nationality');
  return wrong;
}

/**
 * The clear rule: whether an honest office must have made this record right. Everything else may end as "cannot be verified".
 * - Foreigners who showed their passport.
 * - Residents whose shown papers are right and whose entry in the population database is right: two witnesses agree.
 * - Residents nobody met, of whom only the number is missing or badly formatted, and whom the population database can find.
 */
export function mustBeRight(item: TruthItem): boolean {
  const paper = item.papers !== null && item.papersWrong === null;
  if (item.situation === 'foreigner') return paper;
  if (item.situation !== 'resident') return false;
  if (paper) return item.populationState === 'right';
  const onlyNumber =
    wrongFieldsOf(item.original, item).join() === 'idNumber' && item.damageGroup !== 'wrong_info';
  return item.papers === null && onlyNumber && item.resolvableBy.includes('population');
}
