import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { seedCommunes, seedProvince } from '#persistence/seed/demo-offices';
import { DEMO_VILLAGES } from '#persistence/seed/seed';
import { layout } from './data-folder.ts';
import { enrolFromAgent } from './demo-data.ts';
import { readRunFile } from './run-file.ts';

// Adds offices, officers and certificates of further communes or villages to the running system.
const { values } = parseArgs({
  options: {
    communes: { type: 'string' },
    villages: { type: 'string' },
    data: { type: 'string' },
  },
});
const communes = (values.communes ?? '').split(',').filter((code) => code !== '');
const villages = Number(values.villages ?? DEMO_VILLAGES);
if (communes.length === 0 || !Number.isInteger(villages) || villages < 1 || villages > 99) {
  process.stderr.write('Say which: seed-communes --communes 22915,22918 [--villages 10] [--data .data]\n');
  process.exit(2);
}

const run = readRunFile(layout(resolve(values.data ?? process.env['DATA_DIR'] ?? '.data')).run);
const client = new pg.Client({ connectionString: run.databases.owner });
await client.connect();
try {
  const provinces = await client.query<{ province: string }>(
    `select distinct province_code as province from units where code = any($1::text[])`,
    [communes],
  );
  for (const { province } of provinces.rows) await seedProvince(client, province);
  await seedCommunes(client, { communes, villages });
} finally {
  await client.end();
}
const enrolled = await enrolFromAgent(run.databases.owner, run.urls.agent, communes);
process.stdout.write(
  `${communes.length} communes with ${villages} villages each are there; ${enrolled} certificates were new.\n`,
);
