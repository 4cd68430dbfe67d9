import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Comparison } from '../../apps/api/src/audit/comparison.service.ts';
import { OTHER_COMMUNE } from '../support/database.ts';
import { refusal, Scenario } from './acts-scenario.ts';

let chain: Scenario;
beforeAll(async () => {
  chain = await Scenario.start();
  await chain.list(9);
  await chain.step(chain.officers.station, 'compile');
}, 60_000);
afterAll(() => chain?.close());

/** What the scenario itself sets as the database's owner is no finding of this test. */
const compare = async (who: string) => {
  const { status, body } = await chain.api.as(who).get<Comparison>(`/lists/${chain.listId}/comparison`);
  return { status, body, findings: (body.findings ?? []).filter(({ problem }) => problem !== 'outside') };
};

describe('comparing a list with its events', () => {
  it('finds nothing where nothing was changed', async () => {
    const { status, body, findings } = await compare('thanhtra.60');
    expect(status).toBe(200);
    expect(body).toMatchObject({ records: 9 });
    expect(findings).toEqual([]);
  });

  it('names the row and the column that somebody changed behind the system’s back', async () => {
    await chain.owner.query(
      `begin; set local session_replication_role = replica;
       update records set gender = 'female' where list_id = '${chain.listId}' and record_no = 4; commit`,
    );
    const { findings } = await compare('thanhtra.60');
    await chain.owner.query(
      `begin; set local session_replication_role = replica;
       update records set gender = 'male' where list_id = '${chain.listId}' and record_no = 4; commit`,
    );
    expect(findings).toEqual([{ table: 'records', row: '4', column: 'gender', problem: 'differs' }]);
  });

  it('is for those who may see the whole list’s residents, in their area', async () => {
    expect(await chain.api.as(`thon1.22915`).get(`/lists/${chain.listId}/comparison`)).toMatchObject(
      refusal(403, 'no_permission'),
    );
    expect(
      await chain.api.as(`tramyte1.${OTHER_COMMUNE}`).get(`/lists/${chain.listId}/comparison`),
    ).toMatchObject(refusal(403, 'out_of_area'));
  });
});
