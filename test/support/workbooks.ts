import { read, utils, write, type WorkBook } from '@e965/xlsx';
import { foldHeading } from '#domain/files/headings';

/** A workbook as another program sees it: rows of texts from the heading on, and a way to change single cells and save. */
export class Sheet {
  readonly #book: WorkBook;
  readonly #sheet: string;
  readonly headRow: number;

  constructor(
    bytes: Buffer,
    readonly heading: string,
  ) {
    this.#book = read(bytes, { type: 'buffer', cellText: false });
    this.#sheet = this.#book.SheetNames[0] as string;
    this.headRow = this.#rows().findIndex((row) =>
      row.some((cell) => foldHeading(String(cell ?? '')) === foldHeading(heading)),
    );
  }

  #rows(): (string | null)[][] {
    return utils.sheet_to_json<(string | null)[]>(this.#book.Sheets[this.#sheet] as object, {
      header: 1,
      raw: true,
      defval: null,
    });
  }

  get headings(): string[] {
    return (this.#rows()[this.headRow] ?? []).map((cell) => String(cell ?? ''));
  }

  /** Rows below the heading, by heading. */
  get rows(): Record<string, string>[] {
    const headings = this.headings;
    return this.#rows()
      .slice(this.headRow + 1)
      .map((row) => Object.fromEntries(headings.map((heading, at) => [heading, String(row[at] ?? '')])));
  }

  /** Sets a cell of the nth row below the heading. */
  set(nth: number, heading: string, value: string | number): void {
    const at = { r: this.headRow + 1 + nth, c: this.headings.indexOf(heading) };
    const cell = typeof value === 'number' ? { t: 'n' as const, v: value } : { t: 's' as const, v: value };
    (this.#book.Sheets[this.#sheet] as Record<string, unknown>)[utils.encode_cell(at)] = cell;
  }

  save(bookType: 'xlsx' | 'biff8' | 'csv' = 'xlsx'): Buffer {
    return Buffer.from(
      write(this.#book, {
        type: 'buffer',
        bookType,
        ...(bookType === 'csv' ? { sheet: this.#sheet } : {}),
      }) as Buffer,
    );
  }

  /** The texts as a table without heading rows above, for files of other makes. */
  table(): string[][] {
    return [this.headings, ...this.rows.map((row) => Object.values(row))];
  }
}
