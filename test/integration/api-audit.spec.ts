import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FieldChange, LateTask, Look, Provenance } from '#persistence/audit/questions';
import type { Caller } from '../support/api.ts';
import { COMMUNE, OTHER_COMMUNE } from '../support/database.ts';
import { Scenario } from './acts-scenario.ts';

const PURPOSE = encodeURIComponent('Kiểm tra theo đơn của công dân');

let chain: Scenario;
let auditor: Caller;
/** Before the list was compiled, while the villages had it, and when the police had it. */
const moments: string[] = [];

const now = async (): Promise<string> => {
  const { rows } = await chain.owner.query<{ now: Date }>('select clock_timestamp() as now');
  // Events are kept to the millisecond.
  await new Promise((resolve) => setTimeout(resolve, 3));
  return (rows[0] as { now: Date }).now.toISOString();
};

beforeAll(async () => {
  chain = await Scenario.start();
  auditor = chain.api.as('thanhtra.60');
  moments.push(await now());
  await chain.list(9);
  moments.push(await now());
  const { station, commune, police } = chain.officers;
  await chain.step(station, 'compile');
  await chain.step(commune, 'assign');
  const reviewing = await chain.task('review', `${COMMUNE}-02`);
  const epoch = await chain.claim(chain.officers.villages[1] as Caller, reviewing);
  const answer = await chain.officers.villages[1]?.put(`/tasks/${reviewing}/records/1/decision`, {
    ...{ epoch, outcome: 'corrected', values: { fullName: 'Trần Thị Bưởi' }, note: 'Theo thẻ căn cước' },
  });
  expect(answer).toMatchObject({ status: 200 });
  moments.push(await now());
  await chain.decideAll(chain.officers.villages[1] as Caller, reviewing, epoch, 'confirmed');
  void police;
}, 60_000);
afterAll(() => chain?.close());

const of = (path: string) => `/lists/${chain.listId}/${path}`;

describe('an auditor', () => {
  it('sees a list as of any moment: nothing before its first event, and every parcel and task as they stood', async () => {
    const [before, compiled, reviewed] = moments as [string, string, string];
    expect((await auditor.get(of(`as-of?at=${before}`))).body).toMatchObject({ eventNo: 0, list: null });
    expect((await auditor.get(of(`as-of?at=${compiled}`))).body).toMatchObject({
      parcels: [{ stage: 'compile', record_count: 9 }],
      tasks: [],
    });
    const { body } = await auditor.get<{ parcels: { stage: string }[]; tasks: { state: string }[] }>(
      of(`as-of?at=${reviewed}`),
    );
    expect(body.parcels.filter(({ stage }) => stage === 'review')).toHaveLength(3);
    expect(body.tasks.filter(({ state }) => state === 'claimed')).toHaveLength(1);
  });

  it('sees a record as it was before and after a correction', async () => {
    const at = (moment: string | undefined) =>
      auditor.get<{ state: Record<string, unknown> }>(of(`records/1/as-of?at=${moment}&purpose=${PURPOSE}`));
    const [, compiled, reviewed] = moments;
    const [was, becomes] = [await at(compiled), await at(reviewed)];
    expect(was.body.state['full_name']).not.toBe('Trần Thị Bưởi');
    expect(was.body.state['village_outcome']).toBeUndefined();
    expect(becomes.body.state).toMatchObject({ full_name: 'Trần Thị Bưởi', village_outcome: 'corrected' });
  });

  it('learns who held a record at a moment', async () => {
    const holder = (moment: string | undefined) => auditor.get(of(`records/1/holder?at=${moment}`));
    expect((await holder(moments[0])).status).toBe(404);
    expect((await holder(moments[1])).body).toMatchObject({ officeId: `TYT-${COMMUNE}` });
    expect((await holder(moments[2])).body).toMatchObject({ officeId: `TCT-A-${COMMUNE}-02` });
  });

  it('learns who changed what, from which source, and what it replaced', async () => {
    const { body } = await auditor.get<{ items: FieldChange[] }>(
      of(`records/1/history?purpose=${PURPOSE}&limit=200`),
    );
    const name = body.items.find(({ field }) => field === 'full_name');
    expect(name).toMatchObject({ newValue: 'Trần Thị Bưởi', source: 'village', type: 'records.reviewed' });
    expect(name?.office?.officeId).toBe(`TCT-A-${COMMUNE}-02`);
    const { body: fields } = await auditor.get<{ fields: Provenance[] }>(
      of(`records/1/provenance?purpose=${PURPOSE}`),
    );
    const full = fields.fields.find(({ field }) => field === 'full_name');
    expect(full).toMatchObject({ source: 'village', replaced: name?.oldValue });
    expect(fields.fields.find(({ field }) => field === 'gender')).toMatchObject({ source: 'platform' });
  });

  it('finds its own looks in the log, and everybody else’s', async () => {
    const { body } = await auditor.get<{ items: Look[] }>(of('records/1/looks'));
    expect(body.items.length).toBeGreaterThanOrEqual(4);
    expect(body.items[0]).toMatchObject({ kind: 'read', purpose: 'Kiểm tra theo đơn của công dân' });
    const other = await auditor.get<{ items: Look[] }>(of('records/9/looks'));
    expect(other.body.items).toHaveLength(0);
  });

  it('must say why it wants personal data', async () => {
    const { status, body } = await auditor.get<{ code: string }>(of('records/1/history'));
    expect([status, body.code]).toEqual([400, 'invalid_input']);
  });

  it('sees the queue of an office as of a moment', async () => {
    const at = async (moment: string | undefined) =>
      (await auditor.get<{ items: { taskId: string }[] }>(`/offices/TCT-A-${COMMUNE}-02/queue?at=${moment}`))
        .body.items;
    expect(await at(moments[1])).toHaveLength(0);
    expect(await at(moments[2])).toHaveLength(1);
  });

  it('learns what was late and through whom', async () => {
    await chain.owner.query(
      `update tasks set due_at = completed_at - interval '1 hour' where list_id = $1 and step = 'assign'`,
      [chain.listId],
    );
    const { body } = await auditor.get<{ items: LateTask[] }>(of('late'));
    expect(body.items.map(({ step, office }) => [step, office.officeId])).toEqual([
      ['assign', `TCT-X-${COMMUNE}`],
    ]);
  });
});

describe('everybody else', () => {
  it('is refused what is the auditor’s, and what lies outside the area', async () => {
    const village = chain.officers.villages[0] as Caller;
    const refused = async (who: Caller, path: string) => (await who.get<{ code: string }>(path)).body.code;
    expect(await refused(village, of('records/1/looks'))).toBe('no_permission');
    expect(await refused(village, of(`records/1/history?purpose=${PURPOSE}`))).toBe('no_permission');
    const elsewhere = chain.api.as(`tramyte1.${OTHER_COMMUNE}`);
    expect(await refused(elsewhere, of(`as-of?at=${moments[1]}`))).toBe('out_of_area');
  });
});
