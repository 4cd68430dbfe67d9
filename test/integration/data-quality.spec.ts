import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compareWithPopulation } from '#domain/records/comparison';
import { replayRules } from '#persistence/audit/replay-rules';
import { systemSql } from '#persistence/process/system-sql';
import type { SetQuality, SettingsPreview } from '#persistence/repositories/quality-settings';
import type { Problem } from '../support/api.ts';
import { COMMUNE } from '../support/database.ts';
import { Scenario } from './acts-scenario.ts';
import type { CandidatesAnswer } from '../../apps/api/src/records/candidates.service.ts';

const PERSON = {
  personId: 'P1',
  idNumber: '060187001234',
  fullName: 'Trần Thị Đức',
  dateOfBirth: '1987-03-05',
  gender: 'Nữ',
  residenceCommune: COMMUNE,
};
const NAMESAKE = { ...PERSON, personId: 'P2', idNumber: '060187009999', fullName: 'Trần Thị Mai' };
const RECORD = {
  fullName: 'TRAN THI DUC',
  dateOfBirth: '1987-03-05',
  gender: 'Nữ',
  idNumber: '060187001234',
  nationality: 'VN',
};
const COUNT = 3;

let chain: Scenario;
let scope: string;
let taskId: string;

beforeAll(async () => {
  chain = await Scenario.start();
  scope = await chain.toPolice(COUNT);
  taskId = await chain.task('verify', scope);
  const answer = { status: 'several', by: 'number', persons: [NAMESAKE, PERSON] } as const;
  const { status, ...compared } = compareWithPopulation(RECORD, answer);
  await chain.owner.query(
    `update records set full_name = $2, platform_full_name = $2, date_of_birth = '1987-03-05', gender = 'Nữ', id_number = $3, platform_id_number = $3,
       population_status = $4, population_answer = $5, population_checked_at = now(),
       hints = '[{"rule":"id_dirty","field":"idNumber","severity":"info","repair":{"value":"060187001234","safe":true}}]'
     where list_id = $1`,
    [chain.listId, RECORD.fullName, RECORD.idNumber, status, JSON.stringify({ ...answer, ...compared })],
  );
}, 120_000);
afterAll(() => chain.close());

describe('candidates of the population database', () => {
  const path = () => `/tasks/${taskId}/records/1/candidates`;

  it('are explained field by field in both languages, the likeliest first, and the look is logged', async () => {
    const { status, body } = await chain.officers.police.get<CandidatesAnswer>(path());
    expect(status).toBe(200);
    expect(body.candidates.map(({ personId, suggested }) => [personId, suggested])).toEqual([
      ['P1', true],
      ['P2', false],
    ]);
    const name = body.candidates[0]?.fields.find(({ field }) => field === 'fullName');
    expect(name).toMatchObject({
      record: 'TRAN THI DUC',
      official: 'Trần Thị Đức',
      reason: 'diacritics_missing',
      vi: 'Thiếu dấu',
      en: 'Marks are missing',
    });
    expect(body.suggestion).toMatchObject({
      personId: 'P1',
      outcome: 'list_corrected',
      changes: ['fullName'],
    });
    const { rows } = await chain.owner.query<{ details: object }>(
      `select details from access_log where act = 'population.candidates' and target = $1`,
      [chain.listId],
    );
    expect(rows.at(-1)?.details).toMatchObject({ recordNo: 1, count: 2, records: '{[1,2)}' });
  });

  it('are for the police of the commune alone, and only of records of their task', async () => {
    const { commune, station, villages, police } = chain.officers;
    for (const who of [commune, station, villages[0]])
      expect(await who?.get<Problem>(path())).toMatchObject({ status: 403 });
    expect(await police.get<Problem>(`/tasks/${taskId}/records/99/candidates`)).toMatchObject({
      status: 422,
    });
    const other = await chain.api.as('canbo1.22918').get<Problem>(path());
    expect(other.status).toBe(403);
  });
});

describe('learning from outcomes', () => {
  it('counts what became of every suggestion when the verification ends, per province, once', async () => {
    const { police } = chain.officers;
    const epoch = await chain.claim(police, taskId);
    const values = { fullName: PERSON.fullName };
    const decisions = [
      { recordNo: 1, outcome: 'list_corrected', values },
      { recordNo: 2, outcome: 'list_corrected', values: { fullName: 'Trần Thị Đua' } },
      { recordNo: 3, outcome: 'matches' },
    ];
    expect(await police.post(`/tasks/${taskId}/decisions`, { epoch, decisions })).toMatchObject({
      status: 200,
    });
    expect(await police.post(`/tasks/${taskId}/complete`, { epoch })).toMatchObject({ status: 200 });
    const { status, body } = await chain.api
      .as('giamsat.60')
      .get<{ items: object[] }>('/quality/outcomes?period=all');
    expect(status).toBe(200);
    expect(body.items).toEqual([
      expect.objectContaining({
        provinceCode: '60',
        rule: 'id_dirty',
        suggested: 3,
        accepted: 3,
        other: 0,
        kept: 0,
        acceptedShare: 1,
      }),
      expect.objectContaining({ rule: 'suggestion_by_number', suggested: 3, accepted: 1, other: 1, kept: 1 }),
    ]);
  });

  it('gives the same as a file, and refuses officers', async () => {
    const csv = await chain.api
      .as('giamsat.60')
      .get<string>('/quality/outcomes/file?format=csv&period=month');
    expect(csv.status).toBe(200);
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(await chain.officers.police.get<Problem>('/quality/outcomes')).toMatchObject({ status: 403 });
    expect(await chain.api.as('giamsat.60').get<Problem>('/quality/outcomes?from=hom-qua')).toMatchObject({
      status: 400,
    });
  });
});

describe('thresholds', () => {
  const province = () => chain.api.as('tinh.60');
  it('show what they would do before they are set', async () => {
    expect((await province().get<SetQuality>('/quality/settings')).body).toMatchObject({
      version: 0,
      alike: 0.6,
      duplicate: 0.7,
    });
    const { status, body } = await province().get<SettingsPreview>(
      '/quality/settings/preview?alike=95&duplicate=90',
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ records: COUNT, suggestionsNow: COUNT, rightNow: COUNT, wrongNow: 0 });
    expect((await province().get<SetQuality>('/quality/settings')).body.version).toBe(0);
  });

  it('are set with a reason, on the version that was seen, by the province alone', async () => {
    const body = { alike: 70, duplicate: 80, reason: 'Theo kết quả quý III', version: 0 };
    expect(await chain.api.as('giamsat.60').put<Problem>('/quality/settings', body)).toMatchObject({
      status: 403,
    });
    expect(await province().put<Problem>('/quality/settings', { ...body, alike: 20 })).toMatchObject({
      status: 400,
    });
    expect(await province().put('/quality/settings', body)).toMatchObject({
      status: 200,
      body: { version: 1, alike: 0.7, duplicate: 0.8 },
    });
    expect(await province().put<Problem>('/quality/settings', body)).toMatchObject({
      status: 409,
      body: { code: 'version_conflict' },
    });
    expect(await chain.api.as('tinh.01').get<SetQuality>('/quality/settings')).toMatchObject({
      body: { version: 0 },
    });
  });
});

describe('the rules', () => {
  it('can be replayed on what they had read, and a hint that nobody gave is found', async () => {
    const system = systemSql(await chain.api.db.connect('system'));
    await chain.owner.query(
      `update records set rules_version = 2, platform_full_name = 'Trần Thị Đức', platform_date_of_birth = '05/03/1987', platform_gender = 'Nữ',
         platform_id_number = '060.187.001.234', platform_nationality = 'VN' where list_id = $1 and record_no < 3`,
      [chain.listId],
    );
    await chain.owner.query(`update records set hints = '[]' where list_id = $1 and record_no = 2`, [
      chain.listId,
    ]);
    const report = await replayRules(system, chain.listId);
    expect(report).toMatchObject({ same: 1, different: 1, otherVersion: 1, examples: [{ recordNo: 2 }] });
  });
});
