import { DomainError } from '#domain/errors';
import type { Uuid, Sha256Hex } from '#domain/formats';
import type { Act, Actor } from '../act.ts';
import type { Sql } from '../sql.ts';
import { readTask } from './inbox.ts';
import { taskChanged } from './task-events.ts';
import { checkListOpen, lockTask } from './tasks.ts';

/** A file that was received, measured and hashed, not yet kept. */
export interface NewAttachment {
  readonly id: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly sha256: Buffer;
  /** The contents piece by piece. */
  readonly chunks: AsyncIterable<Buffer>;
}

export interface AttachmentView {
  readonly id: Uuid;
  readonly no: number;
  readonly fileName: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly sha256: Sha256Hex;
  readonly personId: Uuid;
  readonly officeId: string;
  readonly at: Date;
}

const VIEW = `a.id, a.attachment_no as no, a.file_name as "fileName", a.media_type as "mediaType", a.size_bytes as "sizeBytes",
  encode(a.sha256, 'hex') as sha256, a.person_id as "personId", a.office_id as "officeId", a.at`;

/** A task with more files than this is a filing cabinet. */
const MOST = 50;

/**
 * Keeps a file with a task, for good; hash and size stand in the event, not the name.
 * @throws DomainError `act_not_allowed` when the task has too many; what `lockTask` throws.
 */
export async function attachToTask(act: Act, taskId: string, file: NewAttachment): Promise<AttachmentView> {
  const task = await lockTask(act, taskId, 'task.attach');
  checkListOpen(act, task);
  const [kept] = await act.query<AttachmentView & Record<string, unknown>>(
    `insert into task_attachments as a (id, province_code, commune_code, task_id, attachment_no, person_id, acting_for, office_id, file_name, media_type, size_bytes, sha256, at)
     select $1, $2, $3, $4, 1 + count(*), $5, $6, $7, $8, $9, $10, $11, $12 from task_attachments where task_id = $4 returning ${VIEW}`,
    [
      ...[
        file.id,
        task.provinceCode,
        task.communeCode,
        taskId,
        act.actor.personId,
        act.represented?.personId ?? null,
      ],
      ...[act.actor.officeId, file.fileName, file.mediaType, file.sizeBytes, file.sha256, act.now],
    ],
  );
  const view = kept as AttachmentView;
  if (view.no > MOST)
    throw new DomainError('act_not_allowed', { taskId, reason: 'too_many_files', most: MOST });
  let chunkNo = 0;
  for await (const bytes of file.chunks) {
    // Each piece is waited for: a pipelined connection would otherwise hold the whole file in memory.
    await act.query(
      `insert into attachment_chunks (attachment_id, chunk_no, province_code, commune_code, bytes) values ($1, $2, $3, $4, $5)`,
      [file.id, (chunkNo += 1), task.provinceCode, task.communeCode, bytes],
    );
  }
  await taskChanged(act, task, 'task.file_attached', {
    ...{ attachmentId: file.id, no: view.no, mediaType: file.mediaType, sizeBytes: file.sizeBytes },
    sha256: file.sha256.toString('hex'),
  });
  return view;
}

/** The files of a task; at most fifty. @throws what `readTask` throws. */
export async function readAttachments(sql: Sql, actor: Actor, taskId: string): Promise<AttachmentView[]> {
  await readTask(sql, actor, taskId);
  return sql.query<AttachmentView & Record<string, unknown>>(
    `select ${VIEW} from task_attachments a where a.task_id = $1 order by a.attachment_no`,
    [taskId],
  );
}

/** One file of a task. @throws DomainError `not_found`; what `readTask` throws. */
export async function readAttachment(
  sql: Sql,
  actor: Actor,
  taskId: string,
  attachmentId: string,
): Promise<AttachmentView> {
  const found = (await readAttachments(sql, actor, taskId)).find(({ id }) => id === attachmentId);
  if (found === undefined) throw new DomainError('not_found', { taskId, attachmentId });
  return found;
}

/** A piece of a file's contents, numbered from 1; undefined after the last. */
export async function readChunk(
  sql: Sql,
  attachmentId: string,
  chunkNo: number,
): Promise<Buffer | undefined> {
  const [row] = await sql.query<{ bytes: Buffer }>(
    `select bytes from attachment_chunks where attachment_id = $1 and chunk_no = $2`,
    [attachmentId, chunkNo],
  );
  return row?.bytes;
}
