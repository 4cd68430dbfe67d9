import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createAuthority, createCrl, issueCertificate } from './certificate-authority.ts';
import type { KeyAndCertificate } from './certificate-authority.ts';
import { detachedSigner } from './cms.ts';
import { describePdf, keywordsOf, pdfOfContent } from './pdf-content.ts';
import { bytesToSign, isPdf, prepareSignature, withSignature } from './pdf-signature.ts';
import { field, smallPdf } from '../../../test/support/small-pdf.ts';
import { allHold, verifyPdfSignatures, type PdfTrust } from './pdf-verification.ts';

const AT = new Date('2026-03-04T05:06:07.000Z');
const place = { signedAt: AT, name: 'Ký tên', reason: 'Ký', location: 'Mũi Né', appearance: '' };
let officer: KeyAndCertificate;
let office: KeyAndCertificate;
let trust: PdfTrust;
let signed: Buffer;
let both: Buffer;

async function signs(key: KeyAndCertificate, prepared: Buffer): Promise<Buffer> {
  return withSignature(prepared, await detachedSigner(key)(bytesToSign(prepared), null));
}

beforeAll(async () => {
  const authority = await createAuthority({ commonName: 'CA' });
  const issue = (login: string) =>
    issueCertificate(authority, { commonName: login, organisation: 'X', login });
  [officer, office] = [await issue('officer'), await issue('clerk')];
  const now = Date.now();
  const times = { thisUpdate: new Date(now - 1_000), nextUpdate: new Date(now + 3_600_000) };
  const crl = await createCrl(authority, { revoked: [], number: 1, ...times });
  trust = { trustAnchorsPem: [authority.certificatePem], crlsDer: [crl], at: new Date() };
  signed = await signs(officer, prepareSignature(smallPdf(), { ...place, field: 'Officer' }));
  const fillings = { Number: { value: '07/BB-X', appearance: '' } };
  both = await signs(office, prepareSignature(signed, { ...place, field: 'Office', fillings }));
});

/** What is wrong with a file, or undefined when all of it holds. */
async function wrongWith(pdf: Buffer): Promise<string | undefined> {
  try {
    return allHold(await verifyPdfSignatures(pdf, trust)) ? undefined : 'does not hold';
  } catch {
    return 'not readable';
  }
}

describe('signatures of a PDF', () => {
  it('leave what was signed before byte for byte, so that both hold', async () => {
    expect(both.subarray(0, signed.length).equals(signed)).toBe(true);
    const reports = await verifyPdfSignatures(both, trust);
    expect(reports).toMatchObject([
      { field: 'Officer', revision: 2, revisions: 3, coversWholeFile: false, changedLater: 'fields' },
      { field: 'Office', revision: 3, coversWholeFile: true, changedLater: 'nothing', claimedAt: AT },
    ]);
    expect(reports.map(({ signer }) => signer?.thumbprint)).toEqual([officer.thumbprint, office.thumbprint]);
    expect(allHold(reports)).toBe(true);
  });

  it('are prepared the same from the same facts', () => {
    const prepare = () => prepareSignature(smallPdf(), { ...place, field: 'Officer' });
    expect(prepare().equals(prepare())).toBe(true);
  });

  it('carry no signing time inside the CMS, where PAdES forbids it', async () => {
    const [report] = await verifyPdfSignatures(both, trust);
    expect(report?.signer?.signingTime).toBeUndefined();
  });

  it('do not hold after any one bit of the file was flipped', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(both.length - 1), fc.nat(7), async (at, bit) => {
        const changed = Buffer.from(both);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        // The case of a hexadecimal digit says nothing.
        const letter = (byte: number | undefined) => String.fromCharCode(byte ?? 0).toLowerCase();
        if (letter(changed[at]) === letter(both[at])) return;
        expect(await wrongWith(changed)).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });

  it('do not hold when the file was cut, or something was put behind its end', async () => {
    expect(await wrongWith(both.subarray(0, both.length - 1))).toBe('not readable');
    expect(await wrongWith(Buffer.concat([both, Buffer.from('%\n')]))).toBe('not readable');
    expect(await wrongWith(signed)).toBeUndefined();
  });

  it('do not hold when a later revision draws a page anew', async () => {
    const page = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Annots [4 0 R 5 0 R 6 0 R] >>';
    const changed = appended(signed, 3, page);
    expect(await verifyPdfSignatures(changed, trust)).toMatchObject([
      { coversWholeFile: false, changedLater: 'document', problem: undefined },
    ]);
    expect(await wrongWith(changed)).toBe('does not hold');
  });

  it('do not hold when a later revision says something else of the document', async () => {
    const other = appended(signed, 19, '<< /Keywords (ban-giao/paper manifest=0000) >>').toString('latin1');
    const at = other.lastIndexOf('/Info 7 0 R');
    const changed = Buffer.from(`${other.slice(0, at)}/Info 19 0 R${other.slice(at + 11)}`, 'latin1');
    expect(keywordsOf(changed)).toContain('manifest=0000');
    expect(await verifyPdfSignatures(changed, trust)).toMatchObject([{ changedLater: 'document' }]);
  });

  it('do not hold when a signed field is moved', async () => {
    const moved = field('Number', 'Tx').replace('[10 10', '[0 0');
    expect(await verifyPdfSignatures(appended(signed, 6, moved), trust)).toMatchObject([
      { changedLater: 'document' },
    ]);
  });

  it('do not hold when they were made for another document', async () => {
    const other = smallPdf().toString('latin1').replace('six records', 'two records');
    const prepared = prepareSignature(Buffer.from(other, 'latin1'), { ...place, field: 'Officer' });
    const foreign = await detachedSigner(officer)(bytesToSign(signedDraft()), null);
    const [report] = await verifyPdfSignatures(withSignature(prepared, foreign), trust);
    expect(report?.problem).toMatchObject({
      code: 'signature_invalid',
      details: { reason: 'content_changed' },
    });
  });

  it('are put into empty fields only', () => {
    expect(() => prepareSignature(signed, { ...place, field: 'Officer' })).toThrow(RangeError);
    expect(() => prepareSignature(signed, { ...place, field: 'Nobody' })).toThrow(RangeError);
    expect(() => bytesToSign(signed)).toThrow('signature_invalid');
  });
});

function signedDraft(): Buffer {
  return prepareSignature(smallPdf(), { ...place, field: 'Officer' });
}

/** The file with one object written anew in a further revision, as anybody can do it. */
function appended(pdf: Buffer, number: number, object: string): Buffer {
  const before = /startxref\n(\d+)\n%%EOF\n$/.exec(pdf.toString('latin1', pdf.length - 64))?.[1];
  const body = `${number} 0 obj\n${object}\nendobj\n`;
  const xref = pdf.length + body.length;
  const entry = `${String(pdf.length).padStart(10, '0')} 00000 n \n`;
  const trailer = `trailer\n<< /Size 20 /Root 1 0 R /Info 7 0 R /Prev ${before} >>`;
  return Buffer.concat([
    pdf,
    Buffer.from(`${body}xref\n${number} 1\n${entry}${trailer}\nstartxref\n${xref}\n%%EOF\n`, 'latin1'),
  ]);
}

describe('the bytes that an agent is given to sign', () => {
  it('give back the document, which says what it is', () => {
    const prepared = prepareSignature(signed, { ...place, field: 'Office', reason: 'Phát hành' });
    const content = bytesToSign(prepared);
    expect(isPdf(content)).toBe(true);
    expect(pdfOfContent(content).equals(prepared)).toBe(true);
    expect(describePdf(pdfOfContent(content))).toMatchObject({
      ...{ title: 'Minutes (draft)', subject: 'six records', reason: 'Phát hành', signedBefore: 1 },
    });
  });

  it('are refused when they are not exactly a document without its hole', () => {
    const content = bytesToSign(signedDraft());
    expect(() => pdfOfContent(Buffer.concat([content, Buffer.from('x')]))).toThrow('signature_invalid');
    expect(() => pdfOfContent(smallPdf())).toThrow('signature_invalid');
    expect(() => pdfOfContent(Buffer.from('%PDF-'))).toThrow('signature_invalid');
  });
});
