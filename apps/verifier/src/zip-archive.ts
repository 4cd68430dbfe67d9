import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { Malformed } from './fields.ts';
import { centralRecord, dataDescriptor, endOfDirectory, localHeader, type ZipEntry } from './zip-layout.ts';

const MOST_FILES = 200_000;
const LONGEST_DOCUMENT = 64 * 1_048_576;
const LONGEST_LINE = 8 * 1_048_576;
const CHUNK = 1_048_576;
/** Names a bundle may use: no way up, no root, nothing a file system reads in a second way. */
const NAME = /^(?:[A-Za-z0-9_][A-Za-z0-9._-]*\/)*[A-Za-z0-9_][A-Za-z0-9._-]*$/;

/** Damage of the archive. `place` is a file's name where one is concerned. */
export class ArchiveDamage extends Error {
  constructor(
    readonly code:
      'archive_form' | 'entry_form' | 'name_refused' | 'name_twice' | 'entry_checksum' | 'too_large',
    readonly place: string,
  ) {
    super(code);
  }
}

/** A bundle's archive: files that are not compressed, one after the other, with nothing before, between or behind them. */
export class ZipArchive {
  readonly #entries: ReadonlyMap<string, ZipEntry>;

  private constructor(
    private readonly file: number,
    entries: readonly ZipEntry[],
  ) {
    this.#entries = new Map(entries.map((entry) => [entry.name, entry]));
  }

  /** @throws ArchiveDamage; what node:fs throws when the file cannot be read. */
  static open(path: string): ZipArchive {
    const file = openSync(path, 'r');
    try {
      return new ZipArchive(file, readDirectory(file));
    } catch (error) {
      closeSync(file);
      throw error;
    }
  }

  close(): void {
    closeSync(this.file);
  }

  get names(): string[] {
    return [...this.#entries.keys()];
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** Pieces of a file. @throws ArchiveDamage at the end, when the content is not what its checksum says. */
  *chunks(name: string): Generator<Buffer> {
    const entry = this.#entry(name);
    const begins = entry.offset + localHeader(entry).length;
    let crc = 0;
    for (let at = 0; at < entry.size; at += CHUNK) {
      const chunk = readAt(this.file, begins + at, Math.min(CHUNK, entry.size - at));
      crc = crc32(chunk, crc);
      yield chunk;
    }
    if (crc !== entry.crc) throw new ArchiveDamage('entry_checksum', name);
  }

  /** A whole file. @throws ArchiveDamage, also when it is larger than any document of a bundle. */
  bytes(name: string): Buffer {
    const { size } = this.#entry(name);
    if (size > LONGEST_DOCUMENT) throw new ArchiveDamage('too_large', name);
    return Buffer.concat([...this.chunks(name)]);
  }

  /** A whole file as UTF-8. @throws ArchiveDamage, Malformed when it is not UTF-8. */
  text(name: string): string {
    return decode(this.bytes(name));
  }

  /** Lines of a file, each ended by a line feed. @throws ArchiveDamage, Malformed for bytes that are not UTF-8 or a last line without end. */
  *lines(name: string): Generator<string> {
    let rest: Buffer = Buffer.alloc(0);
    for (const chunk of this.chunks(name)) {
      let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10)) {
        yield decode(bytes.subarray(0, end));
        bytes = bytes.subarray(end + 1);
      }
      if (bytes.length > LONGEST_LINE) throw new ArchiveDamage('too_large', name);
      rest = bytes;
    }
    if (rest.length > 0) throw new Malformed('last line');
  }

  /** SHA-256 in hexadecimal, and size in bytes. Damage found by the checksum shows in the hash, too. */
  hash(name: string): { sha256: string; size: number } {
    const hash = createHash('sha256');
    try {
      for (const chunk of this.chunks(name)) hash.update(chunk);
    } catch (error) {
      if (!(error instanceof ArchiveDamage)) throw error;
      return { sha256: 'checksum', size: -1 };
    }
    return { sha256: hash.digest('hex'), size: this.#entry(name).size };
  }

  #entry(name: string): ZipEntry {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw new ArchiveDamage('entry_form', name);
    return entry;
  }
}

function decode(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new Malformed('UTF-8');
  return bytes.toString('utf8');
}

function readAt(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let done = 0; done < length;) {
    const read = readSync(file, bytes, done, length - done, position + done);
    if (read === 0) throw new ArchiveDamage('archive_form', '');
    done += read;
  }
  return bytes;
}

/** Reads the directory and compares every byte that is not content with the only form a bundle has. */
function readDirectory(file: number): ZipEntry[] {
  const { size } = fstatSync(file);
  const { count, start, length, end } = readEnd(file, size);
  if (count > MOST_FILES || length > count * 700 || start + length + end !== size)
    throw new ArchiveDamage('archive_form', '');
  const directory = readAt(file, start, length);
  const entries: ZipEntry[] = [];
  const seen = new Set<string>();
  let place = 0;
  let offset = 0;
  for (let i = 0; i < count; i += 1) {
    const entry = readRecord(directory, place, offset);
    const record = centralRecord(entry);
    if (!record.equals(directory.subarray(place, place + record.length)))
      throw new ArchiveDamage('entry_form', shown(entry.name));
    checkName(entry.name, seen);
    const header = localHeader(entry);
    const tail = dataDescriptor(entry);
    const after = offset + header.length + entry.size + tail.length;
    if (
      after > start ||
      !readAt(file, offset, header.length).equals(header) ||
      !readAt(file, after - tail.length, tail.length).equals(tail)
    )
      throw new ArchiveDamage('entry_form', entry.name);
    entries.push(entry);
    place += record.length;
    offset = after;
  }
  if (place !== length || offset !== start) throw new ArchiveDamage('archive_form', '');
  return entries;
}

function readEnd(file: number, size: number): { count: number; start: number; length: number; end: number } {
  if (size < 22) throw new ArchiveDamage('archive_form', '');
  const last = readAt(file, size - 22, 22);
  let [count, length, start] = [last.readUInt16LE(8), last.readUInt32LE(12), last.readUInt32LE(16)];
  if ((count === 0xffff || length === 0xffffffff || start === 0xffffffff) && size >= 98) {
    const large = readAt(file, size - 98, 76);
    count = Number(large.readBigUInt64LE(24));
    length = Number(large.readBigUInt64LE(40));
    start = Number(large.readBigUInt64LE(48));
  }
  const end = endOfDirectory(count, start, length);
  if (end.length > size || !readAt(file, size - end.length, end.length).equals(end))
    throw new ArchiveDamage('archive_form', '');
  return { count, start, length, end: end.length };
}

function readRecord(directory: Buffer, place: number, offset: number): ZipEntry {
  if (place + 46 > directory.length) throw new ArchiveDamage('archive_form', '');
  const nameLength = directory.readUInt16LE(place + 28);
  const extra = place + 46 + nameLength;
  const name = directory.subarray(place + 46, extra).toString('utf8');
  const large = directory.readUInt16LE(place + 30) === 28 && extra + 28 <= directory.length;
  const size = large ? Number(directory.readBigUInt64LE(extra + 4)) : directory.readUInt32LE(place + 24);
  if (!Number.isSafeInteger(size)) throw new ArchiveDamage('entry_form', shown(name));
  return { name, crc: directory.readUInt32LE(place + 16), size, offset };
}

function checkName(name: string, seen: Set<string>): void {
  if (name.length > 200 || !NAME.test(name) || name.includes('..'))
    throw new ArchiveDamage('name_refused', shown(name));
  // Some file systems do not tell letters' cases apart: the second file would replace the first.
  const folded = name.toLowerCase();
  if (seen.has(folded)) throw new ArchiveDamage('name_twice', name);
  seen.add(folded);
}

/** A name that may hold anything, fit to be printed. */
function shown(name: string): string {
  return JSON.stringify(name.slice(0, 200))
    .slice(1, -1)
    .replace(/[^\x20-\x7e]/g, '?');
}
