import { decodeBase45 } from './base45.ts';
import type { CodeCrypto } from './code-crypto.ts';
import { readSign1, type Sign1 } from './cose.ts';
import { readClaims, type Claims } from './cwt.ts';
import { MalformedCode } from './malformed.ts';

export const PREFIX = 'HC1:';
/** What the largest QR code holds in alphanumeric mode (ISO/IEC 18004, version 40-L). */
const LONGEST_CODE = 4_296;
/** Real certificates inflate to 300-1,500 bytes. */
export const LARGEST_INFLATED = 16_384;

export interface ReadCode {
  readonly message: Sign1;
  readonly claims: Claims;
}

/**
 * Takes the text of a code apart without judging it. Line ends and tabs around it are dropped; a blank is a character of base45, so
 * blanks at the end are dropped only when the code cannot be read with them. Throws MalformedCode.
 */
export async function readCode(text: string, crypto: Pick<CodeCrypto, 'inflate'>): Promise<ReadCode> {
  const message = readSign1(await inflated(text, crypto));
  return { message, claims: readClaims(message.payload) };
}

async function inflated(text: string, crypto: Pick<CodeCrypto, 'inflate'>): Promise<Uint8Array> {
  if (text.length > LONGEST_CODE + 64) throw new MalformedCode('too_long', 'no QR code holds so much');
  const code = text.replace(/^[\s\ufeff]+/, '').replace(/[\r\n\t\0\ufeff]+$/, '');
  if (code === '') throw new MalformedCode('empty', 'nothing to read');
  if (code.length > LONGEST_CODE) throw new MalformedCode('too_long', 'no QR code holds so much');
  if (!code.startsWith(PREFIX)) throw new MalformedCode('prefix', 'it does not begin with HC1:');
  const body = code.slice(PREFIX.length);
  const bare = body.trimEnd();
  try {
    return await crypto.inflate(decodeBase45(body), LARGEST_INFLATED);
  } catch (error) {
    if (bare === body) throw error;
    return await crypto.inflate(decodeBase45(bare), LARGEST_INFLATED);
  }
}
