import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEFAULT_TERMS } from '#domain/process/terms';
import { Acts } from '#persistence/act';
import { nameFirstAdministrator } from '#persistence/process/first-administrator';
import { consultList } from '#persistence/process/list-orders';
import { enterNationalDays } from '#persistence/process/national-calendar';
import { systemSql } from '#persistence/process/system-sql';
import type { Sql } from '#persistence/sql';
import { testApi, type TestApi } from '../support/api.ts';
import { givenList } from '../support/chain.ts';
import { COMMUNE, PROVINCE } from '../support/database.ts';

const DAY = 86_400_000;
let api: TestApi;
let acts: Acts;
let sql: Sql;
beforeAll(async () => {
  api = await testApi();
  const source = await api.db.connect('system');
  acts = new Acts(source);
  sql = systemSql(source);
});
afterAll(() => api.close());

const rows = async <T>(text: string, values: unknown[] = []) =>
  (await api.db.owner.query<Record<string, unknown>>(text, values)).rows as T[];

describe('the first administrator', () => {
  const wanted = { provinceCode: '48', subject: 'quantri.dau.tien', fullName: 'Quản trị đầu tiên' };

  it('of a province is named once, with the province’s offices, and names the others from then on', async () => {
    const made = await Promise.all([1, 2, 3].map(() => nameFirstAdministrator(acts, wanted)));
    expect(made.filter(({ made: isNew }) => isNew)).toHaveLength(1);
    expect(made.map(({ officeId }) => officeId)).toEqual(['TCT-T-48', 'TCT-T-48', 'TCT-T-48']);
    expect(await rows(`select id from offices where province_code = '48' order by id`)).toEqual([
      { id: 'SYT-48' },
      { id: 'TCT-T-48' },
      { id: 'TTR-48' },
    ]);
    expect(await rows(`select act from access_log where act = 'administrator.first'`)).toHaveLength(1);
    const post = {
      subject: 'tinh.48',
      fullName: 'Tổ công tác',
      officeId: 'TCT-T-48',
      role: 'province_task_force',
    };
    expect(await api.as(wanted.subject).post('/memberships', post)).toMatchObject({ status: 201 });
  });

  it('is not named where there is one, nor for a province that does not exist', async () => {
    await expect(nameFirstAdministrator(acts, { ...wanted, subject: 'ke.khac' })).rejects.toMatchObject({
      code: 'act_not_allowed',
    });
    await expect(nameFirstAdministrator(acts, { ...wanted, provinceCode: PROVINCE })).rejects.toMatchObject({
      code: 'act_not_allowed',
    });
    await expect(nameFirstAdministrator(acts, { ...wanted, provinceCode: '99' })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await rows(`select from people where subject = 'ke.khac'`)).toEqual([]);
  });
});

describe('the national calendar', () => {
  it('takes the government’s decision, shows whose deadlines move, moves them once, and keeps other years', async () => {
    const { listId } = await givenList(api.db.owner);
    await rows(`update lists set terms = $2 where id = $1`, [listId, JSON.stringify(DEFAULT_TERMS)]);
    await consultList(acts, sql, listId, [
      { do: 'ensureTask', step: 'compile', scope: '', round: 1, preparedBy: null },
    ]);
    const due = async () =>
      (await rows<{ due: Date }>(`select due_at as due from tasks where list_id = $1`, [listId]))[0]
        ?.due as Date;
    const before = await due();
    const local = (n: number) => new Date(Date.now() + 7 * 3_600_000 + n * DAY).toISOString().slice(0, 10);
    const days = Array.from({ length: 15 }, (_, n) => ({
      day: local(n + 1),
      kind: 'off' as const,
      name: 'Nghỉ thử',
    }));
    const years = [...new Set(days.map(({ day }) => Number(day.slice(0, 4))))];
    const kept = await rows(
      `select day::text from calendar_days where calendar_id = 'vn' and extract(year from day) <> all($1) order by 1`,
      [years],
    );
    const shown = await enterNationalDays(acts, sql, { years, days }, { keep: false });
    expect(shown).toMatchObject({ tasks: 1, items: [{ officeId: `TYT-${COMMUNE}` }] });
    expect(await due()).toEqual(before);
    const done = await enterNationalDays(acts, sql, { years, days }, { keep: true });
    expect(done.items.map(({ id }) => id)).toEqual(shown.items.map(({ id }) => id));
    expect((await due()).getTime() - before.getTime()).toBeGreaterThan(9 * DAY);
    expect(await enterNationalDays(acts, sql, { years, days }, { keep: true })).toMatchObject({ tasks: 0 });
    expect(
      await rows(
        `select day::text from calendar_days where calendar_id = 'vn' and extract(year from day) <> all($1) order by 1`,
        [years],
      ),
    ).toEqual(kept);
  });
});
