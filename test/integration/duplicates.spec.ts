import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Acts } from '#persistence/act';
import { BLOCKED } from '#persistence/migrations/1700000016100-data-quality';
import type { DuplicatePair } from '#persistence/repositories/duplicates';
import { systemSql } from '#persistence/process/system-sql';
import { sendMerges } from '../../apps/worker/src/merger.ts';
import { testApi, type Problem, type TestApi } from '../support/api.ts';
import { givenList, givenParcel } from '../support/chain.ts';
import { COMMUNE, OTHER_COMMUNE } from '../support/database.ts';

type Page = { readonly items: readonly DuplicatePair[] };

let api: TestApi;
let source: DataSource;
let listId: string;
let otherId: string;

/** Records 1 to 6 of the list, and one of another commune, of whom some are the same person. */
const VALUES: readonly (readonly [
  list: 'own' | 'other',
  no: number,
  name: string,
  born: string,
  gender: string,
  number: string | null,
])[] = [
  ['own', 1, 'Trần Thị Đức', '1987-03-05', 'Nữ', '060187001234'],
  ['own', 2, 'TRAN THI DUC', '1987-03-05', 'Nữ', null],
  ['own', 3, 'Lê Văn Tám', '1990-07-08', 'Nam', '060090005678'],
  ['own', 4, 'Lê Thị Bưởi', '2012-01-02', 'Nữ', '060090005678'],
  ['own', 5, 'Phạm Văn Chín', '1970-02-03', 'Nam', '060070001111'],
  ['own', 6, 'Phạm Văn Chín', '1970-02-03', 'Nam', '060070002222'],
  ['other', 1, 'Trần Thị Đức', '1987-05-03', 'Nữ', '060187001234'],
];

beforeAll(async () => {
  api = await testApi();
  source = await api.db.connect('system');
  const { owner } = api.db;
  const own = await givenList(owner);
  listId = own.listId;
  ({ listId: otherId } = await givenList(owner, { campaignId: own.campaignId, communeCode: OTHER_COMMUNE }));
  await givenParcel(owner, listId, {
    kind: 'list',
    scope: '',
    stage: 'compile',
    custodian: `TYT-${COMMUNE}`,
    count: 6,
  });
  await givenParcel(owner, otherId, {
    kind: 'list',
    scope: '',
    stage: 'compile',
    custodian: `TYT-${OTHER_COMMUNE}`,
    count: 1,
  });
  for (const [list, no, name, born, gender, number] of VALUES)
    await owner.query(
      `update records set platform_subject_id = $3, full_name = $4, date_of_birth = $5, gender = $6, id_number = $7 where list_id = $1 and record_no = $2`,
      [
        list === 'own' ? listId : otherId,
        no,
        `${list === 'own' ? 'A' : 'B'}${no}`,
        name,
        born,
        gender,
        number,
      ],
    );
});
afterAll(() => api.close());

const commune = () => api.as(`xa.${COMMUNE}`);
const station = () => api.as(`tramyte1.${COMMUNE}`);
const pairs = async (who = commune()) => (await who.get<Page>(`/lists/${listId}/duplicates`)).body.items;
const pairOf = async (a: string, b: string): Promise<DuplicatePair> => {
  const found = (await pairs()).find(
    (one) =>
      one.a.recordNo === Number(a.slice(1)) &&
      one.b.recordNo === Number(b.slice(1)) &&
      one.b.listId === (b.startsWith('B') ? otherId : listId),
  );
  if (found === undefined) throw new Error(`no pair ${a} ${b}`);
  return found;
};
const events = async (id: string) =>
  (
    await api.db.owner.query<{ type: string }>(
      `select type from events where list_id = $1 order by event_no`,
      [id],
    )
  ).rows.map(({ type }) => type);

describe('people who are on a list twice', () => {
  it('are found by number and by name with birth date, within the list and in other communes, scored', async () => {
    expect(await commune().post(`/lists/${listId}/duplicates/search`)).toMatchObject({
      status: 200,
      body: { found: 2 },
    });
    const found = (await pairs()).map(({ a, b, score }) => [
      a.recordNo,
      b.recordNo,
      b.listId === otherId,
      score,
    ]);
    expect(found).toEqual(
      expect.arrayContaining([
        [1, 2, false, expect.any(Number)],
        [1, 1, true, expect.any(Number)],
      ]),
    );
    expect(found.every(([, , , score]) => Number(score) >= 0.7)).toBe(true);
    // A child under a parent's number, and namesakes with two good numbers, are other people.
    expect(found.some(([a, b]) => a === 3 && b === 4)).toBe(false);
    expect(found.some(([a, b]) => a === 5 && b === 6)).toBe(false);
  });

  it('are found once, however often one looks', async () => {
    expect(await station().post(`/lists/${listId}/duplicates/search`)).toMatchObject({
      status: 200,
      body: { found: 0 },
    });
  });

  it('are shown whole from the own commune and masked from another one, and the look is logged', async () => {
    const { a, b } = await pairOf('A1', 'B1');
    expect(a).toMatchObject({ own: true, idNumber: '060187001234', fullName: 'Trần Thị Đức' });
    expect(b).toMatchObject({
      own: false,
      idNumber: '060*******34',
      fullName: 'Trần T. Đ.',
      dateOfBirth: '**/**/1987',
    });
    const { rows } = await api.db.owner.query<{ n: number }>(
      `select count(*)::int as n from access_log where act = 'duplicate.read' and target = $1`,
      [listId],
    );
    expect(rows[0]?.n).toBeGreaterThan(0);
  });

  it('are for those who work on the records: others are refused, and so are other communes', async () => {
    for (const [login, status] of [
      [`tinh.60`, 403],
      [`thon1.${COMMUNE}`, 403],
      [`xa.${OTHER_COMMUNE}`, 403],
    ] as const)
      expect(await api.as(login).post(`/lists/${listId}/duplicates/search`)).toMatchObject({ status });
    expect(await api.as(`xa.${OTHER_COMMUNE}`).get(`/lists/${listId}/duplicates`)).toMatchObject({
      status: 403,
    });
  });

  it('are one person only when somebody says so, once, with a reason and whose entry stays', async () => {
    const { id } = await pairOf('A1', 'A2');
    const path = `/lists/${listId}/duplicates/${id}/decision`;
    expect(await commune().post<Problem>(path, { same: true, reason: 'Đã gặp trực tiếp' })).toMatchObject({
      status: 422,
    });
    const key = 'pair-decision-key-0001';
    const body = { same: true, keep: 'a', reason: 'Đã gặp trực tiếp' };
    const first = await commune().post(path, body, { key });
    expect(first).toMatchObject({ status: 200, body: { id, state: 'confirmed' } });
    expect((await commune().post(path, body, { key })).body).toEqual(first.body);
    expect(await commune().post<Problem>(path, body)).toMatchObject({
      status: 409,
      body: { code: 'act_not_allowed', state: 'confirmed' },
    });
    expect((await events(listId)).filter((type) => type === 'duplicate.confirmed')).toHaveLength(1);
  });

  it('can be told apart again until the platform is asked', async () => {
    const { id } = await pairOf('A1', 'A2');
    expect(await commune().post(`/lists/${listId}/duplicates/${id}/undo`)).toMatchObject({
      status: 200,
      body: { state: 'open' },
    });
    expect(await station().post<Problem>(`/lists/${listId}/duplicates/${id}/merge`)).toMatchObject({
      status: 409,
    });
    await commune().post(`/lists/${listId}/duplicates/${id}/decision`, {
      same: true,
      keep: 'a',
      reason: 'Đã gặp trực tiếp',
    });
    expect(await commune().post<Problem>(`/lists/${listId}/duplicates/${id}/merge`)).toMatchObject({
      status: 403,
    });
    expect(await station().post(`/lists/${listId}/duplicates/${id}/merge`)).toMatchObject({
      status: 200,
      body: { state: 'merging' },
    });
    expect(await commune().post<Problem>(`/lists/${listId}/duplicates/${id}/undo`)).toMatchObject({
      status: 409,
      body: { state: 'merging' },
    });
  });

  it('have their doses merged by the platform; no answer is asked for again, a refusal is kept with its code', async () => {
    const asked: string[] = [];
    const answers = [{ kind: 'unknown' }, { kind: 'done', version: 2 }] as const;
    const platform = {
      merge: (dropped: string, kept: string) => {
        asked.push(`${dropped}>${kept}`);
        return Promise.resolve(answers[asked.length - 1] ?? { kind: 'conflict' as const });
      },
    };
    const send = () =>
      sendMerges(new Acts(source), systemSql(source), platform, new AbortController().signal);
    await send();
    expect((await pairOf('A1', 'A2')).state).toBe('merging');
    await send();
    await send();
    expect(asked).toEqual(['A2>A1', 'A2>A1']);
    expect(await pairOf('A1', 'A2')).toMatchObject({ state: 'merged', mergeCode: null });
    const { id } = await pairOf('A1', 'B1');
    await station().post(`/lists/${listId}/duplicates/${id}/decision`, {
      same: true,
      keep: 'b',
      reason: 'Cùng một người',
    });
    await station().post(`/lists/${listId}/duplicates/${id}/merge`);
    await send();
    expect(await pairOf('A1', 'B1')).toMatchObject({ state: 'refused', mergeCode: 'same_doses' });
    expect(await events(otherId)).toContain('duplicate.merge_refused');
    expect(await events(listId)).toEqual(
      expect.arrayContaining(['duplicate.merge_asked', 'duplicate.merged', 'duplicate.merge_refused']),
    );
  });
});

describe('on a big table', () => {
  it('looks every record of a list up by index, and reads no table of records from end to end', async () => {
    const { owner } = api.db;
    const { listId: big } = await givenList(owner, { communeCode: OTHER_COMMUNE });
    await owner.query(
      `insert into records (province_code, list_id, record_no, commune_code, parcel_no, platform_subject_id, platform_version, full_name, date_of_birth, gender, id_number)
       select '60', $1, n, $2, 1, 'C' || n, 1,
         (array['Nguyễn','Trần','Lê','Phạm','Võ'])[1 + n % 5] || ' ' || (array['Văn','Thị','Hữu','Ngọc'])[1 + n / 5 % 4] || ' ' || (array['An','Bình','Cường','Dũng','Hòa','Lan','Mai','Nga'])[1 + n / 20 % 8],
         to_char(date '1940-01-01' + (n::bigint * 7919 % 27000)::int, 'YYYY-MM-DD'), case when n % 2 = 0 then 'Nam' else 'Nữ' end, '060' || lpad((n::bigint * 104729 % 999999999)::text, 9, '0')
       from generate_series(1, 100000) as n`,
      [big, OTHER_COMMUNE],
    );
    await owner.query('analyze records');
    const { rows } = await owner.query<{ 'QUERY PLAN': string }>(
      `explain (analyze, costs off, timing off, summary off) with mine as materialized (select * from records where list_id = '${listId}') ${BLOCKED}`,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('records_by_number');
    expect(plan).toContain('records_by_person');
    expect(plan).not.toMatch(/Seq Scan on records/);
  }, 120_000);
});
