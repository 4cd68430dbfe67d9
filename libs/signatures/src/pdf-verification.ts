import { DomainError, type ErrorCode } from '#domain/errors';
import { verifyDetached, type VerifiedSigner } from './cms.ts';
import { readDetached } from './cms-structure.ts';
import { readDer } from './der.ts';
import { dictOf, fieldsOf, notReadable, readPdf, type PdfFile } from './pdf-file.ts';
import { dateOf, PdfDict, PdfName, PdfRef, PdfString, textOf, writeValue } from './pdf-objects.ts';
import type { PdfValue } from './pdf-objects.ts';
import { PADES } from './pdf-signature.ts';

export interface PdfTrust {
  readonly trustAnchorsPem: readonly string[];
  readonly crlsDer: readonly Buffer[];
  /** The moment the signatures are judged at, or that of the signature in a field, from a clock or time stamp we trust. */
  readonly at: Date | ((field: string) => Date);
}

/** What one signature of a PDF is worth. */
export interface PdfSignatureReport {
  /** Name of the signature field. */
  readonly field: string;
  /** Which revision of the file it signs, from 1, and how many there are. */
  readonly revision: number;
  readonly revisions: number;
  readonly coversWholeFile: boolean;
  /** What revisions after it changed: nothing, empty fields that were filled, or anything else, which no reader should accept. */
  readonly changedLater: 'nothing' | 'fields' | 'document';
  /** The time the signer's side wrote into it. */
  readonly claimedAt: Date | undefined;
  /** The signed document, as it was at this signature. */
  readonly documentEnd: number;
  /** SHA-256 of the signer's certificate, as the signature names it, whether it holds or not. */
  readonly thumbprint: string | undefined;
  readonly signer: VerifiedSigner | undefined;
  /** Why the signature does not hold; undefined when it does. */
  readonly problem:
    { readonly code: ErrorCode; readonly details: Readonly<Record<string, unknown>> } | undefined;
}

/**
 * Checks every signature of a PDF: that its hole is exactly where its CMS stands, that it covers a whole revision of the file, that
 * the CMS is valid (`verifyDetached`), and what later revisions changed. Throws signature_invalid when the file is not of the
 * product's form; a signature that does not hold is reported, not thrown.
 */
export async function verifyPdfSignatures(pdf: Buffer, trust: PdfTrust): Promise<PdfSignatureReport[]> {
  const file = readPdf(pdf);
  const reports: PdfSignatureReport[] = [];
  for (const [, field] of fieldsOf(file).fields) {
    if (!isName(field.get('FT'), 'Sig') || field.get('V') === undefined) continue;
    reports.push(await report(file, field, trust));
  }
  return reports.sort((a, b) => a.revision - b.revision);
}

/** Whether all signatures hold, nothing but empty fields was filled after them, and the last one covers the whole file. */
export function allHold(reports: readonly PdfSignatureReport[]): boolean {
  return (
    reports.length > 0 &&
    reports.every(({ problem, changedLater }) => problem === undefined && changedLater !== 'document') &&
    reports.at(-1)?.coversWholeFile === true
  );
}

async function report(file: PdfFile, field: PdfDict, trust: PdfTrust): Promise<PdfSignatureReport> {
  const reference = field.get('V');
  const signature = dictOf(file, reference);
  const said = {
    field: textOf(field.get('T')) ?? '',
    revisions: file.revisions.length,
    claimedAt: dateOf(signature.get('M')),
  };
  const end = coveredEnd(signature);
  const revision = file.revisions.findIndex((section) => section.end === end) + 1;
  const whole = end === file.bytes.length;
  const base = { ...said, revision, coversWholeFile: whole, documentEnd: end };
  let changedLater: PdfSignatureReport['changedLater'] = 'document';
  let thumbprint: string | undefined;
  try {
    if (revision === 0 || !(reference instanceof PdfRef)) throw byteRange();
    const then = readPdf(file.bytes.subarray(0, end));
    const begins = then.revisions.at(-2)?.end ?? 0;
    const place = then.offsets.get(reference.number);
    if (place === undefined || place < begins || place !== file.offsets.get(reference.number))
      throw byteRange();
    const { content, cms } = parts(file, signature, end);
    changedLater = changesAfter(then, file);
    ({ thumbprint } = readDetached(cms).signer);
    const at = typeof trust.at === 'function' ? trust.at(said.field) : trust.at;
    const signer = await verifyDetached({ content, signature: cms, ...trust, at });
    return { ...base, changedLater, thumbprint, signer, problem: undefined };
  } catch (error) {
    const problem = error instanceof DomainError ? error : notReadable();
    const { code, details } = problem;
    return { ...base, changedLater, thumbprint, signer: undefined, problem: { code, details } };
  }
}

function coveredEnd(signature: PdfDict): number {
  const range = signature.get('ByteRange');
  const [, , from, length] = Array.isArray(range) && range.length === 4 ? (range as PdfValue[]) : [];
  return typeof from === 'number' && typeof length === 'number' ? from + length : -1;
}

/** The signed bytes and the CMS, when the hole is exactly the string that holds the CMS and filled up with zeros. */
function parts(file: PdfFile, signature: PdfDict, end: number): { content: Buffer; cms: Buffer } {
  if (!isName(signature.get('SubFilter'), PADES)) throw invalid('sub_filter');
  const contents = signature.get('Contents');
  if (!(contents instanceof PdfString)) throw byteRange();
  const range = writeValue(signature.get('ByteRange') ?? null);
  if (range !== `[0 ${contents.start} ${contents.end} ${end - contents.end}]`) throw byteRange();
  const length = derLength(contents.bytes);
  if (contents.bytes.subarray(length).some((byte) => byte !== 0)) throw invalid('hole');
  const content = Buffer.concat([
    file.bytes.subarray(0, contents.start),
    file.bytes.subarray(contents.end, end),
  ]);
  return { content, cms: contents.bytes.subarray(0, length) };
}

/** The length of the one DER value at the beginning; zeros follow it. */
function derLength(bytes: Buffer): number {
  const first = bytes[1] ?? 0;
  const more = first < 0x80 ? 0 : first & 0x7f;
  if (more > 3) throw invalid('malformed');
  const length = 2 + more + (more === 0 ? first : bytes.readUIntBE(2, more));
  try {
    if (readDer(bytes.subarray(0, length)).length !== 1) throw invalid('malformed');
  } catch {
    throw invalid('malformed');
  }
  return length;
}

/** What may be added when an empty field is filled: its value and how it looks. Everything else of it must stay. */
const FILLED = new Set(['V', 'AP']);

function changesAfter(then: PdfFile, now: PdfFile): PdfSignatureReport['changedLater'] {
  if (then.bytes.length === now.bytes.length) return 'nothing';
  // What the document says of itself (Info) is signed as well.
  const said = (file: PdfFile) =>
    ['Root', 'Info'].map((key) => writeValue(file.trailer.get(key) ?? null)).join();
  if (said(then) !== said(now)) return 'document';
  const { fields } = fieldsOf(then);
  for (const [number, offset] of then.offsets) {
    if (now.offsets.get(number) === offset) continue;
    const before = fields.get(number);
    if (before === undefined || before.get('V') !== undefined) return 'document';
    if (withoutFilling(before) !== withoutFilling(dictOf(now, new PdfRef(number)))) return 'document';
  }
  return 'fields';
}

function withoutFilling(field: PdfDict): string {
  return writeValue(new PdfDict(new Map([...field.entries].filter(([key]) => !FILLED.has(key)))));
}

function isName(value: PdfValue | undefined, name: string): boolean {
  return value instanceof PdfName && value.name === name;
}

function invalid(reason: string): DomainError {
  return new DomainError('signature_invalid', { reason });
}

function byteRange(): DomainError {
  return invalid('byte_range');
}
