// @peculiar/x509 resolves its algorithms through tsyringe, which refuses to load without this.
import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  CertificatePolicyExtension,
  CRLDistributionPointsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  AuthorityKeyIdentifierExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  X509CrlGenerator,
  X509CrlReason,
} from '@peculiar/x509';
import * as asn1js from 'asn1js';
import { pemOf, thumbprintOf } from './certificate.ts';

/** Policy of every certificate made here (an arc set aside for examples, ITU-T X.660): no legal signature. */
export const TEST_POLICY = '2.999.20225.1';
/** Stands in the organisation of every certificate made here, so that a person reading it sees it too. */
export const TEST_MARK = 'THỬ NGHIỆM - TEST';

const ES256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const CRL_NUMBER = '2.5.29.20';
const YEAR_MS = 365 * 86_400_000;

/** A certificate with its private key (PKCS#8), both as PEM. */
export interface KeyAndCertificate {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  readonly thumbprint: string;
  /** Hexadecimal, as certificate revocation lists name it. */
  readonly serialNumber: string;
}

export interface Period {
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

/** A self-signed test authority (ES256) that may issue officers' certificates and revocation lists; ten years unless told. */
export async function createAuthority(
  options: Period & { readonly commonName: string },
): Promise<KeyAndCertificate> {
  const keys = await newKeys();
  const serialNumber = newSerial();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber,
    name: subjectName({ commonName: options.commonName, organisation: 'Bàn Giao' }),
    ...period(options, 10 * YEAR_MS),
    keys,
    signingAlgorithm: ES256,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return await pems(certificate, keys, serialNumber);
}

export interface OfficerCertificateOptions extends Period {
  /** Whom the certificate names. */
  readonly commonName: string;
  /** The office; the test mark is added. */
  readonly organisation: string;
  /** Office id, kept as organisational unit. */
  readonly officeId?: string;
  /** The person's sign-in name, kept as the subject's serialNumber. */
  readonly login: string;
  readonly crlUrl?: string;
}

/** An officer's certificate and key for signing (digitalSignature, nonRepudiation); two years unless told. */
export async function issueCertificate(
  authority: Pick<KeyAndCertificate, 'certificatePem' | 'privateKeyPem'>,
  options: OfficerCertificateOptions,
): Promise<KeyAndCertificate> {
  const issuer = new X509Certificate(authority.certificatePem);
  const keys = await newKeys();
  const serialNumber = newSerial();
  const certificate = await X509CertificateGenerator.create({
    serialNumber,
    issuer: issuer.subjectName,
    subject: subjectName(options),
    ...period(options, 2 * YEAR_MS),
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.privateKeyPem),
    signingAlgorithm: ES256,
    extensions: [
      ...signerExtensions(),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer),
      ...(options.crlUrl ? [new CRLDistributionPointsExtension([options.crlUrl])] : []),
    ],
  });
  return await pems(certificate, keys, serialNumber);
}

/**
 * The certificate and key of a test time-stamp server: time stamping is all that it may do, marked critical (RFC 3161 §2.3). Ten
 * years unless told.
 */
export async function issueTimeStampingCertificate(
  authority: Pick<KeyAndCertificate, 'certificatePem' | 'privateKeyPem'>,
  options: Period & { readonly commonName: string; readonly organisation: string; readonly crlUrl?: string },
): Promise<KeyAndCertificate> {
  const issuer = new X509Certificate(authority.certificatePem);
  const keys = await newKeys();
  const serialNumber = newSerial();
  const certificate = await X509CertificateGenerator.create({
    serialNumber,
    issuer: issuer.subjectName,
    subject: subjectName(options),
    ...period(options, 10 * YEAR_MS),
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.privateKeyPem),
    signingAlgorithm: ES256,
    extensions: [
      ...signerExtensions(),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.timeStamping], true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer),
      ...(options.crlUrl ? [new CRLDistributionPointsExtension([options.crlUrl])] : []),
    ],
  });
  return await pems(certificate, keys, serialNumber);
}

/** A self-signed certificate that signs documents and nothing else: the form of the server's seal. Ten years unless told. */
export async function createSelfSignedSigner(
  options: Period & { readonly commonName: string; readonly organisation: string },
): Promise<KeyAndCertificate> {
  const keys = await newKeys();
  const serialNumber = newSerial();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber,
    name: subjectName(options),
    ...period(options, 10 * YEAR_MS),
    keys,
    signingAlgorithm: ES256,
    extensions: [...signerExtensions(), await SubjectKeyIdentifierExtension.create(keys.publicKey)],
  });
  return await pems(certificate, keys, serialNumber);
}

export interface Revocation {
  readonly serialNumber: string;
  readonly revokedAt: Date;
}

/** The authority's revocation list as DER. `number` must grow from list to list (RFC 5280 §5.2.3). */
export async function createCrl(
  authority: Pick<KeyAndCertificate, 'certificatePem' | 'privateKeyPem'>,
  list: { revoked: readonly Revocation[]; number: number; thisUpdate: Date; nextUpdate: Date },
): Promise<Buffer> {
  const issuer = new X509Certificate(authority.certificatePem);
  const crl = await X509CrlGenerator.create({
    issuer: issuer.subjectName,
    thisUpdate: list.thisUpdate,
    nextUpdate: list.nextUpdate,
    signingAlgorithm: ES256,
    signingKey: await importKey(authority.privateKeyPem),
    entries: list.revoked.map(({ serialNumber, revokedAt }) => ({
      serialNumber,
      revocationDate: revokedAt,
      reason: X509CrlReason.keyCompromise,
    })),
    extensions: [
      new Extension(CRL_NUMBER, false, new asn1js.Integer({ value: list.number }).toBER()),
      await AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return Buffer.from(crl.rawData);
}

function signerExtensions(): Extension[] {
  return [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation, true),
    new CertificatePolicyExtension([TEST_POLICY]),
  ];
}

function subjectName(subject: {
  commonName: string;
  organisation: string;
  officeId?: string;
  login?: string;
}): Name {
  return new Name([
    { C: [{ printableString: 'VN' }] },
    { O: [{ utf8String: `${subject.organisation} (${TEST_MARK})` }] },
    ...(subject.officeId ? [{ OU: [{ utf8String: subject.officeId }] }] : []),
    { CN: [{ utf8String: subject.commonName }] },
    ...(subject.login ? [{ '2.5.4.5': [{ printableString: subject.login }] }] : []),
  ]);
}

/** Begins an hour ago: the clocks of two machines may differ. */
function period({ notBefore, notAfter }: Period, lifeMs: number): { notBefore: Date; notAfter: Date } {
  const begins = notBefore ?? new Date(Date.now() - 3_600_000);
  return { notBefore: begins, notAfter: notAfter ?? new Date(begins.getTime() + lifeMs) };
}

/** Sixteen random bytes with the first bit cleared, so that DER does not add a byte, and never zero. */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(ES256, true, ['sign', 'verify']);
}

async function importKey(privateKeyPem: string): Promise<webcrypto.CryptoKey> {
  const der = Buffer.from(privateKeyPem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  return await webcrypto.subtle.importKey('pkcs8', der, ES256, false, ['sign']);
}

async function pems(
  certificate: X509Certificate,
  keys: webcrypto.CryptoKeyPair,
  serialNumber: string,
): Promise<KeyAndCertificate> {
  const der = Buffer.from(certificate.rawData);
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  return {
    certificatePem: pemOf(der),
    privateKeyPem: pemOf(key, 'PRIVATE KEY'),
    thumbprint: thumbprintOf(der),
    serialNumber,
  };
}
