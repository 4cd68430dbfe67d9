import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { verifyDetached } from './cms.ts';
import { openSealKey } from './seal.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ban-giao-seal-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe("the server's seal key", () => {
  it('is made once, kept for its owner alone and found again', async () => {
    const file = join(folder, 'keys', 'seal.pem');
    const opened = await Promise.all([openSealKey(file), openSealKey(file), openSealKey(file)]);
    const again = await openSealKey(file);
    expect(new Set([...opened, again].map(({ thumbprint }) => thumbprint)).size).toBe(1);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, 'keys'))).toEqual(['seal.pem']);
  });

  it('seals a text so that it can be checked with its certificate alone', async () => {
    const seal = await openSealKey(join(folder, 'seal.pem'));
    const request = {
      signature: await seal.seal('biên bản'),
      trustAnchorsPem: [seal.certificatePem],
      crlsDer: [],
      at: new Date(),
    };
    await expect(verifyDetached({ ...request, content: 'biên bản' })).resolves.toHaveProperty(
      'thumbprint',
      seal.thumbprint,
    );
    await expect(verifyDetached({ ...request, content: 'biên bản khác' })).rejects.toHaveProperty(
      'code',
      'signature_invalid',
    );
  });

  it('refuses a file that others may read and a file that is no key', async () => {
    const file = join(folder, 'seal.pem');
    await openSealKey(file);
    await chmod(file, 0o644);
    await expect(openSealKey(file)).rejects.toThrow('expected file mode 0600');
    await writeFile(file, 'nothing');
    await chmod(file, 0o600);
    await expect(openSealKey(file)).rejects.toThrow('does not hold a seal key');
  });
});
