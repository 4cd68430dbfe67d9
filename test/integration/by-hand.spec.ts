import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createPopulationActivities } from '#activities/population.activities';
import { CHECK_COLUMNS as C } from '#domain/files/hand-columns';
import { Acts } from '#persistence/act';
import { readQualitySettings } from '#persistence/repositories/quality-settings';
import { noteAsked } from '#persistence/process/asked';
import * as hand from '#persistence/process/by-hand';
import { beginJob, requestJobs } from '#persistence/process/jobs';
import * as population from '#persistence/process/population';
import { systemSql } from '#persistence/process/system-sql';
import { COMMUNE, OTHER_COMMUNE, PROVINCE } from '../support/database.ts';
import { FilesOf, type Batch } from '../support/files.ts';
import { Sheet } from '../support/workbooks.ts';
import { refusal, Scenario } from './acts-scenario.ts';

const run = promisify(execFile);
const POLICE = `CA-${COMMUNE}`;

let chain: Scenario;
let files: FilesOf;
let folder: string;
let certificatePem: string;
let scope: string;
let taskId: string;
let epoch: number;

const admin = () => chain.api.as(`quantri.${PROVINCE}`);
const police = () => chain.officers.police;
const job = () => ({ kind: 'population_check' as const, scope, runNo: 1 });

async function jobState(): Promise<string> {
  const { rows } = await chain.owner.query<{ state: string }>(
    `select state from jobs where list_id = $1 and kind = 'population_check' and scope = $2`,
    [chain.listId, scope],
  );
  return rows[0]?.state ?? 'none';
}

/** What the process does: runs the activity over an outside system that nobody may call. */
async function runCheck(): Promise<void> {
  const source = await chain.api.db.connect('system');
  const sql = systemSql(source);
  const acts = new Acts(source);
  const never = () => Promise.reject(new Error('The population database was called.'));
  const { populationCheck } = createPopulationActivities(
    { lookup: never, correct: never, supplement: never },
    {
      begin: (id, key) => beginJob(sql, id, key),
      thresholds: (province) => readQualitySettings(sql, province),
      noteAsked: (...args) => noteAsked(sql, ...args),
      unchecked: (...args) => population.uncheckedRecords(sql, ...args),
      storeChecked: (...args) => population.storeChecked(sql, ...args),
      finishCheck: (...args) => population.finishPopulationCheck(acts, ...args),
      toUpdate: (...args) => population.recordsForPopulation(sql, ...args),
      storeUpdates: (...args) => population.storePopulationUpdates(sql, ...args),
      finishUpdate: (...args) => population.finishPopulationUpdate(acts, ...args),
      hand: {
        isByHand: (id, key) => hand.isByHand(sql, id, key),
        missing: (id, key) => hand.missingResults(sql, id, key),
        wait: (id, key) => hand.waitForPeople(sql, id, key),
        results: (id, key, numbers) => hand.carriedResults(sql, id, key, numbers),
      },
    },
    () => ({ heartbeat: () => {}, signal: new AbortController().signal }),
    () => Promise.resolve(),
  );
  await populationCheck(chain.listId, Number(scope));
}

const setChannel = (body: object) => admin().put(`/offices/${POLICE}/channels/population`, body);

async function openssl(args: readonly string[], input: Buffer): Promise<Buffer> {
  const [from, to] = [join(folder, 'in'), join(folder, 'out')];
  await writeFile(from, input);
  await run('openssl', [...args, '-in', from, '-out', to]);
  return readFileSync(to);
}
const signed = (content: Buffer, key = 'key') =>
  openssl(
    [
      'cms',
      '-sign',
      '-nodetach',
      '-binary',
      '-outform',
      'DER',
      '-md',
      'sha256',
      '-signer',
      join(folder, `${key}.crt`),
      '-inkey',
      join(folder, `${key}.pem`),
    ],
    content,
  );

beforeAll(async () => {
  chain = await Scenario.start();
  files = new FilesOf(chain.api, `canbo1.${COMMUNE}`);
  folder = mkdtempSync(join(tmpdir(), 'ban-giao-by-hand-'));
  for (const [name, kind] of [
    ['key', ['rsa:2048']],
    ['other', ['rsa:2048']],
    ['ec', ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']],
  ] as const)
    await run('openssl', [
      'req',
      '-x509',
      '-newkey',
      ...kind,
      '-nodes',
      '-keyout',
      join(folder, `${name}.pem`),
      '-out',
      join(folder, `${name}.crt`),
      '-days',
      '9',
      '-subj',
      `/CN=${name}`,
    ]);
  certificatePem = readFileSync(join(folder, 'key.crt'), 'utf8');
}, 120_000);
afterAll(async () => {
  await chain?.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  expect(await setChannel({ channel: 'files', certificatePem, signed: true })).toMatchObject({ status: 200 });
  scope = await chain.toPolice(12);
  await requestJobs(systemSql(await chain.api.db.connect('system')), chain.listId, [job()]);
  taskId = await chain.task('verify', scope);
  await chain.owner.query(`update tasks set preparing = true where id = $1`, [taskId]);
  await runCheck();
  epoch = await chain.claim(police(), taskId);
});

const taken = async (key = 'key'): Promise<Sheet> => {
  const locked = await files.export(taskId, epoch);
  return new Sheet(
    await openssl(['cms', '-decrypt', '-inform', 'DER', '-inkey', join(folder, `${key}.pem`)], locked),
    C.result.title,
  );
};
const answered = (sheet: Sheet, rows = sheet.rows.length): Sheet => {
  for (let i = 0; i < rows; i += 1) sheet.set(i, C.result.title, 'Không có');
  return sheet;
};
const apply = (batch: Batch) => police().post<Batch>(`/batches/${batch.id}/apply`, { epoch });
const upload = async (content: Buffer, fileName = 'doi-chieu.xlsx.p7m') =>
  files.upload(taskId, epoch, content, { fileName });

describe('the police’s check by hand', () => {
  it('waits for people instead of calling the outside, and goes on with what they bring back', async () => {
    expect(await jobState()).toBe('by_hand');
    const sheet = await taken();
    expect(sheet.rows).toHaveLength(12);
    answered(sheet);
    sheet.set(0, C.result.title, 'Tìm thấy');
    const person = {
      [C.foundIdNumber.title]: '060185000123',
      [C.foundFullName.title]: 'Trần Thị Bình',
      [C.foundDateOfBirth.title]: '05/03/1985',
      [C.foundGender.title]: 'Nữ',
    };
    for (const [heading, value] of Object.entries(person)) sheet.set(0, heading, value);
    const { status, body } = await upload(await signed(sheet.save()));
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { kind: 'population_check', counts: { change: 12 } },
    });
    expect(await apply(body)).toMatchObject({ status: 200, body: { state: 'applied' } });
    expect(await jobState()).toBe('requested');
    await runCheck();
    expect(await jobState()).toBe('done');
    const records = await chain.records(police(), taskId);
    expect(records.map(({ populationStatus }) => populationStatus)).toEqual([
      'near',
      ...Array(11).fill('not_found'),
    ]);
  });

  it('waits until the last record has an answer; what came may be taken back until then', async () => {
    const sheet = answered(await taken(), 5);
    const { body } = await upload(await signed(sheet.save()));
    expect(body.counts).toMatchObject({ change: 5, blank: 7 });
    await apply(body);
    expect(await jobState()).toBe('by_hand');
    expect(await police().post(`/batches/${body.id}/undo`, { epoch, reason: 'Nhầm tệp' })).toMatchObject({
      status: 200,
      body: { state: 'undone' },
    });
    const { body: all } = await upload(await signed(answered(sheet).save()));
    await apply(all);
    expect(await jobState()).toBe('requested');
    expect(await police().post(`/batches/${all.id}/undo`, { epoch, reason: 'Nhầm tệp' })).toMatchObject(
      refusal(409, 'batch_not_undoable', { reason: 'result_used' }),
    );
  });

  it('refuses what is not signed, signed by somebody else, changed, or more than went out', async () => {
    const sheet = answered(await taken());
    expect(await upload(sheet.save(), 'a.xlsx')).toMatchObject({
      status: 422,
      body: { code: 'file_unreadable', reason: 'not_signed' },
    });
    expect(await upload(await signed(sheet.save(), 'other'))).toMatchObject({
      status: 422,
      body: { code: 'signature_invalid' },
    });
    const broken = Buffer.from(await signed(sheet.save()));
    broken[broken.length - 20] = (broken[broken.length - 20] as number) ^ 1;
    expect(await upload(broken)).toMatchObject({ status: 422, body: { code: 'signature_invalid' } });
    sheet.set(0, C.key.title, (sheet.rows[0]?.[C.key.title] ?? '').replace(/:(\d+):(\d+):/, ':$1:7:'));
    sheet.set(1, C.key.title, '');
    sheet.set(2, C.result.title, 'Tìm thấy');
    const { body } = await upload(await signed(sheet.save()));
    const wrong = await files.rows(body.id, 'error');
    expect(wrong.map(({ problems }) => problems[0]?.code)).toEqual([
      'key_forged',
      'record_unknown',
      'result_incomplete',
    ]);
  });

  it('finds out a record that was changed since it went out', async () => {
    const sheet = answered(await taken());
    await chain.owner.query(`update records set version = version + 1 where list_id = $1 and record_no = 1`, [
      chain.listId,
    ]);
    const { body } = await upload(await signed(sheet.save()));
    expect(body.counts).toMatchObject({ change: 11, stale: 1 });
  });

  it('encrypts to elliptic-curve keys, too', async () => {
    await setChannel({ channel: 'files', certificatePem: readFileSync(join(folder, 'ec.crt'), 'utf8') });
    await chain.owner.query(`update jobs set state = 'by_hand' where list_id = $1`, [chain.listId]);
    expect((await taken('ec')).rows).toHaveLength(12);
  });

  it('begins anew over the network when the administrator changes the way', async () => {
    expect(await setChannel({ channel: 'api' })).toMatchObject({ status: 200 });
    expect(await jobState()).toBe('requested');
    await expect(runCheck()).rejects.toThrow('The population database was called.');
  });
});

describe('the way of an office', () => {
  it('is set by the administrator alone, with a certificate that can be encrypted to', async () => {
    const path = `/offices/${POLICE}/channels/population`;
    for (const who of [chain.officers.police, chain.officers.commune, chain.officers.chief])
      expect(await who.put(path, { channel: 'api' })).toMatchObject({ status: 403 });
    expect(await setChannel({ channel: 'files' })).toMatchObject({ status: 400 });
    expect(await setChannel({ channel: 'files', certificatePem: 'abc' })).toMatchObject({ status: 422 });
    expect(
      await admin().put(`/offices/TYT-${COMMUNE}/channels/population`, { channel: 'api' }),
    ).toMatchObject({ status: 422 });
    expect(await chain.officers.police.get(`/offices/CA-${OTHER_COMMUNE}/channels`)).toMatchObject({
      status: 403,
    });
    expect(await chain.officers.police.get(`/offices/${POLICE}/channels`)).toMatchObject({
      status: 200,
      body: { items: [{ channel: 'files', signed: true }] },
    });
  });
});
