import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import readExcelFile from 'read-excel-file/node';
import {
  REGISTRY_SHEETS,
  SHEET_NAMES,
  type RegistryRows,
  type RegistrySheet,
  type RowProblem,
} from '#domain/registry/sheets';
import type { RegistryResult } from '#persistence/repositories/registry/import-registry';
import { issueCertificate } from '#signatures/certificate-authority';
import { registryWorkbook } from '../../apps/api/src/registry/workbook-writer.ts';
import { COMMUNE, OTHER_PROVINCE, PROVINCE } from '../support/database.ts';
import { refusal, Scenario } from './acts-scenario.ts';

let chain: Scenario;
beforeAll(async () => {
  chain = await Scenario.start();
});
afterAll(() => chain.close());

const rows = async <T>(text: string, values: unknown[] = []) =>
  (await chain.owner.query<Record<string, unknown>>(text, values)).rows as T[];

type Cells = Readonly<Record<string, string>>;
/** A workbook with these rows, as an administrator would fill it in. */
function workbook(sheets: Partial<Record<RegistrySheet, readonly Cells[]>>): Promise<Buffer> {
  return registryWorkbook(
    Object.fromEntries(
      SHEET_NAMES.map((sheet) => [sheet, (sheets[sheet] ?? []).map((cells, i) => ({ row: i + 2, cells }))]),
    ) as unknown as RegistryRows,
  );
}

interface Sent<T> {
  readonly status: number;
  readonly type: string | null;
  readonly bytes: Buffer;
  readonly body: T;
}

async function send<T = RegistryResult>(
  login: string,
  bytes: Buffer,
  query = '',
  { key = randomUUID(), type = 'application/octet-stream' }: { key?: string; type?: string } = {},
): Promise<Sent<T>> {
  const response = await fetch(`${chain.api.url}/registry/workbook${query}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await chain.api.issuer.token(login)}`,
      'content-type': type,
      'idempotency-key': key,
    },
    body: new Uint8Array(bytes),
  });
  const answer = Buffer.from(await response.arrayBuffer());
  const json = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    bytes: answer,
    body: (json ? JSON.parse(answer.toString()) : undefined) as T,
  };
}

async function download(login: string, path: string): Promise<Buffer> {
  const response = await fetch(`${chain.api.url}${path}`, {
    headers: { authorization: `Bearer ${await chain.api.issuer.token(login)}` },
  });
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

const FORCE = `tinh.${PROVINCE}`;
const ADMIN = `quantri.${PROVINCE}`;
/** A commune of the province that has no office yet. */
const NEW = '22924';
const OFFICES: Cells[] = [
  {
    id: `TCT-X-${NEW}`,
    kind: 'commune_task_force',
    name: 'Tổ công tác phường thử',
    communeCode: NEW,
    superiorOfficeId: `TCT-T-${PROVINCE}`,
  },
  {
    id: `TYT-${NEW}`,
    kind: 'health_station',
    name: 'Trạm Y tế phường thử',
    communeCode: NEW,
    superiorOfficeId: `TCT-X-${NEW}`,
  },
  {
    id: `CA-${NEW}`,
    kind: 'commune_police',
    name: 'Công an phường thử',
    communeCode: NEW,
    superiorOfficeId: `TCT-X-${NEW}`,
  },
  {
    ...{ id: `TCT-A-${NEW}-01`, kind: 'village_task_force', name: 'Tổ công tác Khu phố 1', communeCode: NEW },
    ...{ villageCode: `${NEW}-01`, superiorOfficeId: `TCT-X-${NEW}` },
  },
];
const VILLAGES: Cells[] = [{ code: `${NEW}-01`, name: 'Khu phố 1', communeCode: NEW }];
const PEOPLE: Cells[] = ['xa', 'tram', 'ca', 'truong'].map((login) => ({
  subject: `${login}.${NEW}`,
  fullName: `Cán bộ thử ${login}`,
}));
const POSTS: Cells[] = [
  { subject: `xa.${NEW}`, officeId: `TCT-X-${NEW}`, role: 'commune_task_force' },
  { subject: `tram.${NEW}`, officeId: `TYT-${NEW}`, role: 'health_station', validTo: '31/12/2031' },
  { subject: `ca.${NEW}`, officeId: `CA-${NEW}`, role: 'police_officer' },
  { subject: `truong.${NEW}`, officeId: `CA-${NEW}`, role: 'police_chief' },
];

const counts = ({ sheets }: RegistryResult) =>
  Object.fromEntries(
    sheets.map(({ sheet, new: made, changed, same, wrong }) => [sheet, [made, changed, same, wrong]]),
  );

describe('the registry’s workbook', () => {
  let whole: Buffer;
  beforeAll(async () => {
    const { certificatePem } = await issueCertificate(chain.authority, {
      ...{ commonName: 'Trưởng thử', organisation: 'Cơ quan thử', login: `truong.${NEW}` },
    });
    whole = await workbook({
      ...{ villages: VILLAGES, offices: OFFICES, people: PEOPLE, posts: POSTS },
      certificates: [{ subject: `truong.${NEW}`, officeId: `CA-${NEW}`, pem: certificatePem }],
    });
  });

  it('has a template whose sheets and headings are those that are read', async () => {
    const sheets = await readExcelFile(await download(FORCE, '/registry/template'));
    expect(sheets.map(({ sheet }) => sheet)).toEqual([
      ...SHEET_NAMES.map((one) => REGISTRY_SHEETS[one].title),
      'Hướng dẫn',
    ]);
    expect(sheets[1]?.data[0]?.slice(0, 4)).toEqual(['Mã đơn vị*', 'Loại đơn vị*', 'Tên đơn vị*', 'Mã xã']);
  });

  it('is checked without a trace, written in one act, and changes nothing the second time', async () => {
    const dry = await send(FORCE, whole, '?dryRun=true');
    expect(dry).toMatchObject({ status: 200, body: { applied: false, problems: [] } });
    const expected = {
      villages: [1, 0, 0, 0],
      offices: [4, 0, 0, 0],
      people: [4, 0, 0, 0],
      posts: [4, 0, 0, 0],
      certificates: [1, 0, 0, 0],
    };
    expect(counts(dry.body)).toEqual(expected);
    expect(await rows(`select from people where subject = $1`, [`xa.${NEW}`])).toEqual([]);
    const done = await send(FORCE, whole, '', { key: 'registry' });
    expect(done).toMatchObject({ status: 200, body: { applied: true } });
    expect(counts(done.body)).toEqual(expected);
    expect((await send(FORCE, whole, '', { key: 'registry' })).body).toEqual(done.body);
    expect(await send(FORCE, await workbook({ people: PEOPLE }), '', { key: 'registry' })).toMatchObject(
      refusal(422, 'idempotency_key_reused'),
    );
    const before = await rows(
      `select m.* from memberships m join people p on p.id = m.person_id where p.subject like $1 order by m.id`,
      [`%.${NEW}`],
    );
    const again = await send(FORCE, whole);
    expect(again).toMatchObject({ status: 200, body: { applied: false } });
    expect(counts(again.body)).toEqual({
      villages: [0, 0, 1, 0],
      offices: [0, 0, 4, 0],
      people: [0, 0, 4, 0],
      posts: [0, 0, 4, 0],
      certificates: [0, 0, 1, 0],
    });
    expect(
      await rows(
        `select m.* from memberships m join people p on p.id = m.person_id where p.subject like $1 order by m.id`,
        [`%.${NEW}`],
      ),
    ).toEqual(before);
    const [post] = await rows<{ until: string }>(
      `select to_char(m.valid_to at time zone interval '7 hours', 'YYYY-MM-DD HH24:MI') as until from memberships m join people p on p.id = m.person_id where p.subject = $1`,
      [`tram.${NEW}`],
    );
    expect(post?.until).toBe('2031-12-31 23:59');
    expect(
      await rows(`select details ->> 'role' as role from access_log where act = 'registry.import'`),
    ).toEqual([{ role: 'province_task_force' }]);
    expect(await chain.api.as(`xa.${NEW}`).get('/me')).toMatchObject({ status: 200 });
  });

  it('is what the province has when it is downloaded, and brought back unchanged it changes nothing', async () => {
    for (const login of [FORCE, ADMIN]) {
      const present = await download(login, '/registry/workbook');
      const { status, body } = await send(login, present);
      expect({ status, problems: body.problems, applied: body.applied }).toEqual({
        status: 200,
        problems: [],
        applied: false,
      });
      for (const sheet of body.sheets) expect([sheet.new, sheet.changed, sheet.wrong]).toEqual([0, 0, 0]);
      expect(body.sheets.find(({ sheet }) => sheet === 'offices')?.same).toBeGreaterThan(15);
    }
  });

  it('changes names and superiors, and nothing of what never changes', async () => {
    const [office] = OFFICES;
    const renamed = await workbook({
      villages: [{ ...VILLAGES[0], name: 'Khu phố Một' }],
      offices: [{ ...office, name: 'Tổ công tác đổi tên' }],
      people: [{ ...PEOPLE[0], fullName: 'Tên Đã Sửa' } as Cells],
    });
    const done = await send(FORCE, renamed);
    expect(counts(done.body)).toMatchObject({
      villages: [0, 1, 0, 0],
      offices: [0, 1, 0, 0],
      people: [0, 1, 0, 0],
    });
    expect(await rows(`select name from units where code = $1`, [`${NEW}-01`])).toEqual([
      { name: 'Khu phố Một' },
    ]);
    const wrong = await send(
      FORCE,
      await workbook({ offices: [{ ...office, kind: 'health_station' } as Cells] }),
      '?dryRun=true',
    );
    expect(wrong.body.problems).toMatchObject([{ sheet: 'offices', cell: 'B2' }]);
  });

  it('tells what is wrong by sheet, row and cell in both languages, and writes nothing then', async () => {
    const good: Cells = { subject: 'moi.tinh', fullName: 'Cán bộ mới' };
    const bad = await workbook({
      villages: [
        { code: 'x', name: 'Thôn', communeCode: NEW },
        { code: `${NEW}-09`, name: 'Thôn', communeCode: '00001' },
        { code: `${COMMUNE}-77`, name: 'Thôn', communeCode: NEW },
        { code: `${NEW}-05`, name: 'Thôn', communeCode: NEW },
        { code: `${NEW}-05`, name: 'Thôn', communeCode: NEW },
      ],
      offices: [
        {
          id: 'thường',
          kind: 'health_station',
          name: 'x',
          communeCode: NEW,
          superiorOfficeId: `TCT-X-${NEW}`,
        },
        { id: 'KHAC-1', kind: 'bakery', name: 'x', communeCode: NEW, superiorOfficeId: `TCT-X-${NEW}` },
        { id: 'KHAC-2', kind: 'health_station', name: 'x', superiorOfficeId: `TCT-X-${NEW}` },
        { id: 'KHAC-3', kind: 'health_station', name: 'x', communeCode: NEW, superiorOfficeId: 'KHAC-4' },
        { id: 'KHAC-4', kind: 'health_station', name: 'x', communeCode: NEW, superiorOfficeId: 'KHAC-3' },
        {
          id: 'KHAC-5',
          kind: 'health_station',
          name: 'x',
          communeCode: NEW,
          superiorOfficeId: `TCT-T-${OTHER_PROVINCE}`,
        },
        { id: 'KHAC-6', kind: 'health_station', name: 'x', communeCode: NEW, superiorOfficeId: 'KHONG-CO' },
        {
          id: 'KHAC-7',
          kind: 'health_station',
          name: 'x',
          communeCode: NEW,
          superiorOfficeId: `TCT-X-${NEW}`,
          calendarId: 'la',
        },
        {
          id: 'KHAC-8',
          kind: 'village_task_force',
          name: 'x',
          communeCode: NEW,
          villageCode: `${COMMUNE}-01`,
          superiorOfficeId: `TCT-X-${NEW}`,
        },
      ],
      people: [good, { subject: 'có dấu cách', fullName: 'x' }, { subject: 'moi.2', fullName: '' }],
      posts: [
        { subject: 'ai.do', officeId: `TYT-${NEW}`, role: 'health_station' },
        { subject: 'moi.tinh', officeId: 'TYT-00001', role: 'health_station' },
        { subject: 'moi.tinh', officeId: `TYT-${NEW}`, role: 'police_chief' },
        { subject: 'moi.tinh', officeId: `TCT-T-${PROVINCE}`, role: 'system_admin' },
        { subject: FORCE, officeId: `TYT-${NEW}`, role: 'health_station' },
        { subject: 'moi.tinh', officeId: `TYT-${NEW}`, role: 'health_station', validTo: '31/02/2031' },
        { subject: 'moi.tinh', officeId: `CA-${NEW}`, role: 'police_officer', validTo: '01/01/2020' },
      ],
      certificates: [
        { subject: `truong.${NEW}`, officeId: `CA-${NEW}`, pem: 'không phải' },
        {
          subject: `truong.${NEW}`,
          officeId: `CA-${NEW}`,
          pem: chain.certificates.get('foreign')?.certificatePem ?? '',
        },
        {
          subject: `truong.${NEW}`,
          officeId: `CA-${NEW}`,
          pem: chain.certificates.get('expired')?.certificatePem ?? '',
        },
        {
          subject: `truong.${NEW}`,
          officeId: `CA-${NEW}`,
          pem: chain.certificates.get('truongca')?.certificatePem ?? '',
        },
      ],
    });
    const answer = await send<{ code: string; problems: RowProblem[] }>(FORCE, bad);
    expect(answer).toMatchObject({ status: 422, body: { code: 'registry_rows_wrong' } });
    const cells = answer.body.problems.map(({ sheet, cell }) => `${sheet} ${cell}`);
    expect(cells).toEqual([
      ...['villages A2', 'villages C3', 'villages A4', 'villages A6'],
      ...[
        'offices A2',
        'offices B3',
        'offices D4',
        'offices F5',
        'offices F6',
        'offices F7',
        'offices F8',
        'offices G9',
        'offices E10',
      ],
      ...['people A3', 'people B4'],
      ...['posts A2', 'posts B3', 'posts C4', 'posts C5', 'posts A6', 'posts D7', 'posts D8'],
      ...['certificates C2', 'certificates C3', 'certificates C4', 'certificates C5'],
    ]);
    for (const { message, messageEn } of answer.body.problems)
      expect([message.length > 5, messageEn.length > 5, message === messageEn]).toEqual([true, true, false]);
    expect(await rows(`select from people where subject = 'moi.tinh'`)).toEqual([]);

    const result = await send(FORCE, bad, '?answer=xlsx');
    expect([result.status, result.type]).toEqual([422, expect.stringContaining('spreadsheetml')]);
    const sheets = await readExcelFile(result.bytes);
    const posts = sheets.find(({ sheet }) => sheet === 'Chức vụ')?.data ?? [];
    expect(posts[0]?.slice(4)).toEqual(['Kết quả', 'Lỗi', 'Error']);
    expect(posts[4]?.[4]).toBe('Sai / Wrong');
    expect(String(posts[4]?.[6])).toMatch(/^C5: The role does not exist/);
    // The result is in the template's layout: corrected, it can be sent as it is.
    const back = await send(FORCE, result.bytes, '?dryRun=true');
    expect(back.body.problems.length).toBeGreaterThan(15);
  });

  it('lets an administrator give only some roles, and another province nothing here', async () => {
    const posts = await workbook({
      people: [{ subject: 'gs.moi', fullName: 'Giám sát mới' }],
      posts: [{ subject: 'gs.moi', officeId: `SYT-${PROVINCE}`, role: 'supervisor' }],
    });
    const chief = await workbook({
      posts: [{ subject: `ca.${NEW}`, officeId: `CA-${NEW}`, role: 'police_chief' }],
    });
    expect((await send(ADMIN, chief, '?dryRun=true')).body.problems).toMatchObject([
      { sheet: 'posts', cell: 'C2' },
    ]);
    expect((await send(ADMIN, posts)).status).toBe(200);
    expect((await send(`tinh.${OTHER_PROVINCE}`, chief, '?dryRun=true')).body.problems).toMatchObject([
      { cell: 'B2' },
    ]);
    for (const login of [`xa.${COMMUNE}`, `giamsat.${PROVINCE}`, `thanhtra.${PROVINCE}`])
      expect(await send(login, posts)).toMatchObject(refusal(403, 'no_permission'));
  });

  it('that is none, lacks a column or is a bomb gets a clear answer', async () => {
    expect(await send(FORCE, Buffer.from('không phải tệp Excel'))).toMatchObject(
      refusal(400, 'invalid_input'),
    );
    expect(await send(FORCE, Buffer.alloc(0))).toMatchObject(refusal(400, 'invalid_input'));
    const cut = whole.subarray(0, whole.length - 40);
    expect(await send(FORCE, cut)).toMatchObject(refusal(400, 'invalid_input'));
    const swollen = Buffer.from(whole);
    const entry = swollen.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
    swollen.writeUInt32LE(2_000_000_000, entry + 24);
    expect(await send(FORCE, swollen)).toMatchObject(refusal(413, 'body_too_large'));
    expect(await send(FORCE, Buffer.from('{}'), '', { type: 'application/json' })).toMatchObject(
      refusal(400, 'invalid_input'),
    );
  });
});
