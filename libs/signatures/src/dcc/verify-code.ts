import { toBase64 } from './base64.ts';
import type { CodeCrypto } from './code-crypto.ts';
import { COSE_ALGORITHMS, toBeSigned, type Sign1 } from './cose.ts';
import type { Claims } from './cwt.ts';
import { MalformedCode, type MalformedReason } from './malformed.ts';
import { InvalidContent, readPayload, type ReadPayload } from './payload.ts';
import { readCode, type ReadCode } from './read-code.ts';
import type { RevocationIndex } from './revocation-batches.ts';
import { HASH_TYPES, revocationHash, type HashType } from './revocation-hashes.ts';
import type { TrustedSigner } from './signer-certificate.ts';
import type { SignerStore } from './signer-store.ts';

export const VERDICTS = [
  'valid',
  'expired',
  'not_yet_valid',
  'revoked',
  'unknown_signer',
  'invalid_signature',
  'wrong_key_usage',
  'schema_invalid',
  'malformed',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Why the verdict is what it is; each belongs to one verdict, see `REASON_TEXTS`. */
export type Reason =
  | MalformedReason
  | 'valid'
  | 'expired'
  | 'signer_expired'
  | 'issued_later'
  | 'begins_later'
  | 'signer_begins_later'
  | 'revoked_identifier'
  | 'revoked_signature'
  | 'unknown_signer'
  | 'no_key_id'
  | 'algorithm'
  | 'signature'
  | 'key_usage'
  | 'content';

/** What a reader should know of a valid certificate. None of these decides: what counts as protected is not the signature's business. */
export type Remark =
  | 'several_entries'
  | 'result_detected'
  | 'recovery_not_begun'
  | 'recovery_over'
  | 'event_in_future'
  | 'issuer_is_not_signer';

export interface CodeJudgement {
  readonly verdict: Verdict;
  readonly reason: Reason;
  /** For `schema_invalid`: which member is wrong, never its value. */
  readonly detail?: string;
  /** What the certificate says; only when its signature is a trusted signer's. */
  readonly content?: ReadPayload;
  readonly issuer?: string;
  readonly issuedAt?: Date;
  readonly expiresAt?: Date;
  /** Base64. */
  readonly kid?: string;
  readonly remarks: readonly Remark[];
}

export interface VerifyOptions {
  readonly at: Date;
  readonly signers: SignerStore;
  readonly crypto: CodeCrypto;
  readonly revocations?: RevocationIndex | undefined;
}

/**
 * Judges a code. Never throws: whatever cannot be read is `malformed`. The order of checks is fixed: form, signer, signature, content,
 * key usage, revocation, time. So every later verdict is about a certificate that a trusted signer made.
 */
export async function verifyCode(text: string, options: VerifyOptions): Promise<CodeJudgement> {
  try {
    return await judge(await readCode(text, options.crypto), options);
  } catch (error) {
    if (error instanceof MalformedCode) return { verdict: 'malformed', reason: error.reason, remarks: [] };
    throw error;
  }
}

async function judge({ message, claims }: ReadCode, options: VerifyOptions): Promise<CodeJudgement> {
  const known = {
    remarks: [],
    ...(message.kid === undefined ? {} : { kid: toBase64(message.kid) }),
    ...(claims.issuer === undefined ? {} : { issuer: claims.issuer }),
    issuedAt: dateOf(claims.issuedAt),
    expiresAt: dateOf(claims.expiresAt),
  };
  const candidates = options.signers.candidates(message.kid, claims.issuer);
  if (candidates.length === 0) {
    return {
      ...known,
      verdict: 'unknown_signer',
      reason: message.kid === undefined ? 'no_key_id' : 'unknown_signer',
    };
  }
  const signers = await signersOf(message, candidates, options.crypto);
  if (signers === 'algorithm') return { ...known, verdict: 'invalid_signature', reason: 'algorithm' };
  if (signers.length === 0) {
    // Without a key id nobody can say whose signature it should have been.
    return message.kid === undefined
      ? { ...known, verdict: 'unknown_signer', reason: 'no_key_id' }
      : { ...known, verdict: 'invalid_signature', reason: 'signature' };
  }
  let content: ReadPayload;
  try {
    content = readPayload(claims.certificate);
  } catch (error) {
    if (!(error instanceof InvalidContent)) throw error;
    return { ...known, verdict: 'schema_invalid', reason: 'content', detail: error.message };
  }
  const read = { ...known, content };
  const allowed = signers.filter(({ kinds }) => kinds === undefined || kinds.has(content.kind));
  if (allowed.length === 0) return { ...read, verdict: 'wrong_key_usage', reason: 'key_usage' };
  const revokedBy = await findRevocation(message, claims, content, allowed, options);
  if (revokedBy !== undefined) {
    const reason = revokedBy === 'SIGNATURE' ? 'revoked_signature' : 'revoked_identifier';
    return { ...read, verdict: 'revoked', reason };
  }
  const time = timeVerdict(claims, allowed, options.at);
  if (time !== undefined) return { ...read, ...time };
  return {
    ...read,
    verdict: 'valid',
    reason: 'valid',
    remarks: remarksOn(content, claims, allowed, options.at),
  };
}

/** The candidates whose key made the signature. An algorithm that the message names must be the key's own. */
async function signersOf(
  { algorithm, protectedBytes, payload, signature }: Sign1,
  candidates: readonly TrustedSigner[],
  crypto: CodeCrypto,
): Promise<readonly TrustedSigner[] | 'algorithm'> {
  const fitting = candidates.filter(
    ({ key }) => algorithm === undefined || algorithm === COSE_ALGORITHMS[key.algorithm],
  );
  if (fitting.length === 0) return 'algorithm';
  const message = toBeSigned(protectedBytes, payload);
  const found: TrustedSigner[] = [];
  for (const candidate of fitting)
    if (await crypto.verify(candidate.key, message, signature)) found.push(candidate);
  return found;
}

async function findRevocation(
  { kid, signature }: Sign1,
  claims: Claims,
  content: ReadPayload,
  [signer]: readonly TrustedSigner[],
  { revocations, crypto }: VerifyOptions,
): Promise<HashType | undefined> {
  if (revocations === undefined || revocations.size === 0 || signer === undefined) return undefined;
  const hashes = new Map<HashType, string[]>(HASH_TYPES.map((type) => [type, []]));
  for (const entry of content.entries) {
    const country = claims.issuer ?? signer.country ?? String(entry['co']);
    // Some issuers revoke the identifier without its check character.
    for (const identifier of new Set([String(entry['ci']), String(entry['ci']).replace(/#.?$/, '')])) {
      const certificate = { identifier, country, algorithm: signer.key.algorithm, signature };
      for (const type of HASH_TYPES) hashes.get(type)?.push(await revocationHash(type, certificate, crypto));
    }
  }
  return revocations.find(kid === undefined ? signer.kid : toBase64(kid), hashes);
}

/** Shell model: the certificate and its signer must both be in force at the moment of the check. */
function timeVerdict(
  claims: Claims,
  signers: readonly TrustedSigner[],
  at: Date,
): { verdict: Verdict; reason: Reason } | undefined {
  const [ms, seconds] = [at.getTime(), at.getTime() / 1000];
  if (seconds > claims.expiresAt) return { verdict: 'expired', reason: 'expired' };
  // Issue times may have fractions, clocks of a second's grain do not.
  if (seconds < Math.floor(claims.issuedAt)) return { verdict: 'not_yet_valid', reason: 'issued_later' };
  if (claims.notBefore !== undefined && seconds < Math.floor(claims.notBefore))
    return { verdict: 'not_yet_valid', reason: 'begins_later' };
  const begun = signers.filter(({ notBefore }) => notBefore === undefined || ms >= notBefore);
  if (begun.length === 0) return { verdict: 'not_yet_valid', reason: 'signer_begins_later' };
  const alive = begun.some(({ notAfter }) => notAfter === undefined || ms <= notAfter);
  return alive ? undefined : { verdict: 'expired', reason: 'signer_expired' };
}

const DETECTED = '260373001';

function remarksOn(
  { kind, entries }: ReadPayload,
  { issuer }: Claims,
  signers: readonly TrustedSigner[],
  at: Date,
): Remark[] {
  const remarks = new Set<Remark>();
  if (entries.length > 1) remarks.add('several_entries');
  const today = at.toISOString().slice(0, 10);
  // Clocks of the world differ by less than a day and a half.
  const surelyLater = new Date(at.getTime() + 36 * 3_600_000).toISOString().slice(0, 10);
  for (const entry of entries) {
    if (kind === 't' && entry['tr'] === DETECTED) remarks.add('result_detected');
    if (kind === 't' && Date.parse(String(entry['sc']).replace(' ', 'T')) > at.getTime())
      remarks.add('event_in_future');
    if (kind === 'v' && String(entry['dt']) > surelyLater) remarks.add('event_in_future');
    if (kind === 'r' && String(entry['df']) > today) remarks.add('recovery_not_begun');
    if (kind === 'r' && String(entry['du']) < today) remarks.add('recovery_over');
  }
  const countries = signers.map(({ country }) => country).filter((country) => country !== undefined);
  if (issuer !== undefined && countries.length > 0 && !countries.includes(issuer.trim().toUpperCase()))
    remarks.add('issuer_is_not_signer');
  return [...remarks];
}

function dateOf(seconds: number): Date {
  return new Date(Math.min(seconds, 8.64e12) * 1000);
}
