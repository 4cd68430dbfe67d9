import { MalformedCode } from './malformed.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const VALUES = new Int8Array(128).fill(-1);
for (let i = 0; i < ALPHABET.length; i += 1) VALUES[ALPHABET.charCodeAt(i)] = i;

/**
 * Base45 of RFC 9285. Own code: the npm package takes lower case, groups above 65535 and a single character at the end, all of which the
 * RFC refuses (§4.2 and §6).
 */
export function encodeBase45(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    const value = (bytes[i] as number) * 256 + (bytes[i + 1] as number);
    text +=
      (ALPHABET[value % 45] as string) +
      ALPHABET[Math.floor(value / 45) % 45] +
      ALPHABET[Math.floor(value / 2025)];
  }
  if (bytes.length % 2 === 1) {
    const value = bytes[bytes.length - 1] as number;
    text += (ALPHABET[value % 45] as string) + ALPHABET[Math.floor(value / 45)];
  }
  return text;
}

/** Throws MalformedCode (base45) for anything that `encodeBase45` could not have written. */
export function decodeBase45(text: string): Uint8Array<ArrayBuffer> {
  const rest = text.length % 3;
  if (rest === 1) throw new MalformedCode('base45', 'one character is left over');
  const bytes = new Uint8Array(Math.floor(text.length / 3) * 2 + (rest === 2 ? 1 : 0));
  let at = 0;
  for (let i = 0; i + 2 < text.length; i += 3) {
    const value = valueAt(text, i) + valueAt(text, i + 1) * 45 + valueAt(text, i + 2) * 2025;
    if (value > 0xffff) throw new MalformedCode('base45', 'a group of three is above 65535');
    bytes[at] = value >> 8;
    bytes[at + 1] = value & 0xff;
    at += 2;
  }
  if (rest === 2) {
    const value = valueAt(text, text.length - 2) + valueAt(text, text.length - 1) * 45;
    if (value > 0xff) throw new MalformedCode('base45', 'a group of two is above 255');
    bytes[at] = value;
  }
  return bytes;
}

function valueAt(text: string, at: number): number {
  const value = VALUES[text.charCodeAt(at)] ?? -1;
  if (value < 0) throw new MalformedCode('base45', 'a character outside the alphabet');
  return value;
}
