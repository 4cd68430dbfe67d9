import { createHash } from 'node:crypto';
import type { Certificate } from '#signatures/certificate';
import { textOf, textOrNull, type Fields } from './fields.ts';
import type { Report, Step } from './report.ts';
import { checkOfficer, checkSeal, checkStamp, subjectValue, type Trust } from './signatures.ts';

const SERIAL_NUMBER = '2.5.4.5';
const ORGANISATIONAL_UNIT = '2.5.4.11';

/** A signed text with what it is judged by. */
export interface SignedPart {
  readonly file: string;
  readonly text: Buffer;
  readonly signature: Buffer;
  readonly grade: 'official' | 'attested';
  readonly at: Date;
  /** Who signs, as the text names him. */
  readonly signer: Fields;
  /** The thumbprint the chain of events names, where it names one. */
  readonly thumbprint: string | null;
  readonly crls: readonly Buffer[];
  /** The time-stamp server's answer over the signature, and its file. */
  readonly stamp: { readonly file: string; readonly bytes: Buffer } | null;
}

export interface SignatureContext {
  readonly trust: Trust;
  readonly report: Report;
  readonly step: Step;
  /** Certificates of the bundle among which an authority known by its fingerprint is looked for. */
  readonly bundled: readonly Certificate[];
  readonly enrolments: readonly Fields[];
  /** The same for authorities of time-stamp servers. */
  readonly stampAnchors: readonly Certificate[];
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Checks one signature and whose it is. True when all of it is right. */
export async function checkPart(part: SignedPart, context: SignatureContext): Promise<boolean> {
  const { trust, report, step, bundled } = context;
  const { file, text: content, signature, grade } = part;
  const at = grade === 'official' ? stampedAt(part, context) : part.at;
  if (at === null) return false;
  const signed = { content, signature, at };
  const checked =
    grade === 'official'
      ? await checkOfficer(signed, trust, bundled, part.crls)
      : await checkSeal(signed, trust);
  if (!checked.ok) {
    report.fail(step, grade === 'official' ? 'signature_wrong' : 'seal_wrong', {
      file,
      reason: checked.reason,
    });
    return false;
  }
  if (grade === 'attested') return true;
  const { certificate } = checked;
  if (!checked.revocationKnown) report.note(step, 'revocation_unknown', { file });
  if (part.thumbprint !== null && part.thumbprint !== certificate.thumbprint) {
    report.fail(step, 'signer_not_of_event', { file, thumbprint: certificate.thumbprint });
    return false;
  }
  return checkBinding(part, certificate, context);
}

/** When a signature is judged: at its time stamp, or when the server took it. Null for a time stamp that is wrong. */
function stampedAt(
  { file, signature, stamp, crls, at }: SignedPart,
  { trust, report, step, stampAnchors }: SignatureContext,
): Date | null {
  if (stamp === null) {
    report.note(step, 'stamp_missing', { file });
    return at;
  }
  const checked = checkStamp(stamp.bytes, signature, trust, stampAnchors, crls);
  if (checked.ok) return checked.stampedAt;
  report.fail(step, 'stamp_wrong', { file: stamp.file, signature: file, reason: checked.reason });
  return null;
}

/** The certificate belongs to the person and the office that the text names. */
function checkBinding(
  { file, signer }: SignedPart,
  certificate: Certificate,
  { report, step, enrolments }: SignatureContext,
): boolean {
  const { thumbprint } = certificate;
  const enrolment = enrolments.find((row) => row['thumbprint'] === thumbprint);
  if (enrolment === undefined) {
    report.fail(step, 'signer_not_enrolled', { file, thumbprint });
    return false;
  }
  const login = subjectValue(certificate, SERIAL_NUMBER);
  const unit = subjectValue(certificate, ORGANISATIONAL_UNIT);
  const office = textOrNull(signer, 'officeId');
  if (
    textOf(enrolment, 'personId') !== textOrNull(signer, 'personId') ||
    textOf(enrolment, 'officeId') !== office ||
    enrolment['holder'] !== 'person' ||
    (login !== null && login !== textOf(enrolment, 'login')) ||
    (unit !== null && unit !== office)
  ) {
    report.fail(step, 'signer_other', { file, thumbprint });
    return false;
  }
  return true;
}
