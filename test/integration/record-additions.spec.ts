import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { SYSTEM } from '#persistence/act';
import { compareChain } from '#persistence/audit/compare-chain';
import { compareTables } from '#persistence/audit/compare-tables';
import type { AdditionView } from '#persistence/repositories/additions';
import type { Page } from '../../apps/api/src/http/paging.ts';
import { beginStillRead } from '#persistence/still-read';
import { migrate as migrateSimulators } from '../../apps/simulators/src/database/schema.ts';
import { startPlatform } from '../../apps/simulators/src/platform/platform-server.ts';
import { createActivities } from '../../apps/worker/src/activities.ts';
import { givenList } from '../support/chain.ts';
import { COMMUNE, OTHER_COMMUNE, PROVINCE } from '../support/database.ts';
import { refusal, Scenario } from './acts-scenario.ts';

const LOADED = 9;
const REASON = 'Giấy tờ khác với Nền tảng';

let chain: Scenario;
let addSubjects: (listId: string, runNo: number) => Promise<void>;
let residents: string[];
let stranger: string;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  chain = await Scenario.start();
  await migrateSimulators(chain.owner);
  const platform = await startPlatform({ host: '127.0.0.1', port: 0, pool: chain.owner });
  const platformUrl = `http://127.0.0.1:${platform.port}`;
  for (const communeCode of [COMMUNE, OTHER_COMMUNE]) {
    const body = JSON.stringify({ seed: 5, communeCode, villages: 3, wrong: 5, right: 20 });
    const headers = { 'content-type': 'application/json' };
    await fetch(`${platformUrl}/admin/generate`, { method: 'POST', headers, body });
  }
  const source = await chain.api.db.connect('system');
  const urls = { platformUrl, populationUrl: platformUrl, outsideTimeoutMs: 2_000 };
  const { activities, close } = createActivities(source, urls);
  closing.push(close, () => platform.close());
  addSubjects = (...args) => new MockActivityEnvironment().run(activities.addSubjects, ...args);
  const right = async (commune: string) => {
    const { rows } = await chain.owner.query<{ id: string }>(
      `select subject_id as id from platform_checked where commune_code = $1 and number_state = 'ok' and cardinality(wrong_fields) = 0 order by 1`,
      [commune],
    );
    return rows.map(({ id }) => id);
  };
  residents = await right(COMMUNE);
  [stranger = ''] = await right(OTHER_COMMUNE);
}, 120_000);
afterAll(async () => {
  for (const close of closing) await close();
  await chain.close();
});

const resident = (i: number): string => residents[i] as string;

async function compiling(): Promise<{ task: string; epoch: number; listId: string }> {
  const listId = await chain.list(LOADED);
  const task = await chain.task('compile');
  return { task, epoch: await chain.claim(chain.officers.station, task), listId };
}

const add = (task: string, epoch: number, subjectIds: readonly string[]) =>
  chain.officers.station.post(`/tasks/${task}/additions`, { epoch, subjectIds, reason: REASON });

async function findings(listId: string): Promise<unknown[]> {
  const { sql, end } = await beginStillRead(await chain.api.db.connect('system'), SYSTEM);
  const key = { provinceCode: PROVINCE, listId };
  try {
    const all = [...(await compareTables(sql, key)), ...(await compareChain(sql, key))];
    // The scenario itself sets the stage as the database's owner.
    return all.filter(({ problem }) => problem !== 'outside');
  } finally {
    await end();
  }
}

describe('the station adds residents whom the platform does not list', () => {
  it('says of each what became of it, and the new records are the station’s like all others', async () => {
    const { task, epoch, listId } = await compiling();
    const { listId: other } = await givenList(chain.owner);
    await chain.owner.query(
      `insert into parcels (province_code, list_id, parcel_no, commune_code, kind, stage, custodian_office_id, since, record_count)
       values ($1, $2, 1, $3, 'list', 'compile', $4, now(), 1)`,
      [PROVINCE, other, COMMUNE, `TYT-${COMMUNE}`],
    );
    await chain.owner.query(
      `insert into records (province_code, list_id, record_no, commune_code, parcel_no, platform_subject_id, platform_version, nationality)
       values ($1, $2, 1, $3, 1, $4, 1, 'VN')`,
      [PROVINCE, other, COMMUNE, resident(3)],
    );
    const asked = [resident(0), resident(1), resident(3), stranger, 'KHONG-CO'];
    expect(await add(task, epoch, asked)).toMatchObject({ status: 200, body: { runNo: 1, requested: 5 } });
    await addSubjects(listId, 1);
    await addSubjects(listId, 1);
    const page = await chain.officers.station.get<Page<AdditionView>>(`/tasks/${task}/additions`);
    expect(
      Object.fromEntries(page.body.items.map((item) => [item.subjectId, [item.result, item.recordNo]])),
    ).toEqual({
      [resident(0)]: ['added', 10],
      [resident(1)]: ['added', 11],
      [resident(3)]: ['in_other_list', null],
      [stranger]: ['other_commune', null],
      'KHONG-CO': ['not_found', null],
    });
    await chain.checkCustody();
    expect(await findings(listId)).toEqual([]);
    const { rows } = await chain.owner.query(
      `select record_no, defects from records where list_id = $1 and record_no > $2 order by 1`,
      [listId, LOADED],
    );
    expect(rows).toEqual([
      { record_no: 10, defects: ['wrong_basic_info'] },
      { record_no: 11, defects: ['wrong_basic_info'] },
    ]);
  });

  it('finds a resident who is on the list already, and adds him once', async () => {
    const { task, epoch, listId } = await compiling();
    await add(task, epoch, [resident(5)]);
    await addSubjects(listId, 1);
    await add(task, epoch, [resident(5), resident(6)]);
    await addSubjects(listId, 2);
    const page = await chain.officers.station.get<Page<AdditionView>>(`/tasks/${task}/additions?limit=2`);
    expect(page.body.items.map(({ runNo, result, recordNo }) => [runNo, result, recordNo])).toEqual([
      [2, 'already_in_list', 10],
      [2, 'added', 11],
    ]);
    const rest = await chain.officers.station.get<Page<AdditionView>>(
      `/tasks/${task}/additions?limit=2&cursor=${page.body.nextCursor}`,
    );
    expect(rest.body).toMatchObject({ items: [{ runNo: 1, result: 'added' }], nextCursor: null });
    expect(await findings(listId)).toEqual([]);
  });

  it('cannot hand the list over while the platform is being asked, and the list goes on with what was added', async () => {
    const { task, epoch, listId } = await compiling();
    const { station } = chain.officers;
    await add(task, epoch, [resident(8)]);
    expect(await station.post(`/tasks/${task}/complete`, { epoch })).toMatchObject(
      refusal(409, 'task_preparing'),
    );
    expect(await add(task, epoch, [resident(9)])).toMatchObject(refusal(409, 'act_not_allowed'));
    await addSubjects(listId, 1);
    expect(await station.post(`/tasks/${task}/complete`, { epoch })).toMatchObject({ status: 200 });
    const { rows } = await chain.owner.query(`select stage, record_count from parcels where list_id = $1`, [
      listId,
    ]);
    expect(rows).toEqual([{ stage: 'assign', record_count: LOADED + 1 }]);
    expect(await findings(listId)).toEqual([]);
  });

  it('adds nothing to a list that has left the station', async () => {
    const { task, epoch, listId } = await compiling();
    await add(task, epoch, [resident(10)]);
    await chain.owner.query(`update parcels set stage = 'assign' where list_id = $1`, [listId]);
    await addSubjects(listId, 1);
    const { rows } = await chain.owner.query(`select count(*)::int as n from records where list_id = $1`, [
      listId,
    ]);
    expect(rows).toEqual([{ n: LOADED }]);
  });
});

describe('nobody else adds, and nothing twice', () => {
  it('refuses the wrong role, the wrong commune, a stale epoch and what is no code', async () => {
    const { task, epoch } = await compiling();
    const body = { epoch, subjectIds: [resident(12)], reason: REASON };
    const { commune, police } = chain.officers;
    expect(await commune.post(`/tasks/${task}/additions`, body)).toMatchObject(refusal(403, 'no_permission'));
    expect(await police.post(`/tasks/${task}/additions`, body)).toMatchObject(refusal(403, 'no_permission'));
    expect(
      await chain.api.as(`tramyte1.${OTHER_COMMUNE}`).post(`/tasks/${task}/additions`, body),
    ).toMatchObject(refusal(403, 'out_of_area'));
    expect(await chain.api.as(`tramyte1.${OTHER_COMMUNE}`).get(`/tasks/${task}/additions`)).toMatchObject(
      refusal(403, 'out_of_area'),
    );
    expect(await add(task, epoch - 1, [resident(12)])).toMatchObject(refusal(409, 'stale_epoch'));
    expect(await add(task, epoch, ['a b'])).toMatchObject(refusal(400, 'invalid_input'));
    expect(await add(task, epoch, [])).toMatchObject(refusal(400, 'invalid_input'));
  });

  it('answers a repeated request as it did the first time', async () => {
    const { task, epoch, listId } = await compiling();
    const key = { key: `them-${listId}` };
    const body = { epoch, subjectIds: [resident(14), resident(14)], reason: REASON };
    const first = await chain.officers.station.post(`/tasks/${task}/additions`, body, key);
    const again = await chain.officers.station.post(`/tasks/${task}/additions`, body, key);
    expect(first).toMatchObject({ status: 200, body: { runNo: 1, requested: 1 } });
    expect(again.body).toEqual(first.body);
    const { rows } = await chain.owner.query(
      `select count(*)::int as n from record_additions where list_id = $1`,
      [listId],
    );
    expect(rows).toEqual([{ n: 1 }]);
  });
});
