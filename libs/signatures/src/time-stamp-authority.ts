import { createHash, createPrivateKey, sign } from 'node:crypto';
import { certificatesFromPem } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { isSame, isSha256, SHA256, VERSION_1 } from './cms-structure.ts';
import type { SignerKey } from './cms.ts';
import { childrenOf, contentOf, der, derFineTime, derInteger, derOid, TAG } from './der.ts';
import { TimeStampError } from './time-stamp-error.ts';
import { stampAttributes, strictly, writeToken } from './time-stamp-structure.ts';

/** Policy of every test time stamp (an arc set aside for examples, ITU-T X.660). */
const TEST_STAMP_POLICY = derOid('2.999.20225.2');
const ONE_SECOND = der(TAG.sequence, derInteger(1n));
const GRANTED = derInteger(0n);
const REJECTED = derInteger(2n);
/** PKIFailureInfo (RFC 3161 §2.4.2), the bits that are used here. */
const FAILURES = {
  badAlg: 0,
  badRequest: 2,
  badDataFormat: 5,
  unacceptedPolicy: 15,
  unacceptedExtension: 16,
} as const;
export type TimeStampFailure = keyof typeof FAILURES;

/** A question to a time-stamp server. */
export interface TimeStampRequest {
  /** SHA-256. */
  readonly digest: Buffer;
  /** The nonce as the content of its INTEGER. */
  readonly nonce: Buffer | undefined;
  readonly wantsCertificate: boolean;
}

/**
 * Answers a request (DER of TimeStampReq) with a TimeStampResp: granted with a token of ES256, or rejected with the reason. `serialNumber` must
 * never be used twice. Throws what node:crypto throws for an unusable key, and RangeError for a PEM without certificate.
 */
export function issueTimeStamp({
  request,
  serialNumber,
  at,
  ...key
}: SignerKey & {
  readonly request: Buffer;
  readonly serialNumber: bigint;
  readonly at: Date;
}): { readonly response: Buffer; readonly granted: boolean } {
  const [signer] = certificatesFromPem(key.certificatePem);
  if (!signer) throw new RangeError('no certificate in certificatePem');
  let asked: TimeStampRequest;
  try {
    asked = readRequest(request);
  } catch (error) {
    if (!(error instanceof TimeStampError)) throw error;
    const failure = (error.details['failure'] ?? 'badDataFormat') as TimeStampFailure;
    return { response: rejection(failure), granted: false };
  }
  const chain = key.chainPem ? certificatesFromPem(key.chainPem) : [];
  const token = stamp(asked, signer, chain, key.privateKeyPem, serialNumber, at);
  return { response: der(TAG.sequence, der(TAG.sequence, GRANTED), token), granted: true };
}

function stamp(
  { digest, nonce, wantsCertificate }: TimeStampRequest,
  signer: Certificate,
  chain: readonly Certificate[],
  privateKeyPem: string,
  serialNumber: bigint,
  at: Date,
): Buffer {
  const statement = der(
    TAG.sequence,
    VERSION_1,
    TEST_STAMP_POLICY,
    der(TAG.sequence, SHA256, der(TAG.octetString, digest)),
    derInteger(serialNumber),
    derFineTime(at),
    ONE_SECOND,
    ...(nonce === undefined ? [] : [der(TAG.integer, nonce)]),
  );
  const attributes = stampAttributes(sha256(statement), sha256(signer.der), at);
  const signature = sign('sha256', attributes, createPrivateKey(privateKeyPem));
  return writeToken(statement, signer, wantsCertificate ? [signer, ...chain] : [], attributes, signature);
}

function readRequest(bytes: Buffer): TimeStampRequest {
  return strictly(bytes, (value) => {
    const [version, imprint, ...optional] = childrenOf(value, TAG.sequence);
    if (!isSame(version, VERSION_1)) throw rejected('badRequest');
    const [algorithm, digest] = childrenOf(imprint, TAG.sequence);
    if (!isSha256(algorithm)) throw rejected('badAlg');
    const hash = contentOf(digest, TAG.octetString);
    if (hash.length !== 32) throw rejected('badDataFormat');
    const of = (tag: number) => optional.find((part) => part.tag === tag);
    const policy = of(TAG.oid);
    if (policy && !isSame(policy, TEST_STAMP_POLICY)) throw rejected('unacceptedPolicy');
    if (of(TAG.context0)) throw rejected('unacceptedExtension');
    const certReq = of(TAG.boolean);
    return {
      digest: hash,
      nonce: of(TAG.integer)?.content,
      wantsCertificate: certReq !== undefined && certReq.content[0] === 0xff,
    };
  });
}

/** Carries the failure through the strict reader, which knows only one fault of its own. */
function rejected(failure: TimeStampFailure): TimeStampError {
  return new TimeStampError('malformed', { failure });
}

function rejection(failure: TimeStampFailure): Buffer {
  const bit = FAILURES[failure];
  const bytes = Buffer.alloc((bit >> 3) + 2);
  bytes[0] = 7 - (bit & 7);
  bytes[(bit >> 3) + 1] = 0x80 >> (bit & 7);
  return der(TAG.sequence, der(TAG.sequence, REJECTED, der(TAG.bitString, bytes)));
}

function sha256(content: Buffer): Buffer {
  return createHash('sha256').update(content).digest();
}
