import { certificateFromDer } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import {
  attribute,
  ECDSA_WITH_SHA256,
  isSame,
  isSha256,
  MOST_CERTIFICATES,
  OID,
  readAttributes,
  SHA256,
  single,
  VERSION_1,
} from './cms-structure.ts';
import { childrenOf, contentOf, der, derInteger, derOid, derSet, derUtcTime, readDer, TAG } from './der.ts';
import { readFineTime } from './der.ts';
import type { DerValue } from './der.ts';
import { TimeStampError } from './time-stamp-error.ts';

const TIME_STAMP_INFO = derOid('1.2.840.113549.1.9.16.1.4');
const VERSION_3 = derInteger(3n);
const LONGEST = 65_536;

/** What a time-stamp server states (TSTInfo, RFC 3161 §2.4.2). */
export interface TimeStampInfo {
  /** SHA-256 of the stamped bytes. */
  readonly digest: Buffer;
  readonly stampedAt: Date;
  /** Hexadecimal. */
  readonly serialNumber: string;
  /** The policy's object identifier as DER. */
  readonly policy: Buffer;
  /** The nonce of the request as its DER content, if there was one. */
  readonly nonce: Buffer | undefined;
}

/** A time-stamp token taken apart, before anything of it is believed. */
export interface TimeStampToken {
  readonly info: TimeStampInfo;
  /** The statement as DER: what the signed digest covers. */
  readonly statement: Buffer;
  readonly signer: Certificate;
  readonly embedded: readonly Certificate[];
  readonly signedBytes: Buffer;
  readonly signature: Buffer;
  readonly messageDigest: Buffer;
  readonly boundCertificateHash: Buffer;
}

/** Runs a reader; whatever it stumbles over, the time stamp is malformed. */
export function strictly<T>(bytes: Buffer, read: (value: DerValue) => T): T {
  try {
    if (bytes.length > LONGEST) throw new SyntaxError('DER: too long');
    return read(single(readDer(bytes)));
  } catch (error) {
    throw error instanceof TimeStampError ? error : new TimeStampError('malformed');
  }
}

/** The token (a ContentInfo) of a granted answer, or the token itself. Throws TimeStampError `refused` with the server's status. */
export function tokenOf(bytes: Buffer): Buffer {
  return strictly(bytes, (answer) => {
    const [first, token, ...more] = childrenOf(answer, TAG.sequence);
    if (first?.tag === TAG.oid) return answer.bytes;
    const [status, ...explanation] = childrenOf(first, TAG.sequence);
    const code = contentOf(status, TAG.integer);
    // Only a stamp exactly as asked for counts; "granted with modifications" is no answer to our question.
    if (code.length !== 1 || code[0] !== 0) {
      const failure = explanation.find(({ tag }) => tag === TAG.bitString);
      throw new TimeStampError('refused', {
        status: code[0],
        failure: failure && firstBit(failure.content),
      });
    }
    if (!token || more.length > 0) throw new SyntaxError('DER: no token');
    return token.bytes;
  });
}

function firstBit(bits: Buffer): number | undefined {
  for (let place = 0; place < (bits.length - 1) * 8; place += 1)
    if (((bits[1 + (place >> 3)] ?? 0) & (0x80 >> (place & 7))) !== 0) return place;
  return undefined;
}

/** Takes a token apart: one signer, SHA-256 with ECDSA, its certificate bound in, nothing unsigned beside it. Throws TimeStampError. */
export function readToken(bytes: Buffer): TimeStampToken {
  return strictly(bytes, (token) => {
    const [contentType, wrapped, ...more] = childrenOf(token, TAG.sequence);
    if (more.length > 0 || !isSame(contentType, OID.signedData)) throw new SyntaxError('DER: no token');
    const parts = childrenOf(single(childrenOf(wrapped, TAG.context0)), TAG.sequence);
    const [version, digests, content] = parts;
    if (!isSame(version, VERSION_3)) throw new SyntaxError('DER: version');
    if (!isSha256(single(childrenOf(digests, TAG.set)))) throw new TimeStampError('algorithm');
    const [type, held, ...other] = childrenOf(content, TAG.sequence);
    if (other.length > 0 || !isSame(type, TIME_STAMP_INFO)) throw new SyntaxError('DER: no time stamp');
    const statement = contentOf(single(childrenOf(held, TAG.context0)), TAG.octetString);
    const certificates = parts[3]?.tag === TAG.context0 ? childrenOf(parts[3], TAG.context0) : [];
    if (certificates.length === 0) throw new TimeStampError('certificate_missing');
    const signers = parts[4];
    if (parts.length !== 5 || certificates.length > MOST_CERTIFICATES) throw new SyntaxError('DER: form');
    const embedded = certificates.map((certificate) => certificateFromDer(certificate.bytes));
    return {
      statement,
      info: readInfo(single(readDer(statement))),
      embedded,
      ...readSigner(single(childrenOf(signers, TAG.set)), embedded),
    };
  });
}

function readInfo(value: DerValue): TimeStampInfo {
  const [version, policy, imprint, serial, time, ...optional] = childrenOf(value, TAG.sequence);
  if (!isSame(version, VERSION_1) || policy?.tag !== TAG.oid || !time) throw new SyntaxError('DER: form');
  const [algorithm, digest, ...more] = childrenOf(imprint, TAG.sequence);
  if (!isSha256(algorithm)) throw new TimeStampError('algorithm');
  if (more.length > 0 || time.tag !== TAG.generalizedTime) throw new SyntaxError('DER: form');
  return {
    digest: contentOf(digest, TAG.octetString),
    stampedAt: readFineTime(time),
    serialNumber: contentOf(serial, TAG.integer).toString('hex'),
    policy: policy.bytes,
    nonce: optional.find(({ tag }) => tag === TAG.integer)?.content,
  };
}

function readSigner(
  info: DerValue,
  embedded: readonly Certificate[],
): Omit<TimeStampToken, 'embedded' | 'info' | 'statement'> {
  const parts = childrenOf(info, TAG.sequence);
  const [version, sid, digest, attributes, algorithm, signature] = parts;
  if (parts.length !== 6 || !isSame(version, VERSION_1)) throw new SyntaxError('DER: form');
  if (!isSha256(digest) || !isSame(algorithm, ECDSA_WITH_SHA256)) throw new TimeStampError('algorithm');
  const signer = embedded.find(({ issuerAndSerial }) => sid && issuerAndSerial.equals(sid.bytes));
  if (!signer) throw new TimeStampError('certificate_missing');
  const values = readAttributes(childrenOf(attributes, TAG.context0));
  const needed = (oid: Buffer) => values.get(oid.toString('hex'));
  if (!isSame(needed(OID.contentType), TIME_STAMP_INFO)) throw new SyntaxError('DER: content type');
  const bound = childrenOf(needed(OID.signingCertificateV2), TAG.sequence)[0];
  const [first, second] = childrenOf(childrenOf(bound, TAG.sequence)[0], TAG.sequence);
  // SHA-256 is the default of ESSCertIDv2 (RFC 5035); some servers name it all the same.
  const named = first?.tag === TAG.sequence;
  if (named && !isSha256(first)) throw new TimeStampError('algorithm');
  const signedBytes = Buffer.from(attributes?.bytes ?? []);
  signedBytes[0] = TAG.set;
  return {
    signer,
    signedBytes,
    signature: contentOf(signature, TAG.octetString),
    messageDigest: contentOf(needed(OID.messageDigest), TAG.octetString),
    boundCertificateHash: contentOf(named ? second : first, TAG.octetString),
  };
}

/** The signed attributes of a token as a SET, ready to be signed (hashes of 32 bytes). */
export function stampAttributes(messageDigest: Buffer, certificateHash: Buffer, at: Date): Buffer {
  const bound = der(TAG.sequence, der(TAG.octetString, certificateHash));
  return derSet(TAG.set, [
    attribute(OID.contentType, TIME_STAMP_INFO),
    attribute(OID.messageDigest, der(TAG.octetString, messageDigest)),
    attribute(OID.signingTime, derUtcTime(at)),
    attribute(OID.signingCertificateV2, der(TAG.sequence, der(TAG.sequence, bound))),
  ]);
}

/** A token around a statement, finished attributes and their signature; `certificates` are sent along. */
export function writeToken(
  statement: Buffer,
  signer: Certificate,
  certificates: readonly Certificate[],
  attributes: Buffer,
  signature: Buffer,
): Buffer {
  const content = der(TAG.context0, der(TAG.octetString, statement));
  const signerInfo = der(
    TAG.sequence,
    VERSION_1,
    signer.issuerAndSerial,
    SHA256,
    der(TAG.context0, contentOf(readDer(attributes)[0], TAG.set)),
    ECDSA_WITH_SHA256,
    der(TAG.octetString, signature),
  );
  const signedData = der(
    TAG.sequence,
    VERSION_3,
    der(TAG.set, SHA256),
    der(TAG.sequence, TIME_STAMP_INFO, content),
    ...(certificates.length === 0
      ? []
      : [
          derSet(
            TAG.context0,
            certificates.map((certificate) => certificate.der),
          ),
        ]),
    der(TAG.set, signerInfo),
  );
  return der(TAG.sequence, OID.signedData, der(TAG.context0, signedData));
}
