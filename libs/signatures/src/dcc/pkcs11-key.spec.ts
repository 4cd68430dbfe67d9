/** @jest-environment ./test/support/softhsm-environment.mjs */
import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDemoAuthority, issueDemoSigner } from './demo-signers.ts';
import { codeIssuer } from './issue-code.ts';
import type { SigningKey } from './keys.ts';
import { nodeCrypto } from './node-crypto.ts';
import { openPkcs11Key, type Pkcs11Key } from './pkcs11-key.ts';
import { readSigner } from './signer-certificate.ts';
import { keyFacts } from './software-signing-key.ts';
import { CERTIFICATE, EXPIRES, ISSUED, judge } from '../../../../test/support/dcc-codes.ts';

const PIN = '1234';
const TOKEN = 'ban-giao-test';
const module = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
].find((path) => existsSync(path));
const driver = 'pkcs11js';
const isBuilt = await import(driver).then(
  () => true,
  () => false,
);
const there = isBuilt && module !== undefined && spawnSync('softhsm2-util', ['--version']).status === 0;

(there ? describe : describe.skip)('a signing key in a token (SoftHSM)', () => {
  // The test's environment made it and removes it.
  const folder = dirname(process.env.SOFTHSM2_CONF ?? '');
  const open: Pkcs11Key[] = [];

  beforeAll(() => {
    const options = ['--init-token', '--free', '--label', TOKEN, '--pin', PIN, '--so-pin', PIN];
    execFileSync('softhsm2-util', options, { env: process.env });
  });
  afterAll(() => {
    for (const key of open) key.close();
  });

  function put(label: string, id: string, key: KeyObject): void {
    const file = join(folder, `${label}.pem`);
    writeFileSync(
      file,
      createPrivateKey(key.export({ type: 'pkcs8', format: 'pem' })).export({ type: 'pkcs8', format: 'pem' }),
    );
    execFileSync(
      'softhsm2-util',
      ['--import', file, '--token', TOKEN, '--label', label, '--id', id, '--pin', PIN],
      { env: process.env },
    );
    rmSync(file);
  }

  it.each([
    ['ES256', 'es', 'A1'],
    ['PS256', 'ps', 'B2'],
  ] as const)('signs %s certificates that verify', async (algorithm, keyLabel, id) => {
    const { privateKey, publicKey } =
      algorithm === 'ES256'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('rsa', { modulusLength: 2048 });
    put(keyLabel, id, privateKey);
    const authority = await createDemoAuthority({ notBefore: ISSUED });
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    const certificateDer = await issueDemoSigner(authority, { publicKey: spki, notBefore: ISSUED });
    const token = await openPkcs11Key({
      module: module as string,
      tokenLabel: TOKEN,
      pin: PIN,
      keyLabel,
      algorithm,
    });
    open.push(token);
    const key: SigningKey = { ...(await keyFacts(certificateDer)), state: 'signing', sign: token.sign };
    const issue = await codeIssuer(key);
    const request = { certificate: CERTIFICATE, issuer: 'VN', issuedAt: ISSUED, expiresAt: EXPIRES };
    const made = await Promise.all(Array.from({ length: 20 }, () => issue(request)));
    const signer = await readSigner(certificateDer, nodeCrypto);
    for (const { code } of made)
      expect(await judge(code, [{ authority, key, signer, privateKeyPem: '' }])).toMatchObject({
        verdict: 'valid',
      });
    expect(new Set(made.map(({ signature }) => Buffer.from(signature).toString('hex'))).size).toBe(20);
  });

  it('says which of token, key and PIN is wrong, without the PIN', async () => {
    const options = {
      module: module as string,
      tokenLabel: TOKEN,
      pin: PIN,
      keyLabel: 'es',
      algorithm: 'ES256',
    } as const;
    await expect(openPkcs11Key({ ...options, tokenLabel: 'other' })).rejects.toThrow(
      'no token labelled other',
    );
    await expect(openPkcs11Key({ ...options, keyLabel: 'other' })).rejects.toThrow(
      'no private key labelled other',
    );
  });
});
