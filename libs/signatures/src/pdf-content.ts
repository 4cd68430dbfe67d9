import { dictOf, fieldsOf, notReadable, readPdf, resolve } from './pdf-file.ts';
import { PdfDict, PdfName, textOf } from './pdf-objects.ts';
import { bytesToSign } from './pdf-signature.ts';

/** What a PDF that is to be signed says of itself. */
export interface PdfDescription {
  readonly title: string;
  readonly subject: string;
  readonly author: string;
  readonly keywords: string;
  /** Why it is signed now, as the new signature will say. */
  readonly reason: string;
  /** How many signatures it has already. */
  readonly signedBefore: number;
}

/**
 * The PDF that belongs to bytes which are to be signed: the hole is put back, empty. Throws signature_invalid when the bytes are
 * no such content: what is shown must be what is signed.
 */
export function pdfOfContent(content: Buffer): Buffer {
  const text = content.toString('latin1');
  const at = text.lastIndexOf('/ByteRange [');
  const [, start = 0, end = 0, rest = 0] =
    /^\/ByteRange \[0 (\d{1,9}) (\d{1,9}) (\d{1,9})\]/.exec(text.slice(at, at + 60))?.map(Number) ?? [];
  if (at < 0 || end - start < 4 || end - start > 100_000 || start + rest !== content.length)
    throw notReadable();
  const pdf = Buffer.concat([
    content.subarray(0, start),
    Buffer.from(`<${'0'.repeat(end - start - 2)}>`),
    content.subarray(start),
  ]);
  if (!bytesToSign(pdf).equals(content)) throw notReadable();
  return pdf;
}

/** The keywords of a PDF of the product, signed or not. Throws signature_invalid for another form of file. */
export function keywordsOf(pdf: Buffer): string {
  const file = readPdf(pdf);
  return textOf(resolve(file, dictOf(file, file.trailer.get('Info')).get('Keywords'))) ?? '';
}

/** What a prepared PDF says of itself and of the signature it waits for. Throws signature_invalid for another form of file. */
export function describePdf(pdf: Buffer): PdfDescription {
  const file = readPdf(pdf);
  const info = dictOf(file, file.trailer.get('Info'));
  const said = (key: string) => textOf(resolve(file, info.get(key))) ?? '';
  const signatures = [...fieldsOf(file).fields.values()]
    .filter((field) => (field.get('FT') as PdfName | undefined)?.name === 'Sig')
    .map((field) => resolve(file, field.get('V')))
    .filter((value) => value instanceof PdfDict);
  const waiting = signatures.find((signature) => isEmpty(signature));
  return {
    ...{ title: said('Title'), subject: said('Subject'), author: said('Author'), keywords: said('Keywords') },
    reason: textOf(waiting?.get('Reason')) ?? '',
    signedBefore: signatures.filter((signature) => !isEmpty(signature)).length,
  };
}

function isEmpty(signature: PdfDict): boolean {
  const contents = signature.get('Contents') as { bytes?: Buffer } | undefined;
  return contents?.bytes?.every((byte) => byte === 0) ?? false;
}
