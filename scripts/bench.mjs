// `npm run bench -- NAME`: one file in apps/bench/src per bench; `--json` makes the last line one object. Builds what is missing first.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { prepare, root } from './prepare.mjs';

const [name, ...args] = process.argv.slice(2);
const names = readdirSync(join(root, 'apps/bench/src'), { withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
  .map((entry) => entry.name.replace(/\.ts$/, ''));
if (!names.includes(name)) {
  console.error(`Usage: npm run bench -- NAME [--json]\nBenches: ${names.join(', ')}`);
  process.exit(2);
}
await prepare();
const { run } = await import(`../dist/apps/bench/src/${name}.js`);
try {
  await run(args);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
