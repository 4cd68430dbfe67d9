import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Trust } from '../../apps/verifier/src/signatures.ts';
import { asJson, asText } from '../../apps/verifier/src/verdict.ts';
import { verifyBundle } from '../../apps/verifier/src/verify-bundle.ts';
import { verifyRecord } from '../../apps/verifier/src/verify-record.ts';
import { COMMUNE, OTHER_COMMUNE } from '../support/database.ts';
import { refusal, type Scenario } from './acts-scenario.ts';
import {
  startStage,
  type EvidenceStage,
  download,
  eventfulList,
  filesOf,
  PERSONAL,
  unpack,
  type Files,
} from './evidence-kit.ts';

let chain: Scenario;
let listId: string;
let folder: string;
let trust: Trust;
let stage: EvidenceStage;
const bundles: Record<'personal' | 'hashes', { path: string; files: Files }> = {} as never;

beforeAll(async () => {
  stage = await startStage();
  ({ chain, folder, trust } = stage);
  listId = await eventfulList(chain);
  await stage.stamp();
  await stage.archive(listId);
  for (const [kind, query] of [
    ['personal', PERSONAL],
    ['hashes', ''],
  ] as const) {
    const path = join(folder, `${kind}.zip`);
    writeFileSync(path, await download(chain, listId, 'thanhtra.60', query));
    bundles[kind] = { path, files: filesOf(path) };
  }
}, 120_000);
afterAll(async () => {
  await stage.close();
});

describe('an evidence bundle', () => {
  it.each(['personal', 'hashes'] as const)('with %s is found valid in every step', async (kind) => {
    const report = await verifyBundle(bundles[kind].path, { trust, known: [] });
    expect(report.findings.filter(({ level }) => level === 'fail')).toEqual([]);
    const { steps } = asJson(report, 'en');
    expect(steps.map(({ step, state }) => `${step} ${state}`)).toEqual([
      ...['archive ok', 'statement ok', 'files ok', 'events ok'],
      kind === 'personal' ? 'changes ok' : 'changes note',
      'sets ok',
      kind === 'personal' ? 'state ok' : 'state note',
      ...['handovers ok', 'records ok', 'custody ok', 'papers ok', 'history ok'],
    ]);
    const codes = report.findings.map(({ code }) => code);
    expect(codes).toContain('handover_official');
    expect(codes).toContain('handover_unsigned');
    expect(codes).toContain('handover_attested');
    expect(codes).toContain('paper_issued');
    expect(codes).toContain('paper_signed');
    expect(codes).not.toContain('paper_revocation_unknown');
    expect(codes).not.toContain('stamp_missing');
    expect(codes).not.toContain('revocation_unknown');
    expect(asText(report, 'vi')).toContain('KẾT LUẬN: ĐẠT');
  });

  it('holds no name, number or birth date without the right and the wish to see them', () => {
    const all = Buffer.concat([...bundles.hashes.files.values()]).toString('latin1');
    expect(Buffer.concat([...bundles.personal.files.values()]).toString('utf8')).toContain('Nguyễn Văn Thử');
    expect(Buffer.from(all, 'latin1').toString('utf8')).not.toContain('Nguyễn Văn Thử');
    expect(all).not.toContain('1990-01-01');
    expect(all).not.toContain('recordSalt');
    for (const file of ['changes.ndjson', 'state.ndjson']) {
      expect(bundles.hashes.files.has(file)).toBe(false);
      expect(bundles.personal.files.get(file)?.length).toBeGreaterThan(1_000);
    }
    expect(bundles.hashes.files.get('sets.ndjson')?.length).toBeGreaterThan(100);
  });

  it('is given with personal data only to roles that may see it, for a purpose, in their area', async () => {
    const { station, villages } = chain.officers;
    const path = `/lists/${listId}/evidence`;
    expect(await (villages[0] as typeof station).get(`${path}${PERSONAL}`)).toMatchObject(
      refusal(403, 'no_permission'),
    );
    expect(await chain.api.as('giamsat.60').get(`${path}${PERSONAL}`)).toMatchObject(
      refusal(403, 'no_permission'),
    );
    expect(await station.get(`${path}?personal=true`)).toMatchObject(refusal(400, 'invalid_input'));
    expect(await chain.api.as(`xa.${OTHER_COMMUNE}`).get(path)).toMatchObject(refusal(403, 'out_of_area'));
    expect(await station.get(`/lists/00000000-0000-4000-8000-000000000000/evidence`)).toMatchObject(
      refusal(404, 'list_not_found'),
    );
  });

  it('leaves an entry in the access log with who, what and why', async () => {
    const { rows } = await chain.owner.query(
      `select kind, act, details ->> 'purpose' as purpose, details -> 'records' as records from access_log
       where target = $1 and act like 'evidence.%' and kind = 'read' order by id limit 2`,
      [listId],
    );
    expect(rows).toEqual([
      { kind: 'read', act: 'evidence.personal.read', purpose: 'Thanh tra theo kế hoạch', records: 12 },
      { kind: 'read', act: 'evidence.read', purpose: null, records: 0 },
    ]);
  });

  it('says plainly when the authority was not given from outside', async () => {
    const report = await verifyBundle(bundles.hashes.path, {
      trust: { ...trust, authorities: null },
      known: [],
    });
    expect(report.failed).toBe(false);
    expect(report.findings.map(({ code }) => code)).toContain('authority_not_given');
    expect(asText(report, 'en')).toContain('--ca is needed');
  });

  it('is refused under another seal, another authority and an event that is known otherwise', async () => {
    const { path } = bundles.hashes;
    const other = '0'.repeat(64);
    const seal = await verifyBundle(path, { trust: { ...trust, seals: [other] }, known: [] });
    expect(seal.findings.map(({ code }) => code)).toContain('statement_other_seal');
    const authority = await verifyBundle(path, {
      trust: { ...trust, authorities: { fingerprints: [other], pem: [] } },
      known: [],
    });
    expect(authority.findings.map(({ code }) => code)).toContain('signature_wrong');
    const event = await verifyBundle(path, { trust, known: [{ no: 5, hash: other }] });
    expect(event.findings.map(({ code }) => code)).toContain('known_event_differs');
  });

  it('is checked for one record alone', async () => {
    const { path } = bundles.personal;
    const found = await verifyBundle(path, { trust, known: [], record: 4 });
    expect(found.failed).toBe(false);
    expect(found.findings.map(({ code }) => code)).toContain('record_found');
    expect((await verifyBundle(path, { trust, known: [], record: 99 })).failed).toBe(true);
  });
});

describe('the proof of one record', () => {
  const prove = async (query: string) => {
    const { status, body } = await chain.officers.station.get<Record<string, unknown>>(
      `/lists/${listId}/records/4/proof${query}`,
    );
    expect(status).toBe(200);
    return body;
  };
  const judge = (proof: object) => {
    const path = join(folder, 'proof.json');
    writeFileSync(path, JSON.stringify(proof));
    return verifyRecord(path, trust);
  };

  it('is valid with the record and with its hash alone, and shows nobody else', async () => {
    const full = await prove(PERSONAL);
    expect((await judge(full)).findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['record_ok', 'manifest_signed', 'record_accepted']),
    );
    const bare = await prove('');
    expect(bare['snapshot']).toBeNull();
    expect(JSON.stringify(bare)).not.toContain('Nguyễn');
    expect((await judge(bare)).failed).toBe(false);
  });

  it('is refused when anything in it is changed', async () => {
    const proof = await prove(PERSONAL);
    const changed: Record<string, unknown> = {
      snapshot: String(proof['snapshot']).replace('Nguyễn', 'Trần'),
      index: Number(proof['index']) + 1,
      recordNo: 5,
      leaf: '0'.repeat(64),
      path: (proof['path'] as string[]).toReversed(),
      manifest: {
        ...(proof['manifest'] as object),
        text: String((proof['manifest'] as { text: string }).text).replace(
          '"recordCount":12',
          '"recordCount":13',
        ),
      },
    };
    for (const [field, value] of Object.entries(changed))
      expect([field, (await judge({ ...proof, [field]: value })).failed]).toEqual([field, true]);
  });

  it('tells that the receiver refused the record', async () => {
    const { body } = await chain.officers.station.get(
      `/lists/${listId}/records/3/proof?handover=${(await official())[0]}`,
    );
    const report = await judge(body as object);
    expect(report.findings.map(({ code }) => code)).toContain('record_refused');
  });

  async function official(): Promise<number[]> {
    const { rows } = await chain.owner.query<{ number: number }>(
      `select number from handovers where list_id = $1 and state = 'accepted' and grade = 'official' order by number`,
      [listId],
    );
    return rows.map(({ number }) => number);
  }
});

describe('the README of a bundle', () => {
  const has = (program: string) => {
    try {
      execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'pipe' });
      return true;
    } catch {
      return false;
    }
  };
  const tools = ['bash', 'openssl', 'sha256sum', 'find', 'sed', 'grep'].every(has);

  (tools ? it.each : it.skip.each)(['personal', 'hashes'] as const)(
    'leads through the bundle with %s by openssl and sha256sum alone, and finds what was changed',
    (kind) => {
      const { files } = bundles[kind];
      const blocks = [
        ...(files.get('README.md') as Buffer).toString().matchAll(/```bash\n([\s\S]*?)```/g),
      ].map(([, commands]) => commands as string);
      expect(blocks.length).toBeGreaterThan(10);
      const run = (work: string, commands: string): boolean => {
        try {
          execFileSync('bash', ['-e', '-o', 'pipefail', '-c', commands], { cwd: work, stdio: 'pipe' });
          return true;
        } catch {
          return false;
        }
      };
      const work = mkdtempSync(join(folder, 'unpacked-'));
      unpack(files, work);
      expect(blocks.filter((commands) => !run(work, commands))).toEqual([]);
      for (const name of files.keys()) {
        const changed = mkdtempSync(join(folder, 'changed-'));
        const bytes = Buffer.from(files.get(name) as Buffer);
        bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
        unpack(new Map(files).set(name, bytes), changed);
        // The chain of events has a part of its own; every other file is told by its hash.
        const parts = name === 'events.ndjson' ? blocks.slice(2, 3) : blocks.slice(0, 2);
        expect([name, parts.every((commands) => run(changed, commands))]).toEqual([name, false]);
      }
    },
  );
});

describe('the bundle of a list that was cancelled', () => {
  it('is valid, and says that everything went back to the station', async () => {
    const cancelled = await eventfulList(chain);
    const answer = await chain.api
      .as('tinh.60')
      .post(`/lists/${cancelled}/cancel`, { reason: 'Lập lại từ đầu' });
    expect(answer).toMatchObject({ status: 200 });
    await stage.stamp();
    const path = join(folder, 'cancelled.zip');
    writeFileSync(path, await download(chain, cancelled, 'thanhtra.60', PERSONAL));
    const report = await verifyBundle(path, { trust, known: [] });
    expect(report.findings.filter(({ level }) => level === 'fail')).toEqual([]);
    expect(report.failed).toBe(false);
    const statement = JSON.parse((filesOf(path).get('statement.json') as Buffer).toString()) as {
      custody: { officeId: string }[];
    };
    expect(statement.custody.map(({ officeId }) => officeId)).toEqual([`TYT-${COMMUNE}`]);
  });
});
