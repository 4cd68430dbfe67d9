import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, it } from '@jest/globals';
import { zipOf } from '../../../test/support/zip.ts';
import { ZipArchive } from './zip-archive.ts';

const folder = mkdtempSync(join(tmpdir(), 'ban-giao-zip-'));
afterAll(() => rmSync(folder, { recursive: true }));

const open = (bytes: Buffer) => {
  const path = join(folder, 'a.zip');
  writeFileSync(path, bytes);
  const archive = ZipArchive.open(path);
  archive.close();
  return archive.names;
};
const file = (name: string, text = 'x'): [string, Buffer] => [name, Buffer.from(text)];
const code = (bytes: Buffer): string => {
  try {
    open(bytes);
    return 'opened';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('an archive', () => {
  const good = zipOf([file('a/b.json', 'one'), file('c', 'two')]);

  it('opens with its files in their order', () => expect(open(good)).toEqual(['a/b.json', 'c']));

  it('is refused for every single flipped bit that is not content', () => {
    const content = [38, 39, 40].concat([88, 89, 90]);
    const places = [...good.keys()].filter((at) => !content.includes(at));
    const opened = places.filter((at) => {
      const bytes = Buffer.from(good);
      bytes[at] = (bytes[at] as number) ^ (1 << (at % 8));
      return code(bytes) === 'opened';
    });
    expect(opened).toEqual([]);
  });

  it.each(['../a', '/a', 'a//b', 'a/../b', 'C:\\a', 'a\u0000', 'a/', './a', 'ă'])(
    'is refused for the name %j',
    (name) => {
      expect(code(zipOf([file(name)]))).toBe('name_refused');
    },
  );

  it('is refused for a name that comes twice, in other letters too', () => {
    expect(code(zipOf([file('a'), file('a')]))).toBe('name_twice');
    expect(code(zipOf([file('a'), file('A')]))).toBe('name_twice');
  });

  it('is refused with bytes before, between or behind, and when it is empty or cut off', () => {
    const more = Buffer.from('PK');
    for (const bytes of [
      Buffer.concat([more, good]),
      Buffer.concat([good, more]),
      Buffer.concat([good.subarray(0, 57), more, good.subarray(57)]),
      good.subarray(0, -1),
      good.subarray(0, 10),
      Buffer.alloc(0),
      Buffer.alloc(22),
    ])
      expect(code(bytes)).not.toBe('opened');
  });

  it('is refused when anything in it is compressed, so that no small file can become a large one', () => {
    const packed = deflateRawSync(Buffer.alloc(1_000_000));
    const bytes = zipOf([['a', packed]]);
    for (const at of [8, bytes.length - 22 - 47 + 10]) bytes.writeUInt16LE(8, at);
    expect(code(bytes)).toBe('entry_form');
  });

  it('tells a changed content by its checksum', () => {
    const bytes = Buffer.from(good);
    bytes[38] = (bytes[38] as number) ^ 1;
    const path = join(folder, 'b.zip');
    writeFileSync(path, bytes);
    const archive = ZipArchive.open(path);
    expect(() => archive.bytes('a/b.json')).toThrow(
      expect.objectContaining({ code: 'entry_checksum', place: 'a/b.json' }) as unknown as Error,
    );
    archive.close();
    expect(crc32(Buffer.from('one'))).toBeGreaterThan(0);
  });
});
