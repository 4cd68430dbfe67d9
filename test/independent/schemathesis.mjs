// `node test/independent/schemathesis.mjs [--requests 20000] [--seed 1]`: requests made up from the OpenAPI file, as every role.
import { parseArgs } from 'node:util';
import { join } from 'node:path';
import { prepare, root, run } from '../../scripts/prepare.mjs';

const { values } = parseArgs({
  options: { requests: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } },
});
for (const [name, value] of Object.entries(values))
  if (!/^[1-9]\d{0,6}$/.test(value)) {
    console.error(`--${name} is "${value}", expected a whole number from 1.`);
    process.exit(2);
  }
await prepare();
const { code } = await run(
  process.execPath,
  [
    ...['--experimental-vm-modules', '--no-warnings', join(root, 'node_modules/jest/bin/jest.js')],
    ...['--testPathPatterns', 'test/integration/schemathesis.spec.ts'],
  ],
  {
    show: 'inherit',
    env: { ...process.env, SCHEMATHESIS_REQUESTS: values.requests, SCHEMATHESIS_SEED: values.seed },
  },
);
process.exitCode = code;
