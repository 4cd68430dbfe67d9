/**
 * How the national check compares: letter case, spaces, Unicode form, the place of the tone mark and the kind of
 * apostrophe do not count; everything else does. Written apart from the product's own rules, so that a mistake there shows.
 */
export function nameKey(raw: string | null): string {
  return (raw ?? '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[’`ʼ‘]/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/(?<!q)(o[àáảãạ]|oè|oé|oẻ|oẽ|oẹ|u[ỳýỷỹỵ])(?![\p{L}])/gu, (pair) => TONE_FIRST.get(pair) ?? pair);
}

const TONE_FIRST = new Map(
  [
    'oà òa',
    'oá óa',
    'oả ỏa',
    'oã õa',
    'oạ ọa',
    'oè òe',
    'oé óe',
    'oẻ ỏe',
    'oẽ õe',
    'oẹ ọe',
    'uỳ ùy',
    'uý úy',
    'uỷ ủy',
    'uỹ ũy',
    'uỵ ụy',
  ].map((pair) => pair.split(' ') as [string, string]),
);
const TONE_LAST = new Map([...TONE_FIRST].map(([late, early]) => [early, late]));

/** The same name with the tone mark where newer spelling puts it (hòa -> hoà), or undefined when nothing changes. */
export function otherTonePlace(name: string): string | undefined {
  const moved = name.replace(/(?<!q)[òóỏõọùúủũụ][aey](?![\p{L}])/giu, (pair) => {
    const late = TONE_LAST.get(pair.toLowerCase());
    if (!late) return pair;
    return pair.charAt(0) === pair.charAt(0).toLowerCase()
      ? late
      : late.charAt(0).toUpperCase() + late.slice(1);
  });
  return moved === name ? undefined : moved;
}

/** dd/mm/yyyy, d/m/yyyy, mm/yyyy or yyyy as `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; null when it is no such date. */
export function birthKey(raw: string | null): string | null {
  const text = (raw ?? '').trim();
  const full = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  if (full) return isoDate(Number(full[3]), Number(full[2]), Number(full[1]));
  const month = /^(\d{1,2})\/(\d{4})$/.exec(text);
  if (month && Number(month[1]) >= 1 && Number(month[1]) <= 12)
    return `${month[2]}-${month[1]?.padStart(2, '0')}`;
  return /^(19|20)\d\d$/.test(text) ? text : null;
}

/** Like birthKey, and ISO forms too: what the population database takes in a query. */
export function looseBirthKey(raw: string | null | undefined): string | null {
  const text = (raw ?? '').trim();
  if (/^\d{4}-\d{2}$/.test(text)) return text;
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return iso ? isoDate(Number(iso[1]), Number(iso[2]), Number(iso[3])) : birthKey(text);
}

/** `YYYY-MM-DD` as the platform writes it; a year alone stays a year. */
export function platformDate(iso: string): string {
  const [year, month, day] = iso.split('-');
  return day ? `${day}/${month}/${year}` : month ? `${month}/${year}` : iso;
}

/** Equal, or only the year is known and the other side has that year alone or its first of January. */
export function sameBirth(known: string, given: string | null): boolean {
  if (given === null) return false;
  return known === given || (known.length === 4 && given === `${known}-01-01`);
}

function isoDate(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const real =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real && year >= 1900 && year < 2100 ? date.toISOString().slice(0, 10) : null;
}
