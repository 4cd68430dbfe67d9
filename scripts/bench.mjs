// `npm run bench -- NAME`: measures on this machine. Each bench sets up and takes down what it needs. Installs and builds what is missing first.
import { prepare } from './prepare.mjs';

await prepare();
await import('../dist/apps/bench/src/main.js');
