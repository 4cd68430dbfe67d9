import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createAuthority,
  createCrl,
  issueCertificate,
  issueTimeStampingCertificate,
} from './certificate-authority.ts';
import type { KeyAndCertificate } from './certificate-authority.ts';
import { issueTimeStamp } from './time-stamp-authority.ts';
import { TIME_STAMP_FAULTS, type TimeStampFault } from './time-stamp-error.ts';
import { buildTimeStampRequest, readTimeStampResponse, verifyTimeStampToken } from './time-stamp.ts';
import type { TimeStampCheck } from './time-stamp.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const data = Buffer.from('the bytes of a CMS file');
const digest = createHash('sha256').update(data).digest();
const nonce = Buffer.from('8899aabbccddeeff', 'hex');
const at = new Date(Math.floor(Date.now() / 1000) * 1000);

let authority: KeyAndCertificate;
let server: KeyAndCertificate;
let response: Buffer;

const stampBy = (key: KeyAndCertificate, moment = at, request = buildTimeStampRequest(digest, nonce)) =>
  issueTimeStamp({ ...key, request, serialNumber: 4711n, at: moment }).response;
const check = (changes: Partial<TimeStampCheck> = {}) =>
  verifyTimeStampToken({
    token: response,
    data,
    nonce,
    trustAnchorsPem: [authority.certificatePem],
    at,
    ...changes,
  });
const fault = (code: TimeStampFault) => expect.objectContaining({ code }) as unknown;
const refuses = (changes: Partial<TimeStampCheck>, code: TimeStampFault) => {
  let thrown: unknown;
  try {
    check(changes);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toEqual(fault(code));
};
/** The token with the bytes of one part replaced by others of the same length. */
const exchanged = (from: Buffer, to: Buffer): Buffer => {
  const place = response.indexOf(from);
  expect(place).toBeGreaterThan(0);
  const copy = Buffer.from(response);
  to.copy(copy, place);
  return copy;
};

beforeAll(async () => {
  authority = await createAuthority({
    commonName: 'Demo CA',
    ...{ notBefore: new Date(at.getTime() - 3 * DAY), notAfter: new Date(at.getTime() + 3650 * DAY) },
  });
  server = await issueTimeStampingCertificate(authority, { commonName: 'TSA', organisation: 'TSA' });
  response = stampBy(server);
});

describe('a time stamp', () => {
  it('says when, by whom and under which number', () => {
    expect(check()).toMatchObject({
      stampedAt: at,
      serialNumber: '1267',
      thumbprint: server.thumbprint,
      revocationChecked: false,
    });
  });

  it('is accepted as the bare token as well as in the whole answer', () => {
    const { token, stampedAt } = readTimeStampResponse(response);
    expect(token.length).toBeLessThan(response.length);
    expect(check({ token }).stampedAt).toEqual(stampedAt);
  });

  it('keeps the time to the millisecond', () => {
    for (const ms of [0, 7, 20, 285, 300, 999]) {
      const moment = new Date(at.getTime() - 60_000 + ms);
      expect(check({ token: stampBy(server, moment) }).stampedAt).toEqual(moment);
    }
  });

  it('is for exactly these bytes', () => refuses({ data: Buffer.from('other bytes') }, 'other_data'));

  it('answers exactly this request', () => refuses({ nonce: randomBytes(8) }, 'other_request'));

  it('cannot be given another time', () => {
    const time = Buffer.from(at.toISOString().replace(/[-:T]|\.\d+/g, ''));
    const earlier = Buffer.from(time);
    earlier[3] = (earlier[3] as number) ^ 1;
    refuses({ token: exchanged(time, earlier) }, 'content_changed');
  });

  it('cannot be given another statement with a digest to match', async () => {
    const forged = stampBy(server, new Date(at.getTime() - DAY));
    const digestOf = (answer: Buffer) => {
      const mark = Buffer.from('06092a864886f70d01090431', 'hex');
      return answer.subarray(answer.indexOf(mark) + mark.length + 3).subarray(0, 32);
    };
    const copy = Buffer.from(forged);
    digestOf(response).copy(copy, forged.indexOf(digestOf(forged)));
    refuses({ token: copy }, 'content_changed');
    const moved = Buffer.from(response);
    digestOf(forged).copy(moved, response.indexOf(digestOf(response)));
    refuses({ token: moved }, 'content_changed');
  });

  it('is not accepted with any one byte flipped', () => {
    const survivors: number[] = [];
    const codes = new Set<string>();
    for (let place = 0; place < response.length; place += 1) {
      const flipped = Buffer.from(response);
      flipped[place] = (flipped[place] as number) ^ 0x01;
      try {
        check({ token: flipped });
        survivors.push(place);
      } catch (error) {
        codes.add((error as { code: string }).code);
      }
    }
    expect(survivors).toEqual([]);
    expect([...codes].every((code) => (TIME_STAMP_FAULTS as readonly string[]).includes(code))).toBe(true);
    expect([...codes]).toEqual(
      expect.arrayContaining(['malformed', 'refused', 'other_data', 'content_changed', 'signature_invalid']),
    );
  });

  it('is no time stamp when it is anything else', () => {
    for (const token of [
      Buffer.alloc(0),
      Buffer.from('no stamp'),
      response.subarray(0, 90),
      Buffer.concat([response, Buffer.alloc(1)]),
    ])
      refuses({ token }, 'malformed');
  });

  it('needs a certificate for time stamps alone', async () => {
    const officer = await issueCertificate(authority, {
      commonName: 'Officer',
      organisation: 'Office',
      login: 'officer',
    });
    refuses({ token: stampBy(officer) }, 'not_for_time_stamps');
    refuses({ token: stampBy(authority) }, 'not_for_time_stamps');
  });

  it('of another authority of the same name is refused', async () => {
    const foreign = await createAuthority({ commonName: 'Demo CA' });
    const key = await issueTimeStampingCertificate(foreign, { commonName: 'TSA', organisation: 'TSA' });
    refuses({ token: stampBy(key) }, 'untrusted');
  });

  it('needs a certificate in force at the stamped time', async () => {
    const notAfter = new Date(at.getTime() - HOUR);
    const old = await issueTimeStampingCertificate(authority, {
      ...{ commonName: 'TSA', organisation: 'TSA', notAfter, notBefore: new Date(at.getTime() - DAY) },
    });
    refuses({ token: stampBy(old) }, 'certificate_not_in_force');
    const before = new Date(at.getTime() - 2 * HOUR);
    expect(check({ token: stampBy(old, before) }).stampedAt).toEqual(before);
  });

  it('is refused when the server was revoked before, by any list that says so', async () => {
    const crl = (revokedAt: Date) =>
      createCrl(authority, {
        revoked: [{ serialNumber: server.serialNumber, revokedAt }],
        ...{
          number: 1,
          thisUpdate: new Date(at.getTime() - HOUR),
          nextUpdate: new Date(at.getTime() + HOUR),
        },
      });
    refuses({ crlsDer: [await crl(new Date(at.getTime() - HOUR))] }, 'certificate_revoked');
    expect(check({ crlsDer: [await crl(new Date(at.getTime() + HOUR))] }).revocationChecked).toBe(true);
  });

  it('from the future is refused', () =>
    refuses({ token: stampBy(server, new Date(at.getTime() + HOUR)) }, 'from_future'));
});

describe('a time-stamp server', () => {
  it('refuses what is no request, other algorithms and other policies, with the reason', () => {
    const refused = (request: Buffer) => {
      const answer = issueTimeStamp({ ...server, request, serialNumber: 1n, at });
      expect(answer.granted).toBe(false);
      try {
        readTimeStampResponse(answer.response);
      } catch (error) {
        return error;
      }
      return undefined;
    };
    const rejection = (failure: number) => ({ code: 'refused', details: { status: 2, failure } });
    expect(refused(Buffer.from('hello'))).toMatchObject(rejection(5));
    const request = buildTimeStampRequest(digest, nonce);
    const sha1 = Buffer.from(request);
    sha1[request.indexOf(Buffer.from('608648016503040201', 'hex')) + 8] = 0x07;
    expect(refused(sha1)).toMatchObject(rejection(0));
  });
});

describe('OpenSSL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ban-giao-tsa-'));
  const hasOpenssl = (() => {
    try {
      return execFileSync('openssl', ['version'], { encoding: 'utf8' }).startsWith('OpenSSL');
    } catch {
      return false;
    }
  })();
  const withOpenssl = hasOpenssl ? it : it.skip;
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe', encoding: 'utf8' });
  const write = (name: string, content: Buffer | string) => writeFileSync(join(folder, name), content);
  afterAll(() => rmSync(folder, { recursive: true }));

  withOpenssl('accepts our time stamps, of data and of a request', () => {
    write('data', data);
    write('stamp.tsr', response);
    write('stamp.token', readTimeStampResponse(response).token);
    write('ask.tsq', buildTimeStampRequest(digest, nonce));
    write('root.pem', authority.certificatePem);
    const verifying = ['ts', '-verify', '-CAfile', 'root.pem'];
    expect(openssl(...verifying, '-in', 'stamp.tsr', '-data', 'data')).toContain('Verification: OK');
    expect(openssl(...verifying, '-in', 'stamp.tsr', '-queryfile', 'ask.tsq')).toContain('Verification: OK');
    expect(openssl(...verifying, '-in', 'stamp.token', '-token_in', '-data', 'data')).toContain('OK');
    expect(openssl('ts', '-query', '-in', 'ask.tsq', '-text')).toContain('Nonce: 0x8899AABBCCDDEEFF');
    write('data', `${data.toString()}!`);
    expect(() => openssl(...verifying, '-in', 'stamp.tsr', '-data', 'data')).toThrow();
  });

  withOpenssl('writes time stamps that we read', () => {
    write('data', data);
    write('root.pem', authority.certificatePem);
    write('tsa.pem', server.certificatePem);
    write('tsa.key', server.privateKeyPem);
    write('serial', '0A\n');
    write(
      'tsa.cnf',
      `[tsa]
       default_tsa = here
       [here]
       serial = ${join(folder, 'serial')}
       signer_cert = ${join(folder, 'tsa.pem')}
       signer_key = ${join(folder, 'tsa.key')}
       signer_digest = sha256
       default_policy = 1.2.3.4.1
       digests = sha256
       accuracy = secs:1, millisecs:500
       ordering = yes
       tsa_name = yes
       clock_precision_digits = 3
       ess_cert_id_chain = no
       ess_cert_id_alg = sha256
`,
    );
    write('ask.tsq', buildTimeStampRequest(digest, nonce));
    openssl('ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'ask.tsq', '-out', 'by-openssl.tsr');
    const token = readFileSync(join(folder, 'by-openssl.tsr'));
    const stamp = check({ token, at: new Date() });
    expect(stamp).toMatchObject({ serialNumber: '0b', thumbprint: server.thumbprint });
    expect(Math.abs(stamp.stampedAt.getTime() - Date.now())).toBeLessThan(60_000);
    refuses({ token, data: Buffer.from('other') }, 'other_data');

    openssl('ts', '-query', '-data', 'data', '-sha512', '-cert', '-out', 'sha512.tsq');
    openssl('ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'sha512.tsq', '-out', 'sha512.tsr');
    refuses({ token: readFileSync(join(folder, 'sha512.tsr')) }, 'refused');
    openssl('ts', '-query', '-data', 'data', '-sha256', '-out', 'bare.tsq');
    openssl('ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'bare.tsq', '-out', 'bare.tsr');
    refuses({ token: readFileSync(join(folder, 'bare.tsr')) }, 'certificate_missing');
  });

  withOpenssl('reads requests of ours and asks what our server answers', () => {
    write('data', data);
    write('root.pem', authority.certificatePem);
    openssl('ts', '-query', '-data', 'data', '-sha256', '-cert', '-out', 'theirs.tsq');
    const request = readFileSync(join(folder, 'theirs.tsq'));
    write('theirs.tsr', stampBy(server, new Date(at.getTime() + 250), request));
    expect(
      openssl('ts', '-verify', '-CAfile', 'root.pem', '-in', 'theirs.tsr', '-queryfile', 'theirs.tsq'),
    ).toContain('Verification: OK');
  });
});
