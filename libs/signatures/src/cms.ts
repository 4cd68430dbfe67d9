import { createHash, createPrivateKey, sign, verify } from 'node:crypto';
import { DomainError } from '#domain/errors';
import { certificatesFromPem, pemOf } from './certificate.ts';
import { checkRevocation, checkValidity, pathToAnchor } from './certificate-path.ts';
import type { RevocationEvidence } from './certificate-path.ts';
import { readDetached, signedAttributes, writeDetached } from './cms-structure.ts';

export interface SignerKey {
  readonly certificatePem: string;
  /** PKCS#8, P-256. */
  readonly privateKeyPem: string;
  /** Authorities between the signer and the anchor, sent along for the verifier. */
  readonly chainPem?: string | undefined;
}

/**
 * Signs content (a string stands for its UTF-8) as detached CMS in DER. `signedAt` is what the signer's clock says; null leaves it
 * out, as PAdES wants it (ETSI EN 319 142-1 §6.3: a PDF says the time beside the CMS).
 */
export type DetachedSigner = (content: Buffer | string, signedAt?: Date | null) => Promise<Buffer>;

/** Detached CMS signature with a key used once; `detachedSigner` says more. */
export async function signDetached({
  content,
  ...key
}: SignerKey & { readonly content: Buffer | string }): Promise<Buffer> {
  return await detachedSigner(key)(content);
}

/**
 * Prepares a key to sign many contents: opening a key costs OpenSSL more than a signature does. The signatures are CMS (RFC
 * 5652, ES256) with contentType, messageDigest, signingTime and signingCertificateV2 signed. Throws what node:crypto throws for
 * an unusable key, and RangeError for a PEM without certificate.
 */
export function detachedSigner({ certificatePem, privateKeyPem, chainPem }: SignerKey): DetachedSigner {
  const [signer] = certificatesFromPem(certificatePem);
  if (!signer) throw new RangeError('no certificate in certificatePem');
  const chain = chainPem ? certificatesFromPem(chainPem) : [];
  const privateKey = createPrivateKey(privateKeyPem);
  const certificateHash = sha256(signer.der);
  return async (content, signedAt = new Date()) => {
    const attributes = signedAttributes(sha256(content), certificateHash, signedAt);
    return writeDetached(signer, chain, attributes, sign('sha256', attributes, privateKey));
  };
}

export interface VerificationRequest {
  readonly content: Buffer | string;
  /** DER of the CMS. */
  readonly signature: Buffer;
  readonly trustAnchorsPem: readonly string[];
  readonly crlsDer: readonly Buffer[];
  /** The moment the signature is judged at, from a clock we trust: never the signer's own signingTime. */
  readonly at: Date;
}

export interface VerifiedSigner {
  /** SHA-256 of the certificate's DER, hexadecimal. */
  readonly thumbprint: string;
  readonly certificatePem: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** What the signer's clock said. */
  readonly signingTime: Date | undefined;
  /** The certificates from the signer's up to the anchor's, as PEM. */
  readonly chainPem: string;
  /** The lists of revoked certificates that were relied on, one for each issuer. */
  readonly revocation: readonly RevocationEvidence[];
}

/**
 * Checks a detached signature: that it covers the content, that its certificate may sign and leads to an anchor, was in force at
 * `at` and not revoked. Whether the signer is the right person is for the caller. Throws signature_invalid, cert_untrusted,
 * cert_expired, cert_revoked or cert_status_unknown, in this order of checking; their details hold no subject names.
 */
export async function verifyDetached(request: VerificationRequest): Promise<VerifiedSigner> {
  const cms = readDetached(request.signature);
  const { signer } = cms;
  if (!cms.messageDigest.equals(sha256(request.content))) throw invalid('content_changed');
  if (!cms.boundCertificateHash.equals(sha256(signer.der))) throw invalid('certificate_exchanged');
  if (signer.x509.publicKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw invalid('algorithm');
  if (!verify('sha256', cms.signedBytes, signer.x509.publicKey, cms.signature)) throw invalid('signature');

  const path = pathToAnchor(signer, cms.embedded, request.trustAnchorsPem.flatMap(certificatesFromPem));
  const mayNotSign = signer.isAuthority || signer.purposes?.critical === true;
  if (mayNotSign || !(signer.usages.has('digitalSignature') || signer.usages.has('nonRepudiation'))) {
    throw new DomainError('cert_untrusted', { reason: 'key_usage', thumbprint: signer.thumbprint });
  }
  checkValidity(path, request.at);
  const revocation = checkRevocation(path, request.crlsDer, request.at);
  return {
    thumbprint: signer.thumbprint,
    certificatePem: pemOf(signer.der),
    notBefore: signer.notBefore,
    notAfter: signer.notAfter,
    signingTime: cms.signingTime,
    chainPem: path.map(({ der }) => pemOf(der)).join(''),
    revocation,
  };
}

function sha256(content: Buffer | string): Buffer {
  return createHash('sha256').update(content).digest();
}

function invalid(reason: string): DomainError {
  return new DomainError('signature_invalid', { reason });
}
