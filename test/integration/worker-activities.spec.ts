import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { JobKey, Order } from '#domain/process/facts';
import { Acts } from '#persistence/act';
import { consultList } from '#persistence/process/list-orders';
import { systemSql } from '#persistence/process/system-sql';
import { migrate as migrateSimulators } from '../../apps/simulators/src/database/schema.ts';
import { startPlatform } from '../../apps/simulators/src/platform/platform-server.ts';
import { startPopulation } from '../../apps/simulators/src/population/population-server.ts';
import { createActivities } from '../../apps/worker/src/activities.ts';
import { givenList, givenTask } from '../support/chain.ts';
import { COMMUNE, PROVINCE, testDatabase, type TestDatabase } from '../support/database.ts';

const WRONG = 700;
const FAULTS = {
  ...{ failShare: 0.05, failAfterShare: 0.05, lateShare: 0.05, lateMs: 150, twiceShare: 0.05, seed: 7 },
  ...{ lookupMs: 5, importMs: 20 },
};

let db: TestDatabase;
let listId: string;
let consult: (orders: readonly Order[]) => Promise<unknown>;
let run: (name: Machine, ...args: (string | number)[]) => Promise<void>;
type Machine = 'compile' | 'populationCheck' | 'populationUpdate' | 'platformUpdate' | 'verification';
const closing: (() => Promise<unknown>)[] = [];
let urls: { platform: string; population: string };

beforeAll(async () => {
  db = await testDatabase();
  await migrateSimulators(db.owner);
  const [platform, population] = await Promise.all([
    startPlatform({ host: '127.0.0.1', port: 0, pool: db.owner }),
    startPopulation({ host: '127.0.0.1', port: 0, pool: db.owner }),
  ]);
  urls = {
    platform: `http://127.0.0.1:${platform.port}`,
    population: `http://127.0.0.1:${population.port}`,
  };
  const args = { seed: 3, communeCode: COMMUNE, villages: 3, wrong: WRONG, right: 50, foreignersShare: 0.03 };
  await send(urls.platform, 'POST', '/admin/generate', args);
  const source = await db.connect('system');
  const { activities, close } = createActivities(source, {
    platformUrl: urls.platform,
    populationUrl: urls.population,
    outsideTimeoutMs: 400,
  });
  closing.push(
    close,
    () => platform.close(),
    () => population.close(),
  );
  run = (name, ...args) =>
    new MockActivityEnvironment().run(
      activities[name] as (...given: (string | number)[]) => Promise<void>,
      ...args,
    );
  ({ listId } = await givenList(db.owner));
  consult = (orders) => consultList(new Acts(source), systemSql(source), listId, orders);
}, 120_000);
afterAll(async () => {
  for (const close of closing) await close();
  await db.close();
});

async function send(base: string, method: string, path: string, body?: object): Promise<unknown> {
  const init = { method, headers: { 'content-type': 'application/json' } };
  const response = await fetch(
    base + path,
    body === undefined ? init : { ...init, body: JSON.stringify(body) },
  );
  return response.json();
}

async function one<T>(text: string): Promise<T> {
  return (await db.owner.query<Record<string, unknown>>(text)).rows[0] as T;
}

async function request(job: JobKey): Promise<void> {
  await consult([{ do: 'requestJob', ...job }]);
}

describe('the machine’s steps against outside systems that fail', () => {
  it('load the list page by page, once, in the station’s custody', async () => {
    await givenTask(db.owner, listId, 'compile', { preparing: true });
    await request({ kind: 'compile', scope: '', runNo: 1 });
    await send(urls.platform, 'PUT', '/admin/faults', FAULTS);
    await run('compile', listId);
    await run('compile', listId);
    const { total, shown } = await one<{ total: number; shown: number }>(
      `select (select count(*)::int from records) as total,
              (select count(*)::int from platform_checked s where s.commune_code = '${COMMUNE}'
                 and (s.number_state <> 'ok' or cardinality(s.wrong_fields) > 0)) as shown`,
    );
    expect(total).toBe(shown);
    expect(await one(`select record_no as first from records order by record_no limit 1`)).toEqual({
      first: 1,
    });
    expect(await one(`select max(record_no) as last from records`)).toEqual({ last: total });
    expect(await one(`select custodian_office_id, record_count from parcels`)).toEqual({
      custodian_office_id: `TYT-${COMMUNE}`,
      record_count: total,
    });
    expect(
      await one(`select count(*)::int as n, sum(record_count)::int as moved from custody_moves`),
    ).toEqual({
      n: 1,
      moved: total,
    });
    expect(await one(`select preparing from tasks where step = 'compile'`)).toEqual({ preparing: false });
    expect(await one(`select count(*)::int as n from records where cardinality(defects) = 0`)).toEqual({
      n: 0,
    });
  });

  it('compare every citizen and no foreigner, and exempt the foreigners with a record of the change', async () => {
    await db.owner.query(`update parcels set kind = 'police', scope = '1', stage = 'verify'`);
    await db.owner.query(
      `update records r set village_outcome = case when p.nationality = 'VN' then 'confirmed' else 'foreigner' end
       from truth_subjects t join truth_people p using (person_id) where t.subject_id = r.platform_subject_id`,
    );
    await givenTask(db.owner, listId, 'verify', { scope: '1', preparing: true });
    await request({ kind: 'population_check', scope: '1', runNo: 1 });
    await send(urls.population, 'PUT', '/admin/faults', FAULTS);
    await run('populationCheck', listId, 1);
    expect(await one(`select count(*)::int as n from records where population_status is null`)).toEqual({
      n: 0,
    });
    const { exempt, changes } = await one<{ exempt: number; changes: number }>(
      `select (select count(*)::int from records where police_outcome = 'exempt' and destination = 'facility') as exempt,
              (select count(*)::int from record_changes where field = 'police_outcome') as changes`,
    );
    expect(exempt).toBeGreaterThan(0);
    expect(changes).toBe(exempt);
    const asked = (await send(urls.population, 'GET', '/admin/requests?foreigners=true')) as {
      items: { foreigner: boolean }[];
    };
    expect(asked.items.filter(({ foreigner }) => foreigner)).toEqual([]);
    expect(await one(`select preparing from tasks where step = 'verify'`)).toEqual({ preparing: false });
    expect(
      await one(`select count(*)::int as n from records where proposed_outcome is not null`),
    ).not.toEqual({ n: 0 });
  });

  it('bring the platform to the verified values, each effect once, however often it is told to', async () => {
    await db.owner.query(
      `update records r set full_name = p.full_name, date_of_birth = p.date_of_birth, gender = p.gender,
              id_number = case when p.nationality = 'VN' then p.id_number end, passport_number = p.passport_number,
              police_outcome = coalesce(police_outcome, 'list_corrected'), version = version + 1
       from truth_subjects t join truth_people p using (person_id) where t.subject_id = r.platform_subject_id`,
    );
    await db.owner.query(
      `update records set police_outcome = 'cannot_verify' where id_number is null and nationality = 'VN' and village_outcome <> 'foreigner'`,
    );
    for (const runNo of [1, 2]) {
      await request({ kind: 'platform_update', scope: '1', runNo });
      await run('platformUpdate', listId, 1, runNo);
    }
    const states = await db.owner.query(
      `select update_state as state, update_failure as failure, count(*)::int as n from records group by 1, 2 order by 1`,
    );
    expect(states.rows.filter(({ state }) => state !== 'done' && state !== 'skipped')).toEqual([]);
    const wrong = await one(
      `select count(*)::int as n from records r join platform_subjects s on s.subject_id = r.platform_subject_id
       where r.update_state = 'done' and (s.full_name <> r.full_name or s.gender <> r.gender
         or (r.id_number is not null and r.village_outcome <> 'foreigner' and s.id_number is distinct from r.id_number))`,
    );
    expect(wrong).toEqual({ n: 0 });
    expect(await one(`select count(*)::int as n from effects where kind = 'import_created'`)).toEqual({
      n: 0,
    });
    const twice = await db.owner.query(
      `select subject from effects where system = 'platform' and applied group by subject, fieldset, new_values having count(*) > 1`,
    );
    expect(twice.rows).toEqual([]);
    expect(await one(`select count(*)::int as n from effects where delivery <> 'normal'`)).not.toEqual({
      n: 0,
    });
  });

  it('leave alone what somebody else has changed since the list was compiled', async () => {
    await db.owner.query(
      `with victim as (select record_no, platform_subject_id from records where update_state = 'done' and update_kind in ('edit','both') limit 1),
       changed as (update platform_subjects s set full_name = 'Người Khác', version = version + 1 from victim v where s.subject_id = v.platform_subject_id)
       update records r set update_state = 'failed' from victim v where r.record_no = v.record_no`,
    );
    await request({ kind: 'platform_update', scope: '1', runNo: 3 });
    await run('platformUpdate', listId, 1, 3);
    expect(
      await one(
        `select update_state as state, update_failure as failure from records where update_failure is not null`,
      ),
    ).toEqual({ state: 'failed', failure: 'platform_changed' });
    expect(
      await one(`select count(*)::int as n from platform_subjects where full_name = 'Người Khác'`),
    ).toEqual({ n: 1 });
    expect(await one(`select failed, done from jobs where kind = 'platform_update' and run_no = 3`)).toEqual({
      failed: 1,
      done: 0,
    });
  });

  it('correct and supplement persons in the population database once', async () => {
    await db.owner.query(
      `with two as (select record_no, row_number() over (order by record_no) as n from records
         where population_answer ->> 'personId' is not null and id_number is not null and nationality = 'VN' and village_outcome <> 'foreigner' limit 2)
       update records r set police_outcome = case n when 1 then 'population_corrected' else 'supplemented' end,
              full_name = 'Trần Thử ' || case n when 1 then 'Một' else 'Hai' end,
              id_number = case n when 1 then r.id_number else '060099123457' end,
              population_answer = case n when 1 then r.population_answer else '{}'::jsonb end
       from two where r.record_no = two.record_no`,
    );
    await request({ kind: 'population_update', scope: '1', runNo: 1 });
    await run('populationUpdate', listId, 1, 1);
    await request({ kind: 'population_update', scope: '1', runNo: 2 });
    await run('populationUpdate', listId, 1, 2);
    expect(
      (await db.owner.query(`select population_update from records where population_update is not null`))
        .rows,
    ).toEqual([{ population_update: 'done' }, { population_update: 'done' }]);
    const applied = await db.owner.query(
      `select kind, count(*)::int as n from effects where system = 'population' and applied group by 1 order by 1`,
    );
    expect(applied.rows).toEqual([
      { kind: 'person_supplement', n: 1 },
      { kind: 'person_update', n: 1 },
    ]);
  });

  it('fetch the platform’s verdict on every record', async () => {
    await givenTask(db.owner, listId, 'check', { scope: '1', preparing: true });
    await request({ kind: 'verification', scope: '1', runNo: 1 });
    await run('verification', listId, 1);
    expect(await one(`select count(*)::int as n from records where verification_result is null`)).toEqual({
      n: 0,
    });
    expect(await one(`select preparing from tasks where step = 'check'`)).toEqual({ preparing: false });
    const types = await db.owner.query(
      `select type from events where list_id = '${listId}' order by event_no`,
    );
    expect(types.rows.map(({ type }: { type: string }) => type)).toEqual([
      ...['list.compiled', 'population.checked', 'platform.updated', 'platform.updated', 'platform.updated'],
      ...['population.updated', 'population.updated', 'platform.checked'],
    ]);
    expect(await one(`select province_code from records limit 1`)).toEqual({ province_code: PROVINCE });
  });
});
