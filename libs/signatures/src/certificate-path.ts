import { createHash, verify } from 'node:crypto';
import * as pkijs from 'pkijs';
import { DomainError } from '#domain/errors';
import type { Certificate } from './certificate.ts';

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const CRL_NUMBER = '2.5.29.20';
/** Officer, two intermediate authorities and the anchor: the deepest chain of Vietnam's government service, and one to spare. */
const LONGEST_PATH = 5;

/**
 * The certificates from the signer up to a trust anchor. A signer that is itself an anchor (the server's seal) stands alone.
 * Throws cert_untrusted when no such path exists.
 */
export function pathToAnchor(
  signer: Certificate,
  embedded: readonly Certificate[],
  anchors: readonly Certificate[],
): Certificate[] {
  if (signer.unknownCritical)
    throw new DomainError('cert_untrusted', { reason: 'unknown_critical_extension' });
  if (anchors.some(({ thumbprint }) => thumbprint === signer.thumbprint)) return [signer];
  const path = climb([signer], embedded, anchors);
  if (!path) throw new DomainError('cert_untrusted', { reason: 'no_path', thumbprint: signer.thumbprint });
  return path;
}

/** Every certificate of the path must be in force at that moment. Throws cert_expired. */
export function checkValidity(path: readonly Certificate[], at: Date): void {
  for (const { notBefore, notAfter, thumbprint } of path) {
    if (at < notBefore)
      throw new DomainError('cert_expired', { reason: 'not_yet_valid', thumbprint, notBefore });
    if (at > notAfter) throw new DomainError('cert_expired', { reason: 'expired', thumbprint, notAfter });
  }
}

/** A list of revoked certificates that a check relied on. */
export interface RevocationEvidence {
  readonly der: Buffer;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
}

/**
 * No certificate below the anchor may be revoked at that moment, and each issuer's list must be there to say so: signed by the
 * issuer and not stale. A list made after `at` counts too, since it knows more. Returns the newest list of each issuer. Throws
 * cert_revoked or cert_status_unknown.
 */
export function checkRevocation(
  path: readonly Certificate[],
  crlsDer: readonly Buffer[],
  at: Date,
): RevocationEvidence[] {
  if (path.length === 1) return [];
  const readable = crlsDer.map(readList).filter((list) => list !== undefined);
  return path.slice(0, -1).map((certificate, index) => {
    const issuer = path[index + 1] as Certificate;
    const usable = readable.filter(({ list }) => isUsable(list, issuer, at));
    if (usable.length === 0) {
      throw new DomainError('cert_status_unknown', {
        thumbprint: certificate.thumbprint,
        issuer: issuer.thumbprint,
      });
    }
    for (const { list } of usable) {
      const entry = list.revokedCertificates?.find(({ userCertificate }) =>
        userCertificate.isEqual(certificate.structure.serialNumber),
      );
      if (entry && entry.revocationDate.value <= at) {
        throw new DomainError('cert_revoked', {
          thumbprint: certificate.thumbprint,
          revokedAt: entry.revocationDate.value,
        });
      }
    }
    const [newest] = usable.map(evidenceOf).sort((a, b) => b.thisUpdate.getTime() - a.thisUpdate.getTime());
    return newest as RevocationEvidence;
  });
}

function evidenceOf({ der, list }: ReadList): RevocationEvidence {
  return { der, thisUpdate: list.thisUpdate.value, nextUpdate: (list.nextUpdate as pkijs.Time).value };
}

function climb(
  path: readonly Certificate[],
  embedded: readonly Certificate[],
  anchors: readonly Certificate[],
): Certificate[] | undefined {
  const last = path.at(-1) as Certificate;
  const anchor = anchors.find((candidate) => mayIssue(candidate, last, path.length - 1));
  if (anchor) return [...path, anchor];
  if (path.length + 1 >= LONGEST_PATH) return undefined;
  for (const candidate of embedded) {
    if (path.includes(candidate) || !mayIssue(candidate, last, path.length - 1)) continue;
    const found = climb([...path, candidate], embedded, anchors);
    if (found) return found;
  }
  return undefined;
}

function mayIssue(issuer: Certificate, subject: Certificate, authoritiesBelow: number): boolean {
  return (
    issuer.isAuthority &&
    issuer.usages.has('keyCertSign') &&
    !issuer.unknownCritical &&
    // An authority bound to certain purposes issues for those alone; which ones is not read here.
    issuer.purposes?.critical !== true &&
    (issuer.pathLength === undefined || authoritiesBelow <= issuer.pathLength) &&
    subject.structure.signatureAlgorithm.algorithmId === ECDSA_WITH_SHA256 &&
    subject.x509.checkIssued(issuer.x509) &&
    subject.x509.verify(issuer.x509.publicKey)
  );
}

/** Lists read lately, by hash: an authority's list may name thousands and is the same for minutes. */
const lists = new Map<string, pkijs.CertificateRevocationList>();
const LISTS_KEPT = 8;

interface ReadList {
  readonly der: Buffer;
  readonly list: pkijs.CertificateRevocationList;
}

function readList(der: Buffer): ReadList | undefined {
  const hash = createHash('sha256').update(der).digest('hex');
  try {
    const list = lists.get(hash) ?? pkijs.CertificateRevocationList.fromBER(der);
    lists.delete(hash);
    lists.set(hash, list);
    if (lists.size > LISTS_KEPT) lists.delete(lists.keys().next().value as string);
    return { der, list };
  } catch {
    return undefined;
  }
}

function isUsable(list: pkijs.CertificateRevocationList, issuer: Certificate, at: Date): boolean {
  // A list with other critical extensions is a delta or covers only some certificates: its silence proves nothing.
  const partial = list.crlExtensions?.extensions.some(
    ({ critical, extnID }) => critical && extnID !== CRL_NUMBER,
  );
  return (
    !partial &&
    list.nextUpdate !== undefined &&
    list.nextUpdate.value > at &&
    list.signatureAlgorithm.algorithmId === ECDSA_WITH_SHA256 &&
    issuer.usages.has('cRLSign') &&
    list.issuer.isEqual(issuer.structure.subject) &&
    verify('sha256', list.tbsView, issuer.x509.publicKey, list.signatureValue.valueBlock.valueHexView)
  );
}
