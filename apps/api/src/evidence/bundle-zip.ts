import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

/** One file of a bundle, as the export statement lists it. */
export interface WrittenFile {
  readonly path: string;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

export type Bytes = Buffer | string;
type Content = () => AsyncIterable<Bytes> | Iterable<Bytes> | Promise<Bytes>;

/**
 * A zip written as it is read, one file after the other, at the reader's pace. Nothing is compressed and every file has the
 * same date, so that each bit of the archive is either content or can be told from the content: a verifier finds any change of it.
 */
export class BundleZip {
  readonly #zip = new ZipFile();
  readonly #written: WrittenFile[] = [];

  constructor() {
    this.#zip.on('error', (error: Error) => this.fail(error));
  }

  /** The archive. It is destroyed when a file's content fails: what was sent then lacks its directory and opens nowhere. */
  get stream(): Readable {
    return this.#zip.outputStream as Readable;
  }

  /** Files that were written to their end, in their order. */
  get written(): readonly WrittenFile[] {
    return this.#written;
  }

  /** Adds a file whose content is asked for when its turn comes. */
  add(path: string, content: Content): void {
    this.#zip.addReadStreamLazy(
      path,
      { compress: false, mtime: new Date(1980, 0, 1), forceDosTimestamp: true, mode: 0o100644 },
      (ready) => {
        const source = Readable.from(this.#read(path, content), { objectMode: false });
        source.on('error', (error) => this.fail(error));
        this.stream.once('close', () => source.destroy());
        ready(null, source);
      },
    );
  }

  /** No more files follow. */
  end(): void {
    this.#zip.end();
  }

  fail(error: Error): void {
    this.stream.destroy(error);
  }

  async *#read(path: string, content: Content): AsyncGenerator<Buffer> {
    const hash = createHash('sha256');
    let size = 0;
    const given = await content();
    for await (const part of typeof given === 'string' || Buffer.isBuffer(given) ? [given] : given) {
      const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
      hash.update(bytes);
      size += bytes.length;
      yield bytes;
    }
    this.#written.push({ path, sha256: hash.digest('hex'), size });
  }
}
