import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { DEFAULT_TERMS } from '#domain/process/terms';
import { mondayOf, type LateOffice, type WeeklyReportFacts } from '#domain/reports/weekly-report';
import { createReportActivities } from '#activities/report.activities';
import { Acts } from '#persistence/act';
import { makeWeeklyReport, provincesToReport } from '#persistence/process/weekly-reports';
import { systemSql } from '#persistence/process/system-sql';
import type { Sql } from '#persistence/sql';
import { renderLetter } from '../../apps/api/src/reports/reminder-letter.ts';
import { renderReport } from '../../apps/api/src/reports/report-paper.ts';
import { testApi, type TestApi } from '../support/api.ts';
import { givenCampaign, givenList, givenParcel, givenTask } from '../support/chain.ts';
import {
  COMMUNE,
  COMMUNE_OF_OTHER_PROVINCE,
  OTHER_COMMUNE,
  OTHER_PROVINCE,
  PROVINCE,
} from '../support/database.ts';
import { refusal } from './acts-scenario.ts';

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
const province = () => api.as(`tinh.${PROVINCE}`);
const HOUR = 3_600_000;

/** A parcel whose records were given so many doses each, ended so many days ago (or not), right on the platform or not. */
async function givenPeople(
  listId: string,
  {
    count,
    doses,
    endedDaysAgo,
    right = true,
  }: { count: number; doses: number | null; endedDaysAgo?: number; right?: boolean },
) {
  const stage = endedDaysAgo === undefined ? 'verify' : 'ended';
  const no = await givenParcel(api.db.owner, listId, {
    kind: 'police',
    stage,
    custodian: `CA-${COMMUNE}`,
    count,
  });
  await rows(
    `update records set dose_count = $3, verification_result = case when $4::boolean then 'right' else 'wrong' end where list_id = $1 and parcel_no = $2`,
    [listId, no, doses, right],
  );
  if (endedDaysAgo !== undefined)
    await rows(
      `update parcels set ended_at = now() - make_interval(days => $3) where list_id = $1 and parcel_no = $2`,
      [listId, no, endedDaysAgo],
    );
}

/** How many pages a PDF says it has. */
const pagesOf = (pdf: Buffer) => (pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g) ?? []).length;

describe('the report of a week', () => {
  it('belongs to the Monday of Vietnam’s week, also on the night before', () => {
    expect(mondayOf(new Date('2026-11-30T07:30:00+07:00'))).toBe('2026-11-30');
    expect(mondayOf(new Date('2026-11-29T23:59:00+07:00'))).toBe('2026-11-23');
    expect(mondayOf(new Date('2026-11-29T17:30:00Z'))).toBe('2026-11-30');
    expect(mondayOf(new Date('2026-12-06T09:00:00+07:00'))).toBe('2026-11-30');
  });

  it('counts people and doses, this week against the last, names late offices and how late they are', async () => {
    const campaignId = await givenCampaign(api.db.owner, { communeCodes: [COMMUNE, OTHER_COMMUNE] });
    await rows(`update campaigns set opened_at = now() - interval '20 days' where id = $1`, [campaignId]);
    const { listId } = await givenList(api.db.owner, { campaignId });
    const other = await givenList(api.db.owner, { campaignId, communeCode: OTHER_COMMUNE });
    await rows(`update lists set terms = $2 where id = $1`, [listId, JSON.stringify(DEFAULT_TERMS)]);
    await givenPeople(listId, { count: 14, doses: 3 });
    await givenPeople(listId, { count: 7, doses: 2, endedDaysAgo: 2 });
    await givenPeople(listId, { count: 3, doses: 1, endedDaysAgo: 3, right: false });
    await givenPeople(listId, { count: 5, doses: 2, endedDaysAgo: 9 });
    await givenPeople(listId, { count: 2, doses: null, endedDaysAgo: 30 });
    const late = await givenTask(api.db.owner, listId, 'verify', { dueInMs: -8 * 24 * HOUR });
    await givenTask(api.db.owner, listId, 'compile', { dueInMs: HOUR });
    const paused = await givenTask(api.db.owner, other.listId, 'compile', { dueInMs: -HOUR });
    await rows(`update lists set state = 'paused', paused_at = now() where id = $1`, [other.listId]);

    const made = await province().post<{ id: string; facts: WeeklyReportFacts }>('/reports');
    expect(made.status).toBe(201);
    const { facts } = made.body;
    expect(facts).toMatchObject({
      provinceName: expect.stringContaining('Bình Thuận'),
      communes: { all: 2, ended: 0, late: 1 },
      people: { all: 31, ended: 17, right: 14, endedThisWeek: 10, endedLastWeek: 5 },
      doses: { all: 69, ended: 27, right: 24, endedThisWeek: 17, endedLastWeek: 10 },
      peopleWithoutDoses: 2,
      lateOffices: [{ officeId: `CA-${COMMUNE}`, tasks: 1, records: 14, steps: ['Công an đối chiếu'] }],
      lateLastWeek: null,
    });
    expect(facts.lateOffices[0]?.daysLate).toBeGreaterThanOrEqual(4);
    expect(facts.lateOffices[0]?.daysLate).toBeLessThanOrEqual(6);
    const days = (new Date(facts.endAt ?? 0).getTime() - new Date(facts.at).getTime()) / (24 * HOUR);
    expect(days).toBeCloseTo(14 / (10 / 7), 1);
    await rows(`update tasks set state = 'cancelled' where id = any($1)`, [[late, paused]]);
  });

  it('is made once by the clock however often and by however many it is started, and once more next week with the change', async () => {
    const { listId } = await givenList(api.db.owner);
    await givenTask(api.db.owner, listId, 'compile', { dueInMs: -HOUR });
    const ports = {
      provinces: () => provincesToReport(sql),
      make: (code: string, monday: string) => makeWeeklyReport(acts, code, monday),
    };
    let beats = 0;
    const { reportWeek } = createReportActivities(ports, () => (beats += 1));
    const made = await Promise.all([1, 2, 3].map(() => reportWeek('2026-11-23')));
    expect(made.reduce((sum, one) => sum + one, 0)).toBe(1);
    expect(beats).toBe(3);
    expect(await reportWeek('2026-11-23')).toBe(0);
    await reportWeek('2026-11-30');
    const stored = await rows<{ facts: string; sha256: Buffer; week: string }>(
      `select facts, sha256, week::text from weekly_reports where person_id is null order by week`,
    );
    expect(stored.map(({ week }) => week)).toEqual(['2026-11-23', '2026-11-30']);
    const [first, second] = stored.map(({ facts }) => JSON.parse(facts) as WeeklyReportFacts);
    expect(second?.lateLastWeek).toBe(first?.lateOffices.length);
    for (const { facts, sha256 } of stored)
      expect(createHash('sha256').update(facts).digest().equals(sha256)).toBe(true);
    await expect(rows(`update weekly_reports set facts = '{}'`)).rejects.toMatchObject({
      message: expect.stringContaining('append_only'),
    });
  });

  it('is listed, read and fetched as PDF with its letters by the province alone; the same request makes it once', async () => {
    const first = await province().post<{ id: string }>('/reports', {}, { key: 'weekly' });
    const again = await province().post<{ id: string }>('/reports', {}, { key: 'weekly' });
    expect(again.body).toEqual(first.body);
    const path = `/reports/${first.body.id}`;
    for (const login of [`tinh.${PROVINCE}`, `giamsat.${PROVINCE}`, `thanhtra.${PROVINCE}`]) {
      const { body } = await api
        .as(login)
        .get<{ items: { id: string; madeBy: object }[] }>('/reports?limit=1');
      expect(body.items[0]).toMatchObject({ id: first.body.id, madeBy: { fullName: expect.any(String) } });
      expect(await api.as(login).get(path)).toMatchObject({ status: 200 });
    }
    expect(await api.as(`tinh.${OTHER_PROVINCE}`).get(path)).toMatchObject(refusal(404, 'not_found'));
    expect((await api.as(`tinh.${OTHER_PROVINCE}`).get<{ items: [] }>('/reports')).body.items).toEqual([]);
    expect(await api.as(`xa.${COMMUNE}`).get(path)).toMatchObject(refusal(403, 'no_permission'));
    expect(await api.as(`giamsat.${PROVINCE}`).post('/reports')).toMatchObject(refusal(403, 'no_permission'));
    const file = async (to: string) => {
      const response = await fetch(`${api.url}${path}${to}`, {
        headers: { authorization: `Bearer ${await api.issuer.token(`tinh.${PROVINCE}`)}` },
      });
      return [response.headers.get('content-type'), Buffer.from(await response.arrayBuffer())] as const;
    };
    const { body } = await province().get<{ items: LateOffice[] }>(`${path}/letters`);
    expect(body.items).toMatchObject([{ officeId: `TYT-${COMMUNE}` }]);
    for (const to of ['/file', `/letters/TYT-${COMMUNE}`]) {
      const [type, bytes] = await file(to);
      expect([type, bytes.subarray(0, 5).toString()]).toEqual(['application/pdf', '%PDF-']);
      expect(pagesOf(bytes)).toBe(1);
    }
    expect(await province().get(`${path}/letters/CA-${COMMUNE}`)).toMatchObject(refusal(404, 'not_found'));
  });

  it('fits on one page with any number of late offices and long names, and the same facts give the same bytes', async () => {
    const { body } = await province().post<{ facts: WeeklyReportFacts }>('/reports');
    const late = (n: number): LateOffice => ({
      ...{ officeId: `CA-${n}`, name: `Tổ công tác Khu phố ${n}, Phường Phan Rang - Tháp Chàm Đông Hải` },
      ...{ communeName: 'Phường', tasks: 1_000 + n, records: 1_234_567, daysLate: 120 },
      ...{ steps: ['Công an đối chiếu', 'Chờ ký'], oldestDueAt: '2026-05-04T01:00:00.000Z' },
    });
    const facts = {
      ...body.facts,
      provinceName: 'Thành phố Hồ Chí Minh',
      lateOffices: Array.from({ length: 312 }, (_, n) => late(n)),
      people: {
        all: 9_876_543,
        ended: 1_234_567,
        right: 1_000_000,
        endedThisWeek: 234_567,
        endedLastWeek: 345_678,
      },
      peopleWithoutDoses: 12_345,
      lateLastWeek: 400,
    };
    const pdf = await renderReport(facts);
    expect(pagesOf(pdf)).toBe(1);
    expect((await renderReport(facts)).equals(pdf)).toBe(true);
    expect(pagesOf(await renderLetter(facts, late(7)))).toBe(1);
  });

  it('of a province without a campaign is not made by the clock, and says so when somebody asks', async () => {
    expect(await provincesToReport(sql)).toEqual([PROVINCE]);
    const made = await api.as(`tinh.${OTHER_PROVINCE}`).post<{ facts: WeeklyReportFacts }>('/reports');
    expect(made.body.facts).toMatchObject({
      campaigns: [],
      people: { all: 0 },
      lateOffices: [],
      endAt: null,
    });
    expect(pagesOf(await renderReport(made.body.facts))).toBe(1);
    const campaignId = await givenCampaign(api.db.owner, {
      provinceCode: OTHER_PROVINCE,
      communeCodes: [COMMUNE_OF_OTHER_PROVINCE],
    });
    expect(await provincesToReport(sql)).toEqual([OTHER_PROVINCE, PROVINCE]);
    await rows(`update campaigns set state = 'closed', ended_at = now() - interval '9 days' where id = $1`, [
      campaignId,
    ]);
    expect(await provincesToReport(sql)).toEqual([PROVINCE]);
  });
});
