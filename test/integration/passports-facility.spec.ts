import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COMMUNE, OTHER_COMMUNE } from '../support/database.ts';
import { citizen, FACILITY, HOSPITAL } from './passports-kit.ts';
import { canonicalText, refusal, startOffice, type Office } from './passports-office.ts';

const DAY = '2026-11-27';
let office: Office;
let api: Office['api'];
let stage: Office['stage'];
let officer: Office['officer'];
let colleague: Office['colleague'];
let hospital: Office['hospital'];
let sign: Office['sign'];
let freezeAndSign: Office['freezeAndSign'];

beforeAll(async () => {
  office = await startOffice();
  ({ api, stage, officer, colleague, hospital, sign, freezeAndSign } = office);
}, 120_000);
afterAll(() => office?.close());

describe('the facility’s day', () => {
  it('opens for every facility with vaccinees in one statement, once, and shows who waits and who is kept back by what', async () => {
    expect(await stage.activities.openFacilityDay(DAY, `${DAY}T10:00:00Z`)).toBe(2);
    expect(await stage.activities.openFacilityDay(DAY, `${DAY}T10:00:00Z`)).toBe(0);
    const days = await officer.get<{ items: { listed: number; officeId: string }[] }>('/passports/days');
    expect(days.body.items).toMatchObject([{ listed: 12, officeId: FACILITY }]);
    const waiting = await officer.get<{ items: { subjectId: string }[] }>('/passports/people?limit=200');
    expect(waiting.body.items).toHaveLength(12);
    const refused = await officer.get<{
      items: { subjectId: string; reasons: { code: string; vi: string }[] }[];
    }>('/passports/people?state=refused');
    expect(refused.body.items).toMatchObject([
      {
        subjectId: citizen(60).subjectId,
        reasons: [{ code: 'passport_only', vi: expect.stringContaining('hộ chiếu') }, {}],
      },
    ]);
  });

  it('is nobody else’s: other roles are refused, another commune sees nothing', async () => {
    expect(await api.as(`xa.${COMMUNE}`).get('/passports/people')).toMatchObject(
      refusal(403, 'no_permission'),
    );
    const other = await api
      .as(`coso.${OTHER_COMMUNE}`)
      .get<{ items: unknown[] }>('/passports/people?state=all');
    expect(other.body.items).toEqual([]);
  });

  it('is confirmed even when nothing waits; late ones are named to the province, a stale version is refused', async () => {
    expect(await stage.activities.closeFacilityDay(DAY)).toBe(2);
    const late = await api
      .as('tinh.60')
      .get<{ items: { officeId: string }[] }>('/passports/progress?late=true');
    expect(late.body.items.map(({ officeId }) => officeId)).toEqual([FACILITY, HOSPITAL]);
    expect(await hospital.post(`/passports/days/${DAY}/confirm`, { version: 7 })).toMatchObject(
      refusal(409, 'version_conflict'),
    );
    const confirmed = await hospital.post(`/passports/days/${DAY}/confirm`, { version: 1 }, { key: 'k1' });
    expect(confirmed).toMatchObject({ status: 200, body: { version: 2 } });
    expect(
      await hospital.post(`/passports/days/${DAY}/confirm`, { version: 1 }, { key: 'k1' }),
    ).toMatchObject({ status: 200 });
    expect(await hospital.post(`/passports/days/${DAY}/confirm`, { version: 2 })).toMatchObject(
      refusal(409, 'act_not_allowed'),
    );
  });
});

describe('row-level security, with every predicate of the API left out', () => {
  it('shows a facility the people with a dose of it, a holder himself, and everybody else nobody', async () => {
    const source = await api.db.connect('api');
    const seen = async (setting: string, value: string, table: string): Promise<number> => {
      const runner = source.createQueryRunner();
      await runner.startTransaction();
      try {
        await runner.query(`select set_config($1, $2, true)`, [setting, value]);
        const [row] = (await runner.query(`select count(*)::int as n from ${table}`)) as { n: number }[];
        return row?.n ?? 0;
      } finally {
        await runner.rollbackTransaction();
        await runner.release();
      }
    };
    for (const table of ['vaccinees', 'doses']) {
      expect([table, await seen('bangiao.office', FACILITY, table)]).toEqual([
        table,
        table === 'doses' ? 26 : 13,
      ]);
      expect([table, await seen('bangiao.office', HOSPITAL, table)]).toEqual([
        table,
        table === 'doses' ? 2 : 1,
      ]);
      expect([table, await seen('bangiao.holder', citizen(3).subjectId, table)]).toEqual([
        table,
        table === 'doses' ? 2 : 1,
      ]);
      for (const nobody of ['bangiao.communes', 'bangiao.record_communes'])
        expect([table, await seen(nobody, COMMUNE, table)]).toEqual([table, 0]);
      expect([table, await seen('bangiao.provinces', '60', table)]).toEqual([table, 0]);
      expect([table, await seen('bangiao.office', `CSTC-${OTHER_COMMUNE}`, table)]).toEqual([table, 0]);
    }
    expect(await seen('bangiao.office', `CSTC-${OTHER_COMMUNE}`, 'facility_days')).toBe(0);
  });
});

describe('checking and signing', () => {
  it('sets people aside with a reason, and sends a wrong dose to the facility that gave it', async () => {
    const answer = await officer.post<{ items: { result: string }[] }>('/passports/people/set-aside', {
      items: [
        { subjectId: citizen(0).subjectId, reason: 'Chờ đối chiếu sổ tiêm' },
        { subjectId: citizen(50).subjectId, reason: 'Sai ngày tiêm mũi 2', doseNo: 2 },
        { subjectId: 'VX0', reason: 'không có' },
      ],
    });
    expect(answer.body.items.map(({ result }) => result).sort()).toEqual(['done', 'done', 'not_found']);
    const tasks = await hospital.get<{ items: { id: string; kind: string; doseNo: number }[] }>(
      '/passports/corrections',
    );
    expect(tasks.body.items).toMatchObject([{ kind: 'dose', doseNo: 2 }]);
    await stage.activities.issueWanted();
    expect((await officer.get<{ items: unknown[] }>('/passports/people?limit=200')).body.items).toHaveLength(
      10,
    );
  });

  it('signs nothing of whom the officer changed himself, and nothing twice', async () => {
    const [task] = (
      await hospital.get<{ items: { id: string; version: number }[] }>('/passports/corrections')
    ).body.items;
    const fixed = await hospital.post(`/passports/corrections/${task?.id}/resolve`, {
      version: task?.version,
      dose: { date: '2021-10-12' },
    });
    expect(fixed).toMatchObject({ status: 200, body: { state: 'resolved', resolution: 'corrected' } });
    await stage.activities.issueWanted();
    expect(await hospital.post('/passports/batches')).toMatchObject(refusal(403, 'same_person_sign'));
    expect(await stage.rows(`select given_on, vaccine from dose_edits`)).toEqual([
      { given_on: '2021-10-12', vaccine: null },
    ]);
  });

  it('needs the officer’s own certificate, the statement for foreigners, and what was frozen', async () => {
    const { id, body, frozen } = await freezeAndSign(officer, `coso.${COMMUNE}`);
    expect(frozen.body.batch).toMatchObject({ people: 11, foreigners: 1 });
    const path = `/passports/batches/${id}/signature`;
    expect(await officer.post(path, { signature: body.signature })).toMatchObject(
      refusal(422, 'responsibility_missing'),
    );
    expect(await colleague.post(path, body)).toMatchObject(refusal(422, 'cert_not_yours'));
    const others = await sign(
      `coso2.${COMMUNE}`,
      canonicalText((await officer.get(`/passports/batches/${id}/manifest`)).body),
    );
    expect(await officer.post(path, { ...body, signature: others })).toMatchObject(
      refusal(422, 'cert_not_yours'),
    );
    await api.db.owner.query(`update vaccinees set full_name = 'Nguyễn Văn Mới' where subject_id = $1`, [
      citizen(9).subjectId,
    ]);
    expect(await officer.post(path, body)).toMatchObject({ ...refusal(409, 'manifest_changed') });
    expect(await stage.rows(`select from doses where signed_at is not null`)).toHaveLength(0);
    await stage.activities.issueWanted();
  });

  it('orders a certificate for everybody whose last signature it was; a repeated request changes nothing', async () => {
    const { id, body } = await freezeAndSign(officer, `coso.${COMMUNE}`);
    const path = `/passports/batches/${id}/signature`;
    const signed = await officer.post(path, body, { key: 'sign-1' });
    expect(signed).toMatchObject({
      status: 200,
      body: { ordered: 10, batch: { state: 'signed', people: 11 } },
    });
    expect((await officer.post(path, body, { key: 'sign-1' })).body).toEqual(signed.body);
    expect(await officer.post(path, body)).toMatchObject(refusal(409, 'act_not_allowed'));
    expect(await officer.post('/passports/batches')).toMatchObject(refusal(409, 'batch_empty'));
    expect(await stage.activities.issueWanted()).toEqual({ issued: 10, paused: false });
    const twice = await stage.rows(
      `select from passport_batch_doses group by province_code, subject_id, dose_no, generation having count(*) > 1`,
    );
    expect(twice).toEqual([]);
  });
});
