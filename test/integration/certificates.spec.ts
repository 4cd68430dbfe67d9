import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CertificateView } from '#persistence/repositories/certificates';
import { issueCertificate, type KeyAndCertificate } from '#signatures/certificate-authority';
import { signDetached } from '#signatures/cms';
import type { Caller } from '../support/api.ts';
import { COMMUNE, COMMUNE_OF_OTHER_PROVINCE, OTHER_COMMUNE } from '../support/database.ts';
import { refusal, Scenario } from './acts-scenario.ts';

let chain: Scenario;
let chief: Caller;
beforeAll(async () => {
  chain = await Scenario.start();
  chief = chain.officers.chief;
});
afterAll(() => chain.close());

const issue = (login = `truongca.${COMMUNE}`, officeId = `CA-${COMMUNE}`) =>
  issueCertificate(chain.authority, { commonName: login, organisation: 'Cơ quan thử', login, officeId });
const challenge = async (who: Caller) => {
  const { status, body } = await who.post<{ challenge: string }>('/certificates/challenge');
  expect(status).toBe(200);
  return body.challenge;
};
const enrol = async (who: Caller, key: KeyAndCertificate, replaces?: string, text?: string) => {
  const content = text ?? (await challenge(who));
  const signature = (await signDetached({ content, ...key })).toString('base64');
  return who.post<CertificateView>('/certificates', { signature, ...(replaces ? { replaces } : {}) });
};
const revoke = (who: Caller, thumbprint: string, reason = 'key_lost') =>
  who.post<CertificateView>(`/certificates/${thumbprint}/revocation`, { reason });
const changes = async (thumbprint: string) =>
  (
    await chain.owner.query<{ act: string; subject: string; details: Record<string, unknown> }>(
      `select a.act, p.subject, a.details from access_log a join people p on p.id = a.person_id where a.kind = 'change' and a.target = $1 order by a.id`,
      [thumbprint],
    )
  ).rows;

describe('enrolling a certificate', () => {
  it('needs nothing but the proof that its key is one’s own', async () => {
    const key = await issue();
    const answer = await enrol(chief, key);
    expect(answer).toMatchObject({
      ...{ status: 201, body: { thumbprint: key.thumbprint, officeId: `CA-${COMMUNE}`, state: 'in_force' } },
    });
    const { body } = await chief.get<{ items: CertificateView[] }>('/certificates');
    expect(body.items.map(({ thumbprint }) => thumbprint)).toContain(key.thumbprint);
    expect(await changes(key.thumbprint)).toMatchObject([
      { act: 'certificate.enrol', subject: `truongca.${COMMUNE}`, details: { replaces: null } },
    ]);
  });

  it('answers the same request again with the same answer', async () => {
    const key = await issue();
    const content = await challenge(chief);
    const body = { signature: (await signDetached({ content, ...key })).toString('base64') };
    const first = await chief.post('/certificates', body, { key: `enrol-${key.thumbprint}` });
    const again = await chief.post('/certificates', body, { key: `enrol-${key.thumbprint}` });
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
  });

  it('takes a challenge once, while it is in force, and only from whom it was given to', async () => {
    const [one, two] = [await issue(), await issue()];
    const used = await challenge(chief);
    expect(await enrol(chief, one, undefined, used)).toMatchObject({ status: 201 });
    expect(await enrol(chief, two, undefined, used)).toMatchObject(refusal(409, 'challenge_expired'));
    const own = await challenge(chief);
    await challenge(chain.officers.deputy);
    expect(await enrol(chain.officers.deputy, two, undefined, own)).toMatchObject(
      refusal(422, 'signature_invalid'),
    );
    await chain.owner.query(`update certificate_challenges set expires_at = now()`);
    expect(await enrol(chief, two, undefined, own)).toMatchObject(refusal(409, 'challenge_expired'));
  });

  it('refuses certificates of other people, of other offices, of other authorities, and revoked ones', async () => {
    expect(await enrol(chief, await issue(`phoca.${COMMUNE}`))).toMatchObject(
      refusal(422, 'cert_not_yours', { reason: 'other_person_named' }),
    );
    expect(await enrol(chief, await issue(undefined, `CA-${OTHER_COMMUNE}`))).toMatchObject(
      refusal(422, 'cert_not_yours', { reason: 'other_office_named' }),
    );
    const bad = (name: string) => enrol(chief, chain.certificates.get(name) as KeyAndCertificate);
    expect(await bad('foreign')).toMatchObject(refusal(422, 'cert_untrusted'));
    expect(await bad('revoked')).toMatchObject(refusal(422, 'cert_revoked'));
    expect(await bad('expired')).toMatchObject(refusal(422, 'cert_expired'));
  });

  it('is for a registry clerk that of the organisation: it names the office and nobody, and signs papers alone', async () => {
    const clerk = chain.officers.policeClerk;
    const own = await enrol(clerk, await issue(`vanthuca.${COMMUNE}`));
    expect(own).toMatchObject(refusal(422, 'cert_not_yours', { reason: 'other_person_named' }));
    const foreign = await issue(`CA-${COMMUNE}`, `CA-${OTHER_COMMUNE}`);
    expect(await enrol(clerk, foreign)).toMatchObject(
      refusal(422, 'cert_not_yours', { reason: 'other_office_named' }),
    );
    const key = await issue(`CA-${COMMUNE}`);
    expect(await enrol(chief, key)).toMatchObject(refusal(422, 'cert_not_yours', { wanted: 'person' }));
    expect(await enrol(clerk, key)).toMatchObject({ status: 201, body: { holder: 'organisation' } });
    expect(await changes(key.thumbprint)).toMatchObject([
      { act: 'certificate.enrol', subject: `vanthuca.${COMMUNE}`, details: { holder: 'organisation' } },
    ]);
    const personal = await issue();
    expect(await enrol(chief, personal)).toMatchObject({ status: 201, body: { holder: 'person' } });
  });

  it('enrols a certificate once', async () => {
    const key = await issue();
    await enrol(chief, key);
    expect(await enrol(chief, key)).toMatchObject(refusal(409, 'cert_already_enrolled'));
  });

  it.each(['xa', 'thon1'])('is not for posts without certificates: %s', async (login) => {
    expect(await chain.api.as(`${login}.${COMMUNE}`).post('/certificates/challenge')).toMatchObject(
      refusal(403, 'no_permission'),
    );
  });

  it('refuses what is no signature with a sentence', async () => {
    await challenge(chief);
    expect(await chief.post('/certificates', { signature: 'x' })).toMatchObject(
      refusal(400, 'invalid_input'),
    );
    expect(await chief.post('/certificates', { signature: 'A'.repeat(400) })).toMatchObject(
      refusal(422, 'signature_invalid'),
    );
  });
});

describe('replacing a certificate', () => {
  it('ends the old one, and not that of a colleague', async () => {
    const [old, fresh, third] = [await issue(), await issue(), await issue()];
    await enrol(chief, old);
    expect(await enrol(chief, fresh, old.thumbprint)).toMatchObject({ status: 201 });
    expect((await chief.get(`/certificates/${old.thumbprint}`)).body).toMatchObject({
      ...{ state: 'replaced', replacedBy: fresh.thumbprint },
    });
    expect(await enrol(chief, third, old.thumbprint)).toMatchObject(refusal(409, 'act_not_allowed'));
    const colleague = chain.certificates.get('phoca') as KeyAndCertificate;
    expect(await enrol(chief, third, colleague.thumbprint)).toMatchObject(
      refusal(404, 'certificate_not_found'),
    );
    expect(await changes(third.thumbprint)).toEqual([]);
  });
});

describe('revoking a certificate', () => {
  let key: KeyAndCertificate;
  beforeEach(async () => {
    key = await issue();
    await enrol(chief, key);
  });

  it.each([
    ['the administrator of the province', 'quantri.60'],
    ['the task force of the province', 'tinh.60'],
    ['the task force of the commune', `xa.${COMMUNE}`],
    ['the officer himself', `truongca.${COMMUNE}`],
  ])('may be done by %s', async (_who, login) => {
    expect(await revoke(chain.api.as(login), key.thumbprint)).toMatchObject({
      ...{ status: 200, body: { state: 'revoked', revocationReason: 'key_lost' } },
    });
    expect((await changes(key.thumbprint)).at(-1)).toMatchObject({
      ...{ act: 'certificate.revoke', subject: login, details: { reason: 'key_lost' } },
    });
    expect(await revoke(chain.api.as(login), key.thumbprint)).toMatchObject(refusal(409, 'act_not_allowed'));
  });

  it.each([
    ['a colleague', `phoca.${COMMUNE}`, 'no_permission'],
    ['a supervisor', 'giamsat.60', 'no_permission'],
    ['an inspector', 'thanhtra.60', 'no_permission'],
    ['another office', `tramyte1.${COMMUNE}`, 'out_of_area'],
    ['another commune’s task force', `xa.${OTHER_COMMUNE}`, 'out_of_area'],
    ['another province’s administrator', 'quantri.01', 'out_of_area'],
    ['a village', `thon1.${COMMUNE}`, 'no_permission'],
  ])('may not be done by %s', async (_who, login, code) => {
    expect(await revoke(chain.api.as(login), key.thumbprint)).toMatchObject(refusal(403, code));
    expect((await chief.get(`/certificates/${key.thumbprint}`)).body).toMatchObject({ state: 'in_force' });
  });

  it('needs a reason of the list and a certificate that is there', async () => {
    expect(await revoke(chief, key.thumbprint, 'no reason')).toMatchObject(refusal(400, 'invalid_input'));
    expect(await revoke(chief, 'f'.repeat(64))).toMatchObject(refusal(404, 'certificate_not_found'));
    expect(await revoke(chief, 'f%00')).toMatchObject(refusal(404, 'certificate_not_found'));
  });

  it('shows certificates to their own area alone', async () => {
    const stranger = chain.api.as(`xa.${COMMUNE_OF_OTHER_PROVINCE}`);
    expect(await stranger.get(`/certificates/${key.thumbprint}`)).toMatchObject(refusal(403, 'out_of_area'));
    expect(await stranger.get(`/certificates?officeId=CA-${COMMUNE}`)).toMatchObject(
      refusal(403, 'out_of_area'),
    );
    expect(await stranger.get('/certificates?officeId=CA-0')).toMatchObject(refusal(404, 'not_found'));
  });
});

describe('a certificate that was enrolled through the API', () => {
  const signed = async (scope: string, key: KeyAndCertificate) => {
    const { epoch, handoverId, manifest } = await chain.freeze(scope);
    const signature = (await signDetached({ content: manifest, ...key })).toString('base64');
    return { handoverId, send: () => chief.post(`/handovers/${handoverId}/signature`, { epoch, signature }) };
  };

  it('signs; replaced or revoked it is refused at once, though no list of the authority says so yet', async () => {
    const [old, fresh] = [await issue(), await issue()];
    await enrol(chief, old);
    await enrol(chief, fresh, old.thumbprint);
    const scope = await chain.toPolice(3);
    await chain.verify(scope);
    const replaced = await signed(scope, old);
    expect(await replaced.send()).toMatchObject(
      refusal(422, 'cert_revoked', { replacedBy: fresh.thumbprint }),
    );
    const { rows } = await chain.owner.query<{ id: string; epoch: number }>(
      `select t.id, t.claim_epoch as epoch from tasks t join handovers h on h.task_id = t.id where h.id = $1`,
      [replaced.handoverId],
    );
    const { body } = await chief.get<unknown>(`/handovers/${replaced.handoverId}/manifest`);
    const manifest = typeof body === 'string' ? body : JSON.stringify(body);
    const send = async () =>
      chief.post(`/handovers/${replaced.handoverId}/signature`, {
        epoch: rows[0]?.epoch,
        signature: (await signDetached({ content: manifest, ...fresh })).toString('base64'),
      });
    await revoke(chain.api.as('quantri.60'), fresh.thumbprint, 'key_compromised');
    expect(await send()).toMatchObject(refusal(422, 'cert_revoked'));
    const last = await issue();
    await enrol(chief, last);
    expect(
      await chief.post(`/handovers/${replaced.handoverId}/signature`, {
        epoch: rows[0]?.epoch,
        signature: (await signDetached({ content: manifest, ...last })).toString('base64'),
      }),
    ).toMatchObject({
      status: 200,
      body: { handover: { state: 'offered', offerProof: { state: 'waiting' } } },
    });
  });
});
