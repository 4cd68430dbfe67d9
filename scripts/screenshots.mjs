// `npm run screenshots`: the browser tests' way through the product, with a picture of every page in both languages, on a desk and on a
// phone, light and dark. They land in .data/screenshots, or in the folder named: `npm run screenshots -- FOLDER`.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { prepare, root, run } from './prepare.mjs';

const folder = resolve(process.argv[2] ?? join('.data', 'screenshots'));
await prepare();
mkdirSync(folder, { recursive: true });
const { code } = await run(
  process.execPath,
  [
    ...['--experimental-vm-modules', '--no-warnings', join(root, 'node_modules', 'jest', 'bin', 'jest.js')],
    ...['--selectProjects', 'browser', '--runInBand'],
  ],
  { show: 'inherit', env: { ...process.env, SCREENSHOTS: folder } },
);
console.log(code === 0 ? `The pictures are in ${folder}.` : 'Not every page could be shown.');
process.exitCode = code;
