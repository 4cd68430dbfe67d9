import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '#domain/errors';
import { fieldProblem } from './validation.pipe.ts';

/** A file that came as the body of a request, whole. */
export interface ReceivedFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: Buffer;
}

/**
 * Receives a body into a file of its own that is gone afterwards; measured and hashed before any act begins, so that a slow sender holds no lock.
 * @throws DomainError `body_too_large`, `invalid_value` for an empty body; what `work` throws.
 */
export async function withReceived<T>(
  content: Readable,
  mostBytes: number,
  work: (file: ReceivedFile) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'ban-giao-file-'));
  try {
    return await work(await receive(content, join(folder, 'content'), mostBytes));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function receive(content: Readable, path: string, mostBytes: number): Promise<ReceivedFile> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const measure = new Transform({
    transform(piece: Buffer, _, done) {
      sizeBytes += piece.length;
      if (sizeBytes > mostBytes) {
        done(new DomainError('body_too_large', { most: mostBytes }));
        return;
      }
      hash.update(piece);
      done(null, piece);
    },
  });
  await pipeline(content, measure, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  if (sizeBytes === 0) throw new DomainError('invalid_value', { field: 'content', reason: 'empty' });
  return { path, sizeBytes, sha256: hash.digest() };
}

const LONGEST_NAME = 200;

/** The stream of a request whose body is a file. @throws DomainError `invalid_input` for another content type. */
export function streamOf(body: unknown): Readable {
  if (body instanceof Readable) return body;
  throw fieldProblem('Content-Type', 'Phải là application/octet-stream', 'Must be application/octet-stream');
}

/** The name in the header X-File-Name. @throws DomainError `invalid_input` for a name that is missing, too long, or no plain name. */
export function fileNameOf(encoded = ''): string {
  const name = decoded(encoded).normalize('NFC').trim();
  if (name === '' || name.length > LONGEST_NAME || /[\p{Cc}\p{Cf}/\\]/u.test(name))
    throw fieldProblem('X-File-Name', 'Không phải tên tệp', 'Is not a file name');
  return name;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** How a file is offered for saving. */
export function dispositionOf(fileName: string): string {
  return `attachment; filename*=UTF-8''${encodeURIComponent(fileName).replace(/['()*]/g, hex)}`;
}

const hex = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
