// `npm run admin -- COMMAND`: what is done with the database at hand and not through the API. Installs and builds what is missing first.
import { prepare } from './prepare.mjs';

await prepare();
await import('../dist/apps/admin/src/main.js');
