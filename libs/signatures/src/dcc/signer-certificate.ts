import { fromBase64, toBase64 } from './base64.ts';
import type { CodeCrypto, PublicKey } from './code-crypto.ts';
import { dottedOid, field, fieldsOf, timeOf, type DerField } from './der-fields.ts';

/** The kinds of certificate by their member in the payload: vaccination, test, recovery. */
export const CERTIFICATE_KINDS = ['v', 't', 'r'] as const;
export type CertificateKind = (typeof CERTIFICATE_KINDS)[number];

/** Extended key usages of signers (certificate governance annex): the present arc and an older, misread one that is still in use. */
const ARCS = ['1.3.6.1.4.1.1847.2021.1.', '1.3.6.1.4.1.0.1847.2021.1.'] as const;
const KIND_OF_ARC_END: Readonly<Record<string, CertificateKind>> = { 1: 't', 2: 'v', 3: 'r' };
export const KIND_OIDS = { t: `${ARCS[0]}1`, v: `${ARCS[0]}2`, r: `${ARCS[0]}3` } as const satisfies Record<
  CertificateKind,
  string
>;

/** What verification needs to know of a document signer. */
export interface TrustedSigner {
  /** Base64 of the key id; usually the first eight bytes of the certificate's SHA-256. */
  readonly kid: string;
  readonly key: PublicKey;
  /** Milliseconds since 1970; undefined for a bare key, which lives as long as the list names it. */
  readonly notBefore: number | undefined;
  readonly notAfter: number | undefined;
  /** The kinds it may sign; undefined without any such usage, which means all. */
  readonly kinds: ReadonlySet<CertificateKind> | undefined;
  /** Two capital letters, where known. */
  readonly country: string | undefined;
}

const OID = {
  rsa: '1.2.840.113549.1.1.1',
  rsaPss: '1.2.840.113549.1.1.10',
  ec: '1.2.840.10045.2.1',
  p256: '1.2.840.10045.3.1.7',
  extendedKeyUsage: '2.5.29.37',
  country: '2.5.4.6',
} as const;
const RSA_ENCRYPTION = field(
  0x30,
  Uint8Array.of(6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1),
  Uint8Array.of(5, 0),
);
const P256_ALGORITHM = field(
  0x30,
  Uint8Array.of(6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1),
  Uint8Array.of(6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7),
);

/**
 * Reads a signer's certificate (X.509 in DER). Only fields: that the certificate may be trusted is said by the list it stands on. The key
 * id is the given one or computed (hcert-spec §2.6.2). Throws SyntaxError for no certificate and for keys of other kinds.
 */
export async function readSigner(
  der: Uint8Array,
  crypto: Pick<CodeCrypto, 'sha256'>,
  known: { readonly kid?: string | undefined; readonly country?: string | undefined } = {},
): Promise<TrustedSigner> {
  const outer = fieldsOf(der)[0];
  const tbs = outer && fieldsOf(outer.content)[0];
  if (tbs?.tag !== 0x30) throw new SyntaxError('no certificate');
  const parts = fieldsOf(tbs.content);
  const first = parts[0]?.tag === 0xa0 ? 1 : 0; // version
  const [validity, subject, spki] = [parts[first + 3], parts[first + 4], parts[first + 5]];
  if (!validity || !subject || !spki) throw new SyntaxError('no certificate');
  const [begins, ends] = fieldsOf(validity.content);
  if (!begins || !ends) throw new SyntaxError('no certificate');
  const extensions = parts.find(({ tag }) => tag === 0xa3);
  return {
    kid: known.kid ?? toBase64((await crypto.sha256(der)).subarray(0, 8)),
    key: readPublicKey(spki.bytes),
    notBefore: timeOf(begins),
    notAfter: timeOf(ends),
    kinds: kindsOf(extensions),
    country: known.country ?? countryOf(subject),
  };
}

/** A public key for ES256 or PS256; keys bound to RSA-PSS are rewritten to the plain form, the only one browsers take. Throws SyntaxError. */
export function readPublicKey(spki: Uint8Array): PublicKey {
  const [algorithm, bits] = fieldsOf(fieldsOf(spki)[0]?.content ?? new Uint8Array());
  if (!algorithm || bits?.tag !== 0x03) throw new SyntaxError('no public key');
  const [kind, parameters] = fieldsOf(algorithm.content);
  const oid = dottedOid(kind?.content ?? new Uint8Array());
  if (oid === OID.ec && parameters?.tag === 6 && dottedOid(parameters.content) === OID.p256)
    return { algorithm: 'ES256', spki: new Uint8Array(spki) };
  if (oid !== OID.rsa && oid !== OID.rsaPss) throw new SyntaxError('a key of another kind');
  const modulus = fieldsOf(fieldsOf(bits.content.subarray(1))[0]?.content ?? new Uint8Array())[0];
  // Shorter keys can be broken, longer ones only cost time (hcert-spec §3.3.3: 2048 to 3072).
  const modulusBytes = (modulus?.content.length ?? 0) - (modulus?.content[0] === 0 ? 1 : 0);
  if (modulusBytes < 256 || modulusBytes > 1024) throw new SyntaxError('an RSA key of unusual length');
  return { algorithm: 'PS256', spki: field(0x30, RSA_ENCRYPTION, bits.bytes) };
}

/** A public key given as JSON Web Key (RFC 7517). Throws SyntaxError. */
export function publicKeyOfJwk(jwk: Readonly<Record<string, unknown>>): PublicKey {
  const bytes = (name: string): Uint8Array => {
    const value = jwk[name];
    if (typeof value !== 'string') throw new SyntaxError(`JWK: ${name} is missing`);
    return fromBase64(value);
  };
  if (jwk['kty'] === 'EC' && jwk['crv'] === 'P-256') {
    const [x, y] = [bytes('x'), bytes('y')];
    if (x.length !== 32 || y.length !== 32) throw new SyntaxError('JWK: coordinates');
    return { algorithm: 'ES256', spki: field(0x30, P256_ALGORITHM, field(0x03, Uint8Array.of(0, 4), x, y)) };
  }
  if (jwk['kty'] !== 'RSA') throw new SyntaxError('JWK: a key of another kind');
  const integer = (value: Uint8Array) =>
    field(0x02, ...((value[0] ?? 0) >= 0x80 ? [Uint8Array.of(0)] : []), value);
  const key = field(0x30, integer(bytes('n')), integer(bytes('e')));
  return readPublicKey(field(0x30, RSA_ENCRYPTION, field(0x03, Uint8Array.of(0), key)));
}

/** DER of the first certificate in a PEM text, or of bare base64. Throws SyntaxError. */
export function derOfPem(text: string): Uint8Array {
  const block = /-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/.exec(text)?.[1] ?? text;
  return fromBase64(block);
}

function kindsOf(extensions: DerField | undefined): ReadonlySet<CertificateKind> | undefined {
  const list = extensions && fieldsOf(extensions.content)[0];
  const kinds = new Set<CertificateKind>();
  for (const extension of list ? fieldsOf(list.content) : []) {
    const parts = fieldsOf(extension.content);
    if (dottedOid(parts[0]?.content ?? new Uint8Array()) !== OID.extendedKeyUsage) continue;
    const value = fieldsOf(parts.at(-1)?.content ?? new Uint8Array())[0];
    // Some signers have the extension with nothing in it.
    for (const { content } of value ? fieldsOf(value.content) : []) {
      const oid = dottedOid(content);
      const kind = ARCS.map((arc) =>
        oid.startsWith(arc) ? KIND_OF_ARC_END[oid.slice(arc.length)] : undefined,
      ).find(Boolean);
      if (kind) kinds.add(kind);
    }
  }
  return kinds.size === 0 ? undefined : kinds;
}

function countryOf(subject: DerField): string | undefined {
  for (const set of fieldsOf(subject.content))
    for (const attribute of fieldsOf(set.content)) {
      const [type, value] = fieldsOf(attribute.content);
      if (type && value && dottedOid(type.content) === OID.country) {
        const country = String.fromCharCode(...value.content).toUpperCase();
        return /^[A-Z]{2}$/.test(country) ? country : undefined;
      }
    }
  return undefined;
}
