// `npm run fuzz -- dcc --inputs 1000000`: gives the verifier of codes broken input. Installs and builds what is missing first.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { prepare } from './prepare.mjs';

await prepare();
// The heap is measured without garbage.
setFlagsFromString('--expose-gc');
globalThis.gc = runInNewContext('gc');
await import('../dist/apps/bench/src/fuzz/main.js');
