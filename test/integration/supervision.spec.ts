import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { readSheet } from 'read-excel-file/node';
import { DEFAULT_TERMS } from '#domain/process/terms';
import { readForecast } from '#persistence/repositories/forecast';
import type { LateTask } from '#persistence/repositories/late-tasks';
import { readProgress, type ProgressLevel, type ProgressRow } from '#persistence/repositories/progress';
import type { Sql } from '#persistence/sql';
import { seeProgress } from '../../apps/demo/src/judge/progress-recount.ts';
import {
  COMMUNE,
  COMMUNE_OF_OTHER_PROVINCE,
  OTHER_COMMUNE,
  OTHER_PROVINCE,
  PROVINCE,
} from '../support/database.ts';
import { givenCampaign, givenList, givenParcel, givenTask } from '../support/chain.ts';
import { refusal, Scenario } from './acts-scenario.ts';

const MOMENTS = 200;
let chain: Scenario;
beforeAll(async () => {
  chain = await Scenario.start();
});
afterAll(() => chain.close());

const rows = async <T>(text: string, values: unknown[] = []) =>
  (await chain.owner.query<Record<string, unknown>>(text, values)).rows as T[];
/** Looks with a connection of its own. */
async function seen<T>(look: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await chain.owner.connect();
  try {
    return await look(client);
  } finally {
    client.release();
  }
}

describe('the progress of a campaign', () => {
  it(`equals a recount at ${MOMENTS} moments of a running chain, and communes add up to the province`, async () => {
    const listId = await chain.list(60);
    const [{ campaignId } = { campaignId: '' }] = await rows<{ campaignId: string }>(
      `select campaign_id as "campaignId" from lists where id = $1`,
      [listId],
    );
    const other = await givenList(chain.owner, { campaignId, communeCode: OTHER_COMMUNE });
    await givenParcel(chain.owner, other.listId, {
      ...{
        kind: 'village',
        scope: `${OTHER_COMMUNE}-01`,
        stage: 'review',
        custodian: `TCT-A-${OTHER_COMMUNE}-01`,
      },
      ...{ count: 17, villageCode: `${OTHER_COMMUNE}-01` },
    });
    await givenTask(chain.owner, other.listId, 'review', { scope: `${OTHER_COMMUNE}-01`, dueInMs: -60_000 });
    // The neighbour works by office hours, and has been waiting over weekends.
    await rows(`update lists set terms = $2 where id = $1`, [other.listId, JSON.stringify(DEFAULT_TERMS)]);
    await rows(`update parcels set since = now() - interval '17 days 3 hours' where list_id = $1`, [
      other.listId,
    ]);
    let [over, moments] = [false, 0];
    const watching = (async () => {
      while (!over || moments < MOMENTS) {
        const look = await seen((client) => seeProgress(client, campaignId, [PROVINCE]));
        expect(look.different).toEqual([]);
        expect(look.figures).toBeGreaterThan(100);
        moments += 1;
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
      }
    })();
    const running = (async () => {
      await chain.step(chain.officers.station, 'compile');
      await chain.step(chain.officers.commune, 'assign');
      for (const k of [1, 2, 3]) await chain.review(k);
      await chain.step(chain.officers.commune, 'forward');
      const scope = await chain.parcelAt('verify');
      await chain.verify(scope);
      await chain.sign(scope);
      await chain.receive(scope);
      await chain.update(scope);
    })().finally(() => (over = true));
    await Promise.all([watching, running]);
    expect(moments).toBeGreaterThanOrEqual(MOMENTS);
    const [{ ended } = { ended: 0 }] = await readProgress(sqlOver(), campaignId, 'commune', COMMUNE);
    expect(ended).toBe(60);
    const [row] = await readProgress(sqlOver(), campaignId, 'commune', OTHER_COMMUNE);
    const days = (row?.meanWorkMs ?? 0) / (7.5 * 3_600_000);
    expect(days).toBeGreaterThan(8);
    expect(days).toBeLessThan(14);
  }, 120_000);

  it('names late tasks with who has them and which offices were told, page by page, within a unit or an office', async () => {
    const { listId, campaignId } = await givenList(chain.owner);
    const ids: string[] = [];
    for (const [scope, hours] of [
      ['1', 3],
      ['2', 2],
      ['3', -2],
    ] as const)
      ids.push(await givenTask(chain.owner, listId, 'verify', { scope, dueInMs: -hours * 3_600_000 }));
    await rows(`insert into task_notices (task_id, kind, no, office_id) values ($1, 'escalation', 1, $2)`, [
      ids[0],
      `TCT-X-${COMMUNE}`,
    ]);
    await rows(
      `update tasks set state = 'claimed', claimed_at = now(), claimed_by = (select id from people where subject = $2) where id = $1`,
      [ids[1], `canbo1.${COMMUNE}`],
    );
    const province = chain.api.as(`giamsat.${PROVINCE}`);
    const path = `/campaigns/${campaignId}/late`;
    const first = await province.get<{ items: LateTask[]; nextCursor: string }>(`${path}?limit=1`);
    expect(first.body.items).toMatchObject([
      {
        ...{ taskId: ids[0], officeId: `CA-${COMMUNE}`, claimedBy: null },
        escalations: [{ no: 1, officeId: `TCT-X-${COMMUNE}` }],
      },
    ]);
    const next = await province.get<{ items: LateTask[]; nextCursor: null }>(
      `${path}?limit=1&cursor=${first.body.nextCursor}`,
    );
    expect(next.body).toMatchObject({
      items: [{ taskId: ids[1], claimedBy: { fullName: expect.any(String) } }],
      nextCursor: null,
    });
    expect((await province.get<{ items: [] }>(`${path}?within=TYT-${COMMUNE}`)).body.items).toEqual([]);
    expect((await province.get<{ items: [] }>(`${path}?within=${COMMUNE}`)).body.items).toHaveLength(2);
    expect(await chain.api.as(`xa.${OTHER_COMMUNE}`).get(path)).toMatchObject(refusal(403, 'out_of_area'));
  });

  it('adds up all campaigns of the reader’s area, and no others', async () => {
    const elsewhere = await givenCampaign(chain.owner, {
      provinceCode: OTHER_PROVINCE,
      communeCodes: [COMMUNE_OF_OTHER_PROVINCE],
    });
    const far = await givenList(chain.owner, {
      campaignId: elsewhere,
      communeCode: COMMUNE_OF_OTHER_PROVINCE,
    });
    await givenParcel(chain.owner, far.listId, {
      ...{ kind: 'list', scope: '', stage: 'compile', custodian: `TYT-${COMMUNE_OF_OTHER_PROVINCE}` },
      count: 7,
    });
    const nation = async (login: string) =>
      (await chain.api.as(login).get<{ items: ProgressRow[] }>('/progress/rows?level=nation')).body.items[0]
        ?.records;
    const [{ here } = { here: 0 }] = await rows<{ here: number }>(
      `select count(*)::int as here from records where province_code = $1`,
      [PROVINCE],
    );
    expect(await nation(`giamsat.${PROVINCE}`)).toBe(here);
    expect(await nation(`giamsat.${OTHER_PROVINCE}`)).toBe(7);
    const all = await readProgress(sqlOver(), null, 'nation', null);
    const communes = await readProgress(sqlOver(), null, 'commune', null);
    expect(all[0]?.records).toBe(here + 7);
    expect(communes.reduce((sum, { records }) => sum + records, 0)).toBe(here + 7);
  });

  const sqlOver = (): Sql => ({
    query: async (text, values = []) => (await chain.owner.query(text, [...values])).rows as never,
  });

  it('forecasts the end from what ended in the last week', async () => {
    const { listId, campaignId } = await givenList(chain.owner);
    await rows(`update campaigns set opened_at = now() - interval '2 days' where id = $1`, [campaignId]);
    for (const [count, stage] of [
      [30, 'ended'],
      [60, 'verify'],
    ] as const) {
      const no = await givenParcel(chain.owner, listId, {
        kind: 'police',
        stage,
        custodian: `CA-${COMMUNE}`,
        count,
      });
      if (stage === 'ended')
        await rows(`update parcels set ended_at = now() where list_id = $1 and parcel_no = $2`, [listId, no]);
    }
    const forecast = await readForecast(sqlOver(), campaignId, null);
    expect(forecast).toMatchObject({ remaining: 60, endedLately: 30 });
    expect(forecast.perDay).toBeCloseTo(15, 1);
    expect(((forecast.endAt?.getTime() ?? 0) - Date.now()) / 86_400_000).toBeCloseTo(4, 1);
    expect((await readForecast(sqlOver(), campaignId, OTHER_COMMUNE)).endAt).toBeNull();
  });

  it('is shown within the area of the reader only, and as CSV and XLSX with the same figures', async () => {
    const { listId, campaignId } = await givenList(chain.owner);
    await givenParcel(chain.owner, listId, {
      kind: 'list',
      scope: '',
      stage: 'compile',
      custodian: `TYT-${COMMUNE}`,
      count: 12,
    });
    const other = await givenList(chain.owner, { campaignId, communeCode: OTHER_COMMUNE });
    await givenParcel(chain.owner, other.listId, {
      kind: 'list',
      scope: '',
      stage: 'compile',
      custodian: `TYT-${OTHER_COMMUNE}`,
      count: 5,
    });
    await rows(`update campaigns set commune_codes = $2 where id = $1`, [
      campaignId,
      [COMMUNE, OTHER_COMMUNE],
    ]);
    const path = `/campaigns/${campaignId}/progress`;
    const of = async (login: string, query = '') =>
      (await chain.api.as(login).get<{ items: ProgressRow[] }>(`${path}/rows${query}`)).body.items.map(
        ({ key, records }) => [key, records],
      );
    expect(await of(`giamsat.${PROVINCE}`)).toEqual([
      [COMMUNE, 12],
      [OTHER_COMMUNE, 5],
    ]);
    expect(await of(`giamsat.${PROVINCE}`, `?level=province`)).toEqual([[PROVINCE, 17]]);
    expect(await of(`giamsat.${PROVINCE}`, `?parent=${OTHER_COMMUNE}`)).toEqual([[OTHER_COMMUNE, 5]]);
    expect(await of(`xa.${COMMUNE}`)).toEqual([[COMMUNE, 12]]);
    const token = await chain.api.issuer.token(`giamsat.${PROVINCE}`);
    const file = async (format: string) =>
      Buffer.from(
        await (
          await fetch(`${chain.api.url}${path}/file?format=${format}`, {
            headers: { authorization: `Bearer ${token}` },
          })
        ).arrayBuffer(),
      );
    const csv = await file('csv');
    expect(csv.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(csv.toString('utf8').split('\r\n')[1]).toMatch(new RegExp(`^${COMMUNE},[^,]+,1,12,0,12,`));
    const sheet = await readSheet(await file('xlsx'));
    expect(sheet[0]).toContain('Hồ sơ ở bước: Công an đối chiếu');
    expect(sheet[1]?.slice(0, 5)).toEqual([COMMUNE, expect.any(String), 1, 12, 0]);
    expect(await chain.api.as(`giamsat.${PROVINCE}`).get(`${path}/rows?level=village`)).toMatchObject(
      refusal(422, 'invalid_value'),
    );
  });
});

describe('incidents', () => {
  const administrator = () => chain.api.as(`quantri.${PROVINCE}`);

  it('name failed machine work, and a retry asks for it again with an event', async () => {
    const { listId } = await givenList(chain.owner);
    await rows(
      `insert into jobs (province_code, list_id, kind, scope, run_no, state, failure_code) values ($1, $2, 'population_check', '3', 1, 'failed', 'unreachable')`,
      [PROVINCE, listId],
    );
    const { body } = await administrator().get<{ items: { id: string; listId: string }[] }>('/incidents');
    const incident = body.items.find((one) => one.listId === listId);
    expect(incident).toMatchObject({
      kind: 'job',
      code: 'unreachable',
      details: { job: 'population_check', scope: '3' },
    });
    const one = `/incidents/${encodeURIComponent(incident?.id ?? '')}`;
    const path = `${one}/retry`;
    expect(await chain.api.as(`thanhtra.${PROVINCE}`).get(one)).toMatchObject({
      status: 200,
      body: { blocks: [], retries: [], process: null, code: 'unreachable' },
    });
    expect(await chain.api.as(`giamsat.${OTHER_PROVINCE}`).get(one)).toMatchObject(refusal(404, 'not_found'));
    expect(await chain.api.as(`giamsat.${PROVINCE}`).post(path)).toMatchObject(refusal(403, 'no_permission'));
    expect(await administrator().post(path)).toMatchObject({ status: 200, body: { retried: true } });
    expect(await rows(`select state from jobs where list_id = $1`, [listId])).toEqual([
      { state: 'requested' },
    ]);
    expect(await rows(`select type from events where list_id = $1`, [listId])).toEqual([
      { type: 'job.retried' },
    ]);
    expect(await rows(`select workflow from workflow_messages where subject_id = $1`, [listId])).toEqual([
      { workflow: 'cleanList' },
    ]);
    expect(await administrator().post(path)).toMatchObject(refusal(404, 'not_found'));
    await rows(`update jobs set state = 'failed', failure_code = 'refused' where list_id = $1`, [listId]);
    expect((await administrator().get<{ retries: object[] }>(one)).body.retries).toMatchObject([
      { personId: expect.any(String) },
    ]);
  });

  it('are filtered by kind and list, and retried many at once, each for itself and once', async () => {
    const { listId } = await givenList(chain.owner);
    await rows(
      `insert into jobs (province_code, list_id, kind, scope, run_no, state, failure_code)
       select $1, $2, 'population_check', s::text, 1, 'failed', 'unreachable' from generate_series(1, 3) s`,
      [PROVINCE, listId],
    );
    await rows(`update lists set heard_at = now() - interval '1 hour' where id = $1`, [listId]);
    const of = async (query: string) =>
      (await administrator().get<{ items: { id: string }[] }>(`/incidents?listId=${listId}${query}`)).body
        .items;
    expect(await of('')).toHaveLength(4);
    expect(await of('&kind=silent')).toHaveLength(1);
    const ids = (await of('&kind=job')).map(({ id }) => id);
    const body = { ids: [...ids, `job:${listId}:verification:1:`] };
    const answer = await administrator().post('/incidents/retry', body, { key: 'retry-all' });
    expect(answer).toMatchObject({ status: 200 });
    const again = await administrator().post('/incidents/retry', body, { key: 'retry-all' });
    expect(again.body).toEqual(answer.body);
    expect((answer.body as { items: object[] }).items).toEqual([
      ...ids.map((id) => ({ id, retried: true, code: null })),
      { id: `job:${listId}:verification:1:`, retried: false, code: 'not_found' },
    ]);
    expect(await rows(`select type from events where list_id = $1`, [listId])).toHaveLength(3);
    expect(await chain.api.as(`thanhtra.${PROVINCE}`).post('/incidents/retry', body)).toMatchObject(
      refusal(403, 'no_permission'),
    );
  });

  it('name a list whose process is silent, and refuse what is none', async () => {
    const { listId } = await givenList(chain.owner);
    await rows(`update lists set heard_at = now() - interval '1 hour' where id = $1`, [listId]);
    const { body } = await administrator().get<{ items: { id: string }[] }>('/incidents');
    expect(body.items.map(({ id }) => id)).toContain(`silent:${listId}`);
    expect(await administrator().post(`/incidents/silent:${listId}/retry`)).toMatchObject({ status: 200 });
    for (const id of ['x', 'delivery:1x', "job:'", 'delivery:999999'])
      expect(await administrator().post(`/incidents/${encodeURIComponent(id)}/retry`)).toMatchObject(
        refusal(404, 'not_found'),
      );
  });
});
