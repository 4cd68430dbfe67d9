import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { encode } from 'cborg';
import { encodeBase45 } from '#signatures/dcc/base45';
import { protectedHeader, toBeSigned, writeCbor, writeSign1, type Algorithm } from '#signatures/dcc/cose';
import { createDemoAuthority, createDemoSigner, type DemoAuthority } from '#signatures/dcc/demo-signers';
import type { KeyState, SigningKey } from '#signatures/dcc/keys';
import { nodeCrypto } from '#signatures/dcc/node-crypto';
import { readSigner, type CertificateKind, type TrustedSigner } from '#signatures/dcc/signer-certificate';
import { SignerStore } from '#signatures/dcc/signer-store';
import { signHere } from '#signatures/dcc/software-key';
import { softwareSigningKey } from '#signatures/dcc/software-signing-key';
import { verifyCode, type CodeJudgement, type VerifyOptions } from '#signatures/dcc/verify-code';

/** Times of the made-up certificates of these tests. */
export const ISSUED = new Date('2022-06-01T02:00:00Z');
export const EXPIRES = new Date('2023-06-01T02:00:00Z');

export const CERTIFICATE = {
  ver: '1.3.0',
  nam: { fn: 'Nguyễn', fnt: 'NGUYEN', gn: 'Thị Thử', gnt: 'THI<THU' },
  dob: '1990-05-05',
  v: [
    {
      ...{ tg: '840539006', vp: '1119349007', mp: 'EU/1/20/1528', ma: 'ORG-100030215', dn: 2, sd: 2 },
      ...{
        dt: '2021-10-01',
        co: 'VN',
        is: 'Cục Y tế dự phòng',
        ci: 'URN:UVCI:01:VN:0123456789ABCDEFGHJKMNPQRST#K',
      },
    },
  ],
};

export interface Issuer {
  readonly authority: DemoAuthority;
  readonly key: SigningKey;
  readonly signer: TrustedSigner;
  readonly privateKeyPem: string;
}

/** An authority and one of its signers, in force from ISSUED on. */
export async function issuerKit(
  options: {
    readonly algorithm?: Algorithm;
    readonly kinds?: readonly CertificateKind[] | undefined;
    readonly notBefore?: Date;
    readonly notAfter?: Date;
    readonly state?: KeyState;
  } = {},
): Promise<Issuer> {
  const { state = 'signing', ...rest } = options;
  const notBefore = options.notBefore ?? new Date(ISSUED.getTime() - 60_000);
  const authority = await createDemoAuthority({ notBefore });
  const { certificateDer, privateKeyPem } = await createDemoSigner(authority, { ...rest, notBefore });
  return {
    authority,
    privateKeyPem,
    key: await softwareSigningKey({ certificateDer, privateKey: privateKeyPem, state, threads: 'own' }),
    signer: await readSigner(certificateDer, nodeCrypto),
  };
}

/** A code of anything, signed as it is: what careless issuers make. Members replace the usual claims; undefined removes one. */
export async function carelessCode(
  { key }: Issuer,
  parts: {
    readonly certificate?: unknown;
    readonly claims?: ReadonlyMap<unknown, unknown>;
    readonly header?: Uint8Array;
    /** Bytes of the payload, instead of claims. */
    readonly payload?: Uint8Array;
    /** Takes the finished message apart once more. */
    readonly message?: (protectedBytes: Uint8Array, payload: Uint8Array, signature: Uint8Array) => Uint8Array;
  } = {},
): Promise<string> {
  const header = parts.header ?? protectedHeader(key.algorithm, key.kid);
  const claims = new Map<unknown, unknown>([
    [1, 'VN'],
    [4, EXPIRES.getTime() / 1000],
    [6, ISSUED.getTime() / 1000],
    [-260, new Map([[1, parts.certificate ?? CERTIFICATE]])],
  ]);
  for (const [claim, value] of parts.claims ?? []) {
    if (value === undefined) claims.delete(claim);
    else claims.set(claim, value);
  }
  const payload = parts.payload ?? (encode(claims) as Uint8Array);
  const signature = await key.sign(toBeSigned(header, payload));
  return codeOf((parts.message ?? writeSign1)(header, payload, signature));
}

/** The text of a code for the bytes of a message. */
export function codeOf(message: Uint8Array): string {
  return `HC1:${encodeBase45(deflateSync(message))}`;
}

/** Judges with these issuers trusted, a day after ISSUED unless told. */
export function judge(
  code: string,
  issuers: readonly Issuer[],
  options: Partial<VerifyOptions> = {},
): Promise<CodeJudgement> {
  return verifyCode(code, {
    at: new Date(ISSUED.getTime() + 86_400_000),
    crypto: nodeCrypto,
    signers: new SignerStore(issuers.map(({ signer }) => signer)),
    ...options,
  });
}

/** A message of four parts with any headers. */
export function messageOf(tag: number | undefined, parts: readonly unknown[]): Uint8Array {
  const body = writeCbor(parts);
  return tag === undefined ? body : Uint8Array.from([...tagHead(tag), ...body]);
}

export function tagHead(tag: number): number[] {
  return tag < 24 ? [0xc0 + tag] : tag < 256 ? [0xd8, tag] : [0xd9, tag >> 8, tag & 0xff];
}

/** A private key of another owner. */
export function strangerSign(): ReturnType<typeof signHere> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return signHere(createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })));
}
