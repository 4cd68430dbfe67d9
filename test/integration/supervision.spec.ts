import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { readSheet } from 'read-excel-file/node';
import {
  readForecast,
  readProgress,
  type ProgressLevel,
  type ProgressRow,
} from '#persistence/repositories/progress';
import type { Sql } from '#persistence/sql';
import { COMMUNE, OTHER_COMMUNE, PROVINCE } from '../support/database.ts';
import { givenList, givenParcel, givenTask } from '../support/chain.ts';
import { refusal, Scenario } from './acts-scenario.ts';

const MOMENTS = 200;
let chain: Scenario;
beforeAll(async () => {
  chain = await Scenario.start();
});
afterAll(() => chain.close());

const rows = async <T>(text: string, values: unknown[] = []) =>
  (await chain.owner.query<Record<string, unknown>>(text, values)).rows as T[];
const sqlOf = (client: pg.PoolClient): Sql => ({
  query: async (text, values = []) => (await client.query(text, [...values])).rows as never,
});

/** One by one from the records themselves; shares nothing with the sums over parcels. */
const RECOUNT = `
  select r.province_code, r.commune_code, r.village_code, p.stage, p.custodian_office_id as holder from records r
  join lists l on l.id = r.list_id join parcels p on p.list_id = r.list_id and p.parcel_no = r.parcel_no where l.campaign_id = $1`;

interface Counted {
  readonly province_code: string;
  readonly commune_code: string;
  readonly village_code: string | null;
  readonly stage: string;
  readonly holder: string;
}

interface CountedTask {
  readonly commune_code: string;
  readonly village_code: string | null;
  readonly step: string;
  readonly office_id: string;
  readonly province_code: string;
  readonly late: boolean;
}

const KEY_OF = {
  province: ['province_code', 'province_code'],
  commune: ['commune_code', 'commune_code'],
  village: ['village_code', 'village_code'],
  step: ['stage', 'step'],
  office: ['holder', 'office_id'],
} as const satisfies Partial<Record<ProgressLevel, readonly [keyof Counted, keyof CountedTask]>>;

/** At one moment: what progress says and what a recount says, in one snapshot. */
async function compare(campaignId: string): Promise<number> {
  const client = await chain.owner.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const records = (await client.query<Counted>(RECOUNT, [campaignId])).rows;
    const tasks = (
      await client.query<CountedTask>(
        `select province_code, commune_code, village_code, step, office_id, due_at < now() as late from tasks
         where campaign_id = $1 and state in ('open','claimed','held') and part_count = 0`,
        [campaignId],
      )
    ).rows;
    const sums: Partial<Record<ProgressLevel, number>> = {};
    for (const [level, [key, taskKey]] of Object.entries(KEY_OF) as [
      keyof typeof KEY_OF,
      readonly [keyof Counted, keyof CountedTask],
    ][]) {
      const parent = level === 'village' ? COMMUNE : null;
      const items = await readProgress(sqlOf(client), campaignId, level, parent);
      for (const row of items) {
        const own = records.filter(
          (record) => record[key] === row.key && (parent === null || record.commune_code === parent),
        );
        const work = tasks.filter((task) => task[taskKey] === row.key);
        const byStage = Object.fromEntries(
          [...new Set(own.map(({ stage }) => stage))].map((stage) => [
            stage,
            own.filter((one) => one.stage === stage).length,
          ]),
        );
        expect({ level, key: row.key, ...figures(row) }).toEqual({
          ...{ level, key: row.key, records: own.length, byStage, ended: byStage['ended'] ?? 0 },
          ...{ openTasks: work.length, overdue: work.filter(({ late }) => late).length },
        });
      }
      sums[level] = items.reduce((sum, one) => sum + one.records, 0);
      const wanted = parent === null ? records : records.filter((one) => one.commune_code === parent);
      expect({ level, sum: sums[level] }).toEqual({ level, sum: wanted.length });
    }
    expect(sums.commune).toBe(sums.province);
    return records.length;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

const figures = ({ records, byStage, ended, openTasks, overdue }: ProgressRow) => ({
  ...{ records, byStage, ended, openTasks, overdue },
});

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
    let [over, moments] = [false, 0];
    const watching = (async () => {
      while (!over || moments < MOMENTS) {
        expect(await compare(campaignId)).toBe(77);
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
  }, 120_000);

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
    const path = `/incidents/${encodeURIComponent(incident?.id ?? '')}/retry`;
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
