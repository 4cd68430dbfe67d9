/** The values a PDF is written in (ISO 32000-1 §7.3), as far as signatures need them. */
export type PdfValue = null | boolean | number | PdfName | PdfString | PdfRef | PdfDict | readonly PdfValue[];

export class PdfName {
  constructor(readonly name: string) {}
}

export class PdfRef {
  constructor(readonly number: number) {}
}

/** A string with the place it was read from: the hole of a signature must be exactly the string that holds it. */
export class PdfString {
  constructor(
    readonly bytes: Buffer,
    readonly start = -1,
    readonly end = -1,
  ) {}
}

export class PdfDict {
  constructor(readonly entries: ReadonlyMap<string, PdfValue>) {}

  get(key: string): PdfValue | undefined {
    return this.entries.get(key);
  }

  /** The same dictionary with these entries replaced or added. */
  with(changes: Readonly<Record<string, PdfValue>>): PdfDict {
    return new PdfDict(new Map([...this.entries, ...Object.entries(changes)]));
  }
}

const DEEPEST = 32;
const isSpace = (code: number | undefined) => code !== undefined && [0, 9, 10, 12, 13, 32].includes(code);
const DELIMITERS = new Set([...'()<>[]{}/%'].map((char) => char.charCodeAt(0)));
const ESCAPES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, f: 12 };

/** Reads values one after the other from a place in the bytes. Throws SyntaxError for what is no PDF. */
export class PdfReader {
  constructor(
    private readonly bytes: Buffer,
    public at: number,
  ) {}

  value(depth = 0): PdfValue {
    if (depth > DEEPEST) throw new SyntaxError('PDF: nested too deep');
    this.skip();
    const char = String.fromCharCode(this.bytes[this.at] ?? 0);
    if (char === '/') return this.#name();
    if (char === '(') return this.#literal();
    if (char === '[') return this.#array(depth);
    if (char === '<') return this.bytes[this.at + 1] === 0x3c ? this.#dict(depth) : this.#hex();
    return this.#word();
  }

  /** Goes over this very text, after white space. */
  expect(text: string): void {
    this.skip();
    if (this.bytes.toString('latin1', this.at, this.at + text.length) !== text)
      throw new SyntaxError(`PDF: expected ${text}`);
    this.at += text.length;
  }

  whole(): number {
    const value = this.value();
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
      throw new SyntaxError('PDF: expected a whole number');
    return value;
  }

  skip(): void {
    while (isSpace(this.bytes[this.at])) this.at += 1;
  }

  #regular(): string {
    const from = this.at;
    let code = this.bytes[this.at];
    while (code !== undefined && !isSpace(code) && !DELIMITERS.has(code)) code = this.bytes[++this.at];
    return this.bytes.toString('latin1', from, this.at);
  }

  #name(): PdfName {
    this.at += 1;
    // Names with escapes would allow two spellings of one key.
    const name = this.#regular();
    if (name.includes('#')) throw new SyntaxError('PDF: escaped name');
    return new PdfName(name);
  }

  #word(): PdfValue {
    const word = this.#regular();
    if (word === 'true') return true;
    if (word === 'false') return false;
    if (word === 'null') return null;
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(word)) throw new SyntaxError('PDF: unknown word');
    const number = Number(word);
    const reference = /^\s+0\s+R(?![A-Za-z0-9])/.exec(this.bytes.toString('latin1', this.at, this.at + 16));
    if (reference === null || !/^\d+$/.test(word)) return number;
    this.at += reference[0].length;
    return new PdfRef(number);
  }

  #array(depth: number): PdfValue[] {
    const values: PdfValue[] = [];
    for (this.at += 1; ;) {
      this.skip();
      if (this.bytes[this.at] === 0x5d) break;
      values.push(this.value(depth + 1));
    }
    this.at += 1;
    return values;
  }

  #dict(depth: number): PdfDict {
    const entries = new Map<string, PdfValue>();
    for (this.at += 2; ;) {
      this.skip();
      if (this.bytes[this.at] === 0x3e && this.bytes[this.at + 1] === 0x3e) break;
      const key = this.value(depth + 1);
      if (!(key instanceof PdfName) || entries.has(key.name)) throw new SyntaxError('PDF: dictionary');
      entries.set(key.name, this.value(depth + 1));
    }
    this.at += 2;
    return new PdfDict(entries);
  }

  #hex(): PdfString {
    const start = this.at;
    const end = this.bytes.indexOf('>', start) + 1;
    const text = this.bytes.toString('latin1', start + 1, end - 1);
    if (end === 0 || !/^([0-9a-fA-F]{2})*$/.test(text)) throw new SyntaxError('PDF: hexadecimal string');
    this.at = end;
    return new PdfString(Buffer.from(text, 'hex'), start, end);
  }

  #literal(): PdfString {
    const start = this.at;
    const bytes: number[] = [];
    let open = 1;
    for (this.at += 1; open > 0; this.at += 1) {
      const code = this.bytes[this.at];
      if (code === undefined) throw new SyntaxError('PDF: string without end');
      if (code === 0x5c) {
        bytes.push(this.#escaped());
        continue;
      }
      if (code === 0x28) open += 1;
      if (code === 0x29) open -= 1;
      if (open > 0) bytes.push(code);
    }
    return new PdfString(Buffer.from(bytes), start, this.at);
  }

  #escaped(): number {
    this.at += 1;
    const octal = /^[0-7]{3}/.exec(this.bytes.toString('latin1', this.at, this.at + 3));
    if (octal !== null) {
      this.at += 2;
      return Number.parseInt(octal[0], 8) & 0xff;
    }
    const code = this.bytes[this.at] ?? 0;
    return ESCAPES[String.fromCharCode(code)] ?? code;
  }
}

/** Writes a value; strings as hexadecimal, so that no byte needs an escape. */
export function writeValue(value: PdfValue): string {
  if (value instanceof PdfName) return `/${value.name}`;
  if (value instanceof PdfRef) return `${value.number} 0 R`;
  if (value instanceof PdfString) return `<${value.bytes.toString('hex')}>`;
  if (value instanceof PdfDict)
    return `<< ${[...value.entries].map(([key, entry]) => `/${key} ${writeValue(entry)}`).join(' ')} >>`;
  if (Array.isArray(value)) return `[${value.map(writeValue).join(' ')}]`;
  return String(value);
}

/** A text string in UTF-16 with its mark, which every reader knows. */
export function textString(text: string): PdfString {
  return new PdfString(Buffer.from(`\ufeff${text.normalize('NFC')}`, 'utf16le').swap16());
}

/** What a text string says; undefined for what is none. Strings without the mark of UTF-16 are read as Latin. */
export function textOf(value: PdfValue | undefined): string | undefined {
  if (!(value instanceof PdfString)) return undefined;
  const { bytes } = value;
  if (bytes.length >= 2 && bytes[0] === 0xfe && bytes[1] === 0xff && bytes.length % 2 === 0)
    return Buffer.from(bytes.subarray(2)).swap16().toString('utf16le');
  return bytes.toString('latin1');
}

/** A moment in Vietnam's time, such as `D:20220801090000+07'00'`. */
export function dateString(moment: Date): PdfString {
  const local = new Date(moment.getTime() + 7 * 3_600_000).toISOString().replace(/[-:T]|\.\d+Z/g, '');
  return new PdfString(Buffer.from(`D:${local}+07'00'`, 'latin1'));
}

/** The moment a date string of that form says; undefined for another. */
export function dateOf(value: PdfValue | undefined): Date | undefined {
  const found =
    value instanceof PdfString &&
    /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\+07'00'$/.exec(value.bytes.toString('latin1'));
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second] = found;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}+07:00`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
