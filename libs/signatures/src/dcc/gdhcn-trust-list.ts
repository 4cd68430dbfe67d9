import { fromBase64, toBase64 } from './base64.ts';
import type { CodeCrypto } from './code-crypto.ts';
import { publicKeyOfJwk, readSigner, type TrustedSigner } from './signer-certificate.ts';

interface VerificationMethod {
  readonly id?: unknown;
  readonly publicKeyJwk?: Readonly<Record<string, unknown>>;
}

/**
 * The signers in a DID document of WHO's network (GDHCN trust list v2): one verification method per key, as JWK with its certificate
 * where there is one. Broken ones are left out. Only reads: whether the document is WHO's is checked by whoever fetches it.
 */
export async function readGdhcnTrustList(
  document: unknown,
  crypto: Pick<CodeCrypto, 'sha256'>,
  country?: string,
): Promise<TrustedSigner[]> {
  const methods = (document as { verificationMethod?: unknown } | null)?.verificationMethod;
  const signers: TrustedSigner[] = [];
  for (const method of Array.isArray(methods) ? (methods as (VerificationMethod | null)[]) : []) {
    if (!method?.publicKeyJwk) continue;
    try {
      signers.push(await signerOf(method, method.publicKeyJwk, crypto, country));
    } catch (error) {
      if (!(error instanceof SyntaxError) && !(error instanceof URIError)) throw error;
    }
  }
  return signers;
}

async function signerOf(
  { id }: VerificationMethod,
  jwk: Readonly<Record<string, unknown>>,
  crypto: Pick<CodeCrypto, 'sha256'>,
  country: string | undefined,
): Promise<TrustedSigner> {
  // Key ids contain "/" and "+" and are escaped in the fragment of the id.
  const fragment = typeof id === 'string' ? decodeURIComponent(id.split('#')[1] ?? '') : '';
  const named = typeof jwk['kid'] === 'string' && jwk['kid'] !== '' ? jwk['kid'] : fragment;
  const kid = named === '' ? undefined : toBase64(fromBase64(named));
  const [certificate] = Array.isArray(jwk['x5c']) ? (jwk['x5c'] as unknown[]) : [];
  if (typeof certificate === 'string' && certificate !== '')
    return await readSigner(fromBase64(certificate), crypto, { kid, country });
  if (kid === undefined) throw new SyntaxError('a key without id');
  return {
    kid,
    key: publicKeyOfJwk(jwk),
    notBefore: undefined,
    notAfter: undefined,
    kinds: undefined,
    country,
  };
}
