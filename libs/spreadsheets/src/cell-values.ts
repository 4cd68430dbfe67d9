import type { Cell, CellKind } from '#domain/files/table';
import { LIMITS } from './limits.ts';

/** Built-in number formats that show a day (ECMA-376 part 1, 18.8.30); those with a time alone are none. */
const BUILT_IN_DATES: ReadonlySet<number> = new Set([14, 15, 16, 17, 22, 27, 30, 36, 50, 57]);

/** Whether a number format shows a day: d, m or y outside quotes, brackets and escapes. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return BUILT_IN_DATES.has(id);
  const bare = code.replace(/"[^"]*"|\[[^\]]*\]|\\.|_.|\*./g, '').replace(/general/gi, '');
  return /[dy]/i.test(bare) || /m{3,}/i.test(bare);
}

const DAY_MS = 86_400_000;

/** The day of a serial number, `YYYY-MM-DD`; undefined outside 1900 to 2199. In the 1900 system the 29th of February 1900 is counted. */
export function dayOfSerial(serial: number, date1904: boolean): string | undefined {
  const days = Math.floor(serial) + (date1904 ? 1_462 : 0);
  if (!Number.isFinite(serial) || days < 1 || days > 109_572) return undefined;
  const shift = days < 60 ? 1 : 0;
  return new Date(Date.UTC(1899, 11, 30) + (days + shift) * DAY_MS).toISOString().slice(0, 10);
}

/** A number as people see it: no exponent, at most 15 digits, which is all a cell keeps. */
export function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  return String(Number(value.toPrecision(15)));
}

/** A text of a cell, trimmed to what is kept; what is longer is marked. */
export function textCell(text: string, kind?: CellKind): Cell | null {
  if (text === '') return null;
  if (text.length > LIMITS.cellLength) return [text.slice(0, LIMITS.cellLength), 'long'];
  return kind === undefined ? text : [text, kind];
}

/** A formula that is nothing but a text or a number in quotes, as exporters write it to save leading zeros; undefined for others. */
export function literalFormula(formula: string): string | undefined {
  return (
    /^=?\s*"((?:[^"]|"")*)"\s*$/.exec(formula)?.[1]?.replaceAll('""', '"') ??
    /^=?\s*(\d+)\s*$/.exec(formula)?.[1]
  );
}
