import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { toBase64 } from './base64.ts';
import { readGdhcnTrustList } from './gdhcn-trust-list.ts';
import { nodeCrypto } from './node-crypto.ts';
import { LARGEST_BATCH, revocationBatches, type Revocation } from './revocation-batches.ts';
import { signHere } from './software-key.ts';
import { SignerStore } from './signer-store.ts';
import {
  carelessCode,
  EXPIRES,
  ISSUED,
  issuerKit,
  judge,
  type Issuer,
} from '../../../../test/support/dcc-codes.ts';
import {
  openRevocationList,
  openTrustList,
  readTrustList,
  signList,
  trustListEntry,
  type TrustList,
} from './trust-list.ts';

let es: Issuer;
let ps: Issuer;
beforeAll(async () => {
  [es, ps] = await Promise.all([issuerKit(), issuerKit({ algorithm: 'PS256' })]);
});

const publisher = (kind: 'ec' | 'rsa') => {
  const { privateKey, publicKey } =
    kind === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const algorithm = kind === 'ec' ? ('ES256' as const) : ('PS256' as const);
  const key = { algorithm, sign: signHere(privateKey), kid: 'lists-1' };
  return { key, spki: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })) };
};
const times = { issuedAt: ISSUED.toISOString(), nextUpdate: EXPIRES.toISOString() };
const entries = () =>
  Promise.all([es, ps].map(({ key }) => trustListEntry(key.certificateDer, ISSUED, nodeCrypto)));

describe('a trust list in the gateway’s form', () => {
  it('names signers as the gateway does, and lets their codes verify', async () => {
    const list = await entries();
    const { fingerprint256 } = new X509Certificate(Buffer.from(es.key.certificateDer));
    const thumbprint = fingerprint256.replace(/:/g, '').toLowerCase();
    expect(list[0]).toMatchObject({ country: 'VN', certificateType: 'DSC', thumbprint });
    expect(list[0]?.kid).toBe(toBase64(Buffer.from(thumbprint, 'hex').subarray(0, 8)));
    const signers = new SignerStore(await readTrustList(JSON.parse(JSON.stringify(list)), nodeCrypto));
    for (const issuer of [es, ps])
      expect(await judge(await carelessCode(issuer), [], { signers })).toMatchObject({ verdict: 'valid' });
  });

  it('is read without what is no signer or broken', async () => {
    const [good] = await entries();
    const mixed = [
      { ...good, certificateType: 'CSCA' },
      { ...good, rawData: 'AAAA' },
      null,
      7,
      { ...good, rawData: '%' },
      good,
    ];
    expect(await readTrustList(mixed, nodeCrypto)).toHaveLength(1);
    expect(await readTrustList({ entries: mixed }, nodeCrypto)).toEqual([]);
  });

  it('marks every demo certificate as a test', () => {
    for (const der of [es.authority.certificateDer, es.key.certificateDer, ps.key.certificateDer]) {
      const certificate = new X509Certificate(Buffer.from(der));
      expect(certificate.subject).toMatch(/THỬ NGHIỆM - TEST/);
      expect(certificate.issuer).toMatch(/THỬ NGHIỆM - TEST/);
    }
    const [authority, signer] = [es.authority, ps.key].map(
      ({ certificateDer }) => new X509Certificate(Buffer.from(certificateDer)),
    );
    expect(authority?.verify(authority.publicKey)).toBe(true);
    expect(signer?.ca).toBe(false);
  });
});

describe('signed lists', () => {
  it.each(['ec', 'rsa'] as const)(
    'open with their publisher’s %s key alone, and only as what they are',
    async (kind) => {
      const { key, spki } = publisher(kind);
      const list: TrustList = { ...times, number: 4, signers: await entries() };
      const jws = await signList('dcc-trust-list', list, key);
      expect(await openTrustList(jws, spki)).toEqual(list);
      await expect(openTrustList(jws, publisher(kind).spki)).rejects.toThrow('signature');
      await expect(openRevocationList(jws, spki)).rejects.toThrow('form');
      await expect(openTrustList(jws, spki, 5)).rejects.toThrow('older');
      const [head, body, signature] = jws.split('.') as [string, string, string];
      const changed = Buffer.from(JSON.stringify({ ...list, signers: [] })).toString('base64url');
      await expect(openTrustList([head, changed, signature].join('.'), spki)).rejects.toThrow('signature');
      const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'dcc-trust-list' })).toString('base64url');
      await expect(openTrustList(`${none}.${body}.`, spki)).rejects.toThrow('signature');
    },
  );

  it('of revocations are refused whole when one batch is broken', async () => {
    const { key, spki } = publisher('ec');
    const batches = revocationBatches('VN', [{ kid: 'a', hashType: 'UCI', hash: 'x', expiresAt: EXPIRES }]);
    const jws = await signList('dcc-revocation-list', { ...times, number: 1, batches }, key);
    expect((await openRevocationList(jws, spki)).batches).toEqual(batches);
    const broken = [...batches, { ...batches[0], hashType: 'OTHER' }] as typeof batches;
    const half = await signList('dcc-revocation-list', { ...times, number: 1, batches: broken }, key);
    await expect(openRevocationList(half, spki)).rejects.toThrow('form');
  });
});

describe('revocation batches', () => {
  it('hold at most a thousand hashes of one key and type, live as long as their longest, and do not depend on order', () => {
    const revocations = Array.from({ length: 2_500 }, (_, i): Revocation => ({
      kid: i % 2 === 0 ? 'a' : 'b',
      hashType: 'SIGNATURE',
      hash: String(i).padStart(5, '0'),
      expiresAt: new Date(EXPIRES.getTime() + i),
    }));
    const batches = revocationBatches('VN', [...revocations, ...revocations.slice(0, 10)]);
    expect(batches.map(({ kid, entries: { length } }) => [kid, length])).toEqual([
      ...[
        ['a', LARGEST_BATCH],
        ['a', 250],
        ['b', LARGEST_BATCH],
        ['b', 250],
      ],
    ]);
    expect(batches[1]?.expires).toBe(new Date(EXPIRES.getTime() + 2_498).toISOString());
    expect(revocationBatches('VN', revocations.toReversed())).toEqual(batches);
  });
});

describe('a GDHCN trust list', () => {
  const method = async ({ key, signer }: Issuer, certificate: boolean) => {
    const x509 = new X509Certificate(Buffer.from(key.certificateDer));
    const jwk = createPublicKey(x509.publicKey.export({ type: 'spki', format: 'pem' })).export({
      format: 'jwk',
    });
    const id = `did:web:tng-cdn.who.int:v2:trustlist:DCC:VNM:DSC#${encodeURIComponent(signer.kid)}`;
    const x5c = certificate ? [toBase64(key.certificateDer)] : [];
    return {
      id,
      type: 'JsonWebKey2020',
      publicKeyJwk: { ...jwk, x5c, ...(certificate ? { kid: signer.kid } : {}) },
    };
  };

  it('is read with certificates and with bare keys, of both algorithms', async () => {
    for (const certificate of [true, false]) {
      const verificationMethod = [
        await method(es, certificate),
        await method(ps, certificate),
        { id: '#%' },
        null,
      ];
      const signers = await readGdhcnTrustList({ verificationMethod }, nodeCrypto, 'VN');
      expect(signers.map(({ kid, key, notAfter }) => [kid, key.algorithm, notAfter === undefined])).toEqual([
        [es.signer.kid, 'ES256', !certificate],
        [ps.signer.kid, 'PS256', !certificate],
      ]);
      for (const issuer of [es, ps])
        expect(
          await judge(await carelessCode(issuer), [], { signers: new SignerStore(signers) }),
        ).toMatchObject({
          verdict: 'valid',
        });
    }
    expect(await readGdhcnTrustList(null, nodeCrypto)).toEqual([]);
  });
});
