import { crc32 } from 'node:zlib';
import {
  centralRecord,
  dataDescriptor,
  endOfDirectory,
  localHeader,
  type ZipEntry,
} from '../../apps/verifier/src/zip-layout.ts';

/** A well-formed archive around any files: what somebody has who knows the format. */
export function zipOf(files: readonly (readonly [string, Buffer])[]): Buffer {
  const parts: Buffer[] = [];
  const records: Buffer[] = [];
  let offset = 0;
  for (const [name, bytes] of files) {
    const entry: ZipEntry = { name, crc: crc32(bytes), size: bytes.length, offset };
    const own = [localHeader(entry), bytes, dataDescriptor(entry)];
    parts.push(...own);
    records.push(centralRecord(entry));
    offset += own.reduce((sum, part) => sum + part.length, 0);
  }
  const length = records.reduce((sum, record) => sum + record.length, 0);
  return Buffer.concat([...parts, ...records, endOfDirectory(files.length, offset, length)]);
}
