import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createAuthority,
  createCrl,
  createSelfSignedSigner,
  issueCertificate,
} from './certificate-authority.ts';
import type { KeyAndCertificate, OfficerCertificateOptions } from './certificate-authority.ts';
import { signDetached, verifyDetached } from './cms.ts';
import type { VerificationRequest } from './cms.ts';

const HOUR = 3_600_000;
const content = '{"from":"CA-22915","to":"TYT-22915","counts":{"matches":2}}';
const at = new Date();
const officer = {
  commonName: 'Trưởng Công an xã',
  organisation: 'Công an xã 22915',
  officeId: 'CA-22915',
  login: 'truongca.22915',
};

let authority: KeyAndCertificate;
let chief: KeyAndCertificate;
let signature: Buffer;
let crl: Buffer;

const issue = (changes: Partial<OfficerCertificateOptions> = {}, by = authority) =>
  issueCertificate(by, { ...officer, ...changes });
const crlOf = (
  by: KeyAndCertificate,
  revoked: { serialNumber: string; revokedAt: Date }[] = [],
  nextUpdate = new Date(at.getTime() + HOUR),
) =>
  createCrl(by, { revoked, number: at.getTime(), thisUpdate: new Date(at.getTime() - 2 * HOUR), nextUpdate });
const check = (changes: Partial<VerificationRequest> = {}) =>
  verifyDetached({
    content,
    signature,
    trustAnchorsPem: [authority.certificatePem],
    crlsDer: [crl],
    at,
    ...changes,
  });
const code = (wanted: string, reason?: string) =>
  expect.objectContaining({
    code: wanted,
    ...(reason ? { details: expect.objectContaining({ reason }) as unknown } : {}),
  }) as unknown;

beforeAll(async () => {
  authority = await createAuthority({ commonName: 'Demo CA' });
  chief = await issue();
  signature = await signDetached({ content, ...chief });
  crl = await crlOf(authority);
});

describe('detached CMS signatures', () => {
  it('accepts a good signature and names the certificate', async () => {
    const signer = await check();
    expect(signer.thumbprint).toBe(chief.thumbprint);
    expect(signer.certificatePem.trim()).toBe(chief.certificatePem.trim());
    expect(signer.notBefore < at && at < signer.notAfter).toBe(true);
    expect(Math.abs((signer.signingTime?.getTime() ?? 0) - at.getTime())).toBeLessThan(60_000);
  });

  it('refuses changed content', async () => {
    await expect(check({ content: content.replace('2', '3') })).rejects.toEqual(
      code('signature_invalid', 'content_changed'),
    );
  });

  it('refuses a signature with any one byte flipped', async () => {
    const survivors: number[] = [];
    for (let place = 0; place < signature.length; place += 1) {
      const flipped = Buffer.from(signature);
      flipped[place] = (flipped[place] as number) ^ 0x01;
      await check({ signature: flipped }).then(
        () => survivors.push(place),
        (error: { code?: string }) => expect(error.code).toMatch(/^(signature_invalid|cert_)/),
      );
    }
    expect(survivors).toEqual([]);
  });

  it('refuses what is no signature at all', async () => {
    for (const garbage of [
      Buffer.alloc(0),
      Buffer.from('not a signature'),
      signature.subarray(0, 100),
      Buffer.concat([signature, Buffer.from([0])]),
    ]) {
      await expect(check({ signature: garbage })).rejects.toEqual(code('signature_invalid'));
    }
  });

  it('refuses a certificate of another authority, of the same name too', async () => {
    const foreign = await createAuthority({ commonName: 'Demo CA' });
    const stranger = await issue({}, foreign);
    const signed = await signDetached({ content, ...stranger, chainPem: foreign.certificatePem });
    await expect(check({ signature: signed, crlsDer: [crl, await crlOf(foreign)] })).rejects.toEqual(
      code('cert_untrusted', 'no_path'),
    );
  });

  it('refuses a certificate issued by an officer', async () => {
    const forged = await issue({ login: 'giamdoc.60' }, chief);
    const signed = await signDetached({ content, ...forged, chainPem: chief.certificatePem });
    await expect(check({ signature: signed })).rejects.toEqual(code('cert_untrusted', 'no_path'));
  });

  it('refuses the authority itself as a signer', async () => {
    const signed = await signDetached({ content, ...authority });
    await expect(check({ signature: signed })).rejects.toEqual(code('cert_untrusted', 'key_usage'));
  });

  it('refuses certificates outside their time', async () => {
    const expired = await issue({
      notBefore: new Date(at.getTime() - 3 * HOUR),
      notAfter: new Date(at.getTime() - HOUR),
    });
    const early = await issue({ notBefore: new Date(at.getTime() + HOUR) });
    await expect(check({ signature: await signDetached({ content, ...expired }) })).rejects.toEqual(
      code('cert_expired', 'expired'),
    );
    await expect(check({ signature: await signDetached({ content, ...early }) })).rejects.toEqual(
      code('cert_expired', 'not_yet_valid'),
    );
  });

  it('refuses a revoked certificate from the moment of its revocation', async () => {
    const revokedAt = new Date(Math.floor((at.getTime() - HOUR / 2) / 1000) * 1000);
    const crlsDer = [await crlOf(authority, [{ serialNumber: chief.serialNumber, revokedAt }])];
    await expect(check({ crlsDer })).rejects.toEqual(code('cert_revoked'));
    await expect(check({ crlsDer, at: revokedAt })).rejects.toEqual(code('cert_revoked'));
    await expect(check({ crlsDer, at: new Date(revokedAt.getTime() - 1000) })).resolves.toHaveProperty(
      'thumbprint',
    );
  });

  it('says that the status is unknown without a fresh list of the right authority', async () => {
    const namesake = await createAuthority({ commonName: 'Demo CA' });
    const stale = await crlOf(authority, [], new Date(at.getTime() - HOUR));
    for (const crlsDer of [[], [stale], [await crlOf(namesake)], [Buffer.from('no list')]]) {
      await expect(check({ crlsDer })).rejects.toEqual(code('cert_status_unknown'));
    }
    await expect(check({ crlsDer: [stale, crl] })).resolves.toHaveProperty('thumbprint');
  });

  it('accepts a self-signed signer only as its own anchor', async () => {
    const seal = await createSelfSignedSigner({ commonName: 'Seal', organisation: 'Bàn Giao' });
    const sealed = await signDetached({ content, ...seal });
    await expect(check({ signature: sealed })).rejects.toEqual(code('cert_untrusted'));
    await expect(
      check({ signature: sealed, trustAnchorsPem: [seal.certificatePem], crlsDer: [] }),
    ).resolves.toHaveProperty('thumbprint', seal.thumbprint);
  });

  it('signs and checks fast enough for every demo', async () => {
    const rounds = 200;
    const begun = performance.now();
    for (let round = 0; round < rounds; round += 1) await signDetached({ content, ...chief });
    const signed = performance.now();
    for (let round = 0; round < rounds; round += 1) await check();
    const perSecond = [signed - begun, performance.now() - signed].map((ms) => (rounds * 1000) / ms);
    expect(Math.min(...perSecond)).toBeGreaterThan(100); // 500 and more on an idle machine
  });
});

describe('OpenSSL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ban-giao-cms-'));
  const hasOpenssl = (() => {
    try {
      return execFileSync('openssl', ['version'], { encoding: 'utf8' }).startsWith('OpenSSL');
    } catch {
      return false;
    }
  })();
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe', encoding: 'utf8' });
  afterAll(() => rmSync(folder, { recursive: true }));

  (hasOpenssl ? it : it.skip)('accepts our signatures, certificates and revocation lists', async () => {
    const seal = await createSelfSignedSigner({ commonName: 'Seal', organisation: 'Bàn Giao' });
    writeFileSync(join(folder, 'manifest'), content);
    writeFileSync(join(folder, 'sig'), signature);
    writeFileSync(join(folder, 'ca.pem'), authority.certificatePem);
    writeFileSync(join(folder, 'crl'), crl);
    writeFileSync(join(folder, 'sealed'), await signDetached({ content, ...seal }));
    writeFileSync(join(folder, 'seal.pem'), seal.certificatePem);
    openssl('crl', '-inform', 'DER', '-in', 'crl', '-out', 'crl.pem', '-CAfile', 'ca.pem');
    writeFileSync(
      join(folder, 'ca-and-crl.pem'),
      authority.certificatePem + readFileSync(join(folder, 'crl.pem'), 'utf8'),
    );
    const verifying = ['cms', '-verify', '-binary', '-inform', 'DER', '-content', 'manifest'];
    expect(openssl(...verifying, '-in', 'sig', '-CAfile', 'ca.pem')).toBe(content);
    expect(
      openssl(
        ...verifying,
        '-in',
        'sig',
        '-CAfile',
        'ca-and-crl.pem',
        '-crl_check',
        '-cades',
        '-x509_strict',
      ),
    ).toBe(content);
    expect(openssl(...verifying, '-in', 'sealed', '-CAfile', 'seal.pem')).toBe(content);
    writeFileSync(join(folder, 'manifest'), `${content} `);
    expect(() => openssl(...verifying, '-in', 'sig', '-CAfile', 'ca.pem')).toThrow();
  });
});
