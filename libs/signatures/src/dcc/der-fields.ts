/** One value of a DER text, over plain bytes so that it runs in a browser. */
export interface DerField {
  readonly tag: number;
  readonly bytes: Uint8Array;
  readonly content: Uint8Array;
}

/** The values that lie one after the other. Throws SyntaxError for what is no DER of definite length. */
export function fieldsOf(bytes: Uint8Array): DerField[] {
  const fields: DerField[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = byteAt(bytes, at);
    const first = byteAt(bytes, at + 1);
    const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
    if (first === 0x80 || lengthBytes > 3) throw new SyntaxError('DER: length form');
    let length = lengthBytes === 0 ? first : 0;
    for (let place = 0; place < lengthBytes; place += 1)
      length = length * 256 + byteAt(bytes, at + 2 + place);
    const begins = at + 2 + lengthBytes;
    if (begins + length > bytes.length) throw new SyntaxError('DER: cut off');
    fields.push({
      tag,
      bytes: bytes.subarray(at, begins + length),
      content: bytes.subarray(begins, begins + length),
    });
    at = begins + length;
  }
  return fields;
}

/** Object identifiers in dots. */
export function dottedOid(content: Uint8Array): string {
  const parts: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if ((byte & 0x80) === 0) {
      if (parts.length === 0)
        parts.push(Math.min(2, Math.floor(value / 40)), value - Math.min(2, Math.floor(value / 40)) * 40);
      else parts.push(value);
      value = 0;
    }
  }
  return parts.join('.');
}

/** A UTCTime or GeneralizedTime as milliseconds since 1970. Throws SyntaxError. */
export function timeOf({ tag, content }: DerField): number {
  const text = String.fromCharCode(...content);
  const full = tag === 0x17 ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text;
  const iso = full.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const time = Date.parse(iso);
  if (iso === full || Number.isNaN(time)) throw new SyntaxError('DER: time');
  return time;
}

/** Writes one value whose content is these parts. */
export function field(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const header =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  const whole = new Uint8Array(header.length + length);
  whole.set(header);
  let at = header.length;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new SyntaxError('DER: cut off');
  return byte;
}
