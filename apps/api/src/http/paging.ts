import { isUUID } from 'class-validator';
import { JsonText } from './act-answer.ts';
import { TextField, WholeField } from './fields.ts';
import { fieldProblem } from './validation.pipe.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** Query of a keyset page of at most 200 items. */
export class PageQuery {
  @TextField({ optional: true, max: 1_000, description: 'nextCursor of the page before' })
  readonly cursor?: string;

  @WholeField({ optional: true, min: 1, max: 200, description: '50 by default' })
  readonly limit?: number;
}

export const USUAL_LIMIT = 50;

/** The position after an item: the values of its sort columns. */
export type CursorValue = string | number;

/** Packs a position into text that is safe in an address. It holds sort keys only: times, ids and numbers, no personal data. */
export function encodeCursor(values: readonly CursorValue[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

const MOST = 2_000_000_000;

const KINDS = {
  text: (value: unknown): value is string => typeof value === 'string',
  /** Fits PostgreSQL's integer, with room for the numbers of the page itself. */
  number: (value: unknown): value is number =>
    typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= MOST,
  /** Numbers that count everything of one kind for years. */
  long: (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value),
  uuid: (value: unknown): value is string => isUUID(value),
  moment: (value: unknown): value is string =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\d [\d:.]+[+-]\d\d(:\d\d)?$/.test(value),
};
type Kind = keyof typeof KINDS;
type ValueOf<K extends Kind> = K extends 'number' | 'long' ? number : string;
type ValuesOf<T extends readonly Kind[]> = { -readonly [I in keyof T]: ValueOf<T[I]> };

/**
 * The position a cursor packs, its values checked against their kinds before any query sees them.
 * @throws DomainError `invalid_input` when the text is no such cursor.
 */
export function decodeCursor<const T extends readonly Kind[]>(
  cursor: string | undefined,
  kinds: T,
): ValuesOf<T> | undefined {
  if (cursor === undefined) return undefined;
  let values: unknown;
  try {
    values = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    values = undefined;
  }
  if (
    !Array.isArray(values) ||
    values.length !== kinds.length ||
    !kinds.every((kind, i) => KINDS[kind](values[i]))
  )
    throw fieldProblem('cursor', 'Không phải con trỏ trang', 'Is not a page cursor');
  return values as ValuesOf<T>;
}

/** A page whose items are JSON already; `last` is the position of the last one when another page follows. */
export function pageText(items: string, last: readonly CursorValue[] | null): JsonText {
  return new JsonText(
    `{"items":${items},"nextCursor":${last === null ? 'null' : JSON.stringify(encodeCursor(last))}}`,
  );
}

/** Cuts the one row too many that tells whether another page follows. */
export function pageOf<T>(
  rows: readonly T[],
  limit: number,
  key: (row: T) => readonly CursorValue[],
): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(key(last)) : null,
  };
}
