import { parentPort, workerData } from 'node:worker_threads';
import { codeIssuer } from '#signatures/dcc/issue-code';
import { nodeCrypto } from '#signatures/dcc/node-crypto';
import { readSigner } from '#signatures/dcc/signer-certificate';
import { SignerStore } from '#signatures/dcc/signer-store';
import { softwareSigningKey } from '#signatures/dcc/software-signing-key';
import { verifyCode } from '#signatures/dcc/verify-code';
import { sampleRequest } from './sample.ts';

export interface WorkerTask {
  readonly certificateDer: Uint8Array;
  readonly privateKeyPem: string;
  /** The made-up people from `from` to below `to`. */
  readonly from: number;
  readonly to: number;
}
export interface WorkerResult {
  readonly issueMs: number;
  readonly verifyMs: number;
  readonly longestCode: number;
}

/** A worker prepares, says so, waits to be started, and answers with its times. */
const { certificateDer, privateKeyPem, from, to } = workerData as WorkerTask;
const key = await softwareSigningKey({
  certificateDer,
  privateKey: privateKeyPem,
  state: 'signing',
  threads: 'own',
});
const issue = await codeIssuer(key);
const signers = new SignerStore([await readSigner(certificateDer, nodeCrypto)]);
const requests = Array.from({ length: to - from }, (_, index) => sampleRequest(from + index));
for (const request of requests.slice(0, 300)) await issue(request);
parentPort?.postMessage('ready');
parentPort?.once('message', () => void measure());

async function measure(): Promise<void> {
  const began = performance.now();
  const codes: string[] = [];
  for (const request of requests) codes.push((await issue(request)).code);
  const issued = performance.now();
  const options = { at: sampleRequest(0).issuedAt, signers, crypto: nodeCrypto };
  for (const code of codes) {
    const { verdict } = await verifyCode(code, options);
    if (verdict !== 'valid') throw new Error(`an issued code is ${verdict}`);
  }
  const result: WorkerResult = {
    issueMs: issued - began,
    verifyMs: performance.now() - issued,
    longestCode: codes.reduce((longest, code) => Math.max(longest, code.length), 0),
  };
  parentPort?.postMessage(result);
}
