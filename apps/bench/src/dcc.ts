import { Worker } from 'node:worker_threads';
import { parseArgs } from 'node:util';
import type { Algorithm } from '#signatures/dcc/cose';
import { createDemoAuthority, createDemoSigner } from '#signatures/dcc/demo-signers';
import { sampleRequest } from './dcc/sample.ts';
import type { WorkerResult, WorkerTask } from './dcc/worker.ts';
import { opensslSpeed } from './tools/openssl-speed.ts';

/** `npm run bench -- dcc`: how many codes are issued, each read and verified again, and how many are verified, per second. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      codes: { type: 'string', default: '40000' },
      threads: { type: 'string', default: '2' },
      json: { type: 'boolean', default: false },
    },
  });
  const [codes, threads] = [Number(values.codes), Number(values.threads)];
  if (![codes, threads].every((number) => Number.isSafeInteger(number) && number >= 1))
    throw new RangeError('--codes and --threads are whole numbers from 1');
  const results: Record<string, number> = { codes, threads };
  for (const algorithm of ['ES256', 'PS256'] as const) {
    const openssl = await opensslSpeed(algorithm === 'ES256' ? 'ecdsap256' : 'rsa2048', 3);
    const share = algorithm === 'ES256' ? codes : Math.ceil(codes / 4);
    const { perSecond, verifyPerSecond, longestCode } = await measure(algorithm, share, threads);
    console.log(
      `${algorithm}: ${round(perSecond)} issued and read again per second, ${round(verifyPerSecond)} verified per second ` +
        `(${share} codes, ${threads} threads, longest ${longestCode} characters)`,
    );
    console.log(
      openssl === undefined
        ? '  openssl is not installed: nothing to compare with'
        : `  openssl speed, one thread: ${round(openssl.signPerSecond)} signatures, ${round(openssl.verifyPerSecond)} verifications per second`,
    );
    const suffix = algorithm === 'ES256' ? '' : 'Ps256';
    results[`perSecond${suffix}`] = round(perSecond);
    results[`verifyPerSecond${suffix}`] = round(verifyPerSecond);
    if (openssl) results[`opensslSignPerSecond${suffix}`] = round(openssl.signPerSecond);
  }
  results['peakMemoryMb'] = round(process.resourceUsage().maxRSS / 1024);
  console.log(`Peak memory ${results['peakMemoryMb']} MB`);
  if (values.json) console.log(JSON.stringify(results));
}

async function measure(algorithm: Algorithm, codes: number, threads: number) {
  const { issuedAt: notBefore } = sampleRequest(0);
  const authority = await createDemoAuthority({ notBefore });
  const signer = await createDemoSigner(authority, { algorithm, notBefore });
  const edge = (index: number) => Math.round((codes * index) / threads);
  const workers = Array.from({ length: threads }, (_, index) => {
    const workerData: WorkerTask = { ...signer, from: edge(index), to: edge(index + 1) };
    return new Worker(new URL('./dcc/worker.js', import.meta.url), { workerData });
  });
  try {
    await Promise.all(workers.map((worker) => nextMessage(worker)));
    const answers = workers.map((worker) => nextMessage(worker) as Promise<WorkerResult>);
    for (const worker of workers) worker.postMessage('go');
    const results = await Promise.all(answers);
    const slowest = (pick: (result: WorkerResult) => number) => Math.max(...results.map(pick));
    return {
      perSecond: (codes * 1000) / slowest(({ issueMs }) => issueMs),
      verifyPerSecond: (codes * 1000) / slowest(({ verifyMs }) => verifyMs),
      longestCode: slowest(({ longestCode }) => longestCode),
    };
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function nextMessage(worker: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

function round(value: number): number {
  return Math.round(value);
}
