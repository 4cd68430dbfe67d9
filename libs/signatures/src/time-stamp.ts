import { createHash, verify } from 'node:crypto';
import { DomainError } from '#domain/errors';
import { certificatesFromPem, pemOf } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { checkRevocation, checkValidity, pathToAnchor } from './certificate-path.ts';
import { der, derInteger, TAG } from './der.ts';
import { SHA256, VERSION_1 } from './cms-structure.ts';
import { TimeStampError } from './time-stamp-error.ts';
import { readToken, tokenOf, type TimeStampInfo } from './time-stamp-structure.ts';

const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
/** How far a time-stamp server's clock may be ahead of ours. */
const CLOCK_TOLERANCE_MS = 300_000;
const TRUE = der(TAG.boolean, Buffer.from([0xff]));

/**
 * A request for a time stamp (RFC 3161 §2.4.1) over a SHA-256 digest of 32 bytes; the server's certificate is asked for, so that the
 * answer can be checked alone. The nonce (8 to 16 bytes, random) ties the answer to this request. Throws RangeError for other lengths.
 */
export function buildTimeStampRequest(digest: Buffer, nonce: Buffer): Buffer {
  if (digest.length !== 32) throw new RangeError('a SHA-256 digest has 32 bytes');
  if (nonce.length < 8 || nonce.length > 16) throw new RangeError('a nonce has 8 to 16 bytes');
  const imprint = der(TAG.sequence, SHA256, der(TAG.octetString, digest));
  return der(TAG.sequence, VERSION_1, imprint, nonceOf(nonce), TRUE);
}

export interface ReadTimeStamp extends TimeStampInfo {
  /** The token (a CMS ContentInfo) inside the answer. */
  readonly token: Buffer;
}

/** What an answer of a time-stamp server says, before it is believed. Throws TimeStampError `refused` or `malformed`. */
export function readTimeStampResponse(bytes: Buffer): ReadTimeStamp {
  const token = tokenOf(bytes);
  return { token, ...readToken(token).info };
}

export interface TimeStampCheck {
  /** The whole answer of the server, or the token in it. */
  readonly token: Buffer;
  /** The stamped bytes, or their SHA-256. */
  readonly data?: Buffer | string;
  readonly digest?: Buffer;
  /** The nonce of the request, where the answer to a request is checked. */
  readonly nonce?: Buffer;
  readonly trustAnchorsPem: readonly string[];
  /** Lists of revoked certificates; where one of them speaks of the server's certificate, it counts. */
  readonly crlsDer?: readonly Buffer[];
  /** Now, by a clock we trust: a stamp that is later is refused. */
  readonly at?: Date;
}

export interface VerifiedTimeStamp {
  readonly stampedAt: Date;
  /** Hexadecimal. */
  readonly serialNumber: string;
  /** SHA-256 of the server's certificate (DER), hexadecimal. */
  readonly thumbprint: string;
  readonly certificatePem: string;
  /** Whether a list of revoked certificates could be consulted for the server's certificate. */
  readonly revocationChecked: boolean;
}

/**
 * Checks a time stamp: that it is for these bytes, that its statement is signed by a certificate for time stamps alone which leads to
 * an anchor and was in force at the stamped time. Throws TimeStampError with the first thing that is wrong, in this order:
 * malformed, refused, algorithm, certificate_missing, other_data, other_request, content_changed, certificate_exchanged, signature_invalid,
 * not_for_time_stamps, untrusted, certificate_not_in_force, certificate_revoked, from_future. Throws RangeError without data and digest.
 */
export function verifyTimeStampToken(check: TimeStampCheck): VerifiedTimeStamp {
  const digest = check.digest ?? (check.data === undefined ? undefined : sha256(check.data));
  if (digest === undefined) throw new RangeError('data or digest is needed');
  const token = readToken(tokenOf(check.token));
  const { info, signer } = token;
  if (!info.digest.equals(digest)) throw new TimeStampError('other_data');
  if (check.nonce !== undefined && !info.nonce?.equals(nonceContent(check.nonce)))
    throw new TimeStampError('other_request');
  if (!token.messageDigest.equals(sha256(token.statement))) throw new TimeStampError('content_changed');
  if (!token.boundCertificateHash.equals(sha256(signer.der)))
    throw new TimeStampError('certificate_exchanged');
  if (signer.x509.publicKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    throw new TimeStampError('algorithm');
  if (!verify('sha256', token.signedBytes, signer.x509.publicKey, token.signature))
    throw new TimeStampError('signature_invalid');
  refuseOtherPurpose(signer);
  const revocationChecked = checkServer(
    signer,
    token.embedded,
    check.trustAnchorsPem.flatMap(certificatesFromPem),
    check.crlsDer ?? [],
    info.stampedAt,
  );
  if (check.at !== undefined && info.stampedAt.getTime() > check.at.getTime() + CLOCK_TOLERANCE_MS)
    throw new TimeStampError('from_future', { stampedAt: info.stampedAt });
  return {
    stampedAt: info.stampedAt,
    serialNumber: info.serialNumber,
    thumbprint: signer.thumbprint,
    certificatePem: pemOf(signer.der),
    revocationChecked,
  };
}

/** RFC 3161 §2.3: the certificate is for time stamping and nothing else, and says so critically. */
function refuseOtherPurpose(signer: Certificate): void {
  const { purposes, usages } = signer;
  const forStamps =
    purposes?.critical === true && purposes.oids.length === 1 && purposes.oids[0] === TIME_STAMPING;
  const signs = usages.has('digitalSignature') || usages.has('nonRepudiation');
  if (!forStamps || !signs || signer.isAuthority)
    throw new TimeStampError('not_for_time_stamps', { thumbprint: signer.thumbprint });
}

function checkServer(
  signer: Certificate,
  embedded: readonly Certificate[],
  anchors: readonly Certificate[],
  crlsDer: readonly Buffer[],
  at: Date,
): boolean {
  const { thumbprint } = signer;
  try {
    const path = pathToAnchor(signer, embedded, anchors);
    checkValidity(path, at);
    checkRevocation(path, crlsDer, at);
    return true;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'cert_status_unknown') return false;
    if (error.code === 'cert_expired') throw new TimeStampError('certificate_not_in_force', { thumbprint });
    if (error.code === 'cert_revoked') throw new TimeStampError('certificate_revoked', { thumbprint });
    throw new TimeStampError('untrusted', { thumbprint });
  }
}

function nonceOf(nonce: Buffer): Buffer {
  return derInteger(BigInt(`0x${nonce.toString('hex')}`));
}

/** The nonce as the content of an INTEGER, which is how it comes back. */
function nonceContent(nonce: Buffer): Buffer {
  return nonceOf(nonce).subarray(2);
}

function sha256(content: Buffer | string): Buffer {
  return createHash('sha256').update(content).digest();
}
