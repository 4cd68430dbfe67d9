import { Worker } from 'node:worker_threads';
import { parseArgs } from 'node:util';
import type { Algorithm } from '#signatures/dcc/cose';
import { createDemoAuthority, createDemoSigner } from '#signatures/dcc/demo-signers';
import { UsageError, type Bench } from './bench.ts';
import { sampleRequest } from './dcc/sample.ts';
import type { WorkerResult, WorkerTask } from './dcc/worker.ts';
import { opensslSpeed } from './tools/openssl-speed.ts';

/** How many codes are issued, each read and verified again, and how many are verified, per second. */
export const bench: Bench = {
  summary: 'codes of vaccine passports issued and read again, and verified, per second, beside openssl speed',
  usage: '[--codes 40000] [--threads 2]',
  async run(args, print) {
    const { codes, threads } = numbersOf(args);
    const figures: Record<string, number> = { codes, threads };
    for (const algorithm of ['ES256', 'PS256'] as const) {
      const openssl = await opensslSpeed(algorithm === 'ES256' ? 'ecdsap256' : 'rsa2048', 3);
      // Signing with RSA takes ten times as long.
      const share = algorithm === 'ES256' ? codes : Math.ceil(codes / 4);
      const { perSecond, verifyPerSecond, longestCode } = await measure(algorithm, share, threads);
      print(
        `${algorithm}: ${round(perSecond)} issued and read again per second, ${round(verifyPerSecond)} verified per second ` +
          `(${share} codes, ${threads} threads, longest ${longestCode} characters)`,
      );
      print(
        openssl === undefined
          ? '  openssl is not installed: nothing to compare with'
          : `  openssl speed, one thread: ${round(openssl.signPerSecond)} signatures, ${round(openssl.verifyPerSecond)} verifications per second`,
      );
      const suffix = algorithm === 'ES256' ? '' : 'Ps256';
      figures[`perSecond${suffix}`] = round(perSecond);
      figures[`verifyPerSecond${suffix}`] = round(verifyPerSecond);
      if (openssl) figures[`opensslSignPerSecond${suffix}`] = round(openssl.signPerSecond);
    }
    figures['peakMemoryMb'] = round(process.resourceUsage().maxRSS / 1024);
    return figures;
  },
};

function numbersOf(args: readonly string[]): { codes: number; threads: number } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { codes: { type: 'string', default: '40000' }, threads: { type: 'string', default: '2' } },
    });
    const [codes, threads] = [Number(values.codes), Number(values.threads)];
    if ([codes, threads].every((number) => Number.isSafeInteger(number) && number >= 1))
      return { codes, threads };
  } catch {
    // Said below.
  }
  throw new UsageError('npm run bench -- dcc [--codes N] [--threads N] [--json]: whole numbers from 1');
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
