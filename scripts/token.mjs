// `node scripts/token.mjs xa.22915`: signs a demo user in at the running system and prints the access token, for curl.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './prepare.mjs';

const [login, data = process.env.DATA_DIR ?? '.data'] = process.argv.slice(2);
const runFile = join(root, data, 'run.json');
if (login === undefined || !existsSync(runFile)) {
  console.error(
    login === undefined
      ? 'Say who: node scripts/token.mjs xa.22915'
      : `Nothing is running on ${data}: start it with "npm start".`,
  );
  process.exit(2);
}
const { urls } = JSON.parse(readFileSync(runFile, 'utf8'));
const { signIn } = await import('../dist/apps/demo/src/sign-in.js');
const { accessToken } = await signIn(
  urls.identityProvider,
  'ban-giao-demo',
  'http://127.0.0.1:8080/demo/callback',
  login,
  'demo',
);
console.log(accessToken);
