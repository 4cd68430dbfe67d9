import { canonicalJson } from '#signatures/canonical';

export type Fields = Readonly<Record<string, unknown>>;

/** A document does not have the form it must have. */
export class Malformed extends Error {
  constructor(readonly field: string) {
    super(field);
  }
}

/** A JSON object in its one canonical form (RFC 8785): what was written twice or in a second way is refused. @throws Malformed. */
export function readFields(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
    if (canonicalJson(value) !== text) throw new Malformed('canonical');
  } catch {
    throw new Malformed('canonical');
  }
  return asFields(value, 'object');
}

export function asFields(value: unknown, field: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Malformed(field);
  return value as Fields;
}

export function textOf(fields: Fields, field: string): string {
  const value = fields[field];
  if (typeof value !== 'string') throw new Malformed(field);
  return value;
}

export function textOrNull(fields: Fields, field: string): string | null {
  return fields[field] === null ? null : textOf(fields, field);
}

export function wholeOf(fields: Fields, field: string): number {
  const value = fields[field];
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw new Malformed(field);
  return value as number;
}

export function listOf(fields: Fields, field: string): unknown[] {
  const value = fields[field];
  if (!Array.isArray(value)) throw new Malformed(field);
  return value as unknown[];
}

/** Hexadecimal of 32 bytes. */
export function hashOf(fields: Fields, field: string): string {
  const value = textOf(fields, field);
  if (!/^[0-9a-f]{64}$/.test(value)) throw new Malformed(field);
  return value;
}

/** Numbers of a multirange text, at most `most` of them. @throws Malformed when it is not in its one form or names more. */
export function numbersIn(ranges: string, most: number): number[] {
  if (!/^\{(\[\d{1,9},\d{1,9}\)(,(?!\})|(?=\})))*\}$/.test(ranges)) throw new Malformed('records');
  const numbers: number[] = [];
  for (const [, from, to] of ranges.matchAll(/\[(\d+),(\d+)\)/g)) {
    const [first, end] = [Number(from), Number(to)];
    const last = numbers.at(-1);
    if (end <= first || (last !== undefined && first <= last + 1) || numbers.length + end - first > most)
      throw new Malformed('records');
    for (let no = first; no < end; no += 1) numbers.push(no);
  }
  return numbers;
}
