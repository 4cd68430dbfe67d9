import type { FileRefusal } from '#domain/files/file-problems';

/** A file that is refused as a whole. `at` says where: a row or a part, never what stands there. */
export class Unreadable extends Error {
  constructor(
    readonly reason: FileRefusal,
    readonly at?: string,
  ) {
    super(reason);
    this.name = 'Unreadable';
  }
}
