import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { headingsOf } from '#domain/files/columns';
import { FILE_REFUSALS, FILE_WARNINGS } from '#domain/files/file-problems';
import { REVIEW_COLUMNS } from '#domain/files/review-columns';
import { readTable, type TableEnded } from '#spreadsheets/read-file';
import { Unreadable } from '#spreadsheets/unreadable';
import { brokenFiles, type BrokenFile } from '../support/broken-files/cases.ts';

const MB = 1_048_576;
const FILES = brokenFiles();
const wanted = { headings: [...headingsOf(REVIEW_COLUMNS).keys()], least: 3 };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ban-giao-broken-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly how: string;
  readonly ended?: TableEnded;
  readonly peakBytes: number;
}

async function tried({ fileName, make }: BrokenFile): Promise<Outcome> {
  const path = join(folder, 'content');
  await writeFile(path, await make());
  let peakBytes = 0;
  const watch = (bytes: number) => (peakBytes = Math.max(peakBytes, bytes));
  try {
    let ended: TableEnded | undefined;
    for await (const part of readTable({ path, fileName, wanted, mostRows: 40_000 }, { watch }))
      if (part.type === 'ended') ended = part;
    return {
      how: 'read',
      peakBytes: Math.max(peakBytes, ended?.peakBytes ?? 0),
      ...(ended === undefined ? {} : { ended }),
    };
  } catch (error) {
    if (error instanceof Unreadable) return { how: error.reason, peakBytes };
    throw error;
  }
}

describe('more than two hundred broken files', () => {
  it('are that many, each of its own name', () => {
    expect(FILES.length).toBeGreaterThan(200);
    expect(new Set(FILES.map(({ name }) => name)).size).toBe(FILES.length);
  });

  it.each(FILES.map((file) => [file.name, file] as const))(
    'are read or refused with a reason, in bounded memory: %s',
    async (_name, file) => {
      const { how, ended, peakBytes } = await tried(file);
      expect(peakBytes / MB).toBeLessThan(500);
      if (file.wanted !== undefined) expect(how).toBe(file.wanted);
      if (how === 'read') {
        expect(ended).toBeDefined();
        for (const warning of ended?.warnings ?? []) expect(FILE_WARNINGS[warning].vi).not.toBe('');
      } else expect(FILE_REFUSALS[how as keyof typeof FILE_REFUSALS].vi).not.toBe('');
      // Only these have a right to need so much.
      expect(['takes_too_long', 'needs_too_much_memory']).not.toContain(how);
    },
    90_000,
  );
});
