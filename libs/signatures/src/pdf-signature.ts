import { DomainError } from '#domain/errors';
import { fieldsOf, notReadable, readPdf, dictOf, type PdfFile } from './pdf-file.ts';
import { dateString, PdfDict, PdfName, PdfString, textOf, textString, writeValue } from './pdf-objects.ts';
import type { PdfValue } from './pdf-objects.ts';
import { PdfUpdate } from './pdf-update.ts';

/** What a field shows: drawing operators in its own rectangle, with the fonts of the form's resources. */
export interface FieldFilling {
  readonly appearance: string;
  /** The text of a text field. */
  readonly value?: string;
}

export interface SignaturePlace {
  /** Name of the signature field, which must still be empty. */
  readonly field: string;
  /** What the signer's office says the time is; it stands in the signed bytes. */
  readonly signedAt: Date;
  readonly name: string;
  readonly reason: string;
  readonly location: string;
  readonly appearance: string;
  /** Other fields that are filled in the same revision, by name. */
  readonly fillings?: Readonly<Record<string, FieldFilling>>;
}

/** The sub-filter of PAdES (ETSI EN 319 142-1): CMS with the signer's certificate bound in, without a signing time of its own. */
export const PADES = 'ETSI.CAdES.detached';
/** Room for the CMS with a chain of certificates, bytes. */
const ROOM = 12_000;
const HOLE = `<${'00'.repeat(ROOM)}>`;
const RANGE = ' '.repeat(44);

/**
 * Appends a revision with an empty signature in a field, and with other fields filled. `bytesToSign` gives what is to be signed,
 * `withSignature` puts the signature in. Throws signature_invalid for a file of another form, RangeError for an unknown or full field.
 */
export function prepareSignature(pdf: Buffer, place: SignaturePlace): Buffer {
  const file = readPdf(pdf);
  const update = new PdfUpdate(file);
  const { form, fields } = fieldsOf(file);
  const signature = update.add(
    [
      `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /${PADES} /ByteRange ${RANGE}`,
      `/Contents ${HOLE}`,
      `/M ${writeValue(dateString(place.signedAt))} /Name ${writeValue(textString(place.name))}`,
      `/Reason ${writeValue(textString(place.reason))} /Location ${writeValue(textString(place.location))} >>`,
    ].join('\n'),
  );
  const fillings = { ...place.fillings, [place.field]: { appearance: place.appearance } };
  for (const [name, filling] of Object.entries<FieldFilling>(fillings)) {
    const found = [...fields].find(([, dict]) => textOf(dict.get('T')) === name);
    if (found === undefined || (name === place.field && found[1].get('V') !== undefined))
      throw new RangeError(`the PDF has no empty field ${name}`);
    const [number, dict] = found;
    const drawn = update.add(appearanceOf(dict, filling.appearance, form.get('DR')));
    const value = name === place.field ? signature : textString(filling.value ?? '');
    update.replace(number, dict.with({ V: value, AP: new PdfDict(new Map([['N', drawn]])) }));
  }
  const { bytes, placeOf } = update.write();
  const start = bytes.indexOf('/Contents <', placeOf(signature)) + '/Contents '.length;
  const end = start + HOLE.length;
  const range = `[0 ${start} ${end} ${bytes.length - end}]`.padEnd(RANGE.length);
  bytes.write(range, bytes.indexOf('/ByteRange ', placeOf(signature)) + '/ByteRange '.length, 'latin1');
  return bytes;
}

/** A form XObject as large as the field. */
function appearanceOf(field: PdfDict, operators: string, resources: PdfValue | undefined): Buffer {
  const rect = field.get('Rect');
  const [left = 0, bottom = 0, right = 0, top = 0] = Array.isArray(rect) ? (rect as number[]) : [];
  const content = Buffer.from(operators, 'latin1');
  const box = [0, 0, right - left, top - bottom].map((number) => Math.round(number * 1000) / 1000);
  const dict = new PdfDict(
    new Map<string, PdfValue>([
      ['Type', new PdfName('XObject')],
      ['Subtype', new PdfName('Form')],
      ['BBox', box],
      ['Resources', resources ?? new PdfDict(new Map())],
      ['Length', content.length],
    ]),
  );
  return Buffer.concat([Buffer.from(`${writeValue(dict)}\nstream\n`), content, Buffer.from('\nendstream')]);
}

/** The signature dictionary of the last revision, whose hole is still empty. */
function emptyHole(file: PdfFile): { start: number; end: number } {
  const from = file.revisions.at(-2)?.end ?? 0;
  for (const [, field] of fieldsOf(file).fields) {
    if (field.get('V') === undefined || (field.get('FT') as PdfName | undefined)?.name !== 'Sig') continue;
    const contents = dictOf(file, field.get('V')).get('Contents');
    if (contents instanceof PdfString && contents.start > from && contents.bytes.every((byte) => byte === 0))
      return contents;
  }
  throw notReadable();
}

/** What the signature of a prepared PDF covers: everything but the hole. Throws signature_invalid when nothing waits for one. */
export function bytesToSign(prepared: Buffer): Buffer {
  const { start, end } = emptyHole(readPdf(prepared));
  return Buffer.concat([prepared.subarray(0, start), prepared.subarray(end)]);
}

/** Puts a detached CMS (DER) over `bytesToSign` into a prepared PDF. Throws signature_invalid when it is too long for the hole. */
export function withSignature(prepared: Buffer, cms: Buffer): Buffer {
  const { start } = emptyHole(readPdf(prepared));
  if (cms.length > ROOM) throw new DomainError('signature_invalid', { reason: 'too_long' });
  const signed = Buffer.from(prepared);
  signed.write(cms.toString('hex'), start + 1, 'latin1');
  return signed;
}

/** Whether content that is to be signed is a PDF with its hole cut out, which wants a signature of PAdES. */
export function isPdf(content: Buffer): boolean {
  return content.subarray(0, 5).toString('latin1') === '%PDF-';
}
