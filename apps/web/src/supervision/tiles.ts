/**
 * Where each of the 63 provinces of 2022 lies on a map of equal tiles: rows from north to south, places from west to east. A dot is
 * no province. Equal tiles, so that a small province that is late is seen as well as a large one.
 */
const ROWS = [
  '. . . 10 02 04 .',
  '. . 12 15 08 06 20',
  '. 11 14 25 26 19 24 22',
  '. . . 17 01 27 30 31',
  '. . . . 35 33 34 .',
  '. . . 38 37 36 . .',
  '. . . 40 . . . .',
  '. . . . 42 . . .',
  '. . . . 44 . . .',
  '. . . . 45 . . .',
  '. . . . 46 48 . .',
  '. . . . . 49 . .',
  '. . . . 62 51 . .',
  '. . . . 64 52 . .',
  '. . . . 66 54 . .',
  '. . . . 67 56 . .',
  '. . 72 70 68 58 . .',
  '. . 80 74 75 60 . .',
  '89 87 82 79 77 . . .',
  '91 92 86 83 . . . .',
  '. 93 94 84 . . . .',
  '. 96 95 . . . . .',
] as const;

export interface Tile {
  readonly code: string;
  /** From 1, as a grid counts. */
  readonly row: number;
  readonly column: number;
}

export const TILES: readonly Tile[] = ROWS.flatMap((line, row) =>
  line
    .split(' ')
    .map((code, column) => ({ code, row: row + 1, column: column + 1 }))
    .filter(({ code }) => code !== '.'),
);

/** A name short enough for a tile: the first letters of its words, or the first letters of a single word. */
export function shortName(name: string): string {
  const words = name.replace(/^(Tỉnh|Thành phố) /, '').split(/[\s-]+/);
  return words.length === 1 ? (words[0] ?? '').slice(0, 4) : words.map((word) => word[0] ?? '').join('');
}

/** How far: 0 nothing has ended, 4 everything has; undefined without records. */
export function shadeOf({
  records,
  ended,
}: {
  readonly records: number;
  readonly ended: number;
}): 0 | 1 | 2 | 3 | 4 | undefined {
  if (records === 0) return undefined;
  if (ended === 0) return 0;
  if (ended >= records) return 4;
  return (1 + Math.floor((ended / records) * 3)) as 1 | 2 | 3;
}
