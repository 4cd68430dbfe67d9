import type { Readable } from 'node:stream';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { LIMITS } from './limits.ts';
import { Unreadable } from './unreadable.ts';

/** The parts of an opened package by their names. Streams count what they unpack: the sizes in the directory may lie. */
export interface ZipParts {
  readonly names: ReadonlySet<string>;
  has(name: string): boolean;
  /** @throws Unreadable `damaged` when there is no such part */
  stream(name: string, most?: number): Promise<AsyncIterable<Buffer>>;
  close(): void;
}

const PICTURE = /\.(?:png|jpe?g|gif|emf|wmf|bmp|bin)$/i;

/**
 * Opens a zip archive and reads its directory.
 * @throws Unreadable `damaged`, `encrypted`, `too_big_unpacked`
 */
export async function openZip(bytes: Buffer): Promise<ZipParts> {
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true, autoClose: false }, (error, opened) =>
      error ? reject(new Unreadable('damaged', 'zip')) : resolve(opened),
    );
  });
  const entries = await readEntries(zip);
  return {
    names: new Set(entries.keys()),
    has: (name) => entries.has(name.toLowerCase()),
    async stream(name, most = LIMITS.partBytes) {
      const entry = entries.get(name.toLowerCase());
      if (entry === undefined) throw new Unreadable('damaged', name);
      if (entry.uncompressedSize > most) throw new Unreadable('too_big_unpacked', name);
      const stream = await new Promise<Readable>((resolve, reject) => {
        zip.openReadStream(entry, (error, opened) =>
          error ? reject(new Unreadable('damaged', name)) : resolve(opened),
        );
      });
      return counted(stream, most, name);
    },
    close: () => zip.close(),
  };
}

function readEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  let total = 0;
  return new Promise((resolve, reject) => {
    const refuse = (problem: Unreadable) => {
      zip.close();
      reject(problem);
    };
    zip.on('error', () => refuse(new Unreadable('damaged', 'zip')));
    zip.on('end', () => resolve(entries));
    zip.on('entry', (entry: Entry) => {
      const name = entry.fileName.replace(/^\/+/, '').toLowerCase();
      if (entry.isEncrypted()) return refuse(new Unreadable('encrypted'));
      if (!PICTURE.test(name)) total += entry.uncompressedSize;
      if (entries.size >= LIMITS.zipEntries || total > 2 * LIMITS.partBytes)
        return refuse(new Unreadable('too_big_unpacked', 'zip'));
      // Two parts of one name: which of them a program shows is anybody's guess.
      if (entries.has(name)) return refuse(new Unreadable('damaged', 'zip'));
      entries.set(name, entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
}

async function* counted(stream: Readable, most: number, name: string): AsyncGenerator<Buffer> {
  let total = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      total += chunk.length;
      if (total > most) throw new Unreadable('too_big_unpacked', name);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof Unreadable ? error : new Unreadable('damaged', name);
  } finally {
    stream.destroy();
  }
}
