import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSecretKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { testApi, type Problem, type TestApi } from '../support/api.ts';
import { givenCampaign, givenList, givenParcel, givenTask } from '../support/chain.ts';
import { AUDIENCE } from '../support/identity-provider.ts';
import { COMMUNE, COMMUNE_OF_OTHER_PROVINCE, OTHER_COMMUNE } from '../support/database.ts';

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

async function logged(
  code: string,
): Promise<{ act: string; subject: string | null; target: string | null }[]> {
  const { rows } = await api.db.owner.query<{ act: string; subject: string | null; target: string | null }>(
    `select a.act, p.subject, a.target from access_log a left join people p on p.id = a.person_id where a.kind = 'refused' and a.code = $1 order by a.id`,
    [code],
  );
  return rows;
}

describe('a token', () => {
  it('is needed', async () => {
    const { status, headers, body } = await api.call('GET', '/me');
    expect([status, body.code]).toEqual([401, 'unauthenticated']);
    expect(headers.get('www-authenticate')).toBe('Bearer');
    expect(headers.get('content-type')).toContain('application/problem+json');
  });

  const refuse = async (token: string, reason: string) => {
    const { status, body } = await api.call('GET', '/me', undefined, { authorization: `Bearer ${token}` });
    expect([status, body.code, body['reason']]).toEqual([401, 'token_invalid', reason]);
  };

  it('of another issuer is refused', async () =>
    refuse(await api.issuer.token(`xa.${COMMUNE}`, { issuer: 'http://elsewhere.example' }), 'claim'));
  it('for another audience is refused', async () =>
    refuse(await api.issuer.token(`xa.${COMMUNE}`, { audience: 'another-api' }), 'claim'));
  it('that has expired is refused', async () =>
    refuse(await api.issuer.token(`xa.${COMMUNE}`, { expiresIn: -60 }), 'expired'));
  it('of another kind, such as an identity token, is refused', async () =>
    refuse(await api.issuer.token(`xa.${COMMUNE}`, { typ: 'JWT' }), 'claim'));
  it('signed by an unknown key is refused', async () =>
    refuse(await api.issuer.token(`xa.${COMMUNE}`, { foreignKey: true }), 'signature'));
  it('signed with a shared secret is refused by its algorithm', async () => {
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setSubject(`xa.${COMMUNE}`)
      .setIssuer(api.issuer.issuer)
      .setAudience(AUDIENCE)
      .setExpirationTime('1h')
      .sign(createSecretKey(Buffer.alloc(32, 1)));
    await refuse(token, 'algorithm');
  });
  it('without a signature is refused', async () => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { sub: `xa.${COMMUNE}`, iss: api.issuer.issuer, aud: AUDIENCE, exp: 4_000_000_000 };
    await refuse(`${part({ alg: 'none', typ: 'at+jwt' })}.${part(claims)}.`, 'algorithm');
  });

  it('of somebody without a post is refused and logged', async () => {
    const { status, body } = await api.as('nobody').get<Problem>('/me');
    expect([status, body.code]).toEqual([403, 'no_membership']);
    expect((await logged('no_membership')).length).toBeGreaterThan(0);
  });

  it('tells who somebody is and which posts are held', async () => {
    const { body } = await api.as(`canbo1.${COMMUNE}`).get('/me');
    expect(body).toMatchObject({
      subject: `canbo1.${COMMUNE}`,
      memberships: [{ officeId: `CA-${COMMUNE}`, role: 'police_officer', communeCode: COMMUNE }],
    });
  });
});

describe('a person with several posts', () => {
  const login = 'hai.vai';
  beforeAll(async () => {
    await api.db.owner.query(
      `with made as (insert into people (subject, full_name) values ($1, 'Người hai vai') returning id)
       insert into memberships (person_id, office_id, role, valid_to)
       select id, v.office, v.role, v.until from made, (values ($2, 'police_officer', null::timestamptz), ($3, 'health_station', null),
         ($4, 'commune_task_force', now() - interval '1 day')) as v(office, role, until)`,
      [login, `CA-${COMMUNE}`, `TYT-${COMMUNE}`, `TCT-X-${COMMUNE}`],
    );
  });

  it('is asked to choose one', async () => {
    const { status, body } = await api.as(login).get<Problem>('/tasks');
    expect([status, body.code]).toEqual([403, 'no_membership']);
    expect(body['choose']).toHaveLength(2);
  });

  it('acts in the chosen one, but never in one that has ended', async () => {
    const as = (office: string) => api.as(login).get<Problem>('/tasks', { headers: { 'x-office': office } });
    expect((await as(`CA-${COMMUNE}`)).status).toBe(200);
    expect((await as(`TCT-X-${COMMUNE}`)).body.code).toBe('no_membership');
  });
});

describe('roles and areas', () => {
  const readers = ['tinh.60', 'giamsat.60', 'thanhtra.60', 'quantri.60', `xa.${COMMUNE}`, `coso.${COMMUNE}`];

  it.each(readers.slice(1))('%s creates no campaign', async (login) => {
    const { status, body } = await api
      .as(login)
      .post<Problem>('/campaigns', { name: 'Không được', communeCodes: [COMMUNE] });
    expect([status, body.code]).toEqual([403, 'no_permission']);
    expect(body['roles']).toEqual(['province_task_force']);
    expect((await logged('no_permission')).at(-1)).toMatchObject({ act: 'campaign.create', subject: login });
  });

  it.each(readers)('%s reads the lists of the own area only', async (login) => {
    const { listId } = await givenList(api.db.owner);
    const far = await givenList(api.db.owner, { communeCode: COMMUNE_OF_OTHER_PROVINCE });
    const reader = api.as(login);
    expect((await reader.get(`/lists/${listId}`)).status).toBe(200);
    const refused = await reader.get<Problem>(`/lists/${far.listId}`);
    expect([refused.status, refused.body.code]).toEqual([403, 'out_of_area']);
    const { body } = await reader.get<{ items: { communeCode: string }[] }>('/lists?limit=200');
    expect(body.items.map(({ communeCode }) => communeCode)).not.toContain(COMMUNE_OF_OTHER_PROVINCE);
    expect(body.items.length).toBeGreaterThan(0);
  });

  it('a list that is not there is another answer than one of another area', async () => {
    const { status, body } = await api
      .as(`xa.${COMMUNE}`)
      .get<Problem>('/lists/00000000-0000-4000-8000-000000000000');
    expect([status, body.code]).toEqual([404, 'list_not_found']);
  });

  it('the neighbouring commune can neither see nor claim a task, and the attempt is logged', async () => {
    const { listId } = await givenList(api.db.owner);
    const taskId = await givenTask(api.db.owner, listId, 'assign');
    const neighbour = api.as(`xa.${OTHER_COMMUNE}`);
    expect((await neighbour.get<Problem>(`/tasks/${taskId}`)).body.code).toBe('out_of_area');
    expect((await neighbour.post<Problem>(`/tasks/${taskId}/claim`)).body.code).toBe('out_of_area');
    expect(await logged('out_of_area')).toContainEqual({
      act: 'task.claim',
      subject: `xa.${OTHER_COMMUNE}`,
      target: taskId,
    });
  });

  it.each([
    [`tramyte1.${COMMUNE}`, 'out_of_area'],
    [`truongca.${COMMUNE}`, 'no_permission'],
    [`coso.${COMMUNE}`, 'no_permission'],
    ['giamsat.60', 'no_permission'],
    ['thanhtra.60', 'no_permission'],
    ['quantri.60', 'no_permission'],
    ['tinh.60', 'out_of_area'],
  ])('%s cannot claim the task of a police officer of the commune: %s', async (login, code) => {
    const { listId } = await givenList(api.db.owner);
    const taskId = await givenTask(api.db.owner, listId, 'verify');
    const { status, body } = await api.as(login).post<Problem>(`/tasks/${taskId}/claim`);
    expect([status, body.code]).toEqual([403, code]);
  });

  it('a village sees its own tasks, not those of the next village', async () => {
    const { listId } = await givenList(api.db.owner);
    const own = await givenTask(api.db.owner, listId, 'review', { scope: `${COMMUNE}-01` });
    const next = await givenTask(api.db.owner, listId, 'review', { scope: `${COMMUNE}-02` });
    const village = api.as(`thon1.${COMMUNE}`);
    expect((await village.get(`/tasks/${own}`)).status).toBe(200);
    expect((await village.get<Problem>(`/tasks/${next}`)).body.code).toBe('out_of_area');
    const { body } = await village.get<{ items: { id: string }[] }>(`/tasks?listId=${listId}`);
    expect(body.items.map(({ id }) => id)).toEqual([own]);
  });

  it('row-level security leaks nothing when a predicate is forgotten', async () => {
    const near = await givenList(api.db.owner);
    await givenParcel(api.db.owner, near.listId, {
      kind: 'village',
      stage: 'review',
      scope: `${COMMUNE}-01`,
      custodian: `TCT-X-${COMMUNE}`,
      count: 3,
      villageCode: `${COMMUNE}-01`,
    });
    await givenParcel(api.db.owner, near.listId, {
      kind: 'village',
      stage: 'review',
      scope: `${COMMUNE}-02`,
      custodian: `TCT-X-${COMMUNE}`,
      count: 4,
      villageCode: `${COMMUNE}-02`,
    });
    await givenTask(api.db.owner, near.listId, 'assign');
    const source = await api.db.connect('api');
    const count = async (table: string, area: Record<string, string>): Promise<number> =>
      source.transaction(async (manager) => {
        await manager.query(
          `select ${Object.keys(area)
            .map((name, i) => `set_config('bangiao.${name}', $${i + 1}, true)`)
            .join(', ')}`,
          Object.values(area),
        );
        const [row] = await manager.query<[{ n: number }]>(
          `select count(*)::int as n from ${table} where ${table === 'lists' ? 'id' : 'list_id'} = '${near.listId}'`,
        );
        return row.n;
      });
    for (const table of ['lists', 'parcels', 'records', 'tasks']) {
      expect([
        table,
        await count(table, { communes: OTHER_COMMUNE, record_communes: OTHER_COMMUNE }),
      ]).toEqual([table, 0]);
      expect([table, await count(table, { provinces: '01' })]).toEqual([table, 0]);
      expect([table, await count(table, { provinces: '' })]).toEqual([table, 0]);
    }
    expect(await count('records', { communes: COMMUNE })).toBe(0);
    expect(await count('records', { communes: COMMUNE, villages: `${COMMUNE}-01` })).toBe(3);
    expect(await count('records', { communes: COMMUNE, record_communes: COMMUNE })).toBe(7);
  });

  it('campaigns are seen by the communes that take part', async () => {
    const id = await givenCampaign(api.db.owner, { communeCodes: [COMMUNE] });
    expect((await api.as(`tramyte1.${COMMUNE}`).get(`/campaigns/${id}`)).status).toBe(200);
    expect((await api.as(`tramyte1.${OTHER_COMMUNE}`).get<Problem>(`/campaigns/${id}`)).body.code).toBe(
      'out_of_area',
    );
  });
});
