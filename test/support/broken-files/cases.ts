import { utils, write } from '@e965/xlsx';
import type { FileRefusal } from '#domain/files/file-problems';
import { GOOD_ROWS, HEADINGS, workbookParts, zipOf } from './package-parts.ts';
import { bookCases } from './book-cases.ts';
import { packageCases } from './package-cases.ts';
import { sheetCases } from './sheet-cases.ts';
import { textCases } from './text-cases.ts';

/** A file somebody may send. `wanted`: how it must end where that is certain; otherwise read or refused, both with a reason. */
export interface BrokenFile {
  readonly name: string;
  readonly fileName: string;
  readonly make: () => Promise<Buffer> | Buffer;
  readonly wanted?: FileRefusal | 'read';
}

/** A fixed sequence of numbers from 0 to 1, so that every run sees the same files. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const book = () => {
  const sheet = utils.aoa_to_sheet([
    HEADINGS,
    ...GOOD_ROWS,
    ...Array.from({ length: 200 }, (_, i) => [`VX${i}`, `Người ${i}`, 'Đã chết', '', `ghi chú ${i}`]),
  ]);
  const made = utils.book_new();
  utils.book_append_sheet(made, sheet, 'Danh sách');
  return made;
};
const good = {
  xlsx: () => Buffer.from(write(book(), { type: 'buffer', bookType: 'xlsx', compression: true }) as Buffer),
  xls: () => Buffer.from(write(book(), { type: 'buffer', bookType: 'biff8' }) as Buffer),
};

const truncated = (type: 'xlsx' | 'xls', count: number): BrokenFile[] =>
  Array.from({ length: count }, (_, i) => ({
    ...{ name: `${type} cut off at ${i + 1}/${count + 1}`, fileName: `cut.${type}` },
    make: () => {
      const whole = good[type]();
      return whole.subarray(0, Math.floor((whole.length * (i + 1)) / (count + 1)));
    },
    ...(type === 'xlsx' ? { wanted: 'damaged' as const } : {}),
  }));

const flipped = (type: 'xlsx' | 'xls', count: number): BrokenFile[] =>
  Array.from({ length: count }, (_, i) => ({
    ...{ name: `${type} with wrong bytes, variant ${i}`, fileName: `flipped.${type}` },
    make: () => {
      const bytes = Buffer.from(good[type]());
      const roll = dice(i + 1);
      for (let n = 0; n < 8; n += 1) bytes[Math.floor(roll() * bytes.length)] = Math.floor(roll() * 256);
      return bytes;
    },
  }));

const rubbish: BrokenFile[] = [1, 2, 7, 100, 1_000, 10_000, 100_000, 1_000_000, 5_000_000].flatMap(
  (length, i) =>
    ['xlsx', 'xls', 'csv'].map((type) => ({
      ...{ name: `${length} random bytes as .${type}`, fileName: `rubbish.${type}` },
      make: () => {
        const roll = dice(length + i);
        return Buffer.from(Array.from({ length }, () => Math.floor(roll() * 256)));
      },
    })),
);

/** Everything that is tried: more than two hundred files. */
export function brokenFiles(): BrokenFile[] {
  return [
    { name: 'a good .xlsx', fileName: 'good.xlsx', make: () => zipOf(workbookParts()), wanted: 'read' },
    { name: 'a good .xls', fileName: 'good.xls', make: good.xls, wanted: 'read' },
    { name: 'a good .xlsx of another program', fileName: 'good.xlsx', make: good.xlsx, wanted: 'read' },
    ...truncated('xlsx', 30),
    ...truncated('xls', 20),
    ...flipped('xlsx', 25),
    ...flipped('xls', 20),
    ...rubbish,
    ...packageCases(),
    ...sheetCases(),
    ...bookCases(),
    ...textCases(),
  ];
}
