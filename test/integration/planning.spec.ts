import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { isDeepStrictEqual } from 'node:util';
import { Acts, type Actor } from '#persistence/act';
import { DECIDE, DECIDE_ONE } from '#persistence/repositories/decision-texts';
import { decideRecord } from '#persistence/repositories/decisions';
import { readTaskRecords, readTaskRecordsText, RECORD_VIEW_FIELDS } from '#persistence/repositories/records';
import { coverage, undecidedCount, type Work } from '#persistence/repositories/work';
import { givenList, givenParcel } from '../support/chain.ts';
import { COMMUNE, PROVINCE, testDatabase, type TestDatabase } from '../support/database.ts';

const RECORDS = 3_000;
const LISTS = 3;
const VILLAGE = `${COMMUNE}-01`;

let db: TestDatabase;
let api: DataSource;
let work: Work;
let actor: Actor;

/** Several whole lists in a database that nobody has analysed, as after a fresh installation. */
beforeAll(async () => {
  db = await testDatabase();
  api = await db.connect('api');
  for (let n = 0; n < LISTS; n += 1) {
    const { listId, campaignId } = await givenList(db.owner);
    await givenParcel(db.owner, listId, {
      ...{ kind: 'village', scope: VILLAGE, stage: 'review', custodian: `TCT-A-${VILLAGE}` },
      ...{ count: RECORDS, villageCode: VILLAGE },
    });
    work = {
      ...{ id: listId, campaignId, listId, provinceCode: PROVINCE, communeCode: COMMUNE },
      ...{ step: 'review', scope: VILLAGE, round: 1, records: null, officeId: `TCT-A-${VILLAGE}` },
    };
  }
  const { rows } = await db.owner.query<{ id: string }>(`select id from people where subject = $1`, [
    `thon1.${COMMUNE}`,
  ]);
  actor = {
    ...{ personId: rows[0]?.id ?? '', officeId: `TCT-A-${VILLAGE}`, role: 'village_task_force' },
    area: { provinces: [], communes: [COMMUNE], recordCommunes: [], villages: [VILLAGE] },
  };
}, 60_000);
afterAll(() => db?.close());

interface Plan {
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
}

/** Pages that a statement of an act reads, the act being rolled back. */
async function pagesOf(text: string, values: (eventNo: bigint) => unknown[]): Promise<number> {
  let pages = 0;
  const undone = new Error('undone');
  const looked = new Acts(api).run({ actor, lists: [work.listId] }, async (act) => {
    const [row] = await act.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `explain (analyze, buffers, format json) ${text}`,
      values(act.nextEventNo(work.listId)),
    );
    const plan = row?.['QUERY PLAN'][0].Plan as Plan;
    pages = plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
    throw undone;
  });
  await expect(looked).rejects.toBe(undone);
  return pages;
}

const decisions = (numbers: readonly number[]) => (eventNo: bigint) => [
  ...coverage(work),
  eventNo,
  [actor.personId],
  JSON.stringify(numbers.map((recordNo) => ({ recordNo, outcome: 'confirmed', values: {} }))),
  numbers,
];

describe(`with ${LISTS} lists of ${RECORDS} records that nobody has analysed`, () => {
  it('one record is decided without a look at the others', async () => {
    const pages = await pagesOf(DECIDE_ONE.review, (no) => [...decisions([17])(no), false]);
    expect(pages).toBeGreaterThan(0);
    expect(pages).toBeLessThan(150);
  });

  it('two hundred records are decided with some pages each', async () => {
    const numbers = Array.from({ length: 200 }, (_, i) => 10 * i + 1);
    expect(await pagesOf(DECIDE.review, decisions(numbers))).toBeLessThan(200 * 40);
  });

  it('a record decided alone comes back as a page shows it', async () => {
    const { answer } = await new Acts(api).run({ actor, lists: [work.listId] }, (act) =>
      decideRecord(act, work, { recordNo: 21, outcome: 'confirmed', values: { gender: 'Nữ' }, note: 'thử' }),
    );
    const [record] = await new Acts(api).read(actor, (sql) =>
      readTaskRecords(sql, actor, work, { after: 20, limit: 1 }),
    );
    expect(answer).toEqual(record);
    expect(Object.keys(answer).sort()).toEqual([...RECORD_VIEW_FIELDS].sort());
    expect(answer).toMatchObject({ recordNo: 21, villageOutcome: 'confirmed', current: { gender: 'Nữ' } });
  });

  it('a page as text says what the page says, and whether another one follows', async () => {
    for (const [after, more] of [
      [0, true],
      [RECORDS - 40, false],
      [RECORDS, false],
    ] as const) {
      const filter = { after, limit: 50 };
      const [rows, text] = await new Acts(api).read(actor, async (sql) => [
        await readTaskRecords(sql, actor, work, filter),
        await readTaskRecordsText(sql, actor, work, filter),
      ]);
      const shown = rows.slice(0, 50).map((record) => ({ ...record, masked: false }));
      expect(isDeepStrictEqual(JSON.parse(text.items), shown)).toBe(true);
      expect(text.recordNos).toEqual(shown.map(({ recordNo }) => recordNo));
      expect(text.more).toBe(more);
    }
  });

  it('an act’s statements are planned once and never to read whole tables, and a read’s as they are asked', async () => {
    const modes = `select current_setting('plan_cache_mode') as plans, current_setting('enable_seqscan') as whole`;
    const acts = new Acts(api);
    const { answer } = await acts.run({ actor, lists: [work.listId] }, async (act) => [
      ...(await act.query(modes)),
      await undecidedCount(act, work),
    ]);
    expect(answer).toEqual([{ plans: 'force_generic_plan', whole: 'off' }, RECORDS - 1]);
    expect(await acts.read(actor, (sql) => sql.query(modes))).toEqual([{ plans: 'auto', whole: 'on' }]);
    expect(await acts.read(actor, (sql) => sql.query(modes), { byKeys: true })).toEqual([
      { plans: 'force_generic_plan', whole: 'off' },
    ]);
  });

  it('the first statement of an act, sent with its locks, answers the first question alone', async () => {
    const text = `select clock_timestamp()::text as at`;
    const { answer } = await new Acts(api).run(
      { actor, lists: [work.listId], first: [text, []] },
      async (act) => {
        const [first] = await act.query<{ at: string }>(text);
        const [second] = await act.query<{ at: string }>(text);
        return [first?.at, second?.at];
      },
    );
    expect(new Set(answer).size).toBe(2);
  });
});
