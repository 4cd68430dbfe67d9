/** Base64, of the usual or the URL's alphabet, padded or not, with the line breaks of PEM. Throws SyntaxError. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const plain = text.replace(/\s/g, '').replace(/-/g, '+').replace(/_/g, '/').replace(/=+$/, '');
  let binary: string;
  try {
    binary = atob(plain);
  } catch {
    throw new SyntaxError('not base64');
  }
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** Base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
