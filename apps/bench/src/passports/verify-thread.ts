import { parentPort, workerData } from 'node:worker_threads';
import { nodeCrypto } from '#signatures/dcc/node-crypto';
import { RevocationIndex, type RevocationBatch } from '#signatures/dcc/revocation-batches';
import { readSigner } from '#signatures/dcc/signer-certificate';
import { SignerStore } from '#signatures/dcc/signer-store';
import { verifyCode } from '#signatures/dcc/verify-code';

export interface VerifyTask {
  readonly codes: readonly string[];
  readonly certificates: readonly Uint8Array[];
  readonly batches: readonly RevocationBatch[];
}

const { codes, certificates, batches } = workerData as VerifyTask;
const signers = new SignerStore(
  await Promise.all(certificates.map((certificate) => readSigner(certificate, nodeCrypto))),
);
const options = { at: new Date(), signers, crypto: nodeCrypto, revocations: new RevocationIndex(batches) };
for (const code of codes.slice(0, 300)) await verifyCode(code, options);
const began = performance.now();
for (const code of codes) {
  const { verdict } = await verifyCode(code, options);
  if (verdict !== 'valid') throw new Error(`a stored code is ${verdict}`);
}
parentPort?.postMessage(performance.now() - began);
