import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { checkHandovers } from '#activities/audit/check-handovers';
import { SYSTEM } from '#persistence/act';
import { compareChain } from '#persistence/audit/compare-chain';
import { compareTables } from '#persistence/audit/compare-tables';
import { deriveNotifications } from '#persistence/process/notifying';
import { systemSql } from '#persistence/process/system-sql';
import type { MergerPlan } from '#persistence/repositories/mergers/merger-plan';
import type { MergerView } from '#persistence/repositories/mergers/unit-mergers';
import type { UnitHistory } from '#persistence/repositories/units';
import { beginStillRead } from '#persistence/still-read';
import { givenCampaign, givenList, givenTask } from '../support/chain.ts';
import { COMMUNE, OTHER_COMMUNE, OTHER_PROVINCE, PROVINCE } from '../support/database.ts';
import { refusal, Scenario } from './acts-scenario.ts';
import { sealOf } from './evidence-kit.ts';
import { MergerRun, MOMENTS } from './merger-run.ts';

let chain: Scenario;
let system: DataSource;
beforeAll(async () => {
  chain = await Scenario.start();
  system = await chain.api.db.connect('system');
});
afterAll(() => chain.close());

const rows = async <T>(text: string, values: unknown[] = []) =>
  (await chain.owner.query<Record<string, unknown>>(text, values)).rows as T[];
const province = () => chain.api.as(`tinh.${PROVINCE}`);
const today = () => new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
interface Preview {
  readonly plan: MergerPlan;
  readonly planSha256: string;
}

/** A unit is not merged on its first day: it has been there since yesterday. */
const aged = (code: string) => rows(`update units set valid_from = valid_from - 1 where code = $1`, [code]);

/** Where the communes of the beginning are by now, and how often they moved. */
let present: string[] = [COMMUNE, OTHER_COMMUNE];
let merged = 0;

/** Merges what there is into a new commune, and lets the officers enrol their certificates there. */
async function mergeAll(key?: string): Promise<{ view: MergerView; body: object }> {
  merged += 1;
  const code = `99${String(merged).padStart(3, '0')}`;
  const body = { day: today(), from: present, into: { code, name: `Phường Mới ${merged}` } };
  const { status, body: view } = await province().post<MergerView>(
    '/mergers',
    body,
    key === undefined ? {} : { key },
  );
  expect({ status, view }).toMatchObject({ status: 201 });
  present = [code];
  await aged(code);
  for (const [prefix, logins] of [
    ['CA', ['truongca', 'phoca']],
    ['TYT', ['tramyte1', 'tramyte2']],
  ] as const)
    await rows(
      `update certificates c set office_id = $1 from people p where p.id = c.person_id and p.subject = any($2)`,
      [`${prefix}-${code}`, logins.map((login) => `${login}.${COMMUNE}`)],
    );
  // Every process of the API hears of new posts by a notice after the commit.
  for (const login of ['xa', 'tramyte1', 'canbo1', 'truongca'])
    for (let look = 0; look < 200; look += 1) {
      const me = await chain.api
        .as(`${login}.${COMMUNE}`)
        .get<{ memberships: { officeId: string }[] }>('/me');
      if (me.body.memberships?.some(({ officeId }) => officeId.endsWith(code))) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  return { view, body };
}

/** The list built again from its events, and its handovers checked. */
async function findings(listId: string): Promise<unknown[]> {
  const { sql, end } = await beginStillRead(system, SYSTEM);
  try {
    const list = { listId, provinceCode: PROVINCE, communeCode: COMMUNE, recordCount: 0 };
    const trust = { sealPem: sealOf(chain).certificatePem, anchorsPem: [chain.authority.certificatePem] };
    // The list was laid out by the database's owner: that is told, and is not the merger's.
    return [
      ...(await compareChain(sql, list)),
      ...(await compareTables(sql, list)),
      ...(await checkHandovers(sql, list, trust)),
    ].filter(({ problem }) => problem !== 'outside');
  } finally {
    await end();
  }
}

describe('a merger of communes', () => {
  it('is shown before, names what is wrong, and is the province’s task force’s alone', async () => {
    const into = { code: '99500', name: 'Phường Mới' };
    const body = { day: today(), from: [COMMUNE, OTHER_COMMUNE], into };
    const { listId } = await givenList(chain.owner);
    await givenTask(chain.owner, listId, 'compile');
    const { body: shown } = await province().post<Preview>('/mergers/preview', body);
    expect(shown.plan).toMatchObject({
      from: [{ code: COMMUNE }, { code: OTHER_COMMUNE }],
      into: { code: '99500', isNew: true },
      villages: expect.arrayContaining([`${COMMUNE}-01`, `${OTHER_COMMUNE}-03`]),
      movedOffices: expect.arrayContaining([`TCT-A-${COMMUNE}-01`, `CSTC-${OTHER_COMMUNE}`]),
      lists: [{ listId, state: 'open', tasks: 1 }],
    });
    expect(shown.plan.newOffices).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          id: 'TCT-X-99500',
          superiorOfficeId: `TCT-T-${PROVINCE}`,
          name: 'Tổ công tác Phường Mới',
        }),
        expect.objectContaining({ id: 'TYT-99500', superiorOfficeId: 'TCT-X-99500' }),
        expect.objectContaining({ id: 'CA-99500' }),
      ]),
    );
    expect(shown.plan.successions).toHaveLength(6);
    expect(shown.plan.certificatesToReplace).toBeGreaterThan(3);
    expect(await rows(`select from units where code = '99500'`)).toEqual([]);

    const attempt = (change: object) => province().post('/mergers', { ...body, ...change });
    for (const [change, field] of [
      [{ from: [COMMUNE, COMMUNE] }, 'from'],
      [{ from: ['00000'] }, 'from'],
      [{ from: [COMMUNE], into: { code: OTHER_COMMUNE, name: 'Tên khác' } }, 'into.code'],
      [{ from: [COMMUNE], into: { code: '88888' } }, 'into.code'],
      [{ from: [COMMUNE], into: { code: '00001' } }, 'into.code'],
      [{ day: '2999-01-01' }, 'day'],
      [{ day: '2003-01-01' }, 'day'],
      [{ endedPosts: ['00000000-0000-4000-8000-000000000000'] }, 'endedPosts'],
      [{ into: { ...into, parentCode: '001' } }, 'into.parentCode'],
    ] as const) {
      const answer = await attempt(change);
      expect({ change, ...answer }).toMatchObject({
        change,
        ...refusal(400, 'invalid_input', { errors: [{ field }] }),
      });
    }
    expect(await attempt({ from: ['00001'] })).toMatchObject(refusal(403, 'out_of_area'));
    expect(await attempt({ planSha256: '0'.repeat(64) })).toMatchObject(refusal(409, 'version_conflict'));
    for (const login of [`xa.${COMMUNE}`, `quantri.${PROVINCE}`, `giamsat.${PROVINCE}`])
      expect(await chain.api.as(login).post('/mergers', body)).toMatchObject(refusal(403, 'no_permission'));
    expect(await chain.api.as(`tinh.${OTHER_PROVINCE}`).post('/mergers', body)).toMatchObject(
      refusal(403, 'out_of_area'),
    );
    await rows(`update lists set state = 'cancelled' where id = $1`, [listId]);
  });

  it('ends units, offices and posts, moves people and villages, keeps the names of the old, and happens once', async () => {
    const [{ id: ended } = { id: '' }] = await rows<{ id: string }>(
      `select m.id from memberships m join people p on p.id = m.person_id where p.subject = $1`,
      [`phoca.${OTHER_COMMUNE}`],
    );
    const into = { code: '99001', name: 'Phường Mới 1' };
    const body = { day: today(), from: present, into, endedPosts: [ended] };
    const preview = await province().post<Preview>('/mergers/preview', body);
    const act = { ...body, planSha256: preview.body.planSha256 };
    const first = await province().post<MergerView>('/mergers', act, { key: 'merge' });
    expect(first).toMatchObject({ status: 201, body: { intoCode: '99001', fromCodes: present } });
    const again = await province().post<MergerView>('/mergers', act, { key: 'merge' });
    expect(again.body).toEqual(first.body);
    [merged, present] = [1, ['99001']];

    const unit = async (code: string) => (await province().get<UnitHistory>(`/units/${code}`)).body;
    expect(await unit(COMMUNE)).toMatchObject({
      validTo: today(),
      successorCode: '99001',
      seatCode: '99001',
    });
    expect(await unit('99001')).toMatchObject({
      validFrom: today(),
      predecessors: [COMMUNE, OTHER_COMMUNE],
      name: 'Phường Mới 1',
    });
    const { body: below } = await province().get<{ items: { code: string }[] }>('/units?parent=99001');
    expect(below.items.map(({ code }) => code)).toEqual(
      expect.arrayContaining([`${COMMUNE}-01`, `${OTHER_COMMUNE}-02`]),
    );
    const { body: old } = await province().get<{ items: object[] }>(`/offices?commune=${COMMUNE}`);
    expect(old.items).toContainEqual(
      expect.objectContaining({
        id: `CA-${COMMUNE}`,
        validTo: today(),
        successorId: 'CA-99001',
        name: expect.stringContaining('Mũi Né'),
      }),
    );
    const posts = await rows<{ subject: string }>(
      `select p.subject from memberships m join people p on p.id = m.person_id where m.office_id = 'CA-99001' and m.valid_to is null order by 1`,
    );
    expect(posts.map(({ subject }) => subject)).toEqual(
      expect.arrayContaining([`canbo1.${COMMUNE}`, `canbo1.${OTHER_COMMUNE}`, `phoca.${COMMUNE}`]),
    );
    expect(posts.map(({ subject }) => subject)).not.toContain(`phoca.${OTHER_COMMUNE}`);
    // The posts of offices that ended are over, and nobody is given one there any more.
    expect(
      await province().post('/memberships', {
        subject: `canbo2.${COMMUNE}`,
        officeId: `CA-${COMMUNE}`,
        role: 'police_chief',
      }),
    ).toMatchObject(refusal(404, 'not_found'));
    // A unit that ended is merged no more, and gets no new campaign.
    const later = { day: today(), from: [COMMUNE], into: { code: '99600', name: 'Khác' } };
    expect(await province().post('/mergers', later)).toMatchObject(refusal(400, 'invalid_input'));
    expect(await province().post('/campaigns', { name: 'Đợt cũ', communeCodes: [COMMUNE] })).toMatchObject(
      refusal(403, 'out_of_area'),
    );
    expect(await province().post('/campaigns', { name: 'Đợt mới', communeCodes: ['99001'] })).toMatchObject({
      status: 201,
    });
    await aged('99001');
    const { body: list } = await chain.api.as(`xa.${COMMUNE}`).get<{ items: MergerView[] }>('/mergers');
    expect(list.items).toMatchObject([{ id: first.body.id }]);
    for (const [prefix, logins] of [
      ['CA', ['truongca', 'phoca']],
      ['TYT', ['tramyte1', 'tramyte2']],
    ] as const)
      await rows(
        `update certificates c set office_id = $1 from people p where p.id = c.person_id and p.subject = any($2)`,
        [`${prefix}-99001`, logins.map((login) => `${login}.${COMMUNE}`)],
      );
  });

  it.each(MOMENTS)(
    'in the middle of a list (%s) hands it over to the new offices, who end it; nothing is lost, and it can be built again',
    async (moment) => {
      const from = present[0] as string;
      const run = new MergerRun(chain, system, moment, async () => {
        await mergeAll();
      });
      await run.begin(from, `TYT-${from}`, 6);
      await run.toTheEnd();
      const { listId } = run;
      const to = present[0] as string;
      expect(to).not.toBe(from);
      const parcels = await rows<{ stage: string; office: string; n: number }>(
        `select stage, custodian_office_id as office, sum(record_count)::int as n from parcels where list_id = $1 and record_count > 0 group by 1, 2`,
        [listId],
      );
      expect(parcels).toEqual([{ stage: 'ended', office: `TYT-${to}`, n: 6 }]);
      const [event] = await rows<{ no: number; payload: { tasks: string[]; offices: object[] } }>(
        `select event_no as no, payload from events where list_id = $1 and type = 'list.moved'`,
        [listId],
      );
      expect(event?.payload.offices).toContainEqual({ from: `TYT-${from}`, to: `TYT-${to}` });
      expect(await rows(`select commune_code as code from lists where id = $1`, [listId])).toEqual([
        { code: from },
      ]);
      const after = await rows<{ office: string }>(
        `select distinct actor_office_id as office from events where list_id = $1 and event_no > $2 and actor_office_id is not null`,
        [listId, event?.no],
      );
      expect(after.every(({ office }) => office.endsWith(to) || office.startsWith('TCT-A-'))).toBe(true);
      await checkCustody(listId);
      expect(await findings(listId)).toEqual([]);
      expect(await chain.api.as(`xa.${COMMUNE}`).get(`/lists/${listId}`)).toMatchObject({ status: 200 });
    },
    60_000,
  );

  it('tells the offices that follow, each once', async () => {
    while ((await deriveNotifications(systemSql(system))).more);
    const told = await rows<{ n: number; offices: number }>(
      `select list_id, count(distinct office_id)::int as offices, count(*)::int as n from notifications where kind = 'list.moved' group by list_id, event_no`,
    );
    expect(told.length).toBeGreaterThanOrEqual(MOMENTS.length);
    for (const { offices, n } of told) expect({ offices, n }).toEqual({ offices: 3, n: 3 });
  });

  it('into a commune that stays moves the others’ lists to its offices', async () => {
    const code = present[0] as string;
    await rows(
      `insert into units (code, level, name, parent_code, province_code) select '99700', 'commune', 'Xã Còn Lại', parent_code, province_code from units where code = $1`,
      [code],
    );
    for (const prefix of ['TCT-X', 'TYT', 'CA'])
      await rows(
        `insert into offices (id, kind, name, province_code, commune_code, superior_office_id) select $2, kind, 'Cũ', province_code, '99700', superior_office_id from offices where id = $1`,
        [`${prefix}-${code}`, `${prefix}-99700`],
      );
    const campaignId = await givenCampaign(chain.owner, { communeCodes: ['99700'] });
    const { listId } = await givenList(chain.owner, { campaignId, communeCode: '99700', state: 'waiting' });
    const merger = { day: today(), from: ['99700'], into: { code } };
    const { body } = await province().post<MergerView>('/mergers', merger);
    expect(body.plan.newOffices).toEqual([]);
    expect(body.plan.successions).toContainEqual({ from: 'TYT-99700', to: `TYT-${code}` });
    expect(await rows(`select type from events where list_id = $1`, [listId])).toEqual([
      { type: 'list.moved' },
    ]);
    let seen = 0;
    for (let look = 0; look < 200 && seen !== 200; look += 1) {
      seen = (await chain.api.as(`tramyte1.${COMMUNE}`).get(`/lists/${listId}`)).status;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(seen).toBe(200);
  });
});

/** Every record has one holder after every event, and in the end the one the tables name. */
async function checkCustody(listId: string): Promise<void> {
  const moves = await rows<{ numbers: number[]; from: string | null; to: string }>(
    `select (select array_agg(no) from unnest(records) as span, generate_series(lower(span), upper(span) - 1) as no) as numbers,
       from_office_id as "from", to_office_id as "to" from custody_moves where list_id = $1 order by event_no, move_no`,
    [listId],
  );
  const holder = new Map<number, string>();
  for (const { numbers, from, to } of moves)
    for (const no of numbers) {
      expect(holder.get(no) ?? null).toBe(from);
      holder.set(no, to);
    }
  const live = await rows<{ no: number; office: string }>(
    `select record_no as no, custodian_office_id as office from records join parcels using (province_code, list_id, parcel_no) where list_id = $1`,
    [listId],
  );
  for (const { no, office } of live) expect(holder.get(no)).toBe(office);
}
