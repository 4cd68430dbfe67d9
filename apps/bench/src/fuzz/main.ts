import { parseArgs } from 'node:util';
import { fuzzVerifier } from './dcc-fuzz.ts';

const HEAP_LIMIT_MB = 64;
const CODE_LIMIT_MS = 50;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    json: { type: 'boolean', default: false },
  },
});
const inputs = Number(values.inputs);
if (positionals[0] !== 'dcc' || !Number.isSafeInteger(inputs) || inputs < 1) {
  console.error('Usage: npm run fuzz -- dcc [--inputs N] [--seed N] [--json]');
  process.exit(2);
}
const startedAt = Date.now();
console.log(`Verifying ${inputs} broken codes (seed ${values.seed}) ...`);
const result = await fuzzVerifier({
  inputs,
  seed: Number(values.seed),
  onProgress: (done) => {
    if (done > 0 && done % 100_000 === 0) console.log(`  ${done} done`);
  },
});
const seconds = (Date.now() - startedAt) / 1000;
const right = result.heapGrowthMb < HEAP_LIMIT_MB && result.slowestMs < CODE_LIMIT_MS;
for (const [verdict, count] of Object.entries(result.verdicts))
  if (count > 0) console.log(`  ${verdict}: ${count}`);
console.log(`Heap growth ${result.heapGrowthMb.toFixed(1)} MB (limit ${HEAP_LIMIT_MB})`);
console.log(
  `Processor time ${result.meanMs.toFixed(3)} ms a code, slowest ${result.slowestMs.toFixed(1)} ms (${result.slowestMaker}; limit ${CODE_LIMIT_MS})`,
);
console.log(
  `${right ? 'PASSED' : 'FAILED'} in ${seconds.toFixed(0)} s: no crash, no changed code called valid`,
);
if (values.json) console.log(JSON.stringify({ ...result, seconds, passed: right }));
process.exitCode = right ? 0 : 1;
