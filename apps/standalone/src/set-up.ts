import { dirname } from 'node:path';
import { layout } from './data-folder.ts';
import { databaseUrls, prepareDatabases } from './databases.ts';
import { enrolFromAgent, fetchTrustAnchors, FIRST_COMMUNES } from './demo-data.ts';
import { makeDemoKeys } from './passport-keys.ts';

// One-shot steps for installations whose parts are started by something else, such as Docker Compose.
function need(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    process.stderr.write(`${name} is not set, but this step needs it.\n`);
    process.exit(2);
  }
  return value;
}

const step = process.argv[2];
const owner = need('DATABASE_URL');
if (step === 'database') {
  const secrets = { owner: '', system: need('SYSTEM_PASSWORD'), api: need('API_PASSWORD') };
  const urls = databaseUrls(owner, secrets, {
    simulators: process.env['SIMULATORS_DATABASE_URL'],
    socket: undefined,
  });
  const migrations = await prepareDatabases(urls, secrets);
  process.stdout.write(`The databases are ready; ${migrations.length} migrations ran.\n`);
} else if (step === 'certificates') {
  const agent = need('AGENT_URL');
  await fetchTrustAnchors(agent, need('TRUST_ANCHORS_FILE'));
  const enrolled = await enrolFromAgent(owner, agent, FIRST_COMMUNES);
  const { secretsKey, passportAuthority } = layout(dirname(need('TRUST_ANCHORS_FILE')));
  const files = { secretsKeyFile: secretsKey, authorityFile: passportAuthority };
  await makeDemoKeys({ databaseUrl: owner, ...files, algorithms: ['ES256'], again: false });
  process.stdout.write(`The demo's certificate authority is trusted; ${enrolled} certificates were new.\n`);
} else {
  process.stderr.write('Say which step: set-up database | certificates\n');
  process.exit(2);
}
