import { encode } from 'cborg';
import { CborTag, readCbor, type CborMap, type CborValue } from './cbor-reader.ts';
import { MalformedCode } from './malformed.ts';

/** The two algorithms of hcert-spec §3.3.1 by their COSE numbers (RFC 9053 §2.1, RFC 8230 §2). */
export const COSE_ALGORITHMS = { ES256: -7, PS256: -37 } as const;
export type Algorithm = keyof typeof COSE_ALGORITHMS;

const ALG = 1;
const KID = 4;
const COSE_SIGN1 = 18;
/** Tags that may stand around a COSE_Sign1: CWT (RFC 8392 §6) and "this is CBOR" (RFC 8949 §3.4.6). */
const WRAPPERS = new Set([61, 55_799]);

export interface Sign1 {
  /** As signed, byte by byte. */
  readonly protectedBytes: Uint8Array;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  /** What the message says about its algorithm; undefined when it says nothing. */
  readonly algorithm: CborValue;
  readonly kid: Uint8Array | undefined;
}

/**
 * Reads a COSE_Sign1 (RFC 9052 §4.2) with its tag, without it, or inside the CWT tag. The protected header wins over the unprotected one
 * (hcert-spec §3.3.2). Throws MalformedCode (cbor, cose).
 */
export function readSign1(bytes: Uint8Array): Sign1 {
  let value = readCbor(bytes);
  while (value instanceof CborTag && WRAPPERS.has(value.tag)) value = value.value;
  if (value instanceof CborTag && value.tag === COSE_SIGN1) value = value.value;
  if (!Array.isArray(value)) throw broken('no array');
  const [head, unprotected, payload, signature, ...more] = value as CborValue[];
  if (more.length > 0 || value.length < 4) throw broken('not four parts');
  if (!(head instanceof Uint8Array)) throw broken('protected header');
  if (!(unprotected instanceof Map)) throw broken('unprotected header');
  if (!(payload instanceof Uint8Array) || payload.length === 0) throw broken('payload');
  if (!(signature instanceof Uint8Array) || signature.length === 0) throw broken('signature');
  const inside = head.length === 0 ? new Map() : readCbor(head);
  if (!(inside instanceof Map)) throw broken('protected header is no map');
  return {
    protectedBytes: head,
    payload,
    signature,
    algorithm: inside.get(ALG) ?? unprotected.get(ALG),
    kid: kidOf(inside) ?? kidOf(unprotected),
  };
}

function kidOf(header: CborMap): Uint8Array | undefined {
  let kid = header.get(KID);
  // Iceland's first certificates had the key id inside a tag.
  if (kid instanceof CborTag) kid = kid.value;
  if (kid === undefined || kid === null) return undefined;
  if (!(kid instanceof Uint8Array)) throw broken('key id');
  return kid.length === 0 ? undefined : kid;
}

const CONTEXT = new TextEncoder().encode('Signature1');

/** Sig_structure of RFC 9052 §4.4: what is signed. An empty map as protected header counts as the empty string there. */
export function toBeSigned(protectedBytes: Uint8Array, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const head =
    protectedBytes.length === 1 && protectedBytes[0] === 0xa0 ? protectedBytes.subarray(1) : protectedBytes;
  return join([
    Uint8Array.of(0x84, 0x60 + CONTEXT.length),
    CONTEXT,
    byteStringHead(head.length),
    head,
    Uint8Array.of(0x40),
    byteStringHead(payload.length),
    payload,
  ]);
}

/** The protected header of an issued certificate, in the one form of RFC 8949 §4.2.1. */
export function protectedHeader(algorithm: Algorithm, kid: Uint8Array): Uint8Array {
  return writeCbor(
    new Map<number, number | Uint8Array>([
      [ALG, COSE_ALGORITHMS[algorithm]],
      [KID, kid],
    ]),
  );
}

/** COSE_Sign1 with its tag and an empty unprotected header. */
export function writeSign1(
  protectedBytes: Uint8Array,
  payload: Uint8Array,
  signature: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return join([
    Uint8Array.of(0xd2, 0x84),
    byteStringHead(protectedBytes.length),
    protectedBytes,
    Uint8Array.of(0xa0),
    byteStringHead(payload.length),
    payload,
    byteStringHead(signature.length),
    signature,
  ]);
}

/**
 * CBOR in the one deterministic form: shortest numbers, definite lengths, sorted keys. An absent value is a mistake of the caller: it
 * would be written as "undefined", which no certificate may hold.
 */
export function writeCbor(value: unknown): Uint8Array<ArrayBuffer> {
  return encode(value, { typeEncoders: { undefined: refuseUndefined } }) as Uint8Array<ArrayBuffer>;
}

function refuseUndefined(): never {
  throw new TypeError('a certificate has no undefined values');
}

function byteStringHead(length: number): Uint8Array {
  if (length < 24) return Uint8Array.of(0x40 + length);
  if (length < 0x100) return Uint8Array.of(0x58, length);
  return Uint8Array.of(0x59, length >> 8, length & 0xff);
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function broken(detail: string): MalformedCode {
  return new MalformedCode('cose', detail);
}
