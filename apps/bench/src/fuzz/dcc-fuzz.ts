import { inflateSync } from 'node:zlib';
import { decodeBase45 } from '#signatures/dcc/base45';
import { createDemoAuthority, createDemoSigner } from '#signatures/dcc/demo-signers';
import { codeIssuer } from '#signatures/dcc/issue-code';
import { nodeCrypto } from '#signatures/dcc/node-crypto';
import { readSigner, type TrustedSigner } from '#signatures/dcc/signer-certificate';
import { SignerStore } from '#signatures/dcc/signer-store';
import { softwareSigningKey } from '#signatures/dcc/software-signing-key';
import { verifyCode, VERDICTS, type Verdict } from '#signatures/dcc/verify-code';
import { sampleRequest } from '../dcc/sample.ts';
import { nextInput, type GoodCode } from './dcc-inputs.ts';
import { Dice } from './dice.ts';

export interface FuzzResult {
  readonly inputs: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /**
   * How far the heap in use was above its size after the warm-up, in MB, at its highest measured point: after cleaning where the process
   * may clean (--expose-gc), otherwise with whatever garbage lies there.
   */
  readonly heapGrowthMb: number;
  readonly meanMs: number;
  /** Processor time of the slowest input. */
  readonly slowestMs: number;
  readonly slowestMaker: string;
}

export interface FuzzOptions {
  readonly inputs: number;
  readonly seed: number;
  readonly onProgress?: (done: number) => void;
}

const WARM_UP = 2_000;
const MEASURE_EVERY = 5_000;
const MB = 1024 * 1024;

/**
 * Gives the verifier broken codes made from good ones. Throws when the verifier throws, gives an unknown verdict, or calls a changed
 * code valid; the message names the seed and the number of the input.
 */
export async function fuzzVerifier({ inputs, seed, onProgress }: FuzzOptions): Promise<FuzzResult> {
  const { good, signers } = await goodCodes();
  const at = new Date(sampleRequest(0).issuedAt.getTime() + 1000);
  const originals = new Set(good.map(({ code }) => code));
  const options = { at, signers: new SignerStore(signers), crypto: nodeCrypto };
  const dice = new Dice(seed);
  const verdicts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  let [base, highest, slowest, total, slowestMaker] = [0, 0, 0, 0, ''];
  for (let number = 0; number < inputs + WARM_UP; number += 1) {
    if (number === WARM_UP) base = heapAfterCleaning();
    const { maker, input } = nextInput(dice, good);
    const before = process.cpuUsage();
    const judgement = await verifyCode(input, options).catch((error: unknown) => {
      throw new Error(`seed ${seed}, input ${number} (${maker}): ${String(error)}`);
    });
    const used = process.cpuUsage(before);
    if (judgement.verdict === 'valid' && !originals.has(input.trim()) && !isSameCertificate(input, good))
      throw new Error(`seed ${seed}, input ${number} (${maker}): a changed code is valid`);
    if (number < WARM_UP) continue;
    verdicts[judgement.verdict] += 1;
    const ms = (used.user + used.system) / 1000;
    total += ms;
    if (ms > slowest) [slowest, slowestMaker] = [ms, maker];
    if ((number - WARM_UP) % MEASURE_EVERY === 0) {
      highest = Math.max(highest, heapAfterCleaning());
      onProgress?.(number - WARM_UP);
    }
  }
  highest = Math.max(highest, heapAfterCleaning());
  return {
    inputs,
    verdicts,
    heapGrowthMb: Math.max(0, highest - base) / MB,
    meanMs: total / inputs,
    slowestMs: slowest,
    slowestMaker,
  };
}

/** Bytes may change where nothing is signed: the tag, the unprotected header, the compression. What is signed must be as it was. */
function isSameCertificate(input: string, good: readonly GoodCode[]): boolean {
  const message = Buffer.from(inflateSync(decodeBase45(input.trim().slice(4))));
  return good.some((one) => {
    // Payload and signature stand at the end of a message.
    const end = Buffer.from(one.message).subarray(24);
    return message.subarray(-end.length).equals(end);
  });
}

async function goodCodes(): Promise<{ good: GoodCode[]; signers: TrustedSigner[] }> {
  const good: GoodCode[] = [];
  const signers: TrustedSigner[] = [];
  for (const algorithm of ['ES256', 'PS256'] as const) {
    const { issuedAt: notBefore } = sampleRequest(0);
    const authority = await createDemoAuthority({ notBefore });
    const { certificateDer, privateKeyPem } = await createDemoSigner(authority, { algorithm, notBefore });
    const key = await softwareSigningKey({
      certificateDer,
      privateKey: privateKeyPem,
      state: 'signing',
      threads: 'own',
    });
    const issue = await codeIssuer(key);
    signers.push(await readSigner(certificateDer, nodeCrypto));
    for (let number = 0; number < 20; number += 1) {
      const { code } = await issue(sampleRequest(number));
      good.push({ code, message: new Uint8Array(inflateSync(decodeBase45(code.slice(4)))) });
    }
  }
  return { good, signers };
}

function heapAfterCleaning(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
