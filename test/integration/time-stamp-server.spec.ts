import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { Acts } from '#persistence/act';
import { systemSql } from '#persistence/process/system-sql';
import { readProofs } from '#persistence/repositories/signature-proofs';
import { verifyTimeStampToken } from '#signatures/time-stamp';
import { Stamper } from '../../apps/worker/src/stamper.ts';
import { timeStampsOverHttp } from '../../apps/worker/src/time-stamp-client.ts';
import { Scenario } from './acts-scenario.ts';
import { startTimeStamps, type TimeStamps } from './stamps-kit.ts';

const folder = mkdtempSync(join(tmpdir(), 'ban-giao-tsa-'));
let chain: Scenario;
let source: DataSource;
let tsa: TimeStamps;

beforeAll(async () => {
  chain = await Scenario.start();
  tsa = await startTimeStamps();
  source = await chain.api.db.connect('system');
  writeFileSync(join(folder, 'tsa-root.pem'), tsa.rootPem);
});
afterAll(async () => {
  await tsa?.close();
  await chain?.close();
  rmSync(folder, { recursive: true });
});

describe('the time-stamp server of the simulators', () => {
  it('takes nothing but requests for time stamps', async () => {
    const answer = await fetch(tsa.url, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'text/plain' },
    });
    expect(answer.status).toBe(415);
    const before = await tsa.given();
    const refused = await fetch(tsa.url, {
      ...{ method: 'POST', body: 'no request', headers: { 'content-type': 'application/timestamp-query' } },
    });
    expect([refused.status, refused.headers.get('content-type')]).toEqual([
      200,
      'application/timestamp-reply',
    ]);
    expect(await tsa.given()).toBe(before);
  });

  it('keeps its key and goes on with its serial numbers after a restart', async () => {
    const pem = async (url: string) => await (await fetch(new URL('/tsa.pem', url))).text();
    const again = await tsa.another();
    try {
      const { url } = again;
      expect(await pem(url)).toBe(await pem(tsa.url));
      const digest = Buffer.alloc(32, 9);
      const [one, two] = await Promise.all(
        [tsa.url, url].map(async (at) => {
          const { response } = await timeStampsOverHttp(at, 10_000)(digest);
          return verifyTimeStampToken({ token: response, digest, trustAnchorsPem: [tsa.rootPem] })
            .serialNumber;
        }),
      );
      expect(one).not.toBe(two);
    } finally {
      await again.close();
    }
  });
});

describe('official signatures and their time stamps', () => {
  const hasOpenssl = (() => {
    try {
      return execFileSync('openssl', ['version'], { encoding: 'utf8' }).startsWith('OpenSSL');
    } catch {
      return false;
    }
  })();
  (hasOpenssl ? it : it.skip)('are accepted by OpenSSL from the kept files alone', async () => {
    const scope = await chain.toPolice(3);
    await chain.verify(scope);
    await chain.sign(scope);
    await chain.receive(scope);
    await new Stamper(
      systemSql(source),
      new Acts(source),
      timeStampsOverHttp(tsa.url, 10_000),
      pino({ level: 'silent' }),
      {
        ...{ pollMs: 10, leaseMs: 20_000, anchorsFile: join(folder, 'tsa-root.pem'), revocationList: null },
      },
    ).pass();
    const proofs = await readProofs(systemSql(source), chain.listId);
    expect(proofs.map(({ part }) => part)).toEqual(['offer', 'receipt']);
    writeFileSync(join(folder, 'ca.pem'), chain.authority.certificatePem);
    const openssl = (...args: string[]) =>
      execFileSync('openssl', args, { cwd: folder, stdio: 'pipe', encoding: 'utf8' });
    for (const { content, signature, timeStamp, chainPem, crls } of proofs) {
      const files = {
        manifest: content,
        p7s: signature,
        tsr: timeStamp ?? '',
        chain: chainPem,
        crl: crls[0] ?? '',
      };
      for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
      expect(openssl('ts', '-verify', '-data', 'p7s', '-in', 'tsr', '-CAfile', 'tsa-root.pem')).toContain(
        'OK',
      );
      expect(
        openssl(
          ...['cms', '-verify', '-binary', '-inform', 'DER', '-in', 'p7s', '-content', 'manifest'],
          ...['-CAfile', 'ca.pem', '-cades'],
        ),
      ).toBe(content);
      openssl('crl', '-inform', 'DER', '-in', 'crl', '-CAfile', 'ca.pem', '-noout');
      writeFileSync(join(folder, 'p7s'), Buffer.concat([signature, Buffer.alloc(1)]));
      expect(() =>
        openssl('ts', '-verify', '-data', 'p7s', '-in', 'tsr', '-CAfile', 'tsa-root.pem'),
      ).toThrow();
    }
  });
});
