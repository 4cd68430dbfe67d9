import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Checker, NotReady, type CheckerState } from '#signatures/dcc/checker';
import { testApi, type TestApi } from '../support/api.ts';
import { citizen, PassportStage } from './passports-kit.ts';

let api: TestApi;
let stage: PassportStage;
let online = true;
let kept: CheckerState | undefined;
let ahead = 0;

beforeAll(async () => {
  api = await testApi();
  stage = await PassportStage.start({ on: api.db, keys: ['ES256', 'PS256'] });
  stage.feed(citizen(1), citizen(2));
  await stage.activities.readVaccinees();
  await stage.signAll();
  await stage.activities.issueWanted();
}, 120_000);
afterAll(async () => {
  await stage?.close();
  await api?.close();
});

const checker = () =>
  new Checker({
    baseUrl: api.url,
    now: () => new Date(Date.now() + ahead),
    fetch: (url) => (online ? fetch(url) : Promise.reject(new Error('offline'))),
    storage: {
      read: () => Promise.resolve(kept),
      write: (state) => {
        kept = JSON.parse(JSON.stringify(state)) as CheckerState;
        return Promise.resolve();
      },
    },
  });
const codeOf = async (number: number): Promise<string> =>
  (
    await stage.rows<{ code: string }>(
      `select code from passports where subject_id = $1 order by generation`,
      [citizen(number).subjectId],
    )
  )[0]?.code ?? '';

describe('the checker on a device', () => {
  it('judges nothing before its first download, and everything afterwards without a network', async () => {
    const first = checker();
    expect(await first.open()).toBe(false);
    await expect(first.check('HC1:')).rejects.toThrow(NotReady);
    await first.refresh();
    online = false;
    const second = checker();
    expect(await second.open()).toBe(true);
    expect(await second.check(await codeOf(1))).toMatchObject({
      verdict: 'valid',
      outdated: false,
      verdictText: { vi: 'Hợp lệ' },
    });
    expect(await second.check('HC1:XX')).toMatchObject({ verdict: 'malformed' });
    ahead = 3 * 86_400_000;
    expect(await second.check(await codeOf(1))).toMatchObject({ verdict: 'valid', outdated: true });
    ahead = 400 * 86_400_000;
    expect(await second.check(await codeOf(1))).toMatchObject({ verdict: 'expired' });
    ahead = 0;
  });

  it('knows of a revocation as soon as it has fetched the list again, and fetches only what is new', async () => {
    const code = await codeOf(2);
    const device = checker();
    await device.open();
    await api.db.owner.query(`update vaccinees set full_name = 'Nguyễn Văn Khác' where subject_id = $1`, [
      citizen(2).subjectId,
    ]);
    // Offline the answer is as old as the list.
    expect(await device.check(code)).toMatchObject({ verdict: 'valid' });
    online = true;
    await device.refresh();
    expect(await device.check(code)).toMatchObject({ verdict: 'revoked' });
    expect(kept?.revocations.number).toBe(1);
    await device.refresh();
    expect(kept?.revocations.batches).toHaveLength(1);
  });

  it('refuses lists that another key signed', async () => {
    const other = kept as CheckerState;
    const { createSelfSignedSigner } = await import('#signatures/certificate-authority');
    const { certificatePem } = await createSelfSignedSigner({ commonName: 'giả', organisation: 'giả' });
    kept = { ...other, listCertificate: certificatePem.replace(/-----[^-]+-----|\s/g, '') };
    const device = checker();
    await device.open();
    await expect(device.refresh()).rejects.toThrow('signature');
    kept = other;
  });

  it('is made of nothing that only Node has', () => {
    const seen = new Set<string>();
    const walk = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      const text = readFileSync(file, 'utf8');
      expect([
        file,
        /from 'node:|\bBuffer\b|\bprocess\./.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')),
      ]).toEqual([file, false]);
      for (const [, path] of text.matchAll(/from '(\.\.?\/[^']+)'/g))
        walk(join(dirname(file), path as string));
    };
    walk('libs/signatures/src/dcc/checker.ts');
    expect(seen.size).toBeGreaterThan(12);
  });
});
