import { fromCp1258, fromTcvn3, fromViscii, fromVni } from './legacy-tables.ts';
import { nameDisplay } from './names.ts';
import { composed, isSpelled, isSyllable } from './vietnamese.ts';

export type LegacyEncoding = 'tcvn3' | 'vni' | 'utf8_twice' | 'cp1258' | 'viscii';
export interface LegacyReading {
  readonly encoding: LegacyEncoding;
  readonly value: string;
}

/** Windows-1252 characters of the bytes 80 to 9F; a hole stays the control character of its byte. */
const CP1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** UTF-8 bytes read back as UTF-8, or undefined when the characters are no such bytes. */
function fromUtf8(text: string): string | undefined {
  let escaped = '';
  for (const letter of text.replace(/(?<=[ÃÂ]|á[º»]|Æ) /g, '\u00a0')) {
    const special = CP1252.indexOf(letter);
    const byte = special >= 0 ? 0x80 + special : (letter.codePointAt(0) ?? 0);
    if (byte > 0xff) return undefined;
    escaped += `%${byte.toString(16).padStart(2, '0')}`;
  }
  try {
    return decodeURIComponent(escaped);
  } catch {
    return undefined;
  }
}

const DOUBLE = /[ÃÄÅÆÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|á[º»]|Ì[\u0080-\u00bf€‚ƒ„…‰Š]/;
const FOREIGN = /[\p{Cc}\u0080-\u00ff]/u;
/** Text that has been through the wrong character set more often than this is not worth reading. */
const MOST_ROUNDS = 4;

/** The words of a text, without the signs that may stand around or between them. */
function plausible(text: string, fits: (word: string) => boolean = isSyllable): boolean {
  const words = text
    .split(/[\s\u00a0]+/)
    .map((word) => word.replace(/^[^\p{L}\p{M}]+|[^\p{L}\p{M}]+$/gu, ''))
    .filter((word) => word !== '');
  return words.length > 0 && words.every(fits);
}

/** Undoes "UTF-8 read as Windows-1252" as often as it was done. */
function fromUtf8Often(raw: string): string | undefined {
  let present = raw;
  for (let round = 0; round < MOST_ROUNDS && DOUBLE.test(present); round += 1) {
    const next = fromUtf8(present);
    if (next === undefined || next === present) break;
    present = next;
  }
  return present === raw ? undefined : composed(present);
}

/**
 * The name a text had before it was shown in the wrong character set, or undefined. A reading is given only when the text
 * itself is no Vietnamese while every word of the reading is, so a right name is never touched; one that two tables read differently
 * is given by the first. Call it before control characters are stripped: TCVN3 writes "ư" as the invisible soft hyphen.
 */
export function readLegacy(raw: string): LegacyReading | undefined {
  if (!FOREIGN.test(raw)) return undefined;
  if (DOUBLE.test(raw)) {
    const value = fromUtf8Often(raw);
    if (value !== undefined) return { encoding: 'utf8_twice', value };
  }
  if (plausible(nameDisplay(raw), isSpelled)) return undefined;
  const table = readTables(raw);
  if (table !== undefined) return table;
  const spaced = raw.replace(/(?<=[ÃÂ]|á[º»]) /g, '\u00a0');
  const value = spaced === raw ? undefined : fromUtf8Often(spaced);
  return value !== undefined && plausible(value) ? { encoding: 'utf8_twice', value } : undefined;
}

function readTables(raw: string): LegacyReading | undefined {
  const readings: readonly LegacyReading[] = [
    { encoding: 'tcvn3', value: fromTcvn3(raw) },
    { encoding: 'vni', value: fromVni(raw) },
    { encoding: 'cp1258', value: fromCp1258(raw) },
    { encoding: 'viscii', value: fromViscii(raw) },
  ];
  return readings.find(({ value }) => value !== raw && plausible(value));
}
