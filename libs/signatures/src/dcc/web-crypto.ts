import type { CodeCrypto, PublicKey } from './code-crypto.ts';
import { MalformedCode } from './malformed.ts';

const ES256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const PS256 = { name: 'RSA-PSS', hash: 'SHA-256', saltLength: 32 } as const;

type SubtleKey = Awaited<ReturnType<typeof globalThis.crypto.subtle.importKey>>;
const keys = new WeakMap<PublicKey, Promise<SubtleKey>>();

/** The Web's cryptography and decompression: for the checker's page, and the same in Node. */
export const webCrypto: CodeCrypto = {
  async sha256(bytes) {
    return new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', plain(bytes)));
  },

  async verify(key, message, signature) {
    if (key.algorithm === 'ES256' && signature.length !== 64) return false;
    const algorithm = key.algorithm === 'ES256' ? ES256 : PS256;
    try {
      const known =
        keys.get(key) ??
        globalThis.crypto.subtle.importKey('spki', plain(key.spki), algorithm, false, ['verify']);
      keys.set(key, known);
      return await globalThis.crypto.subtle.verify(algorithm, await known, plain(signature), plain(message));
    } catch {
      return false;
    }
  },

  async inflate(bytes, limit) {
    const stream = new DecompressionStream('deflate');
    const writer = stream.writable.getWriter();
    // Its failure arrives through the reader, too.
    const written = writer
      .write(plain(bytes))
      .then(() => writer.close())
      .catch(() => undefined);
    const reader = stream.readable.getReader();
    const pieces: Uint8Array[] = [];
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw new MalformedCode('compression', 'no zlib stream');
      });
      if (done) break;
      const piece = value as Uint8Array;
      size += piece.length;
      if (size > limit) {
        await reader.cancel().catch(() => undefined);
        throw new MalformedCode('too_large', 'it inflates beyond the limit');
      }
      pieces.push(piece);
    }
    await written;
    const whole = new Uint8Array(size);
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  },
};

/** A copy in its own buffer: the Web's functions take no view of a shared one. */
function plain(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
