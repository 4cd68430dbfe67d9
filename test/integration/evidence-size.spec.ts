import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sealOf, startStage, type EvidenceStage } from './evidence-kit.ts';

/** EVIDENCE_RECORDS=20000 tries the largest list. */
const RECORDS = Number(process.env['EVIDENCE_RECORDS'] ?? 2_000);
const MEGABYTE = 1_048_576;
/** What may be in memory at once, however long the list. */
const MOST_MORE = 96 * MEGABYTE;

let stage: EvidenceStage;
let bundle: string;
let verifier: string;

beforeAll(async () => {
  stage = await startStage();
  bundle = join(stage.folder, 'bundle.zip');
  verifier = join(mkdtempSync(join(stage.folder, 'alone-')), 'verifier.mjs');
  const built = spawnSync(process.execPath, [
    '--input-type=module',
    '-e',
    `import { buildVerifier } from ${JSON.stringify(join(import.meta.dirname, '..', '..', 'scripts', 'build-verifier.mjs'))}; await buildVerifier(${JSON.stringify(verifier)});`,
  ]);
  expect([built.status, built.stderr.toString()]).toEqual([0, '']);
  const { chain } = stage;
  const scope = await chain.toPolice(RECORDS);
  await chain.verify(scope);
  await chain.sign(scope);
  await chain.receive(scope);
  await stage.stamp();
}, 300_000);
afterAll(() => stage.close());

const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [verifier, ...args], {
    env: {},
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
};

describe(`the bundle of ${RECORDS} records`, () => {
  it('is sent as it is read: memory does not grow with it', async () => {
    const { chain } = stage;
    const token = await chain.api.issuer.token('thanhtra.60');
    const response = await fetch(
      `${chain.api.url}/lists/${chain.listId}/evidence?personal=true&purpose=${encodeURIComponent('Thanh tra theo kế hoạch')}`,
      { headers: { authorization: `Bearer ${token}` } },
    );
    const before = process.memoryUsage().rss;
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss - before)), 20);
    await pipeline(Readable.fromWeb(response.body as never), createWriteStream(bundle));
    clearInterval(watch);
    if (process.env['EVIDENCE_RECORDS'] !== undefined)
      process.stderr.write(
        `${(statSync(bundle).size / MEGABYTE).toFixed(1)} MB sent, ${(most / MEGABYTE).toFixed(1)} MB more in memory\n`,
      );
    expect(statSync(bundle).size).toBeGreaterThan(RECORDS * 300);
    expect(most).toBeLessThan(MOST_MORE);
  });

  it('is found valid by the built verifier alone in a folder, with fingerprints from outside', () => {
    const { trust, chain } = stage;
    const ca = join(stage.folder, 'ca.pem');
    const tsa = join(stage.folder, 'tsa.pem');
    writeFileSync(ca, chain.authority.certificatePem);
    writeFileSync(tsa, trust.stampAuthorities?.pem[0] ?? '');
    const { thumbprint } = chain.authority;
    const seal = sealOf(chain).thumbprint;
    const withColons = (seal.match(/../g) ?? []).join(':').toUpperCase();
    const byFile = run(bundle, '--seal', withColons, '--ca', ca, '--tsa', tsa);
    expect(byFile).toMatchObject({ status: 0, said: expect.stringContaining('KẾT LUẬN: ĐẠT.') });
    const byFingerprint = run(
      bundle,
      '--seal',
      seal,
      '--ca',
      thumbprint,
      '--tsa',
      tsa,
      '--lang',
      'en',
      '--json',
    );
    expect([byFingerprint.status, (JSON.parse(byFingerprint.said) as { ok: boolean }).ok]).toEqual([0, true]);
  });

  it('is refused with code 1 under another seal, and with code 2 when nothing is trusted', () => {
    expect(run(bundle, '--seal', '0'.repeat(64), '--lang', 'en')).toMatchObject({
      status: 1,
      said: expect.stringContaining('CONCLUSION: NOT VALID'),
    });
    expect(run(bundle).status).toBe(2);
    expect(run(bundle, '--seal', 'abc').status).toBe(2);
    expect(run(join(stage.folder, 'nothing.zip'), '--seal', '0'.repeat(64)).status).toBe(2);
  });
});
