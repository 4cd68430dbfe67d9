import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ListCustody } from '#persistence/repositories/custody-ledger';
import type { ParcelStay } from '#persistence/repositories/parcel-custody';
import type { CustodyInterval } from '#persistence/repositories/record-custody';
import { COMMUNE, OTHER_COMMUNE } from '../support/database.ts';
import { refusal, Scenario } from './acts-scenario.ts';

const RECORDS = 12;
const STATION = `TYT-${COMMUNE}`;
const POLICE = `CA-${COMMUNE}`;

let chain: Scenario;
let scope: string;
let withdrawn: string;
let offered: string;
beforeAll(async () => {
  chain = await Scenario.start();
  scope = await chain.toPolice(RECORDS);
  await chain.verify(scope);
  withdrawn = await chain.sign(scope);
  const { chief } = chain.officers;
  expect(await chief.post(`/handovers/${withdrawn}/withdraw`, { reason: 'Ký nhầm' })).toMatchObject({
    status: 200,
  });
  offered = await chain.sign(scope, 2);
});
afterAll(() => chain.close());

const ofList = async () => {
  const { status, body } = await chain.officers.station.get<ListCustody>(`/lists/${chain.listId}/custody`);
  expect(status).toBe(200);
  return body;
};
interface Page {
  readonly items: CustodyInterval[];
  readonly nextCursor: string | null;
}
const ofRecord = async (no: number, query = '') => {
  const path = `/lists/${chain.listId}/records/${no}/custody${query}`;
  const { status, body } = await chain.officers.station.get<Page>(path);
  expect(status).toBe(200);
  return body;
};
const ms = (from: string | Date, to: string | Date) => new Date(to).getTime() - new Date(from).getTime();

describe('the custody of a list', () => {
  it('names the holder and what is on offer; the sums are the total', async () => {
    const { total, now, offices, at } = await ofList();
    expect(total).toBe(RECORDS);
    expect(now).toMatchObject([{ officeId: POLICE, step: 'receive', count: RECORDS, offered: RECORDS }]);
    expect(offices.reduce((sum, { count }) => sum + count, 0)).toBe(RECORDS);
    expect(offices.find(({ officeId }) => officeId === POLICE)).toMatchObject({ count: RECORDS });
    expect(offices.find(({ officeId }) => officeId === STATION)).toMatchObject({ count: 0 });
    expect(Math.abs(Date.now() - new Date(at).getTime())).toBeLessThan(60_000);
  });

  it('counts working time alone: nobody waits longer than the clock ran, and the mean is not over the longest', async () => {
    const { now, offices, steps, at } = await ofList();
    for (const { oldestSince, oldestWaitingMs, meanWaitingMs } of now) {
      expect(oldestWaitingMs).toBeLessThanOrEqual(ms(oldestSince, at) + 1);
      expect(meanWaitingMs).toBeLessThanOrEqual(oldestWaitingMs);
    }
    for (const { heldMs } of offices) expect(heldMs).toBeGreaterThanOrEqual(0);
    const verify = steps.find(({ step }) => step === 'verify');
    expect(verify).toMatchObject({ officeId: POLICE, tasks: 1, open: 0 });
    expect(verify?.longestMs).toBeLessThanOrEqual(verify?.waitedMs ?? -1);
  });

  it('takes waiting time from the calendar of the campaign: day and night when it says so', async () => {
    await chain.owner.query(
      `update lists set terms = jsonb_set(terms, '{calendar}', '"continuous"') where id = $1`,
      [chain.listId],
    );
    const { now, at } = await ofList();
    const [group] = now;
    expect(group?.oldestWaitingMs).toBeGreaterThan(0);
    expect(Math.abs((group?.oldestWaitingMs ?? 0) - ms(group?.oldestSince ?? at, at))).toBeLessThan(50);
    const { items } = await ofRecord(1);
    for (const { since, until, heldMs } of items.filter((span) => span.until !== null))
      expect(Math.abs(heldMs - ms(since, until as Date))).toBeLessThan(5);
  });

  it('is shown in its own area alone', async () => {
    const stranger = chain.api.as(`xa.${OTHER_COMMUNE}`);
    const nowhere = '00000000-0000-4000-8000-000000000000';
    for (const rest of ['custody', 'records/1/custody'])
      expect(await stranger.get(`/lists/${chain.listId}/${rest}`)).toMatchObject(refusal(403, 'out_of_area'));
    for (const rest of ['custody', 'records/1/custody'])
      expect(await chain.officers.station.get(`/lists/${nowhere}/${rest}`)).toMatchObject(
        refusal(404, 'list_not_found'),
      );
    expect(await chain.officers.station.get('/lists/x/custody')).toMatchObject(refusal(400, 'invalid_input'));
  });
});

describe('the custody of a record', () => {
  it('has every holder from the loading on, without a gap, with the offers made meanwhile', async () => {
    const { items, nextCursor } = await ofRecord(1);
    expect(nextCursor).toBeNull();
    const places = items.map(({ officeId }) => officeId);
    expect([places[0], places.at(-1)]).toEqual([STATION, POLICE]);
    for (const [i, span] of items.slice(0, -1).entries())
      expect([span.until, span.untilEventNo]).toEqual([items[i + 1]?.since, items[i + 1]?.eventNo]);
    expect(items.at(-1)).toMatchObject({ until: null, untilEventNo: null });
    const official = items.at(-1)?.offers.filter(({ grade }) => grade === 'official') ?? [];
    expect(official).toMatchObject([
      { handoverId: withdrawn, toOfficeId: STATION, state: 'withdrawn' },
      { handoverId: offered, toOfficeId: STATION, state: 'offered', endedAt: null },
    ]);
    expect(official.every(({ acceptDueAt }) => acceptDueAt !== null)).toBe(true);
  });

  it('comes in pages that put together are the whole', async () => {
    const { items: whole } = await ofRecord(2);
    const pages: CustodyInterval[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page = await ofRecord(2, `?limit=1${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      expect(page.items.length).toBeLessThanOrEqual(1);
      pages.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(pages.map(({ officeId, eventNo, until }) => [officeId, eventNo, until])).toEqual(
      whole.map(({ officeId, eventNo, until }) => [officeId, eventNo, until]),
    );
  });

  it('refuses numbers, cursors and limits that are none', async () => {
    const { station } = chain.officers;
    const path = `/lists/${chain.listId}/records`;
    expect(await station.get(`${path}/${RECORDS + 1}/custody`)).toMatchObject({ status: 404 });
    for (const wrong of ['0/custody', 'x/custody', '1/custody?cursor=abc', '1/custody?limit=0'])
      expect([wrong, (await station.get(`${path}/${wrong}`)).status]).toEqual([wrong, 400]);
  });
});

describe('the custody of a parcel', () => {
  const ofParcel = async (no: number) => {
    const { status, body } = await chain.officers.station.get<{ items: ParcelStay[] }>(
      `/lists/${chain.listId}/parcels/${no}/custody`,
    );
    expect(status).toBe(200);
    return body.items;
  };

  it('has every office and step, without a gap, and ends where the records lie', async () => {
    const { rows } = await chain.owner.query<{ no: number; office: string; stage: string }>(
      `select parcel_no as no, custodian_office_id as office, stage from parcels where list_id = $1 order by parcel_no`,
      [chain.listId],
    );
    expect(rows.length).toBeGreaterThan(1);
    for (const { no, office, stage } of rows) {
      const stays = await ofParcel(no);
      expect(stays.at(-1)).toMatchObject({ officeId: office, step: stage, until: null });
      for (const [i, stay] of stays.slice(0, -1).entries()) {
        expect(stay.until).toEqual(stays[i + 1]?.since);
        expect(stay.waitedMs).toBeLessThanOrEqual(ms(stay.since, stay.until as Date) + 1);
      }
    }
    const police = await ofParcel(Number(scope));
    expect(police.map(({ step }) => step)).toEqual(expect.arrayContaining(['verify', 'sign', 'receive']));
  });

  it('is shown in its own area alone, and only where there is one', async () => {
    const stranger = chain.api.as(`xa.${OTHER_COMMUNE}`);
    const path = `/lists/${chain.listId}/parcels`;
    expect(await stranger.get(`${path}/1/custody`)).toMatchObject(refusal(403, 'out_of_area'));
    expect(await chain.officers.station.get(`${path}/999/custody`)).toMatchObject({ status: 404 });
    expect(await chain.officers.station.get(`${path}/x/custody`)).toMatchObject({ status: 400 });
  });
});
