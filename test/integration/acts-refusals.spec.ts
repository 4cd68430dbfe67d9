import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RecordView } from '#persistence/repositories/records';
import type { Caller } from '../support/api.ts';
import { OTHER_COMMUNE } from '../support/database.ts';
import { refusal, Scenario, village } from './acts-scenario.ts';

let chain: Scenario;
const villageOne = (): Caller => chain.officers.villages[0] as Caller;

beforeAll(async () => {
  chain = await Scenario.start();
});
afterAll(() => chain.close());

/** Everything an act could have changed, as one text. */
async function state(): Promise<string> {
  const { rows } = await chain.owner.query(
    `select (select json_agg(r order by record_no) from records r where list_id = $1)::text
         || (select json_agg(p order by parcel_no) from parcels p where list_id = $1)::text
         || (select json_agg(t order by id) from tasks t where list_id = $1)::text
         || (select (to_jsonb(l) - 'heard_at')::text from lists l where id = $1)
         || (select count(*) from events where list_id = $1) || (select count(*) from record_changes where list_id = $1)
         || (select count(*) from handovers where list_id = $1) || (select count(*) from workflow_messages) as state`,
    [chain.listId],
  );
  return (rows[0] as { state: string }).state;
}

describe('deciding records of a village', () => {
  let taskId: string;
  let epoch: number;
  const own = 3; // record n lies in village 1 + n % 3

  beforeAll(async () => {
    await chain.list(12);
    await chain.step(chain.officers.station, 'compile');
    await chain.step(chain.officers.commune, 'assign');
    taskId = await chain.task('review', village(1));
    epoch = await chain.claim(villageOne(), taskId);
  });

  const decide = (body: object, no = own, who = villageOne()) =>
    who.put<RecordView>(`/tasks/${taskId}/records/${no}/decision`, { epoch, outcome: 'corrected', ...body });

  it('normalises the values and writes down what changed', async () => {
    const answer = await decide({
      values: {
        fullName: '  Trần  Thị Bé ',
        dateOfBirth: '01/02/1990',
        gender: 'nữ',
        idNumber: '060 190 000 001',
      },
      note: 'Theo CCCD',
    });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        ...{ recordNo: own, villageOutcome: 'corrected', villageNote: 'Theo CCCD', version: 2 },
        current: {
          fullName: 'Trần Thị Bé',
          dateOfBirth: '1990-02-01',
          gender: 'Nữ',
          idNumber: '060190000001',
        },
      },
    });
    const { rows } = await chain.owner.query(
      `select field, old_value, new_value, source from record_changes where list_id = $1 and record_no = $2 and source = 'village' order by field`,
      [chain.listId, own],
    );
    expect(rows).toContainEqual({ field: 'gender', old_value: 'Nam', new_value: 'Nữ', source: 'village' });
    expect(rows.map(({ field }) => field)).toEqual([
      ...['date_of_birth', 'full_name', 'gender', 'id_number', 'village_note', 'village_outcome'],
    ]);
  });

  it('says who changed what when another version was seen', async () => {
    const before = await state();
    expect(await decide({ version: 1 })).toMatchObject(
      refusal(409, 'version_conflict', {
        recordNo: own,
        version: 2,
        changes: expect.arrayContaining([
          expect.objectContaining({ field: 'gender', by: expect.any(String) }),
        ]),
      }),
    );
    expect(await state()).toBe(before);
  });

  it.each([
    ['an unknown outcome', { outcome: 'vanished' }, 'unknown_outcome'],
    ['a police outcome', { outcome: 'matches' }, 'unknown_outcome'],
    ['an impossible date', { values: { dateOfBirth: '31/02/1990' } }, 'invalid_value'],
    ['a number of eleven digits', { values: { idNumber: '60190000001' } }, 'invalid_value'],
    ['a gender that is none', { values: { gender: '1' } }, 'invalid_value'],
    ['a name with digits', { values: { fullName: 'Nguyễn 2' } }, 'invalid_value'],
  ])('refuses %s and changes nothing', async (_, body, code) => {
    const before = await state();
    expect(await decide(body)).toMatchObject(refusal(422, code));
    expect(await state()).toBe(before);
  });

  it('names each wrong value of a bulk by its index, and decides none', async () => {
    const before = await state();
    const answer = await villageOne().post(`/tasks/${taskId}/decisions`, {
      epoch,
      decisions: [
        { recordNo: 3, outcome: 'confirmed' },
        { recordNo: 6, outcome: 'corrected', values: { dateOfBirth: '32/01/1990' } },
        { recordNo: 9, outcome: 'corrected', values: { idNumber: 'abc' } },
      ],
    });
    expect(answer).toMatchObject(
      refusal(422, 'invalid_value', {
        index: 1,
        errors: [
          { field: 'values.dateOfBirth', index: 1 },
          { field: 'values.idNumber', index: 2 },
        ],
      }),
    );
    expect(await state()).toBe(before);
  });

  it.each([
    ['a record of another village', 4, 404],
    ['a record that does not exist', 99, 404],
  ])('refuses %s', async (_, no, status) => {
    expect(await decide({}, no)).toMatchObject({ status });
  });

  it('refuses a stale epoch, another village, another role, and a wrong commune', async () => {
    const { villages, police, commune } = chain.officers;
    expect(await decide({ epoch: epoch + 1 })).toMatchObject(refusal(409, 'stale_epoch'));
    expect(await decide({}, own, villages[1] as Caller)).toMatchObject(refusal(403, 'out_of_area'));
    expect(await decide({}, own, police)).toMatchObject({ status: 403 });
    expect(await decide({}, own, commune)).toMatchObject(refusal(403, 'no_permission'));
    expect(await decide({}, own, chain.api.as(`thon1.${OTHER_COMMUNE}`))).toMatchObject(
      refusal(403, 'out_of_area'),
    );
  });

  it('answers a repeated request from its first answer, and refuses the key with another body', async () => {
    const who = villageOne();
    const path = `/tasks/${taskId}/records/6/decision`;
    const first = await who.put<RecordView>(path, { epoch, outcome: 'confirmed' }, { key: 'once' });
    const before = await state();
    const again = await who.put<RecordView>(path, { epoch, outcome: 'confirmed' }, { key: 'once' });
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await who.put(path, { epoch, outcome: 'deceased' }, { key: 'once' })).toMatchObject(
      refusal(422, 'idempotency_key_reused'),
    );
    expect(await state()).toBe(before);
  });

  it('is not complete while a record is undecided, and says how many are', async () => {
    expect(await villageOne().post(`/tasks/${taskId}/complete`, { epoch })).toMatchObject(
      refusal(409, 'task_incomplete', { undecided: 2 }),
    );
  });

  it('takes at most 200 decisions a request', async () => {
    const decisions = Array.from({ length: 201 }, (_, i) => ({ recordNo: i + 1, outcome: 'confirmed' }));
    expect(await villageOne().post(`/tasks/${taskId}/decisions`, { epoch, decisions })).toMatchObject(
      refusal(400, 'invalid_input'),
    );
  });

  it('changes nothing when the transaction breaks before its commit', async () => {
    // The event cannot be written: the last statement of the act fails as a crash would.
    await chain.owner.query(
      `create function break_act() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$`,
    );
    await chain.owner.query(
      `create trigger break_act before insert on idempotency_keys for each row execute function break_act()`,
    );
    const before = await state();
    try {
      expect(await decide({}, 9)).toMatchObject({ status: 500 });
      expect(await state()).toBe(before);
    } finally {
      await chain.owner.query(`drop trigger break_act on idempotency_keys; drop function break_act()`);
    }
    expect(await decide({}, 9)).toMatchObject({ status: 200 });
  });

  it('stops while the list is paused', async () => {
    await chain.owner.query(`update lists set state = 'paused', paused_at = now() where id = $1`, [
      chain.listId,
    ]);
    expect(await decide({})).toMatchObject(refusal(409, 'list_paused'));
    await chain.owner.query(`update lists set state = 'open', paused_at = null where id = $1`, [
      chain.listId,
    ]);
  });
});

describe('assigning and excluding', () => {
  it('is not complete while a record has no village; records go by number, from a village, or all unclear', async () => {
    await chain.list(12);
    await chain.owner.query(`update records set village_code = null where list_id = $1 and record_no <= 4`, [
      chain.listId,
    ]);
    const { station, commune } = chain.officers;
    await chain.step(station, 'compile', {
      work: async (id, epoch) => {
        expect(
          await station.post(`/tasks/${id}/exclusions`, {
            epoch,
            recordNos: [12],
            reason: 'Không thường trú',
          }),
        ).toMatchObject({
          ...{ status: 200, body: { excluded: 1 } },
        });
        expect(
          await station.post(`/tasks/${id}/exclusions`, { epoch, recordNos: [12], reason: 'Lần nữa' }),
        ).toMatchObject(refusal(422, 'record_not_in_task'));
      },
    });
    await chain.checkCustody();
    const id = await chain.task('assign');
    const epoch = await chain.claim(commune, id);
    expect(await commune.post(`/tasks/${id}/complete`, { epoch })).toMatchObject(
      refusal(409, 'task_incomplete', { withoutVillage: 4 }),
    );
    const assign = (assignments: object[]) =>
      commune.post(`/tasks/${id}/assignments`, { epoch, assignments });
    expect(await assign([{ villageCode: `${OTHER_COMMUNE}-01`, unclear: true }])).toMatchObject(
      refusal(422, 'invalid_value'),
    );
    expect(await assign([{ villageCode: village(1), recordNos: [12] }])).toMatchObject(
      refusal(422, 'record_not_in_task'),
    );
    expect(await assign([{ villageCode: village(1), recordNos: [1, 2] }])).toMatchObject({
      body: { assigned: 2, withoutVillage: 2 },
    });
    expect(await assign([{ villageCode: village(2), unclear: true }])).toMatchObject({
      body: { assigned: 2, withoutVillage: 0 },
    });
    expect(await assign([{ villageCode: village(3), fromVillage: village(1) }])).toMatchObject({
      status: 200,
    });
    expect(await commune.post(`/tasks/${id}/complete`, { epoch })).toMatchObject({ status: 200 });
    const { rows } = await chain.owner.query(
      `select scope, record_count as n from parcels where list_id = $1 and stage = 'review' order by scope`,
      [chain.listId],
    );
    expect(rows.map(({ scope }) => scope)).toEqual([village(2), village(3)]);
    await chain.checkCustody();
  });

  it('goes back from the commune to the station with a reason only', async () => {
    await chain.list(3);
    await chain.step(chain.officers.station, 'compile');
    const id = await chain.task('assign');
    const epoch = await chain.claim(chain.officers.commune, id);
    const complete = (body: object) =>
      chain.officers.commune.post(`/tasks/${id}/complete`, { epoch, outcome: 'returned', ...body });
    expect(await complete({})).toMatchObject(refusal(400, 'invalid_input'));
    expect(await complete({ reason: 'Thiếu một khu phố' })).toMatchObject({
      status: 200,
      body: { outcome: 'returned' },
    });
    await chain.step(chain.officers.station, 'compile', { round: 2 });
    await chain.checkCustody();
  });
});
