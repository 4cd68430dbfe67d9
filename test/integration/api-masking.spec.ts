import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testApi, type Problem, type TestApi } from '../support/api.ts';
import { givenList, givenParcel, givenTask } from '../support/chain.ts';
import { COMMUNE } from '../support/database.ts';

interface Shown {
  readonly items: readonly {
    readonly recordNo: number;
    readonly masked: boolean;
    readonly phone: string | null;
    readonly current: Readonly<Record<string, string | null>>;
    readonly platform: Readonly<Record<string, string | null>>;
  }[];
}

const NUMBER = '060090000123';
const PURPOSE = 'Kiểm tra theo quyết định 12/QĐ-TTr';
let api: TestApi;
let listId: string;
let taskId: string;

beforeAll(async () => {
  api = await testApi();
  ({ listId } = await givenList(api.db.owner));
  await givenParcel(api.db.owner, listId, {
    ...{ kind: 'village', stage: 'review', scope: `${COMMUNE}-01`, custodian: `TCT-A-${COMMUNE}-01` },
    ...{ count: 3, villageCode: `${COMMUNE}-01` },
  });
  taskId = await givenTask(api.db.owner, listId, 'review', { scope: `${COMMUNE}-01` });
  await api.db.owner.query(
    `update records set id_number = $2, platform_id_number = $2, platform_date_of_birth = '05/12/1990', phone = '0912345678',
       village_note = 'số ' || $2, proposed_values = jsonb_build_object('idNumber', $2::text),
       hints = jsonb_build_array(jsonb_build_object('rule', 'id_dirty', 'field', 'idNumber', 'severity', 'warning', 'repair', jsonb_build_object('value', $2::text, 'safe', true)))
     where list_id = $1`,
    [listId, NUMBER],
  );
});
afterAll(() => api.close());

const reads = async () =>
  (
    await api.db.owner.query<{ subject: string; target: string; details: Record<string, unknown> }>(
      `select p.subject, a.target, a.details from access_log a join people p on p.id = a.person_id
       where a.kind = 'read' and a.act = 'record.read' order by a.id`,
    )
  ).rows;

describe('residents’ numbers and birth dates', () => {
  it('are masked for the inspectorate, and nothing of the answer holds them', async () => {
    const before = (await reads()).length;
    const { status, body } = await api.as('thanhtra.60').get<Shown>(`/lists/${listId}/records`);
    expect(status).toBe(200);
    expect(body.items).toHaveLength(3);
    expect(body.items[0]).toMatchObject({
      masked: true,
      phone: '*******678',
      current: { fullName: 'Nguyễn Văn Thử', idNumber: '060*******23', dateOfBirth: '**/**/1990' },
      platform: { idNumber: '060*******23', dateOfBirth: '**/**/****' },
    });
    expect(JSON.stringify(body)).not.toContain(NUMBER);
    expect(JSON.stringify(body)).not.toContain('1990-01-01');
    expect(await reads()).toHaveLength(before);
  });

  it('are shown to the inspectorate for a purpose, which is written down with the records', async () => {
    const { body } = await api
      .as('thanhtra.60')
      .get<Shown>(`/lists/${listId}/records?limit=2&unmask=${encodeURIComponent(PURPOSE)}`);
    expect(body.items[0]).toMatchObject({ masked: false, current: { idNumber: NUMBER } });
    expect((await reads()).at(-1)).toEqual({
      subject: 'thanhtra.60',
      target: listId,
      details: { role: 'auditor', count: 2, records: '{[1,3)}', purpose: PURPOSE, unmasked: true },
    });
  });

  it('are not shown for a purpose that says nothing', async () => {
    const { status, body } = await api.as('thanhtra.60').get<Problem>(`/lists/${listId}/records?unmask=test`);
    expect([status, body.errors?.[0]?.field]).toEqual([400, 'unmask']);
  });

  it.each(['giamsat.60', 'tinh.60', 'quantri.60', `coso.${COMMUNE}`, `vanthuca.${COMMUNE}`])(
    'are not shown at all to %s, whatever the purpose',
    async (login) => {
      const { status } = await api
        .as(login)
        .get(`/lists/${listId}/records?unmask=${encodeURIComponent(PURPOSE)}`);
      expect(status).toBe(403);
    },
  );

  it.each([`thon1.${COMMUNE}`, `tramyte1.${COMMUNE}`, `canbo1.${COMMUNE}`, `xa.${COMMUNE}`])(
    'are shown as they are to %s, who works with them, and the page is noted once',
    async (login) => {
      const before = (await reads()).length;
      const { body } = await api.as(login).get<Shown>(`/tasks/${taskId}/records`);
      expect(body.items[0]).toMatchObject({
        masked: false,
        current: { idNumber: NUMBER, dateOfBirth: '1990-01-01' },
      });
      const after = await reads();
      expect(after).toHaveLength(before + 1);
      expect(after.at(-1)).toMatchObject({
        subject: login,
        target: listId,
        details: { count: 3, taskId, purpose: 'task', unmasked: false },
      });
    },
  );

  it('of another village are not shown to a village, and nothing is noted', async () => {
    const before = (await reads()).length;
    const { body } = await api.as(`thon2.${COMMUNE}`).get<Shown>(`/lists/${listId}/records`);
    expect(body.items).toHaveLength(0);
    expect(await reads()).toHaveLength(before);
  });
});
