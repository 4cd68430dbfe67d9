// `node test/independent/verify-codes.mjs [--count 10000] [--schema FILE]`: issues codes and has them verified by Python libraries.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { prepare, root, run } from '../../scripts/prepare.mjs';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '10000' }, schema: { type: 'string' } },
});
const schema = values.schema && resolve(values.schema);
await prepare();
const packages = join(root, '.data', 'independent-python');
const python = join(packages, 'bin', 'python');
const folder = mkdtempSync(join(tmpdir(), 'ban-giao-codes-'));

async function step(command, args) {
  const { code, output } = await run(command, args);
  if (output.trim() !== '') console.log(output.trim());
  if (code !== 0) throw new Error(`${command} ended with code ${code}`);
}

try {
  if (!existsSync(python)) {
    console.log('Installing the Python libraries (once) ...');
    mkdirSync(packages, { recursive: true });
    await step('python3', ['-m', 'venv', packages]);
    await step(python, ['-m', 'pip', 'install', '-q', '-r', join(root, 'test/independent/requirements.txt')]);
  }
  const codes = join(folder, 'codes.jsonl');
  await step(process.execPath, [
    join(root, 'dist/apps/bench/src/independent/write-codes.js'),
    codes,
    values.count,
  ]);
  await step(python, [join(root, 'test/independent/verify_codes.py'), codes, ...(schema ? [schema] : [])]);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
