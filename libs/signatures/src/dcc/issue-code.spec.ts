import { createPrivateKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { decode } from 'cborg';
import fc from 'fast-check';
import { decodeBase45, encodeBase45 } from './base45.ts';
import { CborFloat, readCbor, type CborValue } from './cbor-reader.ts';
import { writeCbor } from './cose.ts';
import { codeIssuer, IssueFault } from './issue-code.ts';
import { chooseKey, KEY_STATES, KEY_TRANSITIONS, KeyRefusal, mayBecome, type SigningKey } from './keys.ts';
import { schemaProblems } from './schema.ts';
import { openKey, sealKey } from './software-key.ts';
import { CERTIFICATE, EXPIRES, ISSUED, issuerKit, judge } from '../../../../test/support/dcc-codes.ts';

const request = { certificate: CERTIFICATE, issuer: 'VN', issuedAt: ISSUED, expiresAt: EXPIRES };
const entry = CERTIFICATE.v[0] as (typeof CERTIFICATE.v)[number];
const withEntry = (members: object) => ({ ...CERTIFICATE, v: [{ ...entry, ...members }] });

describe('issuing', () => {
  it.each(['ES256', 'PS256'] as const)(
    'makes %s codes that verify and fit a QR code of moderate size',
    async (algorithm) => {
      const kit = await issuerKit({ algorithm });
      const { code, kid, signature } = await (await codeIssuer(kit.key))(request);
      expect(await judge(code, [kit])).toMatchObject({
        verdict: 'valid',
        kid,
        issuer: 'VN',
        expiresAt: EXPIRES,
      });
      expect(code.length).toBeLessThan(algorithm === 'ES256' ? 650 : 950);
      expect(signature).toHaveLength(algorithm === 'ES256' ? 64 : 256);
    },
  );

  it('is refused by a key that is not signing, has not begun, ends too early or is for other kinds', async () => {
    const day = 86_400_000;
    const refusal = async (options: Parameters<typeof issuerKit>[0]) => {
      const issue = await codeIssuer((await issuerKit(options)).key);
      return await issue(request).catch((error: unknown) => (error as KeyRefusal).code);
    };
    for (const state of ['pending', 'verify_only', 'withdrawn'] as const)
      expect(await refusal({ state })).toBe('no_signing_key');
    expect(await refusal({ notBefore: new Date(ISSUED.getTime() + day) })).toBe('key_not_begun');
    expect(await refusal({ notAfter: new Date(EXPIRES.getTime() - 1000) })).toBe(
      'key_ends_before_certificate',
    );
    expect(await refusal({ kinds: ['t'] })).toBe('key_usage');
  });

  it.each<[string, unknown, string]>([
    ['another version', { ...CERTIFICATE, ver: '1.2.1' }, 'ver'],
    ['an unknown member', { ...CERTIFICATE, nationality: 'VN' }, 'nationality is unknown'],
    ['an unknown member of the entry', withEntry({ lot: 'A1' }), 'v.lot is unknown'],
    ['two entries', { ...CERTIFICATE, v: [entry, entry] }, 'v'],
    ['a dose of zero', withEntry({ dn: 0 }), 'v.dn'],
    ['a date with time', withEntry({ dt: '2021-10-01T00:00:00' }), 'v.dt'],
    ['a padded product', withEntry({ mp: 'EU/1/20/1528 ' }), 'v.mp'],
    ['a small identifier', withEntry({ ci: 'urn:uvci:01:vn:x' }), 'v.ci'],
    ['an issuer too long', withEntry({ is: 'x'.repeat(81) }), 'v.is'],
    ['an undefined member', withEntry({ ma: undefined }), 'v.ma'],
    [
      'decomposed letters',
      { ...CERTIFICATE, nam: { ...CERTIFICATE.nam, fn: 'Nguyễn'.normalize('NFD') } },
      'nam.fn',
    ],
    [
      'a standard name with blanks',
      { ...CERTIFICATE, nam: { ...CERTIFICATE.nam, gnt: 'THI THU' } },
      'nam.gnt',
    ],
    ['no standard family name', { ...CERTIFICATE, nam: { gn: 'Thử', gnt: 'THU' } }, 'nam.fnt'],
    ['a birthday that does not exist', { ...CERTIFICATE, dob: '1990-02-30' }, 'dob'],
  ])('is refused for %s', async (_, certificate, problem) => {
    expect(schemaProblems(certificate)).toContain(problem);
    const issue = await codeIssuer((await issuerKit()).key);
    await expect(issue({ ...request, certificate: certificate as object })).rejects.toThrow(IssueFault);
  });

  it('hands nothing out when the signature is not the key’s', async () => {
    const { key } = await issuerKit();
    const issue = await codeIssuer({ ...key, sign: () => new Uint8Array(64).fill(7) });
    await expect(issue(request)).rejects.toThrow('invalid_signature');
  });
});

describe('keys', () => {
  const days = (count: number) => new Date(ISSUED.getTime() + count * 86_400_000);
  const key = (name: string, begins: number, ends: number, more: Partial<SigningKey> = {}) =>
    ({
      name,
      algorithm: 'ES256',
      notBefore: days(begins),
      notAfter: days(ends),
      kinds: undefined,
      state: 'signing',
      ...more,
    }) as unknown as SigningKey & { name: string };
  const wanted = { kind: 'v', issuedAt: ISSUED, expiresAt: EXPIRES } as const;

  it('rotate without stopping: the newest that lives long enough signs', () => {
    const [old, next, later] = [key('old', -300, 366), key('next', -1, 720), key('later', 5, 720)];
    expect(chooseKey([old, next, later], wanted).name).toBe('next');
    expect(chooseKey([old], wanted).name).toBe('old');
    expect(() => chooseKey([key('short', -300, 364), { ...next, state: 'pending' }], wanted)).toThrow(
      'key_ends_before_certificate',
    );
    expect(() => chooseKey([], wanted)).toThrow('no_signing_key');
  });

  it('of the preferred algorithm come first, others stand in', () => {
    const [es, ps] = [key('es', -1, 720), key('ps', -9, 720, { algorithm: 'PS256' })];
    expect(chooseKey([es, ps], { ...wanted, algorithm: 'PS256' }).name).toBe('ps');
    expect(chooseKey([es, { ...ps, state: 'verify_only' }], { ...wanted, algorithm: 'PS256' }).name).toBe(
      'es',
    );
  });

  it('never come back from being withdrawn', () => {
    for (const to of KEY_STATES) expect(mayBecome('withdrawn', to)).toBe(false);
    expect(mayBecome('verify_only', 'signing')).toBe(false);
    expect(KEY_TRANSITIONS.pending).toContain('signing');
  });

  it('at rest show nothing, and open with the right passphrase and certificate alone', async () => {
    const [kit, other] = [await issuerKit(), await issuerKit()];
    const sealed = await sealKey(
      { privateKeyPem: kit.privateKeyPem, certificateDer: kit.key.certificateDer },
      'mật khẩu',
    );
    const der = createPrivateKey(kit.privateKeyPem).export({ type: 'pkcs8', format: 'der' });
    expect(Buffer.from(sealed.sealed, 'base64').includes(der.subarray(36, 68))).toBe(false);
    expect((await openKey(sealed, 'mật khẩu')).equals(createPrivateKey(kit.privateKeyPem))).toBe(true);
    await expect(openKey(sealed, 'mat khau')).rejects.toThrow('does not open');
    const exchanged = { ...sealed, certificate: Buffer.from(other.key.certificateDer).toString('base64') };
    await expect(openKey(exchanged, 'mật khẩu')).rejects.toThrow('does not open');
    const swapped = await sealKey(
      { privateKeyPem: other.privateKeyPem, certificateDer: kit.key.certificateDer },
      'x',
    );
    await expect(openKey(swapped, 'x')).rejects.toThrow('not the key of its certificate');
    await expect(openKey({ ...sealed, kdf: { ...sealed.kdf, N: 2 ** 24 } }, 'x')).rejects.toThrow(
      'not a sealed key',
    );
  });
});

describe('base45', () => {
  it('has the published examples and reads back every text of bytes', () => {
    expect(encodeBase45(Buffer.from('base-45'))).toBe('UJCLQE7W581');
    expect(Buffer.from(decodeBase45('QED8WEX0')).toString()).toBe('ietf!');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decodeBase45(encodeBase45(bytes))).toEqual(bytes);
      }),
    );
  });

  it('reads a text in one way only: what it takes, it would write the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0AZ $%*+-./:aÄ'), maxLength: 12 }), (text) => {
        let bytes: Uint8Array;
        try {
          bytes = decodeBase45(text);
        } catch {
          return;
        }
        expect(encodeBase45(bytes)).toBe(text);
      }),
    );
  });
});

describe('CBOR', () => {
  const plain = (value: CborValue): unknown => {
    if (value instanceof CborFloat) return value.value;
    if (Array.isArray(value)) return (value as CborValue[]).map(plain);
    return value instanceof Map ? new Map([...value].map(([name, member]) => [name, plain(member)])) : value;
  };

  it('is read as the library reads it, for everything it writes', () => {
    const { value } = fc.letrec<{ value: unknown; map: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        ...[
          fc.string({ unit: 'grapheme' }),
          fc.integer(),
          fc.boolean(),
          fc.constant(null),
          fc.double({ noNaN: true }),
        ],
        ...[fc.uint8Array(), fc.array(tie('value'), { maxLength: 4 }), tie('map')],
      ),
      map: fc
        .array(fc.tuple(fc.oneof(fc.string(), fc.integer()), tie('value')), { maxLength: 4 })
        .map((all) => new Map(all)),
    }));
    fc.assert(
      fc.property(value, (sample) => {
        let bytes: Uint8Array;
        try {
          bytes = writeCbor(sample);
        } catch {
          return;
        }
        expect(plain(readCbor(bytes))).toEqual(decode(bytes, { useMaps: true }));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a break where a value belongs', 'bf01ff'],
    ['a break alone', 'ff'],
    ['a key twice', 'a201010102'],
    ['a key twice in another form', 'a20101180102'],
    ['a floating-point key', 'a1f93c0001'],
    ['a list as key', 'a18001'],
    ['bytes after the value', '0000'],
    ['a cut list', '8201'],
    ['a length beyond the bytes', '5affffffff'],
    ['an array of 2^53', '9b0020000000000000'],
    ['a reserved length', '1c'],
    ['no UTF-8', '61ff'],
    ['a simple value without meaning', 'e0'],
    ['pieces of another type', '5f6161ff'],
    ['a tag without length', 'df00'],
    ['nothing', ''],
  ])('refuses %s', (_, hex) => {
    expect(() => readCbor(Buffer.from(hex, 'hex'))).toThrow(/^cbor: /);
  });

  it('stops at any depth and any number of values', () => {
    expect(() => readCbor(new Uint8Array(20_000).fill(0x81))).toThrow('nested too deeply');
    expect(() => readCbor(new Uint8Array(20_000).fill(0xc1))).toThrow('nested too deeply');
    expect(() => readCbor(Uint8Array.from([0x9f, ...new Array<number>(5_000).fill(0), 0xff]))).toThrow(
      'too many',
    );
  });
});
