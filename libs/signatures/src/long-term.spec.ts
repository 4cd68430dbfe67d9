import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  createAuthority,
  createCrl,
  issueCertificate,
  issueTimeStampingCertificate,
} from './certificate-authority.ts';
import type { KeyAndCertificate } from './certificate-authority.ts';
import { signDetached } from './cms.ts';
import { verifyLongTerm } from './long-term.ts';
import { issueTimeStamp } from './time-stamp-authority.ts';
import { buildTimeStampRequest } from './time-stamp.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const nonce = Buffer.from('8899aabbccddeeff', 'hex');
const at = new Date(Math.floor(Date.now() / 1000) * 1000);

let authority: KeyAndCertificate;
let server: KeyAndCertificate;

/** The server's answer for these bytes. */
const stampOf = (bytes: Buffer, moment: Date) => {
  const request = buildTimeStampRequest(createHash('sha256').update(bytes).digest(), nonce);
  return issueTimeStamp({ ...server, request, serialNumber: 4711n, at: moment }).response;
};

beforeAll(async () => {
  authority = await createAuthority({ commonName: 'Demo CA', notBefore: new Date(at.getTime() - 3 * DAY) });
  server = await issueTimeStampingCertificate(authority, { commonName: 'TSA', organisation: 'TSA' });
});

describe('a signature in the long term', () => {
  const content = '{"handover":1}';
  let officer: KeyAndCertificate;
  let signature: Buffer;
  let timeStamp: Buffer;
  const crl = (revokedAt: Date | undefined, nextUpdate = new Date(at.getTime() + DAY)) =>
    createCrl(authority, {
      revoked: revokedAt ? [{ serialNumber: officer.serialNumber, revokedAt }] : [],
      ...{ number: 1, thisUpdate: new Date(at.getTime() - 2 * DAY), nextUpdate },
    });
  const verify = (crlsDer: Buffer[], changes: object = {}) =>
    verifyLongTerm({
      ...{ content, signature, timeStamp, crlsDer },
      trustAnchorsPem: [authority.certificatePem],
      stampAnchorsPem: [authority.certificatePem],
      ...changes,
    });

  beforeAll(async () => {
    // Ended a second after the stamp: by now it has been out of force for an hour.
    officer = await issueCertificate(authority, {
      ...{ commonName: 'Officer', organisation: 'Office', login: 'officer' },
      ...{ notBefore: new Date(at.getTime() - DAY), notAfter: new Date(at.getTime() - HOUR + 1000) },
    });
    signature = await signDetached({ content, ...officer });
    timeStamp = stampOf(signature, new Date(at.getTime() - HOUR));
  });

  it('is good after the certificate has ended', async () => {
    const { signer, stamp } = await verify([await crl(undefined)]);
    expect(signer.thumbprint).toBe(officer.thumbprint);
    expect(stamp.stampedAt).toEqual(new Date(at.getTime() - HOUR));
  });

  it('is good after the certificate was revoked later', async () => {
    await expect(verify([await crl(new Date(at.getTime() - HOUR / 2))])).resolves.toHaveProperty('stamp');
  });

  it('is not good when the certificate was revoked before the stamp', async () => {
    await expect(verify([await crl(new Date(at.getTime() - 2 * HOUR))])).rejects.toMatchObject({
      code: 'cert_revoked',
    });
  });

  it('is not good without a list of revoked certificates for the stamped time', async () => {
    const lapsed = await crl(undefined, new Date(at.getTime() - 2 * HOUR));
    await expect(verify([])).rejects.toMatchObject({ code: 'cert_status_unknown' });
    await expect(verify([lapsed])).rejects.toMatchObject({ code: 'cert_status_unknown' });
  });

  it('is not good with a stamp for another signature, nor over other content', async () => {
    const crls = [await crl(undefined)];
    await expect(verify(crls, { timeStamp: stampOf(Buffer.from('other'), at) })).rejects.toMatchObject({
      code: 'other_data',
    });
    await expect(verify(crls, { content: `${content} ` })).rejects.toMatchObject({
      code: 'signature_invalid',
    });
  });

  it('is not good with a stamp that its certificate did not live to see', async () => {
    await expect(verify([await crl(undefined)], { timeStamp: stampOf(signature, at) })).rejects.toMatchObject(
      { code: 'cert_expired' },
    );
  });

  it('is never made by the certificate of a time-stamp server', async () => {
    const crl = await createCrl(authority, {
      ...{ revoked: [], number: 1, thisUpdate: at, nextUpdate: new Date(at.getTime() + DAY) },
    });
    const signature = await signDetached({ content: 'x', ...server });
    const timeStamp = stampOf(signature, at);
    const anchors = [authority.certificatePem];
    await expect(
      verifyLongTerm({
        ...{ content: 'x', signature, timeStamp, crlsDer: [crl] },
        ...{ trustAnchorsPem: anchors, stampAnchorsPem: anchors },
      }),
    ).rejects.toMatchObject({ code: 'cert_untrusted' });
  });
});
