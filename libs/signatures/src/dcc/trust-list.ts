import { compactVerify } from 'jose';
import { fromBase64, toBase64 } from './base64.ts';
import type { CodeCrypto } from './code-crypto.ts';
import type { Algorithm } from './cose.ts';
import type { SignBytes } from './keys.ts';
import { isRevocationBatch, type RevocationBatch } from './revocation-batches.ts';
import { readPublicKey, readSigner, type TrustedSigner } from './signer-certificate.ts';

/** One signer in the form of the EU gateway (DGCG trust list). */
export interface TrustListEntry {
  readonly kid: string;
  /** When it came onto the list, ISO. */
  readonly timestamp: string;
  readonly country: string;
  readonly certificateType: 'DSC';
  /** SHA-256 of the certificate, hexadecimal. */
  readonly thumbprint: string;
  /** Base64 of the uploader's signature over the certificate; verification here goes by the signature of the whole list. */
  readonly signature: string;
  /** Base64 of the certificate's DER. */
  readonly rawData: string;
}

/** What a verifier downloads: signers and revocations with the time after which it should no longer be relied on. */
export interface SignedContent {
  readonly issuedAt: string;
  readonly nextUpdate: string;
  /** Grows with every list, so that an old one cannot be put in the place of a newer. */
  readonly number: number;
}
export interface TrustList extends SignedContent {
  readonly signers: readonly TrustListEntry[];
}
export interface RevocationList extends SignedContent {
  readonly batches: readonly RevocationBatch[];
}

/** What a list is for; stands in its signed header, so that one kind is never taken for another. */
type ListKind = 'dcc-trust-list' | 'dcc-revocation-list';

/** An entry of the list for a certificate. */
export async function trustListEntry(
  certificateDer: Uint8Array,
  at: Date,
  crypto: Pick<CodeCrypto, 'sha256'>,
  signature = '',
): Promise<TrustListEntry> {
  const { kid, country } = await readSigner(certificateDer, crypto);
  const hash = await crypto.sha256(certificateDer);
  return {
    kid,
    timestamp: at.toISOString(),
    country: country ?? '',
    certificateType: 'DSC',
    thumbprint: Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join(''),
    signature,
    rawData: toBase64(certificateDer),
  };
}

/**
 * The signers of a gateway list. Entries that are no signers (authorities, upload keys), that cannot be read, or whose key is for neither
 * algorithm are left out: one broken certificate must not blind a verifier for all others.
 */
export async function readTrustList(
  entries: unknown,
  crypto: Pick<CodeCrypto, 'sha256'>,
): Promise<TrustedSigner[]> {
  const signers: TrustedSigner[] = [];
  for (const entry of Array.isArray(entries) ? (entries as Partial<TrustListEntry>[]) : []) {
    if (typeof entry?.rawData !== 'string' || (entry.certificateType ?? 'DSC') !== 'DSC') continue;
    try {
      const country =
        typeof entry.country === 'string' && entry.country !== '' ? entry.country.toUpperCase() : undefined;
      const kid =
        typeof entry.kid === 'string' && entry.kid !== '' ? toBase64(fromBase64(entry.kid)) : undefined;
      signers.push(await readSigner(fromBase64(entry.rawData), crypto, { kid, country }));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return signers;
}

/** Signs a list as compact JWS (RFC 7515) with the key that signs lists, never with a document signer's. */
export async function signList(
  kind: ListKind,
  list: TrustList | RevocationList,
  key: { readonly algorithm: Algorithm; readonly sign: SignBytes; readonly kid: string },
): Promise<string> {
  const encode = (value: object) => urlBase64(new TextEncoder().encode(JSON.stringify(value)));
  // Put together here, since the key may live in an HSM that jose cannot ask.
  const signed = `${encode({ alg: key.algorithm, typ: kind, kid: key.kid })}.${encode(list)}`;
  return `${signed}.${urlBase64(await key.sign(new TextEncoder().encode(signed)))}`;
}

export type ListFault = 'signature' | 'form' | 'older';

/** A downloaded list that must not be used. */
export class ListRefusal extends Error {
  readonly fault: ListFault;

  constructor(fault: ListFault) {
    super(`the list is refused: ${fault}`);
    this.name = 'ListRefusal';
    this.fault = fault;
  }
}

/**
 * Opens a signed list with the known key of its publisher (SubjectPublicKeyInfo). Throws ListRefusal when the signature or form is
 * wrong, or when it is older than the list already held. That it has passed its next update is for the caller to show: an offline
 * verifier must say how old its list is.
 */
export async function openTrustList(jws: string, spki: Uint8Array, heldNumber = -1): Promise<TrustList> {
  const list = (await open('dcc-trust-list', jws, spki, heldNumber)) as Partial<TrustList>;
  if (!Array.isArray(list.signers)) throw new ListRefusal('form');
  return list as TrustList;
}

/** As `openTrustList`, for revocations. Every batch must have the right form: half a list would let revoked codes pass. */
export async function openRevocationList(
  jws: string,
  spki: Uint8Array,
  heldNumber = -1,
): Promise<RevocationList> {
  const list = (await open('dcc-revocation-list', jws, spki, heldNumber)) as Partial<RevocationList>;
  if (!Array.isArray(list.batches) || !list.batches.every(isRevocationBatch)) throw new ListRefusal('form');
  return list as RevocationList;
}

async function open(
  kind: ListKind,
  jws: string,
  spki: Uint8Array,
  heldNumber: number,
): Promise<Partial<SignedContent>> {
  const { algorithm } = readPublicKey(spki);
  const parameters =
    algorithm === 'ES256' ? { name: 'ECDSA', namedCurve: 'P-256' } : { name: 'RSA-PSS', hash: 'SHA-256' };
  const key = await globalThis.crypto.subtle.importKey('spki', new Uint8Array(spki), parameters, false, [
    'verify',
  ]);
  let list: Partial<SignedContent>;
  try {
    const { payload, protectedHeader } = await compactVerify(jws, key, { algorithms: [algorithm] });
    if (protectedHeader.typ !== kind) throw new ListRefusal('form');
    list = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)) as Partial<SignedContent>;
  } catch (error) {
    throw error instanceof ListRefusal ? error : new ListRefusal('signature');
  }
  if (typeof list !== 'object' || list === null || !Number.isSafeInteger(list.number))
    throw new ListRefusal('form');
  if (![list.issuedAt, list.nextUpdate].every((time) => !Number.isNaN(Date.parse(time ?? ''))))
    throw new ListRefusal('form');
  if ((list.number as number) < heldNumber) throw new ListRefusal('older');
  return list;
}

function urlBase64(bytes: Uint8Array): string {
  return toBase64(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
