import { beforeAll, describe, expect, it } from '@jest/globals';
import { toBeSigned, writeCbor, writeSign1 } from './cose.ts';
import { nodeCrypto } from './node-crypto.ts';
import { RevocationIndex, revocationBatches, UNKNOWN_KID } from './revocation-batches.ts';
import { HASH_TYPES, revocationHash } from './revocation-hashes.ts';
import { SignerStore } from './signer-store.ts';
import { readCode } from './read-code.ts';
import {
  CERTIFICATE,
  EXPIRES,
  ISSUED,
  carelessCode,
  codeOf,
  issuerKit,
  judge,
  messageOf,
  strangerSign,
  type Issuer,
} from '../../../../test/support/dcc-codes.ts';
import { REASON_TEXTS, REMARK_TEXTS, VERDICT_TEXTS } from './verdict-texts.ts';
import { VERDICTS } from './verify-code.ts';
import { webCrypto } from './web-crypto.ts';

let es: Issuer;
let ps: Issuer;
beforeAll(async () => {
  [es, ps] = await Promise.all([issuerKit(), issuerKit({ algorithm: 'PS256' })]);
});

const entry = CERTIFICATE.v[0] as (typeof CERTIFICATE.v)[number];
const withEntry = (members: object) => ({ ...CERTIFICATE, v: [{ ...entry, ...members }] });
const verdictOf = async (code: string, options = {}) => (await judge(code, [es, ps], options)).verdict;

describe('deciding is not', () => {
  it.each<[string, () => unknown]>([
    ['two kinds at once', () => ({ ...CERTIFICATE, t: [{ tg: 'x' }] })],
    ['no entry', () => ({ ...CERTIFICATE, v: [] })],
    ['no name', () => ({ ...CERTIFICATE, nam: {} })],
    ['no birth date', () => ({ ver: '1.3.0', nam: CERTIFICATE.nam, v: CERTIFICATE.v })],
    ['no dose number', () => withEntry({ dn: null })],
    ['a negative dose', () => withEntry({ dn: -1 })],
    ['a broken dose', () => withEntry({ dn: 1.5 })],
    ['a day that does not exist', () => withEntry({ dt: '2021-02-30' })],
    ['a list for a text', () => withEntry({ mp: ['EU/1/20/1528'] })],
    ['an endless text', () => withEntry({ is: 'x'.repeat(500) })],
  ])('%s', async (_, certificate) => {
    expect(await judge(await carelessCode(es, { certificate: certificate() }), [es])).toMatchObject({
      ...{ verdict: 'schema_invalid', reason: 'content' },
    });
  });

  it.each<[string, Map<number, unknown>, string]>([
    ['no expiry', new Map([[4, undefined]]), 'no_expiry'],
    ['no time of issue', new Map([[6, undefined]]), 'no_issue_time'],
    ['an expiry as text', new Map([[4, '1700000000']]), 'cwt'],
    ['no certificate', new Map([[-260, new Map([[2, {}]])]]), 'no_certificate'],
    ['a list of claims', new Map([[1, [1]]]), 'cwt'],
  ])('%s', async (_, claims, reason) => {
    expect(await judge(await carelessCode(es, { claims }), [es])).toMatchObject({
      verdict: 'malformed',
      reason,
    });
  });

  it('a key twice, so that nobody reads one and another the other', async () => {
    const twice = [0xa2, 4, 0x1a, 0x7f, 0, 0, 0, 4, 0x1a, 1, 0, 0, 0];
    expect(await judge(await carelessCode(es, { payload: Uint8Array.from(twice) }), [es])).toMatchObject({
      reason: 'cbor',
    });
  });

  it('a wrong key id in the protected header beside the right one', async () => {
    const header = writeCbor(
      new Map<number, unknown>([
        [1, -7],
        [4, new Uint8Array(8)],
      ]),
    );
    const message = (head: Uint8Array, payload: Uint8Array, signature: Uint8Array) =>
      messageOf(18, [head, new Map([[4, es.key.kid]]), payload, signature]);
    expect(await verdictOf(await carelessCode(es, { header, message }))).toBe('unknown_signer');
  });

  it('a signature by another key, a changed payload, a changed header, and DER instead of r||s', async () => {
    const stranger = { ...es, key: { ...es.key, sign: strangerSign() } };
    expect(await verdictOf(await carelessCode(stranger))).toBe('invalid_signature');
    const changed = (head: Uint8Array, payload: Uint8Array, signature: Uint8Array) => {
      const other = Uint8Array.from(payload);
      other.set([other[8] === 0 ? 1 : 0], 8);
      return writeSign1(head, other, signature);
    };
    expect(await verdictOf(await carelessCode(es, { message: changed }))).toBe('invalid_signature');
    const longer = (head: Uint8Array, payload: Uint8Array, signature: Uint8Array) =>
      writeSign1(head, payload, Uint8Array.from([...signature, 0]));
    expect(await verdictOf(await carelessCode(es, { message: longer }))).toBe('invalid_signature');
  });

  it('an algorithm that is not the key’s', async () => {
    const header = writeCbor(
      new Map<number, unknown>([
        [1, -37],
        [4, es.key.kid],
      ]),
    );
    expect(await judge(await carelessCode(es, { header }), [es])).toMatchObject({
      ...{ verdict: 'invalid_signature', reason: 'algorithm' },
    });
  });

  it('a signer for another kind, an unlisted signer', async () => {
    const tests = await issuerKit({ kinds: ['t', 'r'] });
    expect(await judge(await carelessCode(tests), [tests])).toMatchObject({ verdict: 'wrong_key_usage' });
    expect(await judge(await carelessCode(tests), [es])).toMatchObject({ verdict: 'unknown_signer' });
    const all = await issuerKit({ kinds: undefined });
    expect(await judge(await carelessCode(all), [all])).toMatchObject({ verdict: 'valid' });
  });

  it.each<[string, (code: string) => string, string]>([
    ['another prefix', (code) => `HC2${code.slice(3)}`, 'prefix'],
    ['no prefix', (code) => code.slice(4), 'prefix'],
    ['a small prefix', (code) => `hc1${code.slice(3)}`, 'prefix'],
    ['small letters', (code) => `HC1:${code.slice(4).toLowerCase()}`, 'base45'],
    ['a cut end', (code) => code.slice(0, 4 + 300), 'compression'],
    ['nothing', () => ' ', 'empty'],
    ['the prefix alone', () => 'HC1:', 'compression'],
    ['more than a QR code', (code) => code.padEnd(5000, 'A'), 'too_long'],
    ['a group above 65535', () => 'HC1::::', 'base45'],
    ['one character', () => 'HC1:A', 'base45'],
  ])('%s', async (_, spoil, reason) => {
    expect(await judge(spoil(await carelessCode(es)), [es])).toMatchObject({ verdict: 'malformed', reason });
  });

  it('a compressed bomb: it stops at the limit', async () => {
    expect(await judge(codeOf(new Uint8Array(1_000_000)), [es])).toMatchObject({ reason: 'too_large' });
    const web = await judge(codeOf(new Uint8Array(1_000_000)), [es], { crypto: webCrypto });
    expect(web.reason).toBe('too_large');
  });
});

describe('time', () => {
  const at = (ms: number) => ({ at: new Date(ms) });

  it('counts to the second, at both ends', async () => {
    const code = await carelessCode(es);
    expect(await verdictOf(code, at(ISSUED.getTime()))).toBe('valid');
    expect(await verdictOf(code, at(ISSUED.getTime() - 1000))).toBe('not_yet_valid');
    expect(await verdictOf(code, at(EXPIRES.getTime()))).toBe('valid');
    expect(await verdictOf(code, at(EXPIRES.getTime() + 1))).toBe('expired');
  });

  it('ends with the signer’s certificate, whatever the code says', async () => {
    const short = await issuerKit({ notAfter: new Date(ISSUED.getTime() + 2 * 86_400_000) });
    const code = await carelessCode(short);
    expect(await judge(code, [short])).toMatchObject({ verdict: 'valid' });
    expect(await judge(code, [short], at(ISSUED.getTime() + 3 * 86_400_000))).toMatchObject({
      ...{ verdict: 'expired', reason: 'signer_expired' },
    });
    const early = new Map([[6, ISSUED.getTime() / 1000 - 86_400]]);
    const before = await carelessCode(short, { claims: early });
    expect(await judge(before, [short], at(ISSUED.getTime() - 3_600_000))).toMatchObject({
      reason: 'signer_begins_later',
    });
  });
});

describe('revocation', () => {
  it.each(HASH_TYPES)('finds a certificate by %s, for its signer and for unknown ones', async (hashType) => {
    for (const issuer of [es, ps]) {
      const [code, other] = [
        await carelessCode(issuer),
        await carelessCode(issuer, { certificate: withEntry({ ci: 'X' }) }),
      ];
      const { message } = await readCode(code, nodeCrypto);
      const hash = await revocationHash(
        hashType,
        {
          identifier: entry.ci,
          country: 'VN',
          algorithm: issuer.key.algorithm,
          signature: message.signature,
        },
        nodeCrypto,
      );
      for (const kid of [issuer.signer.kid, UNKNOWN_KID]) {
        const revocations = new RevocationIndex(
          revocationBatches('VN', [{ kid, hashType, hash, expiresAt: EXPIRES }]),
        );
        expect(await verdictOf(code, { revocations })).toBe('revoked');
        expect(await verdictOf(other, { revocations })).toBe('valid');
      }
      const elsewhere = revocationBatches('VN', [
        { kid: 'AAAAAAAAAAA=', hashType, hash, expiresAt: EXPIRES },
      ]);
      expect(await verdictOf(code, { revocations: new RevocationIndex(elsewhere) })).toBe('valid');
    }
  });

  it('of one QR code leaves another of the same identifier valid', async () => {
    const [first, second] = [await carelessCode(es), await carelessCode(es)];
    const { message } = await readCode(first, nodeCrypto);
    const certificate = {
      identifier: '',
      country: '',
      algorithm: 'ES256',
      signature: message.signature,
    } as const;
    const hash = await revocationHash('SIGNATURE', certificate, nodeCrypto);
    const revocation = { kid: es.signer.kid, hashType: 'SIGNATURE', hash, expiresAt: EXPIRES } as const;
    const revocations = new RevocationIndex(revocationBatches('VN', [revocation]));
    expect([await verdictOf(first, { revocations }), await verdictOf(second, { revocations })]).toEqual([
      ...['revoked', 'valid'],
    ]);
  });
});

describe('what a verdict shows', () => {
  it('is nothing of the person unless a trusted signer made it', async () => {
    const code = await carelessCode(es);
    expect(await judge(code, [])).not.toHaveProperty('content');
    const stranger = { ...es, key: { ...es.key, sign: strangerSign() } };
    expect(await judge(await carelessCode(stranger), [es])).not.toHaveProperty('content');
    expect(await judge(code, [es])).toMatchObject({
      content: { kind: 'v', nam: CERTIFICATE.nam },
      remarks: [],
    });
  });

  it('has words in both languages for every verdict, reason and remark', () => {
    for (const texts of [VERDICT_TEXTS, REASON_TEXTS, REMARK_TEXTS])
      for (const { vi, en } of Object.values(texts))
        expect([vi.length > 3, en.length > 3]).toEqual([true, true]);
    expect(Object.keys(VERDICT_TEXTS)).toEqual([...VERDICTS]);
  });

  it('remarks on what a reader must know without deciding it', async () => {
    const { v: _, ...person } = CERTIFICATE;
    const sample = {
      tg: '840539006',
      tt: 'LP6464-4',
      sc: '2022-05-31T10:00:00Z',
      tr: '260373001',
      co: 'VN',
      is: 'x',
      ci: 'y',
    };
    const tests = await issuerKit({ kinds: undefined });
    expect(
      await judge(await carelessCode(tests, { certificate: { ...person, t: [sample] } }), [tests]),
    ).toMatchObject({
      ...{ verdict: 'valid', remarks: ['result_detected'] },
    });
    const recovery = {
      tg: '840539006',
      fr: '2021-01-01',
      df: '2021-01-12',
      du: '2021-06-30',
      co: 'VN',
      is: 'x',
      ci: 'y',
    };
    const over = await carelessCode(tests, { certificate: { ...person, r: [recovery] } });
    expect(await judge(over, [tests])).toMatchObject({ verdict: 'valid', remarks: ['recovery_over'] });
  });

  it('is the same with the cryptography of a browser', async () => {
    const codes = [
      await carelessCode(es),
      await carelessCode(ps),
      (await carelessCode(es)).slice(0, -6),
      'HC1:6BF',
    ];
    for (const code of codes)
      expect(await judge(code, [es, ps], { crypto: webCrypto })).toEqual(await judge(code, [es, ps]));
  });

  it('an empty store knows nobody', async () => {
    expect(await judge(await carelessCode(es), [], { signers: new SignerStore([]) })).toMatchObject({
      verdict: 'unknown_signer',
    });
    expect(toBeSigned(Uint8Array.of(0xa0), Uint8Array.of(1))).toEqual(
      toBeSigned(new Uint8Array(), Uint8Array.of(1)),
    );
  });
});
