import { createHash } from 'node:crypto';
import type { ListHead } from '#persistence/process/checkpoints';
import { leafHashWithSalt, merkleRoot } from '#signatures/merkle';

/** What a checkpoint says, as canonical JSON under the seal key's signature. All hashes are hexadecimal. */
export interface CheckpointStatement {
  readonly kind: 'checkpoint';
  readonly version: 1;
  readonly no: number;
  /** The day it stands for, in Vietnam; null for one asked for in between. */
  readonly day: string | null;
  readonly at: string;
  readonly lists: number;
  readonly events: number;
  /** Root of the tree (RFC 6962) over the lines of the heads file. */
  readonly merkleRoot: string;
  /** SHA-256 of the heads file. */
  readonly headsSha256: string;
  /** SHA-256 of the statement before; null for the first. */
  readonly previous: string | null;
  /** The access log's last seal. */
  readonly accessLog: { readonly no: number; readonly to: number; readonly sha256: string } | null;
  /** The end of the registry's chain; absent in checkpoints of before there was one. */
  readonly registry?: { readonly no: number; readonly hash: string };
  /** Thumbprint of the seal key's certificate. */
  readonly seal: string;
}

const NO_SALT = Buffer.alloc(0);

/** A list's line in the heads file: id, number of its last event, that event's hash (`-` without events), province. */
export function headLine({ listId, eventNo, hash, provinceCode }: ListHead): string {
  return `${listId} ${eventNo} ${hash || '-'} ${provinceCode}`;
}

/** The heads of a file made of such lines. Throws an Error naming the first line that is none. */
export function readHeadLines(text: string): ListHead[] {
  return linesOf(text).map((line, i) => {
    const [, listId, eventNo, hash, provinceCode] =
      /^([0-9a-f-]{36}) (\d+) ([0-9a-f]{64}|-) (\w+)$/.exec(line) ?? [];
    if (!listId || !eventNo || !hash || !provinceCode) throw new Error(`Line ${i + 1} is no head of a list.`);
    return { listId, eventNo: Number(eventNo), hash: hash === '-' ? '' : hash, provinceCode };
  });
}

/** The root over the lines of a heads file, each a leaf: one list can be shown to be in it without the others. */
export function rootOfHeads(text: string): string {
  return merkleRoot(linesOf(text).map((line) => leafHashWithSalt(NO_SALT, line))).toString('hex');
}

export function sha256Hex(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}
