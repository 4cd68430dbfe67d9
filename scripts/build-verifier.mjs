// `npm run build:verifier`: the verifier as one file that needs nothing but Node.
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './prepare.mjs';

/** Writes the file and returns its path. */
export async function buildVerifier(outfile = join(root, 'dist', 'verifier.mjs')) {
  await build({
    entryPoints: [join(root, 'apps', 'verifier', 'src', 'main.ts')],
    absWorkingDir: root,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['source'],
    charset: 'utf8',
    legalComments: 'inline',
    // Packages written for CommonJS call `require` for what Node itself brings.
    banner: {
      js: "#!/usr/bin/env node\nimport { createRequire as bundledRequire } from 'node:module';\nconst require = bundledRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  await chmod(outfile, 0o755);
  return outfile;
}

if (process.argv[1] === import.meta.filename) console.log(await buildVerifier());
