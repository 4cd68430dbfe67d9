import { DomainError } from '#domain/errors';
import { certificateFromDer } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { childrenOf, contentOf, der, derOid, derSet, derUtcTime, readDer, readTime, TAG } from './der.ts';
import type { DerValue } from './der.ts';

/** Types and attributes of signed messages. */
export const OID = {
  data: derOid('1.2.840.113549.1.7.1'),
  signedData: derOid('1.2.840.113549.1.7.2'),
  contentType: derOid('1.2.840.113549.1.9.3'),
  messageDigest: derOid('1.2.840.113549.1.9.4'),
  signingTime: derOid('1.2.840.113549.1.9.5'),
  signingCertificateV2: derOid('1.2.840.113549.1.9.16.2.47'),
  sha256: derOid('2.16.840.1.101.3.4.2.1'),
  ecdsaWithSha256: derOid('1.2.840.10045.4.3.2'),
};
export const VERSION_1 = der(TAG.integer, Buffer.from([1]));
export const SHA256 = der(TAG.sequence, OID.sha256);
export const ECDSA_WITH_SHA256 = der(TAG.sequence, OID.ecdsaWithSha256);
/** Some signers write the absent parameters of SHA-256 as NULL; both forms are allowed (RFC 5754 §2). */
const SHA256_WITH_NULL = der(TAG.sequence, OID.sha256, der(TAG.null));
const LONGEST = 65_536;
export const MOST_CERTIFICATES = 8;

/** What a detached signature with one signer says, before anything of it is believed. */
export interface DetachedSignature {
  readonly signer: Certificate;
  /** All certificates that came along, the signer's among them. */
  readonly embedded: readonly Certificate[];
  /** The signed attributes as the signature covers them (as a SET). */
  readonly signedBytes: Buffer;
  readonly signature: Buffer;
  readonly messageDigest: Buffer;
  /** SHA-256 of the certificate which the signer bound into the signature. */
  readonly boundCertificateHash: Buffer;
  readonly signingTime: Date | undefined;
}

/** The signed attributes as a SET, ready to be signed: what is signed, when (unless null), and with which certificate (hashes of 32 bytes). */
export function signedAttributes(
  messageDigest: Buffer,
  certificateHash: Buffer,
  signedAt: Date | null,
): Buffer {
  // ESSCertIDv2 (RFC 5035) without hashAlgorithm: SHA-256 is its default, which DER leaves out.
  const bound = der(TAG.sequence, der(TAG.octetString, certificateHash));
  return derSet(TAG.set, [
    attribute(OID.contentType, OID.data),
    attribute(OID.messageDigest, der(TAG.octetString, messageDigest)),
    ...(signedAt === null ? [] : [attribute(OID.signingTime, derUtcTime(signedAt))]),
    attribute(OID.signingCertificateV2, der(TAG.sequence, der(TAG.sequence, bound))),
  ]);
}

/** A detached SignedData (RFC 5652) of one signer around finished attributes and their signature. */
export function writeDetached(
  signer: Certificate,
  chain: readonly Certificate[],
  attributes: Buffer,
  signature: Buffer,
): Buffer {
  const signerInfo = der(
    TAG.sequence,
    VERSION_1,
    signer.issuerAndSerial,
    SHA256,
    der(TAG.context0, contentOf(readDer(attributes)[0], TAG.set)),
    ECDSA_WITH_SHA256,
    der(TAG.octetString, signature),
  );
  const certificates = derSet(
    TAG.context0,
    [signer, ...chain].map((certificate) => certificate.der),
  );
  const signedData = der(
    TAG.sequence,
    VERSION_1,
    der(TAG.set, SHA256),
    der(TAG.sequence, OID.data),
    certificates,
    der(TAG.set, signerInfo),
  );
  return der(TAG.sequence, OID.signedData, der(TAG.context0, signedData));
}

/**
 * Takes a detached CMS signature apart: one signer named by issuer and serial number, SHA-256 with ECDSA, signed attributes with
 * the bound certificate, nothing unsigned beside them. Throws signature_invalid with the reason for everything else.
 */
export function readDetached(bytes: Buffer): DetachedSignature {
  try {
    if (bytes.length > LONGEST) throw refused('too_long');
    const [contentType, wrapped, ...more] = childrenOf(single(readDer(bytes)), TAG.sequence);
    if (more.length > 0 || !isSame(contentType, OID.signedData)) throw refused('not_signed_data');
    const parts = childrenOf(single(childrenOf(wrapped, TAG.context0)), TAG.sequence);
    const [version, digests, content, certificates, signers] = parts;
    if (parts.length !== 5 || !isSame(version, VERSION_1)) throw refused('form');
    if (!isSha256(single(childrenOf(digests, TAG.set)))) throw refused('algorithm');
    if (!isSame(single(childrenOf(content, TAG.sequence)), OID.data)) throw refused('not_detached');
    const certificatesDer = childrenOf(certificates, TAG.context0);
    if (certificatesDer.length > MOST_CERTIFICATES) throw refused('too_many_certificates');
    const embedded = certificatesDer.map((certificate) => certificateFromDer(certificate.bytes));
    return { embedded, ...readSigner(single(childrenOf(signers, TAG.set)), embedded) };
  } catch (error) {
    // Whatever a reader stumbles over, it is the sender's signature that is wrong.
    throw error instanceof DomainError && error.code === 'signature_invalid' ? error : refused('malformed');
  }
}

function readSigner(info: DerValue, embedded: readonly Certificate[]): Omit<DetachedSignature, 'embedded'> {
  const parts = childrenOf(info, TAG.sequence);
  const [version, sid, digest, attributes, algorithm, signature] = parts;
  if (parts.length !== 6 || !isSame(version, VERSION_1)) throw refused('form');
  if (!isSha256(digest) || !isSame(algorithm, ECDSA_WITH_SHA256)) throw refused('algorithm');
  const signer = embedded.find(({ issuerAndSerial }) => sid && issuerAndSerial.equals(sid.bytes));
  if (!signer) throw refused('certificate_missing');

  const values = readAttributes(childrenOf(attributes, TAG.context0));
  const needed = (oid: Buffer) => values.get(oid.toString('hex'));
  if (!isSame(needed(OID.contentType), OID.data)) throw refused('content_type');
  const bound = childrenOf(needed(OID.signingCertificateV2), TAG.sequence)[0];
  const firstBound = childrenOf(childrenOf(bound, TAG.sequence)[0], TAG.sequence)[0];
  const signingTime = needed(OID.signingTime);
  const signedBytes = Buffer.from(attributes?.bytes ?? []);
  signedBytes[0] = TAG.set;
  return {
    signer,
    signedBytes,
    signature: contentOf(signature, TAG.octetString),
    messageDigest: contentOf(needed(OID.messageDigest), TAG.octetString),
    boundCertificateHash: contentOf(firstBound, TAG.octetString),
    signingTime: signingTime && readTime(signingTime),
  };
}

/** Each attribute once, with its single value, by the hexadecimal of its type. Throws signature_invalid. */
export function readAttributes(attributes: readonly DerValue[]): ReadonlyMap<string, DerValue> {
  const values = new Map<string, DerValue>();
  for (const item of attributes) {
    const [type, value, ...more] = childrenOf(item, TAG.sequence);
    const name = type?.bytes.toString('hex') ?? '';
    if (more.length > 0 || values.has(name)) throw refused('signed_attributes');
    values.set(name, single(childrenOf(value, TAG.set)));
  }
  return values;
}

/** One attribute with its single value. */
export function attribute(type: Buffer, value: Buffer): Buffer {
  return der(TAG.sequence, type, der(TAG.set, value));
}

/** The only one of these values. Throws signature_invalid. */
export function single(values: readonly DerValue[]): DerValue {
  const [value] = values;
  if (!value || values.length !== 1) throw refused('form');
  return value;
}

export function isSame(value: DerValue | undefined, bytes: Buffer): boolean {
  return value?.bytes.equals(bytes) ?? false;
}

/** Whether this names SHA-256, in either of the allowed forms. */
export function isSha256(value: DerValue | undefined): boolean {
  return isSame(value, SHA256) || isSame(value, SHA256_WITH_NULL);
}

function refused(reason: string): DomainError {
  return new DomainError('signature_invalid', { reason });
}
