import { constants, createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { inflateSync, type InputType, type ZlibOptions } from 'node:zlib';
import type { CodeCrypto, PublicKey } from './code-crypto.ts';
import { MalformedCode } from './malformed.ts';

/** Parsing a key costs fifteen times what a signature costs, so each is parsed once. */
const keys = new WeakMap<PublicKey, KeyObject>();

/** With `info` zlib says how much it consumed; the types do not know it. */
type InflateWithInfo = (
  bytes: InputType,
  options: ZlibOptions & { info: true },
) => { buffer: Buffer; engine: { bytesWritten: number } };

/** Node's own cryptography. Calls end before they return: the work of one code is below a millisecond. */
export const nodeCrypto: CodeCrypto = {
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),

  verify(key, message, signature) {
    if (key.algorithm === 'ES256' && signature.length !== 64) return false;
    try {
      const known =
        keys.get(key) ?? createPublicKey({ key: Buffer.from(key.spki), format: 'der', type: 'spki' });
      keys.set(key, known);
      return key.algorithm === 'ES256'
        ? verify('sha256', message, { key: known, dsaEncoding: 'ieee-p1363' }, signature)
        : verify(
            'sha256',
            message,
            { key: known, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
            signature,
          );
    } catch {
      return false;
    }
  },

  inflate(bytes, limit) {
    try {
      const { buffer, engine } = (inflateSync as unknown as InflateWithInfo)(bytes, {
        info: true,
        // The usual sixteen kilobytes for each code kept the collector busy.
        chunkSize: 1_024,
        maxOutputLength: limit,
      });
      if (engine.bytesWritten !== bytes.length)
        throw new MalformedCode('compression', 'bytes after the stream');
      return buffer;
    } catch (error) {
      if (error instanceof MalformedCode) throw error;
      const tooLarge = (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
      throw tooLarge
        ? new MalformedCode('too_large', 'it inflates beyond the limit')
        : new MalformedCode('compression', 'no zlib stream');
    }
  },
};
