/** @jest-environment ./test/support/softhsm-environment.mjs */
import { execFileSync, spawnSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDemoAuthority, issueDemoSigner } from '#signatures/dcc/demo-signers';
import { addSoftwareKey } from '#persistence/seed/signing-keys';
import { citizen, PassportStage } from './passports-kit.ts';

const PIN = '1234';
const TOKEN = 'ban-giao-issuing';
const module = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
].find((path) => existsSync(path));
const driver = 'pkcs11js';
const isBuilt = await import(driver).then(
  () => true,
  () => false,
);
const there = isBuilt && module !== undefined && spawnSync('softhsm2-util', ['--version']).status === 0;

(there ? describe : describe.skip)('issuing with a key in a token (SoftHSM)', () => {
  let stage: PassportStage;
  beforeAll(async () => {
    stage = await PassportStage.start({ keys: [], tokenPin: PIN });
    const run = (...args: string[]) => execFileSync('softhsm2-util', args, { env: process.env });
    run('--init-token', '--free', '--label', TOKEN, '--pin', PIN, '--so-pin', PIN);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const file = join(dirname(process.env['SOFTHSM2_CONF'] ?? ''), 'key.pem');
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    run('--import', file, '--token', TOKEN, '--label', 'dsc', '--id', 'A1', '--pin', PIN);
    rmSync(file);
    const notBefore = new Date(Date.now() - 86_400_000);
    const authority = await createDemoAuthority({ notBefore });
    const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
    const certificate = Buffer.from(await issueDemoSigner(authority, { publicKey, notBefore })).toString(
      'base64',
    );
    const client = await stage.db.owner.connect();
    await addSoftwareKey(client, {
      state: 'signing',
      token: { module: module ?? '', tokenLabel: TOKEN, keyLabel: 'dsc', certificate },
    });
    client.release();
    stage.feed(...Array.from({ length: 60 }, (_, i) => citizen(i)));
    await stage.activities.readVaccinees();
    await stage.signAll();
  }, 120_000);
  afterAll(() => stage?.close());

  it('signs, and every signature is in the log of the key; the private key is nowhere in the database', async () => {
    expect(await stage.activities.issueWanted()).toEqual({ issued: 60, paused: false });
    expect(
      await stage.rows(
        `select count(*)::int as n from key_signatures s join signing_keys k using (kid) where k.sealed is null`,
      ),
    ).toEqual([{ n: 60 }]);
  });

  it('waits while the token is away, and a software key steps in', async () => {
    await stage.rows(`update vaccinees set full_name = 'Nguyễn Văn Chờ' where subject_id = $1`, [
      citizen(1).subjectId,
    ]);
    await stage.rows(
      `update signing_keys set token = jsonb_set(token, '{tokenLabel}', '"away"'), kid = 'AAAAAAAAAAA='`,
    );
    await expect(stage.activities.issueWanted()).rejects.toMatchObject({ type: 'key_unavailable' });
    await stage.addKey('ES256');
    expect((await stage.activities.issueWanted()).issued).toBe(1);
  });
});
