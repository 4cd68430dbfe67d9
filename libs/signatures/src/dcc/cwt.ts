import { CborFloat, CborTag, readCbor, type CborMap, type CborValue } from './cbor-reader.ts';
import { writeCbor } from './cose.ts';
import { MalformedCode } from './malformed.ts';

/** Claim numbers: RFC 8392 §3.1 and, for the health certificate, hcert-spec §2.6.4. */
const ISSUER = 1;
const EXPIRES = 4;
const NOT_BEFORE = 5;
const ISSUED = 6;
const HEALTH_CERTIFICATE = -260;
const EU_DCC = 1;

export interface Claims {
  /** The issuing country as it stands in the certificate; absent in some. */
  readonly issuer: string | undefined;
  /** Seconds since 1970, as all times here. */
  readonly issuedAt: number;
  readonly notBefore: number | undefined;
  readonly expiresAt: number;
  /** The certificate itself, as CBOR gave it. */
  readonly certificate: CborMap;
}

/** Reads the claims of a health certificate. Throws MalformedCode (cbor, cwt, no_expiry, no_issue_time, no_certificate). */
export function readClaims(payload: Uint8Array): Claims {
  let value = readCbor(payload);
  while (value instanceof CborTag) value = value.value;
  if (!(value instanceof Map)) throw new MalformedCode('cwt', 'the claims are no map');
  const issuer = value.get(ISSUER);
  if (issuer !== undefined && issuer !== null && typeof issuer !== 'string')
    throw new MalformedCode('cwt', 'the issuer is no text');
  const expiresAt = secondsOf(value.get(EXPIRES));
  const issuedAt = secondsOf(value.get(ISSUED));
  const container = value.get(HEALTH_CERTIFICATE);
  const certificate = container instanceof Map ? container.get(EU_DCC) : undefined;
  if (!(certificate instanceof Map))
    throw new MalformedCode('no_certificate', 'no EU certificate among the claims');
  // Both decide, so neither is guessed.
  if (expiresAt === undefined) throw new MalformedCode('no_expiry', 'no time of expiry');
  if (issuedAt === undefined) throw new MalformedCode('no_issue_time', 'no time of issue');
  return {
    issuer: issuer ?? undefined,
    issuedAt,
    expiresAt,
    notBefore: secondsOf(value.get(NOT_BEFORE)),
    certificate,
  };
}

/** RFC 8392 §2 allows fractions of a second, and some issuers write them; the tag for times is not allowed, but harmless. */
function secondsOf(claim: CborValue): number | undefined {
  const value = claim instanceof CborTag && claim.tag === 1 ? claim.value : claim;
  if (value === undefined || value === null) return undefined;
  const seconds = value instanceof CborFloat ? value.value : value;
  if (
    typeof seconds !== 'number' ||
    !Number.isFinite(seconds) ||
    seconds < 0 ||
    seconds > Number.MAX_SAFE_INTEGER
  )
    throw new MalformedCode('cwt', 'a time that is no number of seconds');
  return seconds;
}

/** The claims of an issued certificate as deterministic CBOR. Times are whole seconds. */
export function writeClaims(claims: {
  readonly issuer: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly certificate: object;
}): Uint8Array<ArrayBuffer> {
  return writeCbor(
    new Map<number, unknown>([
      [ISSUER, claims.issuer],
      [EXPIRES, claims.expiresAt],
      [ISSUED, claims.issuedAt],
      [HEALTH_CERTIFICATE, new Map([[EU_DCC, claims.certificate]])],
    ]),
  );
}
