import { DomainError } from '#domain/errors';
import { PdfDict, PdfReader, PdfRef, type PdfValue } from './pdf-objects.ts';

/** One section that was appended to the file: from the end of the one before it to its own `%%EOF`. */
export interface PdfRevision {
  readonly xrefAt: number;
  readonly end: number;
}

/** A PDF with classic cross-reference tables, as the product writes them. */
export interface PdfFile {
  readonly bytes: Buffer;
  readonly trailer: PdfDict;
  /** Where each object stands that is in force at the end of the file. */
  readonly offsets: ReadonlyMap<number, number>;
  /** From the first to the last. */
  readonly revisions: readonly PdfRevision[];
}

interface Section {
  readonly offsets: ReadonlyMap<number, number>;
  readonly trailer: PdfDict;
  readonly end: number;
}

const LARGEST = 20_000_000;
const MOST_REVISIONS = 16;
const MOST_OBJECTS = 100_000;

/**
 * Reads the structure of a PDF strictly: plain cross-reference tables, nothing before the header, between the sections or after
 * the last one. Throws signature_invalid (reason `pdf_form`) for any other file, so that no reader can see another document in it.
 */
export function readPdf(bytes: Buffer): PdfFile {
  try {
    if (bytes.length > LARGEST || !bytes.subarray(0, 5).equals(Buffer.from('%PDF-')))
      throw new SyntaxError('PDF: no header');
    const sections: (Section & { xrefAt: number })[] = [];
    let at: number | undefined = lastXref(bytes);
    while (at !== undefined) {
      const before: number = sections.at(-1)?.xrefAt ?? bytes.length;
      if (at >= before || sections.length >= MOST_REVISIONS) throw new SyntaxError('PDF: order of sections');
      const section = readSection(bytes, at);
      sections.push({ ...section, xrefAt: at });
      const previous = section.trailer.get('Prev');
      if (previous !== undefined && typeof previous !== 'number') throw new SyntaxError('PDF: Prev');
      at = previous;
    }
    const [last] = sections;
    if (last?.end !== bytes.length) throw new SyntaxError('PDF: bytes after the end');
    const offsets = new Map<number, number>();
    for (const section of sections.toReversed())
      for (const [number, offset] of section.offsets) offsets.set(number, offset);
    const revisions = sections.map(({ xrefAt, end }) => ({ xrefAt, end })).toReversed();
    return { bytes, trailer: last.trailer, offsets, revisions };
  } catch (error) {
    throw error instanceof DomainError ? error : notReadable();
  }
}

/** The value of an object; a reference is followed once. Throws signature_invalid when it is not there. */
export function resolve(file: PdfFile, value: PdfValue | undefined): PdfValue {
  if (!(value instanceof PdfRef)) return value ?? null;
  const offset = file.offsets.get(value.number);
  if (offset === undefined) throw notReadable();
  try {
    const reader = new PdfReader(file.bytes, offset);
    if (reader.whole() !== value.number || reader.whole() !== 0) throw new SyntaxError('PDF: other object');
    reader.expect('obj');
    return reader.value();
  } catch {
    throw notReadable();
  }
}

/** The dictionary a value is or points at. Throws signature_invalid for anything else. */
export function dictOf(file: PdfFile, value: PdfValue | undefined): PdfDict {
  const dict = resolve(file, value);
  if (!(dict instanceof PdfDict)) throw notReadable();
  return dict;
}

/** The form's fields with the numbers of their objects, by name. */
export interface PdfField {
  readonly number: number;
  readonly dict: PdfDict;
}

/** The form of the document and its fields. Only flat forms are read: every field is its own widget. */
export function fieldsOf(file: PdfFile): { form: PdfDict; fields: ReadonlyMap<number, PdfDict> } {
  const form = dictOf(file, dictOf(file, file.trailer.get('Root')).get('AcroForm'));
  const refs = resolve(file, form.get('Fields'));
  if (!Array.isArray(refs)) throw notReadable();
  const fields = new Map<number, PdfDict>();
  for (const ref of refs as readonly PdfValue[]) {
    const dict = dictOf(file, ref);
    if (!(ref instanceof PdfRef) || dict.get('Kids') !== undefined) throw notReadable();
    fields.set(ref.number, dict);
  }
  return { form, fields };
}

/** What is said of a file that is not of the product's form. */
export function notReadable(): DomainError {
  return new DomainError('signature_invalid', { reason: 'pdf_form' });
}

function lastXref(bytes: Buffer): number {
  const tail = bytes.toString('latin1', Math.max(0, bytes.length - 64));
  const found = /startxref\n(\d{1,10})\n%%EOF\n$/.exec(tail);
  if (found === null) throw new SyntaxError('PDF: no end');
  return Number(found[1]);
}

function readSection(bytes: Buffer, at: number): Section {
  const reader = new PdfReader(bytes, at);
  reader.expect('xref');
  const offsets = new Map<number, number>();
  for (;;) {
    reader.skip();
    if (bytes[reader.at] === 0x74) break; // the t of trailer
    const first = reader.whole();
    const count = reader.whole();
    if (first + count > MOST_OBJECTS) throw new SyntaxError('PDF: too many objects');
    for (let i = 0; i < count; i += 1) {
      const offset = reader.whole();
      const generation = reader.whole();
      reader.skip();
      const kind = String.fromCharCode(bytes[reader.at] ?? 0);
      reader.at += 1;
      const number = first + i;
      if (kind === 'f' && number === 0) continue;
      if (kind !== 'n' || generation !== 0 || offset >= at || offsets.has(number))
        throw new SyntaxError('PDF: cross-reference entry');
      offsets.set(number, offset);
    }
  }
  reader.expect('trailer');
  const trailer = reader.value();
  if (!(trailer instanceof PdfDict) || trailer.get('XRefStm') !== undefined)
    throw new SyntaxError('PDF: trailer');
  const ending = `\nstartxref\n${at}\n%%EOF\n`;
  if (bytes.toString('latin1', reader.at, reader.at + ending.length) !== ending)
    throw new SyntaxError('PDF: end of a section');
  return { offsets, trailer, end: reader.at + ending.length };
}
