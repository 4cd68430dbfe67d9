import { DomainError } from '#domain/errors';
import { FILE_REFUSALS, type FileRefusal } from '#domain/files/file-problems';

/** A refusal of a whole file, with what to do about it in both languages. */
export function unreadable(reason: FileRefusal, at?: string): DomainError {
  const { vi, en } = FILE_REFUSALS[reason];
  return new DomainError('file_unreadable', {
    ...{ reason, message: vi, messageEn: en },
    ...(at === undefined ? {} : { at }),
  });
}
