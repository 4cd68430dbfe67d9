import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** A value of a COPY row; an array of texts becomes a PostgreSQL text array. */
export type CopyValue = string | number | null | readonly string[];

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function text(value: CopyValue): string {
  if (value === null) return '\\N';
  const plain = Array.isArray(value)
    ? `{${(value as readonly string[]).map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`
    : String(value);
  // PostgreSQL's text cannot hold NUL, and damaged exports contain it.
  return plain.replaceAll('\0', '').replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? character);
}

/** Writes rows with COPY on this connection, inside its transaction. `target` is a constant: a table and its columns. */
export async function copyRows(
  client: PoolClient,
  target: string,
  rows: readonly (readonly CopyValue[])[],
): Promise<void> {
  const lines = rows.map((row) => `${row.map(text).join('\t')}\n`);
  await pipeline(Readable.from([lines.join('')]), client.query(copyFrom(`copy ${target} from stdin`)));
}
