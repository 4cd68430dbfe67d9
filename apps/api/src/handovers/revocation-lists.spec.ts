import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createAuthority, createCrl } from '#signatures/certificate-authority';
import { parseEnv } from '../env.ts';
import { RevocationLists } from './revocation-lists.ts';

const folder = mkdtempSync(join(tmpdir(), 'ban-giao-crl-'));
const file = join(folder, 'revoked.crl');
const env = (crlUrl?: string) =>
  parseEnv({
    DATABASE_URL: 'postgres://x@127.0.0.1/x',
    OIDC_ISSUER: 'http://127.0.0.1',
    ...(crlUrl === undefined ? {} : { CRL_URL: crlUrl }),
  });

afterAll(() => rmSync(folder, { recursive: true }));

describe('the list of revoked certificates', () => {
  it('is needed: without an address or a list nothing is accepted', async () => {
    await expect(new RevocationLists(env()).present()).rejects.toMatchObject({ code: 'cert_status_unknown' });
    const lists = new RevocationLists(env(pathToFileURL(file).href));
    await expect(lists.present()).rejects.toMatchObject({ code: 'cert_status_unknown' });
  });

  it('is read once and kept', async () => {
    const authority = await createAuthority({ commonName: 'CA thử' });
    const now = Date.now();
    const times = { thisUpdate: new Date(now), nextUpdate: new Date(now + 60_000) };
    writeFileSync(file, await createCrl(authority, { revoked: [], number: 1, ...times }));
    const lists = new RevocationLists(env(pathToFileURL(file).href));
    const [first] = await lists.present();
    writeFileSync(file, 'no list');
    const [again] = await lists.present();
    expect(again).toBe(first);
  });

  it('is refused when it is no list', async () => {
    const lists = new RevocationLists(env(pathToFileURL(file).href));
    await expect(lists.present()).rejects.toMatchObject({ code: 'cert_status_unknown' });
  });
});
