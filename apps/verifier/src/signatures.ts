import { createHash } from 'node:crypto';
import { DomainError } from '#domain/errors';
import { certificateFromDer, certificatesFromPem, pemOf, type Certificate } from '#signatures/certificate';
import { verifyDetached } from '#signatures/cms';
import { readDetached } from '#signatures/cms-structure';
import { verifyTimeStampToken } from '#signatures/time-stamp';
import { TimeStampError } from '#signatures/time-stamp-error';

/** What the person who checks knows from outside: never anything out of the bundle. */
export interface Trust {
  /** SHA-256 fingerprints of the seal's certificate or of its public key, hexadecimal. */
  readonly seals: readonly string[];
  /** Fingerprints of authorities, and authorities themselves; null when none were given. */
  readonly authorities: Authorities | null;
  /** The same for time-stamp servers. */
  readonly stampAuthorities: Authorities | null;
}

export interface Authorities {
  readonly fingerprints: readonly string[];
  readonly pem: readonly string[];
}

export interface Signed {
  readonly content: Buffer;
  readonly signature: Buffer;
  /** When the signature was made, from the best clock there is. */
  readonly at: Date;
}

export type Checked =
  | { readonly ok: true; readonly certificate: Certificate; readonly revocationKnown: boolean }
  | { readonly ok: false; readonly reason: string };

/** Checks a signature of the server's seal against the fingerprints from outside. */
export async function checkSeal(signed: Signed, { seals }: Trust): Promise<Checked> {
  return check(signed, (certificate) => (isOneOf(certificate, seals) ? [pemOf(certificate.der)] : []), []);
}

/**
 * Checks an officer's signature against the authorities from outside; `bundled` are certificates of the bundle, among which an
 * authority known by its fingerprint alone is found. Without authorities from outside `bundled` are believed: the caller must say so.
 */
export async function checkOfficer(
  signed: Signed,
  { authorities }: Trust,
  bundled: readonly Certificate[],
  crls: readonly Buffer[],
): Promise<Checked> {
  return check(signed, (_, embedded) => anchorsOf(authorities, bundled, embedded), crls);
}

/** Checks a time stamp over the bytes of a signature. */
export function checkStamp(
  stamp: Buffer,
  signature: Buffer,
  { stampAuthorities }: Trust,
  bundled: readonly Certificate[],
  crlsDer: readonly Buffer[],
): { readonly ok: true; readonly stampedAt: Date } | { readonly ok: false; readonly reason: string } {
  try {
    const trustAnchorsPem = anchorsOf(stampAuthorities, bundled, []);
    const { stampedAt } = verifyTimeStampToken({ token: stamp, data: signature, trustAnchorsPem, crlsDer });
    return { ok: true, stampedAt };
  } catch (error) {
    return { ok: false, reason: error instanceof TimeStampError ? error.code : 'malformed' };
  }
}

/** Authorities from outside; those known by fingerprint are looked for in the bundle. Without any, the bundle's own. */
export function anchorsOf(
  authorities: Authorities | null,
  bundled: readonly Certificate[],
  embedded: readonly Certificate[],
): string[] {
  if (authorities === null) return bundled.map(({ der }) => pemOf(der));
  const known = [...bundled, ...embedded].filter((found) => isOneOf(found, authorities.fingerprints));
  return [...authorities.pem, ...known.map(({ der }) => pemOf(der))];
}

async function check(
  { content, signature, at }: Signed,
  anchorsFor: (signer: Certificate, embedded: readonly Certificate[]) => string[],
  crlsDer: readonly Buffer[],
): Promise<Checked> {
  try {
    const { signer, embedded } = readDetached(signature);
    const request = { content, signature, trustAnchorsPem: anchorsFor(signer, embedded), crlsDer, at };
    try {
      const { certificatePem } = await verifyDetached(request);
      const [certificate] = certificatesFromPem(certificatePem);
      return { ok: true, certificate: certificate ?? signer, revocationKnown: true };
    } catch (error) {
      // The last thing that is checked: all the rest was right.
      if (crlsDer.length === 0 && error instanceof DomainError && error.code === 'cert_status_unknown')
        return { ok: true, certificate: signer, revocationKnown: false };
      throw error;
    }
  } catch (error) {
    if (!(error instanceof DomainError)) return { ok: false, reason: 'malformed' };
    const { reason } = error.details;
    return { ok: false, reason: typeof reason === 'string' ? `${error.code}: ${reason}` : error.code };
  }
}

/** Whether a certificate, or its public key, has one of these SHA-256 fingerprints. */
export function isOneOf(certificate: Certificate, fingerprints: readonly string[]): boolean {
  const key = certificate.x509.publicKey.export({ type: 'spki', format: 'der' });
  const keyHash = createHash('sha256').update(key).digest('hex');
  return fingerprints.some((known) => known === certificate.thumbprint || known === keyHash);
}

/** Certificates of a PEM text; what cannot be read is left out. */
export function certificatesOf(pem: string): Certificate[] {
  try {
    return certificatesFromPem(pem);
  } catch {
    return [];
  }
}

/** Revocation lists of a PEM text or of DER. */
export function crlsOf(bytes: Buffer): Buffer[] {
  const text = bytes.toString('latin1');
  const blocks = text.match(/-----BEGIN X509 CRL-----[^-]+-----END X509 CRL-----/g);
  return blocks?.map((block) => Buffer.from(block.replace(/-----[^-]+-----|\s/g, ''), 'base64')) ?? [bytes];
}

/** The value of an attribute of the certificate's subject, by its object identifier. */
export function subjectValue(certificate: Certificate, oid: string): string | null {
  const found = certificate.structure.subject.typesAndValues.find(({ type }) => type === oid);
  const value: unknown = (found?.value as { valueBlock?: { value?: unknown } } | undefined)?.valueBlock
    ?.value;
  return typeof value === 'string' ? value : null;
}

export { certificateFromDer };
