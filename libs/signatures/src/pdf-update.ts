import { createHash } from 'node:crypto';
import { type PdfFile } from './pdf-file.ts';
import { PdfRef, PdfString, writeValue, type PdfValue } from './pdf-objects.ts';

/** Objects that are appended to a PDF; what stands before them stays as it is, byte for byte (ISO 32000-1 §7.5.6). */
export class PdfUpdate {
  readonly #objects = new Map<number, Buffer>();
  #next: number;

  constructor(private readonly file: PdfFile) {
    const size = file.trailer.get('Size');
    if (typeof size !== 'number') throw new RangeError('a PDF without a size');
    this.#next = size;
  }

  /** Writes an object in place of the one with this number. */
  replace(number: number, value: PdfValue): void {
    this.#objects.set(number, Buffer.from(writeValue(value), 'latin1'));
  }

  /** Writes a new object whose text is ready, and returns the reference to it. */
  add(body: Buffer | string): PdfRef {
    const number = this.#next++;
    this.#objects.set(number, Buffer.from(body as string, 'latin1'));
    return new PdfRef(number);
  }

  /** The file with the new section, and where each new object's text begins in it. */
  write(): { bytes: Buffer; placeOf: (ref: PdfRef) => number } {
    const { bytes, trailer, revisions } = this.file;
    const parts: Buffer[] = [bytes];
    const begins = new Map<number, number>();
    const bodies = new Map<number, number>();
    let at = bytes.length;
    const put = (part: Buffer) => {
      parts.push(part);
      at += part.length;
    };
    for (const [number, body] of this.#objects) {
      begins.set(number, at);
      put(Buffer.from(`${number} 0 obj\n`));
      bodies.set(number, at);
      put(body);
      put(Buffer.from('\nendobj\n'));
    }
    const xrefAt = at;
    put(Buffer.from(`xref\n${crossReferences(begins)}`));
    const ending = trailer.with({
      Size: this.#next,
      Prev: revisions.at(-1)?.xrefAt ?? 0,
      ID: [
        this.#firstId(),
        new PdfString(createHash('sha256').update(Buffer.concat(parts)).digest().subarray(0, 16)),
      ],
    });
    put(Buffer.from(`trailer\n${writeValue(ending)}\nstartxref\n${xrefAt}\n%%EOF\n`, 'latin1'));
    return { bytes: Buffer.concat(parts), placeOf: ({ number }) => bodies.get(number) ?? -1 };
  }

  #firstId(): PdfValue {
    const id = this.file.trailer.get('ID');
    return (Array.isArray(id) && (id as readonly PdfValue[])[0]) || new PdfString(Buffer.alloc(16));
  }
}

/** Entries of exactly twenty bytes, numbers that follow each other under one heading. */
function crossReferences(begins: ReadonlyMap<number, number>): string {
  const numbers = [...begins.keys()].sort((a, b) => a - b);
  let text = '';
  for (let i = 0; i < numbers.length;) {
    let end = i + 1;
    while (end < numbers.length && numbers[end] === (numbers[end - 1] as number) + 1) end += 1;
    text += `${numbers[i]} ${end - i}\n`;
    for (const number of numbers.slice(i, end))
      text += `${String(begins.get(number)).padStart(10, '0')} 00000 n \n`;
    i = end;
  }
  return text;
}
