// @peculiar/x509 resolves its algorithms through tsyringe, which refuses to load without this.
import 'reflect-metadata';
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  CertificatePolicyExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  PublicKey,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { TEST_MARK, TEST_POLICY } from '../certificate-authority.ts';
import type { Algorithm } from './cose.ts';
import { KIND_OIDS, type CertificateKind } from './signer-certificate.ts';

const ES256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const RSA_BITS = 2048;
/** Certificate governance §3.2: the country's authority lives four years, a signer two. */
const AUTHORITY_YEARS = 4;
const SIGNER_YEARS = 2;

/** The country's authority for document signers (CSCA). */
export interface DemoAuthority {
  readonly certificateDer: Uint8Array;
  /** PKCS#8. */
  readonly privateKeyPem: string;
}

/** A test authority of the country; test marks stand in its name and policy, as in everything it issues. */
export async function createDemoAuthority({ notBefore = new Date() } = {}): Promise<DemoAuthority> {
  const keys = await webcrypto.subtle.generateKey(ES256, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: nameOf('CSCA', 'Bộ Y tế'),
    notBefore,
    notAfter: yearsLater(notBefore, AUTHORITY_YEARS),
    keys,
    signingAlgorithm: ES256,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      new CertificatePolicyExtension([TEST_POLICY]),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  return {
    certificateDer: new Uint8Array(certificate.rawData),
    privateKeyPem: createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
      .export({ type: 'pkcs8', format: 'pem' })
      .toString(),
  };
}

export interface SignerOptions {
  /** SubjectPublicKeyInfo in DER of a key made elsewhere, for example in an HSM. */
  readonly publicKey: Uint8Array;
  readonly commonName?: string;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** What it may sign; all kinds when undefined. */
  readonly kinds?: readonly CertificateKind[] | undefined;
}

/** A document signer's certificate (DSC) for a public key, as DER; two years and vaccination only, unless told. */
export async function issueDemoSigner(authority: DemoAuthority, options: SignerOptions): Promise<Uint8Array> {
  const issuer = new X509Certificate(Buffer.from(authority.certificateDer));
  const notBefore = options.notBefore ?? new Date();
  const publicKey = new PublicKey(Buffer.from(options.publicKey));
  const kinds = 'kinds' in options ? options.kinds : (['v'] as const);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: newSerial(),
    issuer: issuer.subjectName,
    subject: nameOf(options.commonName ?? 'DSC', 'Cục Y tế dự phòng'),
    notBefore,
    notAfter: options.notAfter ?? yearsLater(notBefore, SIGNER_YEARS),
    publicKey,
    signingKey: await importKey(authority.privateKeyPem),
    signingAlgorithm: ES256,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new CertificatePolicyExtension([TEST_POLICY]),
      ...(kinds === undefined ? [] : [new ExtendedKeyUsageExtension(kinds.map((kind) => KIND_OIDS[kind]))]),
      await SubjectKeyIdentifierExtension.create(publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return new Uint8Array(certificate.rawData);
}

/** A signer with a new software key. */
export async function createDemoSigner(
  authority: DemoAuthority,
  {
    algorithm = 'ES256',
    ...options
  }: Omit<SignerOptions, 'publicKey'> & { readonly algorithm?: Algorithm } = {},
): Promise<{ readonly certificateDer: Uint8Array; readonly privateKeyPem: string }> {
  const { privateKey } =
    algorithm === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: RSA_BITS });
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return {
    certificateDer: await issueDemoSigner(authority, { ...options, publicKey }),
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function nameOf(commonName: string, organisation: string): Name {
  return new Name([
    { C: [{ printableString: 'VN' }] },
    { O: [{ utf8String: `${organisation} (${TEST_MARK})` }] },
    { CN: [{ utf8String: `${commonName} ${TEST_MARK}` }] },
  ]);
}

/** Sixteen random bytes with the first bit cleared and never zero, so that DER does not add a byte. */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

function yearsLater(from: Date, years: number): Date {
  return new Date(from.getTime() + years * 365 * 86_400_000);
}

async function importKey(privateKeyPem: string): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(privateKeyPem).export({ type: 'pkcs8', format: 'der' });
  return await webcrypto.subtle.importKey('pkcs8', der, ES256, false, ['sign']);
}
