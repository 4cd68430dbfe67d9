import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RecordView } from '#persistence/repositories/records';
import type { Caller } from '../support/api.ts';
import { COMMUNE, OTHER_COMMUNE } from '../support/database.ts';
import { refusal, Scenario } from './acts-scenario.ts';

let chain: Scenario;
const villageOne = (): Caller => chain.officers.villages[0] as Caller;

beforeAll(async () => {
  chain = await Scenario.start();
});
afterAll(() => chain.close());

describe('the police', () => {
  let scope: string;
  beforeEach(async () => {
    scope = await chain.toPolice(9);
  });

  it('never decide a foreigner, and never say exempt themselves', async () => {
    const { police } = chain.officers;
    await chain.owner.query(`update records set nationality = 'KR' where list_id = $1 and record_no = 5`, [
      chain.listId,
    ]);
    const id = await chain.task('verify', scope);
    const epoch = await chain.claim(police, id);
    const decide = (no: number, outcome: string) =>
      police.put(`/tasks/${id}/records/${no}/decision`, { epoch, outcome });
    expect(await decide(5, 'matches')).toMatchObject(refusal(422, 'foreigner_not_queried'));
    expect(await decide(1, 'exempt')).toMatchObject(refusal(422, 'unknown_outcome'));
    expect(await decide(1, 'number_supplied')).toMatchObject(refusal(422, 'invalid_value'));
    expect(await decide(1, 'matches')).toMatchObject({
      status: 200,
      body: { sideWrong: 'none', destination: 'platform' },
    });
  });

  it('accept what the system proposes by outcome, with its values, where nothing is decided yet', async () => {
    const { police } = chain.officers;
    await chain.owner.query(
      `update records set proposed_outcome = case when record_no <= 5 then 'matches' when record_no <= 7 then 'number_supplied' end,
         proposed_values = case when record_no in (6, 7) then '{"idNumber":"060190000001"}'::jsonb end where list_id = $1`,
      [chain.listId],
    );
    const id = await chain.task('verify', scope);
    const epoch = await chain.claim(police, id);
    await police.put(`/tasks/${id}/records/1/decision`, { epoch, outcome: 'cannot_verify' });
    const accept = (body: object) => police.post(`/tasks/${id}/accept-proposals`, { epoch, ...body });
    expect(await accept({ outcomes: ['matches'], recordNos: [2, 3] })).toMatchObject({
      status: 200,
      body: { accepted: 2, undecidedCount: 6 },
    });
    expect(await accept({})).toMatchObject({ body: { accepted: 4, undecidedCount: 2 } });
    const { rows } = await chain.owner.query(
      `select record_no, police_outcome, id_number from records where list_id = $1 and record_no in (1, 6) order by 1`,
      [chain.listId],
    );
    expect(rows).toEqual([
      { record_no: 1, police_outcome: 'cannot_verify', id_number: null },
      { record_no: 6, police_outcome: 'number_supplied', id_number: '060190000001' },
    ]);
  });

  it('share a parcel in parts; the step ends with the last part', async () => {
    const { police, police2 } = chain.officers;
    const id = await chain.task('verify', scope);
    const epoch = await chain.claim(police, id);
    const split = await police.post<{ items?: { id: string }[]; id?: string }[]>(`/tasks/${id}/split`, {
      epoch,
      parts: 2,
    });
    expect(split.status).toBe(200);
    const { rows: parts } = await chain.owner.query<{ id: string }>(
      `select id from tasks where part_of = $1 order by part_no`,
      [id],
    );
    for (const [i, who] of [police, police2].entries()) {
      const part = parts[i]?.id ?? '';
      const partEpoch = await chain.claim(who, part);
      const records = await chain.records(who, part);
      expect(records.length).toBeGreaterThanOrEqual(4);
      const other = [1, 2, 3, 4, 5, 6, 7, 8, 9].find(
        (no) => !records.some(({ recordNo }) => recordNo === no),
      );
      expect(
        await who.put(`/tasks/${part}/records/${other}/decision`, { epoch: partEpoch, outcome: 'matches' }),
      ).toMatchObject(refusal(422, 'record_not_in_task'));
      await chain.decideAll(who, part, partEpoch, 'matches');
      expect(await chain.parcelAt('sign')).toBe('');
      expect(await who.post(`/tasks/${part}/complete`, { epoch: partEpoch })).toMatchObject({ status: 200 });
    }
    expect(await chain.parcelAt('sign')).toBe(scope);
    const { rows } = await chain.owner.query(`select state, outcome from tasks where id = $1`, [id]);
    expect(rows).toEqual([{ state: 'completed', outcome: 'verified' }]);
  });

  it('see what the population database answered, which nobody else does', async () => {
    await chain.owner.query(`update records set population_answer = '{"persons":[]}' where list_id = $1`, [
      chain.listId,
    ]);
    const id = await chain.task('verify', scope);
    const [seen] = await chain.records(chain.officers.police, id);
    expect(seen?.populationAnswer).toEqual({ persons: [] });
    const [hidden] = await chain.records(chain.officers.commune, id);
    expect(hidden?.populationAnswer).toBeNull();
    expect(await chain.api.as(`giamsat.60`).get(`/tasks/${id}/records`)).toMatchObject(
      refusal(403, 'no_permission'),
    );
    expect(await chain.api.as(`canbo1.${OTHER_COMMUNE}`).get(`/tasks/${id}/records`)).toMatchObject(
      refusal(403, 'out_of_area'),
    );
    const { body } = await villageOne().get<{ items: RecordView[] }>(`/lists/${chain.listId}/records`);
    expect(new Set(body.items.map(({ villageCode }) => villageCode))).toEqual(new Set([`${COMMUNE}-01`]));
  });
});
