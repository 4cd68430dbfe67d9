import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Readiness } from '#persistence/repositories/readiness';
import { testApi, type Problem, type TestApi } from '../support/api.ts';
import { givenCampaign } from '../support/chain.ts';
import { COMMUNE } from '../support/database.ts';

let api: TestApi;
let campaignId: string;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const certify = (...logins: string[]) =>
  api.db.owner.query(
    `insert into certificates (thumbprint, person_id, office_id, pem, not_before, not_after)
     select 'T-' || p.subject, p.id, m.office_id, '', now() - interval '1 day', now() + interval '1 year'
     from people p join memberships m on m.person_id = p.id where p.subject = any($1)`,
    [logins.map((login) => `${login}.${COMMUNE}`)],
  );
const readiness = async () =>
  (await api.as('tinh.60').get<Readiness>(`/campaigns/${campaignId}/readiness`)).body;
const brief = ({ findings }: Readiness) =>
  findings.map(({ step, officeId, reason, severity }) => [step, officeId, reason, severity]);
const end = (where: string) => api.db.owner.query(`update memberships set valid_to = now() where ${where}`);

describe('before a campaign is opened', () => {
  beforeEach(async () => {
    campaignId = await givenCampaign(api.db.owner, { state: 'draft' });
    await api.db.owner.query(`delete from certificates`);
    await api.db.owner.query(`update memberships set valid_to = null`);
    await certify('truongca', 'phoca', 'tramyte1');
  });

  it('nothing is found where every office has staff and the signing ones have certificates', async () => {
    expect(await readiness()).toEqual({ ready: true, blocking: 0, superior: 0, findings: [] });
  });

  it('offices without a signing officer’s certificate are named, and opening is refused', async () => {
    await api.db.owner.query(
      `update certificates set revoked_at = now() where thumbprint like 'T-truongca%' or thumbprint like 'T-phoca%'`,
    );
    await api.db.owner.query(`update certificates set not_after = now() where thumbprint like 'T-tramyte1%'`);
    expect(brief(await readiness())).toEqual([
      ['sign', `CA-${COMMUNE}`, 'no_certificate', 'blocking'],
      ['receive', `TYT-${COMMUNE}`, 'no_certificate', 'blocking'],
    ]);
    const { status, body } = await api.as('tinh.60').post<Problem>(`/campaigns/${campaignId}/open`);
    expect([status, body.code, body['blocking']]).toEqual([409, 'campaign_not_ready', 2]);
  });

  it('a village without anybody is named; its work falls to the office above, which does not stop the opening', async () => {
    await end(`office_id = 'TCT-A-${COMMUNE}-02'`);
    const found = await readiness();
    expect(found).toMatchObject({ ready: true, blocking: 0, superior: 1 });
    expect(found.findings[0]).toMatchObject({
      villageCode: `${COMMUNE}-02`,
      step: 'review',
      reason: 'no_staff',
    });
    expect((await api.as('tinh.60').post(`/campaigns/${campaignId}/open`)).status).toBe(200);
  });

  it('one person as the only officer and the only chief is found, because nobody signs what they verified', async () => {
    await end(
      `office_id = 'CA-${COMMUNE}' and role = 'police_officer' or person_id in (select id from people where subject = 'phoca.${COMMUNE}')`,
    );
    await api.db.owner.query(
      `insert into memberships (person_id, office_id, role) select id, 'CA-${COMMUNE}', 'police_officer' from people where subject = 'truongca.${COMMUNE}'`,
    );
    expect(brief(await readiness())).toEqual([['sign', null, 'separation_of_duty', 'blocking']]);
    await end(
      `role = 'police_officer' and person_id in (select id from people where subject = 'truongca.${COMMUNE}')`,
    );
    await api.db.owner.query(
      `delete from memberships where role = 'police_officer' and person_id in (select id from people where subject = 'truongca.${COMMUNE}')`,
    );
  });

  it('an impossible step may be accepted for a reason, which is written down', async () => {
    await api.db.owner.query(`delete from certificates`);
    const province = api.as('tinh.60');
    const silent = await province.post<Problem>(`/campaigns/${campaignId}/open`, { force: true });
    expect([silent.status, silent.body.errors?.[0]?.field]).toEqual([400, 'reason']);
    const reason = 'Chứng thư số sẽ cấp trong tuần này';
    expect((await province.post(`/campaigns/${campaignId}/open`, { force: true, reason })).status).toBe(200);
    const { rows } = await api.db.owner.query<{ details: unknown }>(
      `select details from access_log where kind = 'change' and act = 'campaign.open' and target = $1`,
      [campaignId],
    );
    expect(rows).toEqual([{ details: { role: 'province_task_force', reason, blocking: 2, superior: 0 } }]);
  });
});
