import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  fileMarkContent,
  lockedText,
  readFileMark,
  rowKeyContent,
  writeFileMark,
  writeRowKey,
  type FileMark,
  type RowKey,
} from '#domain/files/row-key';
import { openSecretBox, type SecretBox } from '#signatures/secret-box';
import { ENV, type Env } from '../env.ts';

/** Bytes of the codes: with 120 bits nobody finds one by trying, and a cell stays short. */
const CODE_BYTES = 15;
const LOCK_BYTES = 6;

/** The check codes of files that go out: made and checked by this installation's key alone. */
@Injectable()
export class RowCodes {
  #box: Promise<SecretBox> | undefined;

  constructor(@Inject(ENV) private readonly env: Env) {}

  /** What makes and checks codes, once the key is there. */
  async open(): Promise<Codes> {
    return new Codes(await (this.#box ??= openSecretBox(this.env.secretsKeyFile)));
  }
}

export class Codes {
  constructor(private readonly box: SecretBox) {}

  rowKey(key: Pick<RowKey, 'exportId' | 'recordNo' | 'version'>, lockedTexts: readonly string[]): string {
    const full = { ...key, locked: lockOf(key.exportId, lockedTexts) };
    return writeRowKey({ ...full, code: this.#code(rowKeyContent(full)) });
  }

  isGenuine(key: RowKey): boolean {
    return this.#code(rowKeyContent(key)) === key.code;
  }

  mark(mark: Omit<FileMark, 'code'>): string {
    return writeFileMark({ ...mark, code: this.#code(fileMarkContent(mark)) });
  }

  /** The mark of a file; `forged` when it was changed, undefined when there is none. */
  readMark(text: string | null): FileMark | 'forged' | undefined {
    const mark = readFileMark(text);
    if (mark === undefined) return text === null ? undefined : 'forged';
    return this.#code(fileMarkContent(mark)) === mark.code ? mark : 'forged';
  }

  #code(content: string): string {
    return this.box.mac(content, 'files').subarray(0, CODE_BYTES).toString('base64url');
  }
}

/** The short hash of locked cells, salted with the file. */
export function lockOf(exportId: string, texts: readonly string[]): string {
  const hash = createHash('sha256')
    .update(`${exportId}\n${lockedText(texts)}`)
    .digest();
  return hash.subarray(0, LOCK_BYTES).toString('base64url');
}
