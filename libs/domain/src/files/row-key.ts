import { composed } from '../people/vietnamese.ts';

/** What the hidden cell of a row says: which file it went out in, which record at which version, and a code that only we can make. */
export interface RowKey {
  readonly exportId: string;
  readonly recordNo: number;
  readonly version: number;
  /** Short hash of the locked cells, so that a change of them is noticed. */
  readonly locked: string;
  /** Base64url of the first 15 bytes of an HMAC over all of the above. */
  readonly code: string;
}

/** The characters are those no spreadsheet program takes for a number, a date or a formula. */
export function writeRowKey({ exportId, recordNo, version, locked, code }: RowKey): string {
  return `BG:${exportId}:${recordNo}:${version}:${locked}:${code}`;
}

const KEY =
  /^BG:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):([1-9]\d{0,8}):([1-9]\d{0,8}):([\w-]{8}):([\w-]{20})$/;

/** Undefined when the text is no key. */
export function readRowKey(text: string): RowKey | undefined {
  const [, exportId, recordNo, version, locked, code] = KEY.exec(text.trim()) ?? [];
  if (exportId === undefined || locked === undefined || code === undefined) return undefined;
  return { exportId, recordNo: Number(recordNo), version: Number(version), locked, code };
}

/** What a row's code is made over: nothing of it can be exchanged without the key. */
export function rowKeyContent({ exportId, recordNo, version, locked }: Omit<RowKey, 'code'>): string {
  return `row\n${exportId}\n${recordNo}\n${version}\n${locked}`;
}

/** Locked texts as they are hashed: what programs change in saving (Unicode form, blanks) is no change. */
export function lockedText(texts: readonly string[]): string {
  return texts.map((text) => composed(text).replace(/\s+/g, ' ').trim()).join('\u001f');
}

/** The first cell of the hidden sheet that says what a workbook is. */
export interface FileMark {
  readonly kind: string;
  readonly exportId: string;
  readonly code: string;
}

export function writeFileMark({ kind, exportId, code }: FileMark): string {
  return `BANGIAO1:${kind}:${exportId}:${code}`;
}

/** Undefined when the text is no mark. */
export function readFileMark(text: string | null): FileMark | undefined {
  const [, kind, exportId, code] =
    /^BANGIAO1:([a-z_]{1,40}):([0-9a-f-]{36}):([\w-]{20})$/.exec(text?.trim() ?? '') ?? [];
  return kind === undefined || exportId === undefined || code === undefined
    ? undefined
    : { kind, exportId, code };
}

export function fileMarkContent({ kind, exportId }: Omit<FileMark, 'code'>): string {
  return `file\n${kind}\n${exportId}`;
}
