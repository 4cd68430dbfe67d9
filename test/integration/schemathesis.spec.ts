import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ROLES, type Role } from '#domain/people/roles';
import { COMMUNE, PROVINCE } from '../support/database.ts';
import { findSchemathesis, runSchemathesis } from '../support/schemathesis.ts';
import { Scenario, village } from './acts-scenario.ts';

/** Requests over all roles together; `node test/independent/schemathesis.mjs --requests 20000` asks for more. */
const REQUESTS = Number(process.env['SCHEMATHESIS_REQUESTS'] ?? 2_000);
const SEED = Number(process.env['SCHEMATHESIS_SEED'] ?? 1);
const MINUTE = 60_000;

const LOGINS: Readonly<Record<Role, string>> = {
  province_task_force: `tinh.${PROVINCE}`,
  commune_task_force: `xa.${COMMUNE}`,
  village_task_force: `thon1.${COMMUNE}`,
  health_station: `tramyte1.${COMMUNE}`,
  police_officer: `canbo1.${COMMUNE}`,
  police_chief: `truongca.${COMMUNE}`,
  facility_officer: `coso.${COMMUNE}`,
  registry_clerk: `vanthuca.${COMMUNE}`,
  supervisor: `giamsat.${PROVINCE}`,
  auditor: `thanhtra.${PROVINCE}`,
  system_admin: `quantri.${PROVINCE}`,
  key_officer: 'khoa.01',
};

/** From so many requests on every field's boundaries are tried, too, as one of the roles: which, the seed says. */
const WITH_COVERAGE = 10_000;
/** Refused nearly always when they are made up; each role has one post here. */
const CAPACITY = new Set(['X-Office', 'X-Role', 'X-On-Behalf-Of']);

/** What stands behind `{id}` of each group of routes. Posts of nobody who asks here, so that nobody loses the own one on the way. */
const IDS: Readonly<Record<string, string>> = {
  tasks: `select id::text from tasks order by id limit 40`,
  lists: `select id::text from lists`,
  handovers: `select id::text from handovers limit 20`,
  campaigns: `select id::text from campaigns`,
  offices: `select id from offices where id like '%${COMMUNE}%' or id like '%-${PROVINCE}' limit 20`,
  certificates: `select thumbprint from certificates limit 10`,
  memberships: `select m.id::text from memberships m join people p on p.id = m.person_id where p.subject like 'tramyte2.%' limit 5`,
};

const program = findSchemathesis();
if (program === undefined)
  process.stderr.write(
    'SKIPPED: Schemathesis needs python3 with venv and access to PyPI (Debian: apt-get install python3-venv).\n',
  );

let chain: Scenario;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ban-giao-schemathesis-'));
  chain = await Scenario.start();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await chain.close();
});

/** Lists at several steps, so that requests meet every state. */
async function givenWork(): Promise<void> {
  const received = await chain.toPolice(9);
  await chain.verify(received);
  await chain.sign(received);
  await chain.receive(received);
  await chain.task('update', received);
  const signing = await chain.toPolice(6);
  await chain.verify(signing);
  await chain.freeze(signing);
  const verifying = await chain.toPolice(6);
  await chain.claim(chain.officers.police, await chain.task('verify', verifying));
  await chain.list(9);
  await chain.step(chain.officers.station, 'compile');
  await chain.step(chain.officers.commune, 'assign');
  for (const k of [1, 2, 3]) await chain.task('review', village(k));
  await chain.list(6);
  await chain.task('compile');
}

interface Described {
  parameters?: { readonly in: string; readonly name: string; schema: object }[];
}

/** The file with ids that exist, in three of four cases: others are random and are not found. */
async function withRealIds(document: OpenAPIObject): Promise<OpenAPIObject> {
  const known = new Map<string, string[]>();
  for (const [group, text] of Object.entries(IDS)) {
    const { rows } = await chain.owner.query<Record<string, string>>(text);
    known.set(
      group,
      rows.map((row) => Object.values(row)[0] ?? ''),
    );
  }
  const copy = structuredClone(document);
  for (const [path, methods] of Object.entries(copy.paths)) {
    const ids = known.get(path.split('/')[1] ?? '') ?? [];
    for (const operation of Object.values(methods) as Described[]) {
      operation.parameters = (operation.parameters ?? []).filter(({ name }) => !CAPACITY.has(name));
      for (const parameter of operation.parameters)
        if (parameter.in === 'path' && ids.length > 0 && !/^(no|attachmentId)$/.test(parameter.name))
          parameter.schema = { anyOf: [{ type: 'string', enum: ids }, parameter.schema] };
    }
  }
  return copy;
}

(program === undefined ? describe.skip : describe)('Schemathesis, working from the OpenAPI file', () => {
  const operations = { count: 0 };
  let document: OpenAPIObject;
  let total = 0;
  const ofBoundaries = REQUESTS < WITH_COVERAGE ? undefined : ROLES[SEED % ROLES.length];
  beforeAll(async () => {
    await givenWork();
    const { body } = await chain.api.call<OpenAPIObject>('GET', '/docs-json');
    operations.count = Object.values(body.paths).flatMap(Object.keys).length;
    document = await withRealIds(body);
    // A stream that never ends by itself, the way over the identity provider, and a 503 that is meant are tested elsewhere.
    for (const path of ['/notifications/stream', '/auth/sign-in', '/auth/callback', '/health/ready'])
      delete document.paths[path];
  }, 2 * MINUTE);

  it.each([...ROLES])(
    'finds no answer of the API to a %s that is a defect or not as described',
    async (role) => {
      const share = REQUESTS / ROLES.length;
      const token = await chain.api.issuer.token(LOGINS[role], { expiresIn: 86_400 });
      let requests = 0;
      for (let seed = SEED; requests < share; seed += 1) {
        const examples = Math.max(1, Math.ceil((share - requests) / operations.count));
        const phase = seed === SEED && role === ofBoundaries ? 'coverage' : 'fuzzing';
        const outcome = await runSchemathesis(program ?? '', {
          ...{ url: chain.api.url, document, token, examples, seed, phase, folder },
        });
        expect(outcome.findings).toBe('');
        expect(outcome.requests).toBeGreaterThan(0);
        requests += outcome.requests;
      }
      total += requests;
    },
    60 * MINUTE,
  );

  it('has made as many requests as it was asked for', () => {
    process.stderr.write(`Schemathesis: ${total} requests as ${ROLES.length} roles\n`);
    expect(total).toBeGreaterThanOrEqual(REQUESTS);
  });
});
