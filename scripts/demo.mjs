// `npm run demo`: drives whole lists through the chain as their officers. Installs and builds what is missing first.
import { prepare } from './prepare.mjs';

await prepare();
await import('../dist/apps/demo/src/main.js');
