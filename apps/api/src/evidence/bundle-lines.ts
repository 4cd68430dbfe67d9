import { canonicalJson } from '#signatures/canonical';

/** Rows as lines of JSON (RFC 8785), a chunk of rows at a time. */
export async function* linesOf<T>(
  chunks: AsyncIterable<readonly T[]>,
  line: (row: T) => object = (row) => row as object,
): AsyncGenerator<string> {
  for await (const rows of chunks) yield rows.map((row) => `${canonicalJson(line(row))}\n`).join('');
}
