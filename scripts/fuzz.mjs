// `npm run fuzz -- dcc --inputs 1000000`: gives the verifier of codes broken input. Installs and builds what is missing first.
import { prepare } from './prepare.mjs';

await prepare();
await import('../dist/apps/bench/src/fuzz/main.js');
