/** Where one file lies in a bundle's archive. Numbers are bytes. */
export interface ZipEntry {
  readonly name: string;
  readonly crc: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
}

const FLAGS = 0x0808; // UTF-8 name; sizes follow the content
const STORED = 0;
const FIRST_DAY = 0x0021; // 1 January 1980, 00:00
const MADE_BY = (3 << 8) | 63;
const REGULAR_FILE = (0o100644 << 16) >>> 0;
const MOST_32 = 0xfffffffe;

const isLarge = ({ size, offset }: ZipEntry): boolean => size > MOST_32 || offset > MOST_32;

/**
 * The only bytes a bundle may have around a file's content. Archives are compared with what is written here, so a bit that
 * changes nothing for an unzip program is found all the same.
 */
export function localHeader({ name }: ZipEntry): Buffer {
  const text = Buffer.from(name, 'utf8');
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(FLAGS, 6);
  head.writeUInt16LE(STORED, 8);
  head.writeUInt16LE(FIRST_DAY, 12);
  head.writeUInt16LE(text.length, 26);
  return Buffer.concat([head, text]);
}

export function dataDescriptor(entry: ZipEntry): Buffer {
  const large = isLarge(entry);
  const tail = Buffer.alloc(large ? 24 : 16);
  tail.writeUInt32LE(0x08074b50, 0);
  tail.writeUInt32LE(entry.crc, 4);
  for (const place of [0, 1])
    if (large) tail.writeBigUInt64LE(BigInt(entry.size), 8 + 8 * place);
    else tail.writeUInt32LE(entry.size, 8 + 4 * place);
  return tail;
}

export function centralRecord(entry: ZipEntry): Buffer {
  const { name, crc, size, offset } = entry;
  const large = isLarge(entry);
  const text = Buffer.from(name, 'utf8');
  const extra = Buffer.alloc(large ? 28 : 0);
  if (large) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(24, 2);
    [size, size, offset].forEach((value, i) => extra.writeBigUInt64LE(BigInt(value), 4 + 8 * i));
  }
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(MADE_BY, 4);
  head.writeUInt16LE(large ? 45 : 20, 6);
  head.writeUInt16LE(FLAGS, 8);
  head.writeUInt16LE(STORED, 10);
  head.writeUInt16LE(FIRST_DAY, 14);
  head.writeUInt32LE(crc, 16);
  head.writeUInt32LE(large ? 0xffffffff : size, 20);
  head.writeUInt32LE(large ? 0xffffffff : size, 24);
  head.writeUInt16LE(text.length, 28);
  head.writeUInt16LE(extra.length, 30);
  head.writeUInt32LE(REGULAR_FILE, 38);
  head.writeUInt32LE(large ? 0xffffffff : offset, 42);
  return Buffer.concat([head, text, extra]);
}

/** The end of the archive, after a directory of `count` records that begins at `start` and has `length` bytes. */
export function endOfDirectory(count: number, start: number, length: number): Buffer {
  const large = count >= 0xffff || start >= 0xffffffff || length >= 0xffffffff;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  for (const at of [8, 10]) end.writeUInt16LE(Math.min(count, 0xffff), at);
  end.writeUInt32LE(Math.min(length, 0xffffffff), 12);
  end.writeUInt32LE(Math.min(start, 0xffffffff), 16);
  if (!large) return end;
  const record = Buffer.alloc(76);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(MADE_BY, 12);
  record.writeUInt16LE(45, 14);
  [count, count, length, start].forEach((value, i) => record.writeBigUInt64LE(BigInt(value), 24 + 8 * i));
  record.writeUInt32LE(0x07064b50, 56);
  record.writeBigUInt64LE(BigInt(start + length), 64);
  record.writeUInt32LE(1, 72);
  return Buffer.concat([record, end]);
}
