// `npm run openapi -- FILE`: the OpenAPI 3.1 file of the API, without a database; standard output when no file is named.
import { join } from 'node:path';
import { prepare, root, run } from './prepare.mjs';

const [file] = process.argv.slice(2);
await prepare();
const { code } = await run(
  process.execPath,
  [join(root, 'dist/apps/api/src/openapi/main.js'), ...(file === undefined ? [] : [file])],
  { show: 'inherit' },
);
process.exitCode = code;
