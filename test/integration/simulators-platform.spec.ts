import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import writeExcelFile from 'write-excel-file/node';
import { platformDate } from '../../apps/simulators/src/generator/keys.ts';
import {
  COMMUNE,
  effectsOf,
  first,
  startSystems,
  truthOf,
  type Systems,
  type TruthItem,
} from './simulators-kit.ts';

interface Listed {
  subjectId: string;
  version: number;
  groups: string[];
}
interface Job {
  jobId: string;
  state: string;
  rows: { row: number; subjectId: string; result: string; code: string | null }[];
}

let systems: Systems;
let truth: TruthItem[];
beforeAll(async () => {
  systems = await startSystems();
  truth = await truthOf(systems.platform);
});
afterAll(() => systems.close());

async function listAll(): Promise<Listed[]> {
  const all: Listed[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const path: string = `/communes/${COMMUNE}/subjects?limit=37&cursor=${cursor}`;
    const page = await systems.platform<{ items: Listed[]; nextCursor: string | null }>('GET', path);
    all.push(...page.body.items);
    cursor = page.body.nextCursor;
  }
  return all;
}

function edit(subject: string, body: Record<string, unknown>) {
  return systems.platform<{ version: number; code?: string }>('PUT', `/subjects/${subject}`, body);
}

async function importRows(fileName: string, rows: string[][]): Promise<Job> {
  const header = ['Mã đối tượng', 'Họ và tên', 'Ngày sinh', 'Giới tính', 'Số CMND/CCCD/hộ chiếu'];
  const cells = [header, ...rows].map((row) => row.map((value) => ({ value, type: String })));
  const file = await writeExcelFile(cells).toBuffer();
  const { status, body } = await systems.platform<{ jobId: string }>(
    'POST',
    `/imports?fileName=${fileName}`,
    file,
  );
  expect(status).toBe(202);
  return jobDone(body.jobId);
}

async function jobDone(jobId: string): Promise<Job> {
  for (;;) {
    const { body } = await systems.platform<Job>('GET', `/imports/${jobId}`);
    if (body.state === 'done' || body.state === 'failed') return body;
    await sleep(20);
  }
}

describe('the list function', () => {
  it('shows exactly the damaged subjects in their groups, page by page', async () => {
    const listed = await listAll();
    expect(listed.map((one) => one.subjectId)).toEqual(
      truth.filter((one) => one.damageGroup !== null).map((one) => one.subjectId),
    );
    for (const { subjectId, groups } of listed) {
      expect(groups).toEqual([first(truth, (one) => one.subjectId === subjectId).damageGroup]);
    }
    expect(truth.filter((one) => one.right).map((one) => one.damageGroup)).toEqual(Array(40).fill(null));
  });

  it('keeps a commune that is there, and makes it anew when told', async () => {
    const order = {
      seed: 3,
      communeCode: COMMUNE,
      villages: 4,
      wrong: 200,
      right: 40,
      foreignersShare: 0.03,
    };
    expect((await systems.platform('POST', '/admin/generate', { ...order, seed: 9 })).body['created']).toBe(
      false,
    );
    expect(
      (await systems.population('POST', '/admin/generate', { ...order, replace: true })).body['created'],
    ).toBe(true);
    expect(await truthOf(systems.population)).toEqual(truth);
  });

  it('refuses an unknown group and an unknown commune to generate', async () => {
    expect((await systems.platform('GET', `/communes/${COMMUNE}/subjects?group=wrong`)).body).toMatchObject({
      code: 'unknown_group',
    });
    expect((await systems.platform('POST', '/admin/generate', { communeCode: '99999' })).body).toMatchObject({
      code: 'unknown_commune',
    });
  });
});

describe('the verification list', () => {
  it('calls right, wrong or unverified, and never checks foreigners', async () => {
    const { body } = await systems.platform<{
      items: { subjectId: string; result: string; fields: string[] }[];
    }>('POST', '/verification-list', { subjectIds: truth.map((one) => one.subjectId) });
    for (const { subjectId, result, fields } of body.items) {
      const one = first(truth, (item) => item.subjectId === subjectId);
      if (one.foreigner || one.damageGroup === 'missing' || one.damageGroup === 'bad_format')
        expect(result).toBe('unverified');
      else if (one.right) expect(result).toBe(one.populationState === 'missing' ? 'unverified' : 'right');
      else expect(['wrong', 'unverified']).toContain(result);
      expect(fields.length > 0).toBe(result === 'wrong');
    }
    expect(new Set(body.items.map((one) => one.result))).toEqual(new Set(['right', 'wrong', 'unverified']));
  });
});

describe('a direct edit', () => {
  it('corrects a subject, which leaves the list; the same again is refused and logged', async () => {
    const one = first(truth, ({ damageGroup, foreigner }) => damageGroup === 'wrong_info' && !foreigner);
    const { fullName, dateOfBirth, gender, idNumber } = one.truth;
    const body = { fullName, dateOfBirth: platformDate(dateOfBirth), gender, idNumber, expectedVersion: 1 };
    expect(await edit(one.subjectId, body)).toMatchObject({
      status: 200,
      body: { version: 2, changed: true },
    });
    expect(await edit(one.subjectId, body)).toMatchObject({
      status: 409,
      body: { code: 'version_conflict', version: 2, current: { idNumber } },
    });
    expect(await edit(one.subjectId, { ...body, expectedVersion: 2 })).toMatchObject({
      status: 200,
      body: { version: 2, changed: false },
    });
    expect((await listAll()).some((item) => item.subjectId === one.subjectId)).toBe(false);
    expect(first(await truthOf(systems.platform), (item) => item.subjectId === one.subjectId).right).toBe(
      true,
    );
    expect(await effectsOf(systems.platform, one.subjectId)).toMatchObject([
      {
        kind: 'edit',
        applied: true,
        expectedVersion: 1,
        resultVersion: 2,
        values: { idNumber },
        oldValues: { fullName: one.now.fullName },
      },
      { applied: false, reason: 'version_conflict', expectedVersion: 1 },
      { applied: false, reason: 'unchanged', expectedVersion: 2 },
    ]);
  });

  it('changes only what is given, can empty a field, and many at once keep their order', async () => {
    const one = first(truth, ({ damageGroup }) => damageGroup === 'missing');
    const replies = await Promise.all(
      [1, 1, 1].map((expectedVersion, nth) =>
        edit(one.subjectId, { fullName: `Tên ${nth}`, expectedVersion }),
      ),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(
      (await edit(one.subjectId, { passportNumber: null, idNumber: '060080123456', expectedVersion: 2 }))
        .status,
    ).toBe(200);
    const { body } = await systems.platform<{ items: unknown[] }>('POST', '/subjects/read', {
      subjectIds: [one.subjectId, 'nobody'],
    });
    expect(body.items).toMatchObject([
      { version: 3, dateOfBirth: one.now.dateOfBirth, idNumber: '060080123456' },
    ]);
  });

  it('refuses what the form would not take', async () => {
    const id = truth[0]?.subjectId ?? '';
    expect((await edit(id, { fullName: 'A' })).status).toBe(428);
    expect((await edit(id, { dateOfBirth: '1980-01-02', expectedVersion: 1 })).body).toMatchObject({
      code: 'invalid_value',
      field: 'dateOfBirth',
    });
    expect((await edit(id, { gender: '1', expectedVersion: 1 })).status).toBe(422);
    expect((await edit('nobody', { fullName: 'A', expectedVersion: 1 })).status).toBe(404);
  });
});

describe('an Excel import', () => {
  it('gives a number only where there was none, and makes a subject from a row without a code', async () => {
    const lacking = first(truth, (one) => one.damageGroup === 'bad_format' && !one.foreigner);
    const wrong = truth.filter((one) => one.damageGroup === 'wrong_info' && !one.foreigner)[3];
    const foreign = first(truth, (one) => one.patterns.includes('passport_absent'));
    const rows = [
      [lacking.subjectId, 'Tên Khác', '01/01/1980', 'Nam', lacking.truth.idNumber ?? ''],
      [wrong?.subjectId ?? '', '', '', '', wrong?.truth.idNumber ?? ''],
      ['', 'Nguyễn Văn Mới', '01/01/1980', 'Nam', '060080123457'],
      [foreign.subjectId, '', '', '', foreign.truth.passportNumber ?? ''],
      [lacking.subjectId, '', '', '', '060080123458'],
    ];
    const job = await importRows('first.xlsx', rows);
    expect(job.rows.map(({ row, result, code }) => [row, result, code])).toEqual(
      [
        [2, 'updated', null],
        [3, 'refused', wrong?.now.idNumber === wrong?.truth.idNumber ? null : 'already_has_number'],
        [4, 'created', null],
        [5, 'updated', null],
        [6, 'refused', 'row_repeated'],
      ].map((row) => (row[1] === 'refused' && row[2] === null ? [row[0], 'unchanged', null] : row)),
    );
    const now = first(await truthOf(systems.platform), (one) => one.subjectId === lacking.subjectId).now;
    expect(now).toMatchObject({
      idNumber: lacking.truth.idNumber,
      fullName: lacking.now.fullName,
      version: 2,
    });
    expect(await effectsOf(systems.platform, job.rows[2]?.subjectId ?? '')).toMatchObject([
      { kind: 'import_created', applied: true },
    ]);
    const again = await importRows('second.xlsx', rows.slice(0, 1));
    expect(again.rows.map(({ result }) => result)).toEqual(['unchanged']);
    const found = await systems.platform<{ items: Job[] }>('GET', '/imports?fileName=first.xlsx');
    expect(found.body.items.map(({ jobId }) => jobId)).toEqual([job.jobId]);
  });

  it('fails as a whole when the file is no workbook', async () => {
    const { body } = await systems.platform<{ jobId: string }>(
      'POST',
      '/imports?fileName=x',
      new TextEncoder().encode('no workbook'),
    );
    expect(await jobDone(body.jobId)).toMatchObject({ state: 'failed', error: 'not_an_xlsx', rows: [] });
  });
});

describe('facilities and doses', () => {
  it('are the same at every call', async () => {
    const id = truth[0]?.subjectId ?? '';
    const doses = await systems.platform<{ items: object[] }>('GET', `/subjects/${id}/doses`);
    expect(doses.body.items.length).toBeGreaterThan(0);
    expect((await systems.platform('GET', `/subjects/${id}/doses`)).body).toEqual(doses.body);
    expect((await systems.platform('GET', `/communes/${COMMUNE}/facilities`)).body['items']).toHaveLength(2);
  });
});
