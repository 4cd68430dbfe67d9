import { createHash, X509Certificate } from 'node:crypto';
import * as pkijs from 'pkijs';
import { DomainError } from '#domain/errors';
import { childrenOf, der, readDer, TAG } from './der.ts';

const BASIC_CONSTRAINTS = '2.5.29.19';
const KEY_USAGE = '2.5.29.15';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const SERIAL_NUMBER = '2.5.4.5';
const ORGANISATIONAL_UNIT = '2.5.4.11';
/** Critical extensions whose meaning is applied here; any other critical one makes a certificate unusable (RFC 5280 §4.2). */
const UNDERSTOOD = new Set([BASIC_CONSTRAINTS, KEY_USAGE, EXTENDED_KEY_USAGE, '2.5.29.32', '2.5.29.17']);
/** Bits of the first byte of keyUsage. */
const USAGE_BITS = {
  digitalSignature: 0x80,
  nonRepudiation: 0x40,
  keyCertSign: 0x04,
  cRLSign: 0x02,
} as const;
export type KeyUsage = keyof typeof USAGE_BITS;

/** A certificate read once: its structure for the extensions, node's own view for keys and signatures. */
export interface Certificate {
  readonly thumbprint: string;
  readonly der: Buffer;
  readonly x509: X509Certificate;
  readonly structure: pkijs.Certificate;
  /** Its name in a signature (IssuerAndSerialNumber), as DER. */
  readonly issuerAndSerial: Buffer;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly isAuthority: boolean;
  /** How many authorities may stand below this one; undefined means any number. */
  readonly pathLength: number | undefined;
  readonly usages: ReadonlySet<KeyUsage>;
  /** What extendedKeyUsage allows (object identifiers); undefined without that extension. */
  readonly purposes: { readonly critical: boolean; readonly oids: readonly string[] } | undefined;
  readonly unknownCritical: boolean;
}

/** SHA-256 of a certificate's DER in hexadecimal: how certificates are named everywhere in the product. */
export function thumbprintOf(certificate: string | Buffer): string {
  const der = typeof certificate === 'string' ? derOf(certificate) : certificate;
  return createHash('sha256').update(der).digest('hex');
}

/** Reading takes OpenSSL and pkijs about 2 ms, the same few certificates come again and again, and a certificate never changes. */
const CACHED = 512;
const cache = new Map<string, Certificate>();

/** Reads one certificate from DER. Throws cert_untrusted when it is not one. */
export function certificateFromDer(der: Buffer): Certificate {
  const thumbprint = thumbprintOf(der);
  const known = cache.get(thumbprint) ?? parse(der, thumbprint);
  cache.delete(thumbprint);
  cache.set(thumbprint, known);
  if (cache.size > CACHED) cache.delete(cache.keys().next().value as string);
  return known;
}

function parse(bytes: Buffer, thumbprint: string): Certificate {
  try {
    const structure = pkijs.Certificate.fromBER(bytes);
    const x509 = new X509Certificate(bytes);
    const extensions = structure.extensions ?? [];
    const basic = extensions.find(({ extnID }) => extnID === BASIC_CONSTRAINTS)?.parsedValue as
      pkijs.BasicConstraints | undefined;
    return {
      thumbprint,
      der: Buffer.from(bytes), // a copy: the sender's whole message need not stay in memory
      x509,
      structure,
      issuerAndSerial: issuerAndSerial(bytes),
      notBefore: structure.notBefore.value,
      notAfter: structure.notAfter.value,
      isAuthority: basic?.cA === true,
      pathLength: typeof basic?.pathLenConstraint === 'number' ? basic.pathLenConstraint : undefined,
      usages: usagesOf(extensions),
      purposes: purposesOf(extensions),
      unknownCritical: extensions.some(({ critical, extnID }) => critical && !UNDERSTOOD.has(extnID)),
    };
  } catch {
    throw new DomainError('cert_untrusted', { reason: 'malformed' });
  }
}

/** All certificates of a PEM text, in their order. Throws cert_untrusted when one cannot be read. */
export function certificatesFromPem(pem: string): Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => certificateFromDer(derOf(block)));
}

/** Whom a certificate names: the sign-in name (subject's serialNumber) and the office (organisational unit), where it has them. */
export function holderOf({ structure }: Certificate): {
  login: string | undefined;
  officeId: string | undefined;
} {
  const value = (type: string): string | undefined => {
    const found = structure.subject.typesAndValues.filter((part) => part.type === type);
    // Two values of one kind would leave open which of them counts.
    return found.length === 1 ? String(found[0]?.value.valueBlock.value) : undefined;
  };
  return { login: value(SERIAL_NUMBER), officeId: value(ORGANISATIONAL_UNIT) };
}

/** DER as PEM, with the line ends OpenSSL writes. */
export function pemOf(der: Buffer, label: 'CERTIFICATE' | 'PRIVATE KEY' = 'CERTIFICATE'): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

function derOf(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
}

/** Taken from the bytes: reading and writing names again could change the type of a string in them. */
function issuerAndSerial(certificate: Buffer): Buffer {
  const signed = childrenOf(readDer(certificate)[0], TAG.sequence)[0];
  const [, serial, , issuer] = childrenOf(signed, TAG.sequence); // version, serialNumber, signature, issuer
  if (!serial || !issuer) throw new SyntaxError('DER: no certificate');
  return der(TAG.sequence, issuer.bytes, serial.bytes);
}

function usagesOf(extensions: readonly pkijs.Extension[]): ReadonlySet<KeyUsage> {
  const extension = extensions.find(({ extnID }) => extnID === KEY_USAGE);
  if (!extension) return new Set();
  const bits =
    (extension.parsedValue as { valueBlock: { valueHexView: Uint8Array } }).valueBlock.valueHexView[0] ?? 0;
  return new Set((Object.keys(USAGE_BITS) as KeyUsage[]).filter((usage) => (bits & USAGE_BITS[usage]) !== 0));
}

function purposesOf(extensions: readonly pkijs.Extension[]): Certificate['purposes'] {
  const extension = extensions.find(({ extnID }) => extnID === EXTENDED_KEY_USAGE);
  if (!extension) return undefined;
  return {
    critical: extension.critical,
    oids: (extension.parsedValue as pkijs.ExtKeyUsage).keyPurposes,
  };
}
