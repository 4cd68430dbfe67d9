import {
  constants,
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  randomBytes,
  scrypt,
  sign,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import { pemOf } from '../certificate.ts';
import type { Algorithm } from './cose.ts';
import type { SignBytes } from './keys.ts';

/** 32 MB and 0.1 s for each guess of a passphrase (OWASP's recommendation for scrypt: N=2^15 and up). */
const SCRYPT = { N: 32_768, r: 8, p: 3 } as const;
const SCRYPT_MEMORY = 128 * 1024 * 1024;
const FORM = 'ban-giao/sealed-key/1';

/** A private key at rest: nothing in it is secret without the passphrase. Binary members are base64. */
export interface SealedKey {
  readonly form: typeof FORM;
  readonly kdf: {
    readonly name: 'scrypt';
    readonly N: number;
    readonly r: number;
    readonly p: number;
    readonly salt: string;
  };
  readonly cipher: { readonly name: 'aes-256-gcm'; readonly iv: string; readonly tag: string };
  readonly certificate: string;
  readonly sealed: string;
}

const derive = promisify(scrypt) as (
  passphrase: string,
  salt: Buffer,
  length: number,
  options: { N: number; r: number; p: number; maxmem: number },
) => Promise<Buffer>;

/** Seals a private key (PKCS#8 in PEM) for storage. The certificate is bound to it: another one does not open. */
export async function sealKey(
  key: { readonly privateKeyPem: string; readonly certificateDer: Uint8Array },
  passphrase: string,
): Promise<SealedKey> {
  const [salt, iv] = [randomBytes(16), randomBytes(12)];
  const secret = await derive(passphrase, salt, 32, { ...SCRYPT, maxmem: SCRYPT_MEMORY });
  const cipher = createCipheriv('aes-256-gcm', secret, iv).setAAD(key.certificateDer);
  const der = createPrivateKey(key.privateKeyPem).export({ type: 'pkcs8', format: 'der' });
  const sealed = Buffer.concat([cipher.update(der), cipher.final()]);
  return {
    form: FORM,
    kdf: { name: 'scrypt', ...SCRYPT, salt: salt.toString('base64') },
    cipher: { name: 'aes-256-gcm', iv: iv.toString('base64'), tag: cipher.getAuthTag().toString('base64') },
    certificate: Buffer.from(key.certificateDer).toString('base64'),
    sealed: sealed.toString('base64'),
  };
}

/**
 * Opens a sealed key. Throws an Error without any secret for a wrong passphrase, a changed file and a key that is not the certificate's.
 */
export async function openKey(key: SealedKey, passphrase: string): Promise<KeyObject> {
  const bytes = (text: string) => Buffer.from(text, 'base64');
  const { N, r, p } = key.kdf;
  // A file that asks for more work than ours was not made here.
  if (key.form !== FORM || N > SCRYPT.N || r > SCRYPT.r || p > SCRYPT.p) throw new Error('not a sealed key');
  const secret = await derive(passphrase, bytes(key.kdf.salt), 32, { N, r, p, maxmem: SCRYPT_MEMORY });
  let der: Buffer;
  try {
    const decipher = createDecipheriv('aes-256-gcm', secret, bytes(key.cipher.iv), { authTagLength: 16 })
      .setAAD(bytes(key.certificate))
      .setAuthTag(bytes(key.cipher.tag));
    der = Buffer.concat([decipher.update(bytes(key.sealed)), decipher.final()]);
  } catch {
    throw new Error('the signing key does not open: wrong passphrase or changed file');
  }
  const opened = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  if (!new X509Certificate(pemOf(bytes(key.certificate))).checkPrivateKey(opened))
    throw new Error('the signing key is not the key of its certificate');
  return opened;
}

/** Signs on the calling thread: for workers of their own, where a queue would only add work. */
export function signHere(key: KeyObject): SignBytes {
  const options = optionsOf(key);
  return (message) => sign('sha256', message, options);
}

/** Signs on a thread of libuv's pool, so that the caller's thread goes on. */
export function signAside(key: KeyObject): SignBytes {
  const options = optionsOf(key);
  return (message) =>
    new Promise((resolve, reject) => {
      sign('sha256', message, options, (error, signature) => (error ? reject(error) : resolve(signature)));
    });
}

/** The algorithm of a private key: P-256 signs ES256, RSA signs PS256. Throws RangeError for any other. */
export function algorithmOf(key: KeyObject): Algorithm {
  if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return 'ES256';
  if (key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'rsa-pss') return 'PS256';
  throw new RangeError('a key for neither ES256 nor PS256');
}

function optionsOf(key: KeyObject) {
  return algorithmOf(key) === 'ES256'
    ? ({ key, dsaEncoding: 'ieee-p1363' } as const)
    : { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
}
