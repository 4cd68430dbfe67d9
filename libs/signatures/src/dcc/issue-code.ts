import { deflateSync } from 'node:zlib';
import { encodeBase45 } from './base45.ts';
import { toBase64 } from './base64.ts';
import { protectedHeader, toBeSigned, writeSign1 } from './cose.ts';
import { writeClaims } from './cwt.ts';
import { assertMaySign, type SigningKey } from './keys.ts';
import { nodeCrypto } from './node-crypto.ts';
import { PREFIX } from './read-code.ts';
import { schemaProblems } from './schema.ts';
import { readSigner } from './signer-certificate.ts';
import { SignerStore } from './signer-store.ts';
import { verifyCode } from './verify-code.ts';

export interface IssueRequest {
  /** The vaccination certificate as JSON (see the domain's `vaccinationCertificate`). */
  readonly certificate: object;
  /** Two capital letters. */
  readonly issuer: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

export interface IssuedCode {
  /** What the QR code holds. */
  readonly code: string;
  /** Kept, since it cannot be made again: a revocation may need its hash. */
  readonly signature: Uint8Array;
  /** Base64. */
  readonly kid: string;
}

/** A certificate that must not leave: its content breaks the schema, or the made code does not read back as it was meant. */
export class IssueFault extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`not issued: ${problems.join(', ')}`);
    this.name = 'IssueFault';
    this.problems = problems;
  }
}

/** A code is a few hundred bytes: the usual buffers of zlib are most of its cost. */
const SMALL = { chunkSize: 1_024, memLevel: 5 } as const;

/** Makes codes with one key. */
export type CodeIssuer = (request: IssueRequest) => Promise<IssuedCode>;

/**
 * Prepares a key for issuing. Every code is read and verified again by the library's own verifier before it is handed out, and what it
 * says is compared with what was asked. Throws KeyRefusal or IssueFault for a request that must not be signed.
 */
export async function codeIssuer(key: SigningKey): Promise<CodeIssuer> {
  const signer = await readSigner(key.certificateDer, nodeCrypto, { kid: toBase64(key.kid) });
  if (signer.key.algorithm !== key.algorithm)
    throw new IssueFault(['the key is not the key of its certificate']);
  const header = protectedHeader(key.algorithm, key.kid);
  const signers = new SignerStore([signer]);
  return async (request) => {
    assertMaySign(key, { kind: 'v', issuedAt: request.issuedAt, expiresAt: request.expiresAt });
    const problems = schemaProblems(request.certificate);
    if (problems.length > 0) throw new IssueFault(problems);
    const payload = writeClaims({
      issuer: request.issuer,
      issuedAt: seconds(request.issuedAt),
      expiresAt: seconds(request.expiresAt),
      certificate: request.certificate,
    });
    const signature = await key.sign(toBeSigned(header, payload));
    const code = PREFIX + encodeBase45(deflateSync(writeSign1(header, payload, signature), SMALL));
    await checkAgain(code, request, signers);
    return { code, signature, kid: toBase64(key.kid) };
  };
}

async function checkAgain(code: string, request: IssueRequest, signers: SignerStore): Promise<void> {
  const read = await verifyCode(code, { at: request.issuedAt, signers, crypto: nodeCrypto });
  if (read.verdict !== 'valid') throw new IssueFault([`it reads back as ${read.verdict} (${read.reason})`]);
  const { ver, nam, dob, kind, entries } = read.content ?? {};
  if (kind !== 'v' || !isEqual({ ver, nam, dob, v: entries }, request.certificate))
    throw new IssueFault(['it reads back with other content']);
  const times = [read.issuedAt, read.expiresAt].map((time) => time && seconds(time));
  if (times[0] !== seconds(request.issuedAt) || times[1] !== seconds(request.expiresAt))
    throw new IssueFault(['it reads back with other times']);
}

/** Whether two JSON values are the same; members that are undefined count as absent. */
function isEqual(left: unknown, right: unknown): boolean {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null)
    return left === right;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const [a, b] = [left as Record<string, unknown>, right as Record<string, unknown>];
  const names = Object.keys(a).filter((name) => a[name] !== undefined);
  const others = Object.keys(b).filter((name) => b[name] !== undefined);
  return names.length === others.length && names.every((name) => isEqual(a[name], b[name]));
}

function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
