/** Tags of the few types a signature or a time stamp is made of (X.690). */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  context0: 0xa0,
  context1: 0xa1,
} as const;

/** One value of a DER text: `bytes` with its header, `content` without. */
export interface DerValue {
  readonly tag: number;
  readonly bytes: Buffer;
  readonly content: Buffer;
}

/**
 * The values that lie one after the other in these bytes. Only DER's one form is read (definite, shortest lengths, one-byte
 * tags), so that a signature cannot be written in a second way. Throws SyntaxError for anything else.
 */
export function readDer(bytes: Buffer): DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = byteAt(bytes, at);
    if ((tag & 0x1f) === 0x1f) throw new SyntaxError('DER: long tag');
    const first = byteAt(bytes, at + 1);
    const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
    if (first === 0x80 || lengthBytes > 3) throw new SyntaxError('DER: length form');
    let length = lengthBytes === 0 ? first : 0;
    for (let place = 0; place < lengthBytes; place += 1)
      length = length * 256 + byteAt(bytes, at + 2 + place);
    const begins = at + 2 + lengthBytes;
    if (lengthBytes !== lengthHeader(length).length - 1)
      throw new SyntaxError('DER: longer length than needed');
    if (begins + length > bytes.length) throw new SyntaxError('DER: cut off');
    values.push({
      tag,
      bytes: bytes.subarray(at, begins + length),
      content: bytes.subarray(begins, begins + length),
    });
    at = begins + length;
  }
  return values;
}

/** The content of a value that must have this tag, read as further values. Throws SyntaxError. */
export function childrenOf(value: DerValue | undefined, tag: number): DerValue[] {
  return readDer(contentOf(value, tag));
}

/** The content of a value that must have this tag. Throws SyntaxError. */
export function contentOf(value: DerValue | undefined, tag: number): Buffer {
  if (value?.tag !== tag) throw new SyntaxError('DER: other type than expected');
  return value.content;
}

/** Writes one value whose content is these parts. */
export function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Buffer.from([tag]), lengthHeader(length), ...parts]);
}

/** Writes a SET OF: its members in the order of their bytes. */
export function derSet(tag: number, members: readonly Buffer[]): Buffer {
  return der(tag, ...members.toSorted(Buffer.compare));
}

/** Writes an object identifier given in dots, e.g. "1.2.840.113549.1.7.2". */
export function derOid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return der(TAG.oid, Buffer.from([first * 40 + second, ...rest].flatMap(base128)));
}

/** Writes a whole number that is not negative. */
export function derInteger(value: bigint): Buffer {
  const digits = value.toString(16);
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
  return der(TAG.integer, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

/** Writes a time to the millisecond as GeneralizedTime; the fraction has no zeros at its end, as DER wants it (RFC 3161 §2.4.2). */
export function derFineTime(time: Date): Buffer {
  const text = time.toISOString().replace(/[-:T]/g, '');
  return der(TAG.generalizedTime, Buffer.from(text.replace(/\.?0+Z$/, 'Z')));
}

/** Writes a time of this century's first half to the second, as RFC 5652 §11.3 wants it. */
export function derUtcTime(time: Date): Buffer {
  return der(
    TAG.utcTime,
    Buffer.from(
      `${time
        .toISOString()
        .replace(/[-:T]|\.\d+Z/g, '')
        .slice(2)}Z`,
    ),
  );
}

/** Reads a GeneralizedTime that may have a fraction of a second (RFC 3161 §2.4.2), to the millisecond in UTC. Throws SyntaxError. */
export function readFineTime(value: DerValue): Date {
  const [, second = '', fraction] =
    /^(\d{14})(?:\.(\d*[1-9]))?Z$/.exec(value.content.toString('latin1')) ?? [];
  const whole = readTime({ ...value, content: Buffer.from(`${second}Z`) });
  return new Date(whole.getTime() + Number((fraction ?? '').slice(0, 3).padEnd(3, '0')));
}

/** Reads a UTCTime or GeneralizedTime to the second in UTC. Throws SyntaxError. */
export function readTime(value: DerValue): Date {
  const text = value.content.toString('latin1');
  const full = value.tag === TAG.utcTime ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text;
  const iso = full.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const known = value.tag === TAG.utcTime || value.tag === TAG.generalizedTime;
  if (!known || iso === full || Number.isNaN(Date.parse(iso))) throw new SyntaxError('DER: time');
  return new Date(iso);
}

function lengthHeader(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  if (length < 0x100) return Buffer.from([0x81, length]);
  if (length < 0x10000) return Buffer.from([0x82, length >> 8, length & 0xff]);
  return Buffer.from([0x83, length >> 16, (length >> 8) & 0xff, length & 0xff]);
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}

function byteAt(bytes: Buffer, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new SyntaxError('DER: cut off');
  return byte;
}
