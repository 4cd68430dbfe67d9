import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Ended, MembershipView } from '#persistence/repositories/memberships';
import { testApi, type Answer, type Caller, type Problem, type TestApi } from '../support/api.ts';
import { soon } from '../support/browser.ts';
import { givenList, givenTask } from '../support/chain.ts';
import { COMMUNE, OTHER_COMMUNE } from '../support/database.ts';

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const give = (giver: string, subject: string, officeId: string, role: string, more = {}) =>
  api.as(giver).post<MembershipView & Problem>('/memberships', {
    subject,
    fullName: 'Cán bộ thử',
    officeId,
    role,
    ...more,
  });
const outcome = ({ status, body }: Answer<Problem>) => [status, body.code];
const postsOf = async (reader: Caller, officeId: string) =>
  (await reader.get<MembershipView[]>(`/offices/${officeId}/memberships`)).body;

describe('giving posts', () => {
  it.each([
    ['tinh.60', `CA-${COMMUNE}`, 'police_chief'],
    ['tinh.60', `TCT-X-${COMMUNE}`, 'commune_task_force'],
    [`xa.${COMMUNE}`, `TCT-A-${COMMUNE}-01`, 'village_task_force'],
    ['quantri.60', 'TTR-60', 'auditor'],
  ])('%s staffs %s with %s, and the person may sign in at once', async (giver, officeId, role) => {
    const login = `moi.${role}`;
    expect((await api.as(login).get<Problem>('/me')).body.code).toBe('no_membership');
    const { status, body } = await give(giver, login, officeId, role);
    expect([status, body]).toMatchObject([201, { subject: login, officeId, role, validTo: null }]);
    expect(await soon(async () => (await api.as(login).get('/me')).status === 200, 1_500)).toBe(true);
    const { rows } = await api.db.owner.query(
      `select from access_log where kind = 'change' and act = 'membership.grant' and target = $1`,
      [body.id],
    );
    expect(rows).toHaveLength(1);
  });

  it.each([
    ['quantri.60', `CA-${COMMUNE}`, 'police_chief', 'post_not_grantable'],
    ['quantri.60', `TYT-${COMMUNE}`, 'health_station', 'post_not_grantable'],
    ['tinh.60', 'TCT-T-60', 'province_task_force', 'post_not_grantable'],
    ['tinh.60', `TYT-${COMMUNE}`, 'police_chief', 'post_not_grantable'],
    [`xa.${COMMUNE}`, `CA-${COMMUNE}`, 'police_officer', 'post_not_grantable'],
    [`xa.${COMMUNE}`, `TCT-X-${COMMUNE}`, 'commune_task_force', 'post_not_grantable'],
    [`xa.${COMMUNE}`, `TYT-${OTHER_COMMUNE}`, 'health_station', 'out_of_area'],
    ['tinh.01', `TYT-${COMMUNE}`, 'health_station', 'out_of_area'],
    [`truongca.${COMMUNE}`, `CA-${COMMUNE}`, 'police_officer', 'no_permission'],
    ['giamsat.60', 'SYT-60', 'supervisor', 'no_permission'],
  ])('%s gives nobody at %s the post of %s', async (giver, officeId, role, code) => {
    expect(outcome(await give(giver, 'ai.do', officeId, role))).toEqual([403, code]);
  });

  it('nobody gives a post to themselves', async () => {
    const answer = await give('tinh.60', 'tinh.60', `CA-${COMMUNE}`, 'police_chief');
    expect([...outcome(answer), answer.body['reason']]).toEqual([403, 'post_not_grantable', 'own_post']);
  });

  it('a forgotten check is caught by the database', async () => {
    const source = await api.db.connect('api');
    await expect(
      source.transaction(async (manager) => {
        await manager.query(`select set_config('bangiao.communes', $1, true)`, [OTHER_COMMUNE]);
        await manager.query(
          `insert into memberships (person_id, office_id, role) select id, $1, 'police_chief' from people limit 1`,
          [`CA-${COMMUNE}`],
        );
      }),
    ).rejects.toMatchObject({ code: '42501' });
  });
});

describe('ending a post', () => {
  it('releases what its holder has claimed, with an event in each list, and shuts the holder out at once', async () => {
    const login = `canbo1.${COMMUNE}`;
    const holder = api.as(login);
    const lists = await Promise.all([givenList(api.db.owner), givenList(api.db.owner)]);
    const tasks = await Promise.all(lists.map(({ listId }) => givenTask(api.db.owner, listId, 'verify')));
    for (const task of tasks) expect((await holder.post(`/tasks/${task}/claim`)).status).toBe(200);
    const post = (await postsOf(api.as('tinh.60'), `CA-${COMMUNE}`)).find(({ subject }) => subject === login);
    const { status, body } = await api
      .as('tinh.60')
      .delete<Ended>(`/memberships/${post?.id}`, { reason: 'Chuyển công tác' });
    expect(status).toBe(200);
    expect([...body.released].sort()).toEqual([...tasks].sort());
    expect(await soon(async () => (await holder.get('/me')).status === 403, 1_500)).toBe(true);
    const { rows } = await api.db.owner.query<{ state: string; claimed_by: string | null; type: string }>(
      `select t.state, t.claimed_by, e.type from tasks t join lists l on l.id = t.list_id
       join events e on e.list_id = l.id and e.event_no = l.event_no where t.id = any($1)`,
      [tasks],
    );
    expect(rows).toEqual(tasks.map(() => ({ state: 'open', claimed_by: null, type: 'tasks.released' })));
    // Somebody else of the office goes on, with a new epoch.
    const other = await api.as(`canbo2.${COMMUNE}`).post<{ claimEpoch: number }>(`/tasks/${tasks[0]}/claim`);
    expect([other.status, other.body.claimEpoch]).toEqual([200, 2]);
    const again = await api
      .as('tinh.60')
      .delete<Problem>(`/memberships/${post?.id}`, { reason: 'Chuyển công tác' });
    expect(outcome(again)).toEqual([404, 'membership_not_found']);
  });

  it('is refused to those who may not give it', async () => {
    const [post] = await postsOf(api.as(`xa.${COMMUNE}`), `CA-${COMMUNE}`);
    const ending = (who: string) =>
      api.as(who).delete<Problem>(`/memberships/${post?.id}`, { reason: 'Không được phép' });
    expect(outcome(await ending(`xa.${COMMUNE}`))).toEqual([403, 'post_not_grantable']);
    expect(outcome(await ending('tinh.01'))).toEqual([403, 'out_of_area']);
    expect(outcome(await ending(`truongca.${COMMUNE}`))).toEqual([403, 'no_permission']);
  });
});
