import { MalformedCode } from './malformed.ts';

/** A floating-point number stays told apart from a whole one: keys, algorithms and dose counts may not be one by accident. */
export class CborFloat {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

export class CborTag {
  readonly tag: number;
  readonly value: CborValue;
  constructor(tag: number, value: CborValue) {
    this.tag = tag;
    this.value = value;
  }
}

export type CborKey = number | string;
export type CborMap = Map<CborKey, CborValue>;
export type CborValue =
  | number
  | bigint
  | string
  | boolean
  | null
  | undefined
  | Uint8Array
  | CborFloat
  | CborTag
  | readonly CborValue[]
  | CborMap;

/** A certificate nests seven deep (tags included) and has about fifty values; anything far beyond is an attack. */
const MAX_DEPTH = 16;
const MAX_VALUES = 2_000;
const BREAK = Symbol('break');
const INDEFINITE = -1;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads one CBOR value (RFC 8949) that fills the bytes. Own code, because what decides must be read in one way only: the libraries tried
 * take duplicate keys, a break where a value belongs, 1.0 for the key 1 or any depth until the stack overflows. Strict: well-formed,
 * valid UTF-8, keys are whole numbers or text and never twice, bounded depth and count. Tolerant, as certificates of other
 * issuers need it: numbers in a longer form than necessary, indefinite lengths, any order of keys, any tag. Throws MalformedCode (cbor).
 */
export function readCbor(bytes: Uint8Array): CborValue {
  const reader = new Reader(bytes);
  const value = reader.value(0);
  if (value === BREAK) throw broken('a break without a beginning');
  if (!reader.isDone()) throw broken('bytes after the value');
  return value;
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #values = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  isDone(): boolean {
    return this.#at === this.#bytes.length;
  }

  value(depth: number): CborValue | typeof BREAK {
    if (depth > MAX_DEPTH) throw broken('nested too deeply');
    this.#values += 1;
    if (this.#values > MAX_VALUES) throw broken('too many values');
    const first = this.#byte();
    const [major, info] = [first >> 5, first & 0x1f];
    if (first === 0xff) return BREAK;
    if (major === 7) return this.#simple(info);
    const argument = this.#argument(info);
    if (argument === INDEFINITE && (major < 2 || major === 6)) throw broken('a number without length');
    switch (major) {
      case 0:
        return argument;
      case 1:
        return typeof argument === 'bigint' ? -1n - argument : -1 - argument;
      case 2:
        return this.#chunks(argument, 2);
      case 3:
        return this.#text(argument);
      case 4:
        return this.#array(this.#length(argument), depth);
      case 5:
        return this.#map(this.#length(argument), depth);
      default:
        return new CborTag(this.#length(argument), this.#item(depth + 1));
    }
  }

  #item(depth: number): CborValue {
    const value = this.value(depth);
    if (value === BREAK) throw broken('a break where a value belongs');
    return value;
  }

  #array(length: number, depth: number): CborValue[] {
    const items: CborValue[] = [];
    while (length === INDEFINITE || items.length < length) {
      const value = this.value(depth + 1);
      if (value === BREAK) {
        if (length === INDEFINITE) break;
        throw broken('a break in an array of given length');
      }
      items.push(value);
    }
    return items;
  }

  #map(length: number, depth: number): CborMap {
    const map: CborMap = new Map();
    for (let pairs = 0; length === INDEFINITE || pairs < length; pairs += 1) {
      const key = this.value(depth + 1);
      if (key === BREAK) {
        if (length === INDEFINITE) break;
        throw broken('a break in a map of given length');
      }
      if (typeof key !== 'string' && typeof key !== 'number')
        throw broken('a key that is no whole number or text');
      if (map.has(key)) throw broken('a key twice');
      map.set(key, this.#item(depth + 1));
    }
    return map;
  }

  #text(length: number | bigint): string {
    if (length !== INDEFINITE) return decodeUtf8(this.#take(this.#length(length)));
    // Each piece must be valid by itself (RFC 8949 §3.2.3).
    let text = '';
    for (let piece = this.#piece(3); piece !== undefined; piece = this.#piece(3)) text += decodeUtf8(piece);
    return text;
  }

  #chunks(length: number | bigint, major: number): Uint8Array {
    if (length !== INDEFINITE) return this.#take(this.#length(length));
    const pieces: Uint8Array[] = [];
    for (let piece = this.#piece(major); piece !== undefined; piece = this.#piece(major)) pieces.push(piece);
    const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }

  #piece(major: number): Uint8Array | undefined {
    this.#values += 1;
    if (this.#values > MAX_VALUES) throw broken('too many values');
    const first = this.#byte();
    if (first === 0xff) return undefined;
    if (first >> 5 !== major) throw broken('a piece of another type');
    const length = this.#argument(first & 0x1f);
    if (length === INDEFINITE) throw broken('pieces within pieces');
    return this.#take(this.#length(length));
  }

  #simple(info: number): CborValue {
    if (info < 20 || info > 27) throw broken('a simple value without meaning');
    switch (info) {
      case 20:
        return false;
      case 21:
        return true;
      case 22:
        return null;
      case 23:
        return undefined;
      case 24:
        throw broken('a simple value without meaning');
      case 25:
        return new CborFloat(half(this.#view.getUint16(this.#skip(2))));
      case 26:
        return new CborFloat(this.#view.getFloat32(this.#skip(4)));
      default:
        return new CborFloat(this.#view.getFloat64(this.#skip(8)));
    }
  }

  #argument(info: number): number | bigint {
    if (info < 24) return info;
    switch (info) {
      case 24:
        return this.#byte();
      case 25:
        return this.#view.getUint16(this.#skip(2));
      case 26:
        return this.#view.getUint32(this.#skip(4));
      case 27: {
        const value = this.#view.getBigUint64(this.#skip(8));
        return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
      }
      case 31:
        return INDEFINITE;
      default:
        throw broken('a length of a reserved form');
    }
  }

  #length(argument: number | bigint): number {
    if (typeof argument === 'bigint') throw broken('a length beyond all bounds');
    return argument;
  }

  #take(length: number): Uint8Array {
    const begins = this.#skip(length);
    return this.#bytes.subarray(begins, begins + length);
  }

  #byte(): number {
    return this.#bytes[this.#skip(1)] as number;
  }

  #skip(length: number): number {
    const begins = this.#at;
    if (length > this.#bytes.length - begins) throw broken('cut off');
    this.#at = begins + length;
    return begins;
  }
}

function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw broken('a text that is no UTF-8');
  }
}

function broken(detail: string): MalformedCode {
  return new MalformedCode('cbor', detail);
}
