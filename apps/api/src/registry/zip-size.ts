import { DomainError } from '#domain/errors';

const END_OF_DIRECTORY = 0x06054b50;
const ENTRY = 0x02014b50;
const LONGEST_END = 65_557;

/**
 * How large the parts of a zip archive say they are, together, bytes: asked before anything is unpacked, because a small file can unpack
 * to gigabytes. A file that lies about it is cut off by the reader, which unpacks no further than an entry says.
 * @throws DomainError `invalid_value` when it is no zip archive.
 */
export function unpackedSize(bytes: Buffer): number {
  const from = Math.max(0, bytes.length - LONGEST_END);
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < from || end + 22 > bytes.length || bytes.readUInt32LE(end) !== END_OF_DIRECTORY) throw notXlsx();
  const entries = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  let size = 0;
  for (let n = 0; n < entries; n += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY) throw notXlsx();
    size += bytes.readUInt32LE(at + 24);
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return size;
}

/** The refusal of a file that is no workbook. */
export function notXlsx(): DomainError {
  return new DomainError('invalid_input', {
    errors: [
      {
        field: 'body',
        message: 'Không phải tệp Excel (.xlsx)',
        messageEn: 'Is not an Excel workbook (.xlsx)',
      },
    ],
  });
}
