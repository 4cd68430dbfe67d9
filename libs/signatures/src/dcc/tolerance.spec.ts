import { beforeAll, describe, expect, it } from '@jest/globals';
import { writeCbor } from './cose.ts';

import {
  CERTIFICATE,
  EXPIRES,
  ISSUED,
  carelessCode,
  issuerKit,
  judge,
  messageOf,
  tagHead,
  type Issuer,
} from '../../../../test/support/dcc-codes.ts';

let es: Issuer;
let ps: Issuer;
beforeAll(async () => {
  [es, ps] = await Promise.all([issuerKit(), issuerKit({ algorithm: 'PS256' })]);
});

const entry = CERTIFICATE.v[0] as (typeof CERTIFICATE.v)[number];
const withEntry = (members: object) => ({ ...CERTIFICATE, v: [{ ...entry, ...members }] });
const verdictOf = async (code: string, options = {}) => (await judge(code, [es, ps], options)).verdict;

describe('reading is tolerant of', () => {
  it.each<[string, () => object]>([
    ['empty groups of the other kinds', () => ({ ...CERTIFICATE, t: [], r: null })],
    ['several entries of one kind', () => ({ ...CERTIFICATE, v: [entry, { ...entry, dn: 1 }] })],
    ['null for an absent entry', () => ({ ...CERTIFICATE, v: [entry, null] })],
    ['doses as floating point', () => withEntry({ dn: 2.0, sd: 2 })],
    ['doses as text', () => withEntry({ dn: '2', sd: ' 2' })],
    ['codes as numbers', () => withEntry({ tg: 840539006 })],
    ['blanks around texts', () => withEntry({ mp: 'EU/1/20/1528  ', ma: ' ORG-100030215' })],
    ['a date with a time', () => withEntry({ dt: '2021-10-01T00:00:00.000Z' })],
    ['a birth date with a time', () => ({ ...CERTIFICATE, dob: '1990-05-05T00:00:00' })],
    ['an unknown birthday', () => ({ ...CERTIFICATE, dob: '1990-XX-XX' })],
    ['an empty birth date', () => ({ ...CERTIFICATE, dob: '' })],
    ['a small country', () => withEntry({ co: 'vn' })],
    ['an identifier of another form', () => withEntry({ ci: '01ES14V17AADF9D08BC2F2EF2CEA#1' })],
    ['a short version', () => ({ ...CERTIFICATE, ver: '1.0' })],
    ['standard names with other signs', () => ({ ...CERTIFICATE, nam: { fn: 'x', fnt: 'nguyen thi' } })],
    ['a given name alone', () => ({ ...CERTIFICATE, nam: { gn: 'Thử', gnt: 'THU' } })],
    ['names in NFD', () => ({ ...CERTIFICATE, nam: { ...CERTIFICATE.nam, fn: 'Nguyễn'.normalize('NFD') } })],
    ['more doses than the series has', () => withEntry({ dn: 3, sd: 2 })],
    ['unknown members', () => ({ ...withEntry({ zz: 'x' }), extra: 1 })],
  ])('%s', async (_, certificate) => {
    expect(await judge(await carelessCode(es, { certificate: certificate() }), [es])).toMatchObject({
      verdict: 'valid',
    });
  });

  it('a certificate without issuer, with fractions of a second, and longer numbers than needed', async () => {
    expect(await verdictOf(await carelessCode(es, { claims: new Map([[1, undefined]]) }))).toBe('valid');
    const fraction = new Map([[6, ISSUED.getTime() / 1000 + 0.538]]);
    expect(await verdictOf(await carelessCode(es, { claims: fraction }))).toBe('valid');
    // {4: uint64, 6: uint64, -260 (as int32): {1: …}} in indefinite length
    const time = (at: Date) => [0x1b, 0, 0, 0, 0, ...Buffer.from((at.getTime() / 1000).toString(16), 'hex')];
    const body = [...writeCbor(CERTIFICATE)];
    const long = [
      0xbf,
      4,
      ...time(EXPIRES),
      6,
      ...time(ISSUED),
      0x3a,
      0,
      0,
      1,
      3,
      0xbf,
      1,
      ...body,
      0xff,
      0xff,
    ];
    expect(await verdictOf(await carelessCode(es, { payload: Uint8Array.from(long) }))).toBe('valid');
  });

  it.each([
    ['no tag', undefined],
    ['the tag of COSE_Sign1', 18],
  ])('%s', async (_, tag) => {
    const message = (head: Uint8Array, payload: Uint8Array, signature: Uint8Array) =>
      messageOf(tag, [head, new Map(), payload, signature]);
    expect(await verdictOf(await carelessCode(es, { message }))).toBe('valid');
  });

  it.each([[[61, 18]], [[55_799, 18]], [[61]]])('the tags %s', async (tags) => {
    const message = (head: Uint8Array, payload: Uint8Array, signature: Uint8Array) =>
      Uint8Array.from([
        ...tags.flatMap(tagHead),
        ...messageOf(undefined, [head, new Map(), payload, signature]),
      ]);
    expect(await verdictOf(await carelessCode(es, { message }))).toBe('valid');
  });

  it('a key id in the unprotected header, and an algorithm there', async () => {
    const unprotected = new Map<number, unknown>([
      [1, -7],
      [4, es.key.kid],
    ]);
    const message = (head: Uint8Array, payload: Uint8Array, signature: Uint8Array) =>
      messageOf(18, [head, unprotected, payload, signature]);
    for (const header of [new Uint8Array(), Uint8Array.of(0xa0), Uint8Array.of(0xa1, 1, 0x26)])
      expect(await verdictOf(await carelessCode(es, { header, message }))).toBe('valid');
  });

  it('a missing key id, when a signer of the named country fits', async () => {
    const header = Uint8Array.of(0xa1, 1, 0x26);
    expect(await verdictOf(await carelessCode(es, { header }))).toBe('valid');
    const elsewhere = new Map([[1, 'XX']]);
    expect(await judge(await carelessCode(es, { header, claims: elsewhere }), [es])).toMatchObject({
      ...{ verdict: 'unknown_signer', reason: 'no_key_id' },
    });
  });

  it('two signers that share a key id', async () => {
    const twin: Issuer = { ...ps, signer: { ...ps.signer, kid: es.signer.kid } };
    const other: Issuer = {
      ...(await issuerKit()),
      signer: { ...(await issuerKit()).signer, kid: es.signer.kid },
    };
    expect(await judge(await carelessCode(es), [twin, other, es])).toMatchObject({ verdict: 'valid' });
  });

  it('line ends around the text', async () => {
    const code = await carelessCode(es);
    for (const text of [`${code}\r\n`, ` \n${code}`, `\ufeff${code}\n\n`, `${code}   `])
      expect(await verdictOf(text)).toBe('valid');
  });
});
