import { createPrivateKey, type KeyObject } from 'node:crypto';
import { fromBase64 } from './base64.ts';
import type { KeyState, SigningKey } from './keys.ts';
import { nodeCrypto } from './node-crypto.ts';
import { readSigner } from './signer-certificate.ts';
import { algorithmOf, signAside, signHere } from './software-key.ts';

/** A signing key whose private half is in memory. `threads` says where signatures are made: on libuv's pool, or on the caller's thread. */
export async function softwareSigningKey(options: {
  readonly certificateDer: Uint8Array;
  readonly privateKey: KeyObject | string;
  readonly state: KeyState;
  readonly threads?: 'pool' | 'own';
}): Promise<SigningKey> {
  const key =
    typeof options.privateKey === 'string' ? createPrivateKey(options.privateKey) : options.privateKey;
  return {
    ...(await keyFacts(options.certificateDer)),
    algorithm: algorithmOf(key),
    state: options.state,
    sign: options.threads === 'own' ? signHere(key) : signAside(key),
  };
}

/** What a signer's certificate says about its key. Throws SyntaxError for a certificate without dates. */
export async function keyFacts(certificateDer: Uint8Array): Promise<Omit<SigningKey, 'state' | 'sign'>> {
  const signer = await readSigner(certificateDer, nodeCrypto);
  if (signer.notBefore === undefined || signer.notAfter === undefined) throw new SyntaxError('no dates');
  return {
    kid: fromBase64(signer.kid),
    algorithm: signer.key.algorithm,
    certificateDer,
    notBefore: new Date(signer.notBefore),
    notAfter: new Date(signer.notAfter),
    kinds: signer.kinds,
  };
}
