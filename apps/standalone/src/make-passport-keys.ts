import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { layout } from './data-folder.ts';
import { makeDemoKeys } from './passport-keys.ts';
import { readRunFile } from './run-file.ts';

// Adds signers of vaccine passports to the running demonstration, all marked as tests.
const { values } = parseArgs({
  options: { algorithm: { type: 'string', default: 'ES256' }, data: { type: 'string' } },
});
const algorithms = values.algorithm.split(',');
if (!algorithms.every((name) => name === 'ES256' || name === 'PS256')) {
  process.stderr.write('make-passport-keys [--algorithm ES256,PS256] [--data .data]\n');
  process.exit(2);
}
const files = layout(resolve(values.data ?? process.env['DATA_DIR'] ?? '.data'));
const made = await makeDemoKeys({
  databaseUrl: readRunFile(files.run).databases.owner,
  ...{ secretsKeyFile: files.secretsKey, authorityFile: files.passportAuthority, again: true },
  algorithms: algorithms as ('ES256' | 'PS256')[],
});
process.stdout.write(`${made} signer(s) of vaccine passports were made; they are tests and say so.\n`);
