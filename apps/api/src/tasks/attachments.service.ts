import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { fileTypeFromFile } from 'file-type';
import { DomainError } from '#domain/errors';
import type { Idempotency } from '#persistence/act';
import {
  attachToTask,
  readAttachment,
  readChunk,
  type AttachmentView,
} from '#persistence/repositories/task-attachments';
import type { ActingCapacity } from '../auth/capacity.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { withReceived } from '../http/received-file.ts';

/** Scans and photographs of papers; a file that claims to be one and is not is refused by its contents, whatever its name says. */
const ALLOWED = new Set([
  'application/pdf',
  'image/jpeg',
  'image/png',
  'image/webp',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
]);
/** Twenty scanned pages. */
export const LARGEST_BYTES = 20 * 1_048_576;
const CHUNK_BYTES = 524_288;

/** Files of tasks: received to a temporary file, measured, hashed and recognised before the act begins, so that a slow sender holds no lock. */
@Injectable()
export class AttachmentsService {
  constructor(@Inject(ActsService) private readonly acts: ActsService) {}

  /** @throws DomainError `body_too_large`, `invalid_value` for an empty file or a kind that is not allowed; what `attachToTask` throws. */
  async attach(
    taskId: string,
    fileName: string,
    content: Readable,
    { actor, idempotency }: { readonly actor: ActingCapacity; readonly idempotency: Idempotency },
  ): Promise<ActAnswer<AttachmentView>> {
    return withReceived(content, LARGEST_BYTES, async ({ path, sizeBytes, sha256 }) => {
      const mediaType = (await fileTypeFromFile(path))?.mime;
      if (mediaType === undefined || !ALLOWED.has(mediaType))
        throw new DomainError('invalid_value', { field: 'content', allowed: [...ALLOWED] });
      // The contents belong to the request: the same key with another file is another request.
      const bodyHash = createHash('sha256').update(idempotency.bodyHash).update(sha256).digest();
      const options = { actor, idempotency: { key: idempotency.key, bodyHash }, status: 201 };
      const file = { id: randomUUID(), fileName, mediaType, sizeBytes, sha256 };
      return await this.acts.onTask(taskId, options, (act) =>
        attachToTask(act, taskId, {
          ...file,
          chunks: createReadStream(path, { highWaterMark: CHUNK_BYTES }),
        }),
      );
    });
  }

  /** The file and its contents, read piece by piece while they are sent. @throws what `readAttachment` throws. */
  async open(
    actor: ActingCapacity,
    taskId: string,
    attachmentId: string,
  ): Promise<{ file: AttachmentView; content: Readable }> {
    const file = await this.acts.read(actor, (sql) => readAttachment(sql, actor, taskId, attachmentId));
    return { file, content: Readable.from(this.#pieces(actor, attachmentId)) };
  }

  async *#pieces(actor: ActingCapacity, attachmentId: string): AsyncGenerator<Buffer> {
    for (let no = 1; ; no += 1) {
      const piece = await this.acts.read(actor, (sql) => readChunk(sql, attachmentId, no));
      if (piece === undefined) return;
      yield piece;
    }
  }
}
