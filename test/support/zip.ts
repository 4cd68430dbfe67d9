import { crc32, deflateRawSync } from 'node:zlib';
import {
  centralRecord,
  dataDescriptor,
  endOfDirectory,
  localHeader,
  type ZipEntry,
} from '../../apps/verifier/src/zip-layout.ts';

const DEFLATED = 8;

/** A well-formed archive around any files: what somebody has who knows the format. Those named in `deflated` are compressed. */
export function zipOf(
  files: readonly (readonly [string, Buffer])[],
  deflated: ReadonlySet<string> = new Set(),
): Buffer {
  const parts: Buffer[] = [];
  const records: Buffer[] = [];
  let offset = 0;
  for (const [name, bytes] of files) {
    const entry: ZipEntry = { name, crc: crc32(bytes), size: bytes.length, offset };
    const [head, tail, record] = [localHeader(entry), dataDescriptor(entry), centralRecord(entry)];
    let content = bytes;
    if (deflated.has(name)) {
      content = deflateRawSync(bytes);
      head.writeUInt16LE(DEFLATED, 8);
      tail.writeUInt32LE(content.length, 8);
      record.writeUInt16LE(DEFLATED, 10);
      record.writeUInt32LE(content.length, 20);
    }
    parts.push(head, content, tail);
    records.push(record);
    offset += head.length + content.length + tail.length;
  }
  const length = records.reduce((sum, record) => sum + record.length, 0);
  return Buffer.concat([...parts, ...records, endOfDirectory(files.length, offset, length)]);
}
