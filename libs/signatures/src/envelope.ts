import { createHash, X509Certificate } from 'node:crypto';
import type { OctetString } from 'asn1js';
import { Certificate, ContentInfo, CryptoEngine, EnvelopedData, setEngine, SignedData } from 'pkijs';
import { DomainError } from '#domain/errors';

setEngine('node', new CryptoEngine({ name: 'node', crypto: globalThis.crypto }));

const ENVELOPED_DATA = '1.2.840.113549.1.7.3';
const SIGNED_DATA = '1.2.840.113549.1.7.2';

/**
 * Encrypts bytes to the holder of a certificate: CMS EnvelopedData (RFC 5652) in DER, AES-256-CBC, RSA-OAEP or ECDH, which
 * `openssl cms -decrypt -inform DER -inkey KEY` opens on any machine.
 * @throws DomainError `invalid_value` for a certificate whose key cannot be encrypted to.
 */
export async function encryptTo(certificatePem: string, content: Buffer): Promise<Buffer> {
  const certificate = readCertificate(certificatePem);
  const enveloped = new EnvelopedData();
  enveloped.addRecipientByCertificate(certificate, { oaepHashAlgorithm: 'SHA-256' });
  await enveloped.encrypt({ name: 'AES-CBC', length: 256 } as never, toArrayBuffer(content));
  const info = new ContentInfo({ contentType: ENVELOPED_DATA, content: enveloped.toSchema() });
  return Buffer.from(info.toSchema().toBER());
}

/**
 * A certificate to which can be encrypted: RSA from 2048 bits, or one of the NIST curves.
 * @throws DomainError `invalid_value`
 */
export function readCertificate(pem: string): Certificate {
  const refuse = (reason: string): never => {
    throw new DomainError('invalid_value', {
      field: 'certificatePem',
      reason,
      expected: 'PEM: RSA 2048+, P-256, P-384',
    });
  };
  let parsed: X509Certificate;
  try {
    parsed = new X509Certificate(pem);
  } catch {
    return refuse('not_a_certificate');
  }
  const { asymmetricKeyType, asymmetricKeyDetails } = parsed.publicKey;
  const good =
    (asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2_048) ||
    (asymmetricKeyType === 'ec' &&
      ['prime256v1', 'secp384r1'].includes(asymmetricKeyDetails?.namedCurve ?? ''));
  if (!good) refuse('key');
  if (new Date(parsed.validTo) < new Date()) refuse('expired');
  return Certificate.fromBER(toArrayBuffer(parsed.raw));
}

/** Whether bytes are a CMS message and no table: they begin with an ASN.1 sequence of the type for signed data. */
export function isSignedMessage(bytes: Buffer): boolean {
  return bytes[0] === 0x30 && bytes.subarray(0, 40).includes(Buffer.from('06092a864886f70d010702', 'hex'));
}

/**
 * The content of a signed message (`openssl cms -sign -nodetach -binary -outform DER`), when it is signed by the holder of this very certificate.
 * @throws DomainError `signature_invalid`
 */
export async function openSigned(message: Buffer, certificatePem: string): Promise<Buffer> {
  const refuse = (reason: string): never => {
    throw new DomainError('signature_invalid', { reason });
  };
  try {
    const info = ContentInfo.fromBER(toArrayBuffer(message));
    if (info.contentType !== SIGNED_DATA) return refuse('not_signed_data');
    const signed = new SignedData({ schema: info.content });
    const wanted = createHash('sha256').update(new X509Certificate(certificatePem).raw).digest('hex');
    const [signer, ...others] = signed.signerInfos;
    if (signer === undefined || others.length > 0) return refuse('signers');
    // Whatever certificates came along, the one that counts is the one we know.
    const known = Certificate.fromBER(toArrayBuffer(new X509Certificate(certificatePem).raw));
    signed.certificates = [known];
    const result = await signed.verify({ signer: 0, checkChain: false, extendedMode: true });
    const by = result.signerCertificate?.toSchema().toBER();
    if (!result.signatureVerified || by === undefined) return refuse('signature');
    if (createHash('sha256').update(Buffer.from(by)).digest('hex') !== wanted)
      return refuse('other_certificate');
    const content = signed.encapContentInfo.eContent;
    if (content === undefined) return refuse('no_content');
    return Buffer.from(contentOf(content));
  } catch (error) {
    if (error instanceof DomainError) throw error;
    return refuse('malformed');
  }
}

/** OpenSSL writes long contents in pieces. */
function contentOf(content: OctetString): ArrayBuffer {
  const pieces = content.valueBlock.value as OctetString[];
  if (pieces.length === 0) return content.valueBlock.valueHexView.slice().buffer as ArrayBuffer;
  return Uint8Array.from(Buffer.concat(pieces.map((piece) => Buffer.from(contentOf(piece))))).buffer;
}

function toArrayBuffer(bytes: Buffer): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
