import { DomainError } from '#domain/errors';
import { verifyPdfSignatures, type PdfSignatureReport } from '#signatures/pdf-verification';
import type { Bundle } from './bundle.ts';
import { textOf } from './fields.ts';
import type { SignatureContext } from './handover-signatures.ts';
import { anchorsOf, crlsOf } from './signatures.ts';

const STEP = 'papers';

/** One signature that the events say a paper has. */
export interface PaperSigning {
  /** The form's field it stands in. */
  readonly field: string;
  readonly holder: 'person' | 'organisation';
  readonly personId: string | null;
  readonly officeId: string;
  readonly thumbprint: string;
  /** When the server took it. */
  readonly at: Date;
  /** The event's number. */
  readonly no: number;
}

/**
 * Whether a paper has exactly these signatures, in this order, all hold, nothing but empty fields was filled after them, the last one
 * covers the whole file, and each certificate is enrolled for that person and office. Returns the logins of the signers, null otherwise.
 */
export async function checkPaperSignatures(
  { archive, report }: Bundle,
  { trust, bundled, enrolments }: SignatureContext,
  file: string,
  signings: readonly PaperSigning[],
): Promise<string[] | null> {
  const crlFile = file.replace(/[^/]+$/, 'revocation.crl');
  const last = signings.at(-1) as PaperSigning;
  let found: PdfSignatureReport[];
  try {
    found = await verifyPdfSignatures(archive.bytes(file), {
      trustAnchorsPem: anchorsOf(trust.authorities, bundled, []),
      crlsDer: archive.has(crlFile) ? crlsOf(archive.bytes(crlFile)) : [],
      at: (field) => (signings.find((signing) => signing.field === field) ?? last).at,
    });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    report.fail(STEP, 'paper_form', { file });
    return null;
  }
  const wanted = signings.map(({ field }) => field).join();
  if (found.map(({ field }) => field).join() !== wanted) {
    report.fail(STEP, 'paper_signatures_differ', {
      file,
      wanted,
      found: found.map(({ field }) => field).join() || '-',
    });
    return null;
  }
  if (found.at(-1)?.coversWholeFile !== true) report.fail(STEP, 'paper_not_whole', { file });
  const logins = signings.map((signing, i) => {
    const { problem, changedLater, thumbprint } = found[i] as PdfSignatureReport;
    const { field, no } = signing;
    // Whether a certificate was revoked is asked last: all the rest was right.
    if (problem?.code === 'cert_status_unknown')
      report.note(STEP, 'paper_revocation_unknown', { file, field });
    else if (problem !== undefined)
      report.fail(STEP, 'paper_signature_wrong', { file, field, reason: reasonOf(problem) });
    if (changedLater === 'document') report.fail(STEP, 'paper_changed_later', { file, field });
    if (thumbprint !== signing.thumbprint) report.fail(STEP, 'paper_other_signer', { file, field, no });
    const enrolment = enrolments.find((row) => row['thumbprint'] === signing.thumbprint);
    const own =
      enrolment !== undefined &&
      enrolment['personId'] === signing.personId &&
      enrolment['officeId'] === signing.officeId &&
      enrolment['holder'] === signing.holder;
    if (!own) report.fail(STEP, 'signer_other', { file, thumbprint: signing.thumbprint });
    return own ? textOf(enrolment, 'login') : '';
  });
  return report.failedAt(STEP) ? null : logins;
}

function reasonOf({ code, details }: NonNullable<PdfSignatureReport['problem']>): string {
  return typeof details['reason'] === 'string' ? `${code}: ${details['reason']}` : code;
}
