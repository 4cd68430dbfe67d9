import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Columns } from '#domain/files/columns';
import { headingsOf, placesIn, type Places } from '#domain/files/columns';
import { textOf } from '#domain/files/table';
import { readTable } from '#spreadsheets/read-file';

/** Rows of a file as an officer sees them in a spreadsheet program, by column. */
export async function rowsOf<C extends Columns>(
  content: Buffer,
  columns: C,
): Promise<Record<keyof C & string, string>[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ban-giao-by-hand-'));
  try {
    const path = join(folder, 'file.xlsx');
    await writeFile(path, content);
    const wanted = { headings: [...headingsOf(columns).keys()], least: 2 };
    const rows: Record<string, string>[] = [];
    let places: Places = {};
    for await (const part of readTable({ path, fileName: 'file.xlsx', wanted, mostRows: 40_000 })) {
      if (part.type === 'begun') {
        const placed = placesIn(part.head, columns);
        if ('twice' in placed) throw new Error(`The file has the column ${placed.twice} twice.`);
        places = placed.places;
      } else if (part.type === 'rows')
        for (const { cells } of part.rows)
          rows.push(
            Object.fromEntries(Object.keys(columns).map((key) => [key, textOf(cells[places[key] ?? -1])])),
          );
    }
    return rows as Record<keyof C & string, string>[];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The columns that an officer fills in, with what tells whose each row is, as a spreadsheet program saves them. */
export function csvOf<C extends Columns>(
  columns: C,
  rows: readonly Partial<Record<keyof C & string, string>>[],
): Buffer {
  const used = Object.keys(columns).filter((key) =>
    rows.some((row) => (row as Record<string, string>)[key] !== undefined),
  );
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const lines = [
    used.map((key) => columns[key]?.title ?? ''),
    ...rows.map((row) => used.map((key) => (row as Record<string, string>)[key] ?? '')),
  ];
  return Buffer.from(`\ufeff${lines.map((line) => line.map(quoted).join(';')).join('\r\n')}\r\n`);
}
