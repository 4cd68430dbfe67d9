import { createHash, X509Certificate } from 'node:crypto';
import type { ClientBase } from 'pg';

/** A private key sealed by a passphrase, as the signatures library writes it; only its certificate is read here. */
export interface SealedFile {
  /** Base64 of the certificate's DER. */
  readonly certificate: string;
}

export interface TokenPlace {
  readonly module: string;
  readonly tokenLabel: string;
  readonly keyLabel: string;
}

export interface NewKey {
  readonly state: 'pending' | 'signing';
  readonly sealed?: SealedFile;
  /** Where the key lies in a token, with its certificate. */
  readonly token?: TokenPlace & { readonly certificate: string };
}

/** What a document signer's certificate says of its key, for its row. Throws an Error for a key of neither kind. */
export function keyRow({ sealed, token, state }: NewKey) {
  const certificate = Buffer.from((sealed ?? token)?.certificate ?? '', 'base64');
  const parsed = new X509Certificate(certificate);
  const type = parsed.publicKey.asymmetricKeyType;
  const curve = parsed.publicKey.asymmetricKeyDetails?.namedCurve;
  if (type !== 'rsa' && curve !== 'prime256v1') throw new Error('a key for neither ES256 nor PS256');
  const { certificate: _, ...place } = token ?? { certificate: '' };
  return {
    // hcert-spec §2.6.2: the first eight bytes of the certificate's hash.
    kid: createHash('sha256').update(certificate).digest().subarray(0, 8).toString('base64'),
    algorithm: type === 'rsa' ? ('PS256' as const) : ('ES256' as const),
    ...{ certificate, notBefore: new Date(parsed.validFrom), notAfter: new Date(parsed.validTo), state },
    sealed: sealed === undefined ? null : JSON.stringify(sealed),
    token: token === undefined ? null : JSON.stringify(place),
  };
}

export const ADD_KEY = `insert into signing_keys (kid, algorithm, certificate, not_before, not_after, state, sealed, token)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`;

/** Registers a key; the same again changes nothing. Answers its id in base64. */
export async function addSoftwareKey(client: ClientBase, key: NewKey): Promise<string> {
  const row = keyRow(key);
  await client.query(`${ADD_KEY} on conflict (kid) do nothing`, [
    ...[
      row.kid,
      row.algorithm,
      row.certificate,
      row.notBefore,
      row.notAfter,
      row.state,
      row.sealed,
      row.token,
    ],
  ]);
  return row.kid;
}
