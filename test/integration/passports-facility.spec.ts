import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAuthority, issueCertificate, type KeyAndCertificate } from '#signatures/certificate-authority';
import { signDetached } from '#signatures/cms';
import { openRevocationList, openTrustList } from '#signatures/dcc/trust-list';
import { X509Certificate } from 'node:crypto';
import { testApi, type Caller, type TestApi } from '../support/api.ts';
import { COMMUNE, OTHER_COMMUNE } from '../support/database.ts';
import { citizen, FACILITY, HOSPITAL, PassportStage } from './passports-kit.ts';

const DAY = '2026-11-27';
let api: TestApi;
let stage: PassportStage;
let folder: string;
const keys = new Map<string, KeyAndCertificate>();
let officer: Caller;
let colleague: Caller;
let hospital: Caller;

interface Batch {
  readonly batch: { id: string; people: number; doses: number; foreigners: number; state: string };
  readonly leftToColleagues: number;
}
const refusal = (status: number, code: string) => ({ status, body: { code } });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ban-giao-facility-'));
  const authority = await createAuthority({ commonName: 'CA thử' });
  writeFileSync(join(folder, 'anchors.pem'), authority.certificatePem);
  api = await testApi({ TRUST_ANCHORS_FILE: join(folder, 'anchors.pem'), HOLDER_TRIES_PER_MINUTE: '12' });
  stage = await PassportStage.start({ on: api.db });
  for (const login of [
    `coso.${COMMUNE}`,
    `coso2.${COMMUNE}`,
    `benhvien.${COMMUNE}`,
    `coso.${OTHER_COMMUNE}`,
  ]) {
    const key = await issueCertificate(authority, { commonName: login, organisation: 'Cơ sở thử', login });
    keys.set(login, key);
    await api.db.owner.query(
      `insert into certificates (thumbprint, person_id, office_id, pem, not_before, not_after)
       select $1, p.id, m.office_id, $2, now(), now() + interval '1 year' from people p join memberships m on m.person_id = p.id where p.subject = $3`,
      [key.thumbprint, key.certificatePem, login],
    );
  }
  officer = api.as(`coso.${COMMUNE}`);
  colleague = api.as(`coso2.${COMMUNE}`);
  hospital = api.as(`benhvien.${COMMUNE}`);
  const ofHospital = citizen(50);
  const mixed = {
    ...ofHospital,
    doses: ofHospital.doses.map((dose, nth) => ({ ...dose, facilityId: nth === 1 ? HOSPITAL : FACILITY })),
  };
  stage.feed(
    ...Array.from({ length: 10 }, (_, i) => citizen(i)),
    mixed,
    citizen(60, { idNumber: null, passportNumber: 'B1234567' }),
    citizen(61, {
      nationality: 'FR',
      idNumber: null,
      passportNumber: '19FV12345',
      verification: 'unverified',
      fullName: 'Anne Müller',
    }),
  );
  await stage.activities.readVaccinees();
}, 120_000);
afterAll(async () => {
  await stage?.close();
  await api?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function sign(login: string, content: string): Promise<string> {
  const { certificatePem, privateKeyPem } = keys.get(login) as KeyAndCertificate;
  return (await signDetached({ content, certificatePem, privateKeyPem })).toString('base64');
}

async function freezeAndSign(who: Caller, login: string) {
  const frozen = await who.post<Batch>('/passports/batches');
  expect(frozen.status).toBe(201);
  const { id, foreigners } = frozen.body.batch;
  const manifest = (await who.get<string>(`/passports/batches/${id}/manifest`)).body;
  const text = typeof manifest === 'string' ? manifest : canonicalText(manifest);
  const statement =
    foreigners === 0 ? undefined : canonicalText((await who.get(`/passports/batches/${id}/statement`)).body);
  return {
    frozen,
    id,
    body: {
      signature: await sign(login, text),
      ...(statement === undefined ? {} : { responsibilitySignature: await sign(login, statement) }),
    },
  };
}
/** The API answers canonical JSON; parsed and written again in the same order of keys it is the same text. */
const canonicalText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

describe('the facility’s day', () => {
  it('opens for every facility with vaccinees in one statement, once, and shows who waits and who is kept back by what', async () => {
    expect(await stage.activities.openFacilityDay(DAY, `${DAY}T10:00:00Z`)).toBe(2);
    expect(await stage.activities.openFacilityDay(DAY, `${DAY}T10:00:00Z`)).toBe(0);
    const days = await officer.get<{ items: { listed: number; officeId: string }[] }>('/passports/days');
    expect(days.body.items).toMatchObject([{ listed: 12, officeId: FACILITY }]);
    const waiting = await officer.get<{ items: { subjectId: string }[] }>('/passports/people?limit=200');
    expect(waiting.body.items).toHaveLength(12);
    const refused = await officer.get<{
      items: { subjectId: string; reasons: { code: string; vi: string }[] }[];
    }>('/passports/people?state=refused');
    expect(refused.body.items).toMatchObject([
      {
        subjectId: citizen(60).subjectId,
        reasons: [{ code: 'passport_only', vi: expect.stringContaining('hộ chiếu') }, {}],
      },
    ]);
  });

  it('is nobody else’s: other roles are refused, another commune sees nothing', async () => {
    expect(await api.as(`xa.${COMMUNE}`).get('/passports/people')).toMatchObject(
      refusal(403, 'no_permission'),
    );
    const other = await api
      .as(`coso.${OTHER_COMMUNE}`)
      .get<{ items: unknown[] }>('/passports/people?state=all');
    expect(other.body.items).toEqual([]);
  });

  it('is confirmed even when nothing waits; late ones are named to the province, a stale version is refused', async () => {
    expect(await stage.activities.closeFacilityDay(DAY)).toBe(2);
    const late = await api
      .as('tinh.60')
      .get<{ items: { officeId: string }[] }>('/passports/progress?late=true');
    expect(late.body.items.map(({ officeId }) => officeId)).toEqual([FACILITY, HOSPITAL]);
    expect(await hospital.post(`/passports/days/${DAY}/confirm`, { version: 7 })).toMatchObject(
      refusal(409, 'version_conflict'),
    );
    const confirmed = await hospital.post(`/passports/days/${DAY}/confirm`, { version: 1 }, { key: 'k1' });
    expect(confirmed).toMatchObject({ status: 200, body: { version: 2 } });
    expect(
      await hospital.post(`/passports/days/${DAY}/confirm`, { version: 1 }, { key: 'k1' }),
    ).toMatchObject({ status: 200 });
    expect(await hospital.post(`/passports/days/${DAY}/confirm`, { version: 2 })).toMatchObject(
      refusal(409, 'act_not_allowed'),
    );
  });
});

describe('row-level security, with every predicate of the API left out', () => {
  it('shows a facility the people with a dose of it, a holder himself, and everybody else nobody', async () => {
    const source = await api.db.connect('api');
    const seen = async (setting: string, value: string, table: string): Promise<number> => {
      const runner = source.createQueryRunner();
      await runner.startTransaction();
      try {
        await runner.query(`select set_config($1, $2, true)`, [setting, value]);
        const [row] = (await runner.query(`select count(*)::int as n from ${table}`)) as { n: number }[];
        return row?.n ?? 0;
      } finally {
        await runner.rollbackTransaction();
        await runner.release();
      }
    };
    for (const table of ['vaccinees', 'doses']) {
      expect([table, await seen('bangiao.office', FACILITY, table)]).toEqual([
        table,
        table === 'doses' ? 26 : 13,
      ]);
      expect([table, await seen('bangiao.office', HOSPITAL, table)]).toEqual([
        table,
        table === 'doses' ? 2 : 1,
      ]);
      expect([table, await seen('bangiao.holder', citizen(3).subjectId, table)]).toEqual([
        table,
        table === 'doses' ? 2 : 1,
      ]);
      for (const nobody of ['bangiao.communes', 'bangiao.record_communes'])
        expect([table, await seen(nobody, COMMUNE, table)]).toEqual([table, 0]);
      expect([table, await seen('bangiao.provinces', '60', table)]).toEqual([table, 0]);
      expect([table, await seen('bangiao.office', `CSTC-${OTHER_COMMUNE}`, table)]).toEqual([table, 0]);
    }
    expect(await seen('bangiao.office', `CSTC-${OTHER_COMMUNE}`, 'facility_days')).toBe(0);
  });
});

describe('checking and signing', () => {
  it('sets people aside with a reason, and sends a wrong dose to the facility that gave it', async () => {
    const answer = await officer.post<{ items: { result: string }[] }>('/passports/people/set-aside', {
      items: [
        { subjectId: citizen(0).subjectId, reason: 'Chờ đối chiếu sổ tiêm' },
        { subjectId: citizen(50).subjectId, reason: 'Sai ngày tiêm mũi 2', doseNo: 2 },
        { subjectId: 'VX0', reason: 'không có' },
      ],
    });
    expect(answer.body.items.map(({ result }) => result).sort()).toEqual(['done', 'done', 'not_found']);
    const tasks = await hospital.get<{ items: { id: string; kind: string; doseNo: number }[] }>(
      '/passports/corrections',
    );
    expect(tasks.body.items).toMatchObject([{ kind: 'dose', doseNo: 2 }]);
    await stage.activities.issueWanted();
    expect((await officer.get<{ items: unknown[] }>('/passports/people?limit=200')).body.items).toHaveLength(
      10,
    );
  });

  it('signs nothing of whom the officer changed himself, and nothing twice', async () => {
    const [task] = (
      await hospital.get<{ items: { id: string; version: number }[] }>('/passports/corrections')
    ).body.items;
    const fixed = await hospital.post(`/passports/corrections/${task?.id}/resolve`, {
      version: task?.version,
      dose: { date: '2021-10-12' },
    });
    expect(fixed).toMatchObject({ status: 200, body: { state: 'resolved', resolution: 'corrected' } });
    await stage.activities.issueWanted();
    expect(await hospital.post('/passports/batches')).toMatchObject(refusal(403, 'same_person_sign'));
    expect(await stage.rows(`select given_on, vaccine from dose_edits`)).toEqual([
      { given_on: '2021-10-12', vaccine: null },
    ]);
  });

  it('needs the officer’s own certificate, the statement for foreigners, and what was frozen', async () => {
    const { id, body, frozen } = await freezeAndSign(officer, `coso.${COMMUNE}`);
    expect(frozen.body.batch).toMatchObject({ people: 11, foreigners: 1 });
    const path = `/passports/batches/${id}/signature`;
    expect(await officer.post(path, { signature: body.signature })).toMatchObject(
      refusal(422, 'responsibility_missing'),
    );
    expect(await colleague.post(path, body)).toMatchObject(refusal(422, 'cert_not_yours'));
    const others = await sign(
      `coso2.${COMMUNE}`,
      canonicalText((await officer.get(`/passports/batches/${id}/manifest`)).body),
    );
    expect(await officer.post(path, { ...body, signature: others })).toMatchObject(
      refusal(422, 'cert_not_yours'),
    );
    await api.db.owner.query(`update vaccinees set full_name = 'Nguyễn Văn Mới' where subject_id = $1`, [
      citizen(9).subjectId,
    ]);
    expect(await officer.post(path, body)).toMatchObject({ ...refusal(409, 'manifest_changed') });
    expect(await stage.rows(`select from doses where signed_at is not null`)).toHaveLength(0);
    await stage.activities.issueWanted();
  });

  it('orders a certificate for everybody whose last signature it was; a repeated request changes nothing', async () => {
    const { id, body } = await freezeAndSign(officer, `coso.${COMMUNE}`);
    const path = `/passports/batches/${id}/signature`;
    const signed = await officer.post(path, body, { key: 'sign-1' });
    expect(signed).toMatchObject({
      status: 200,
      body: { ordered: 10, batch: { state: 'signed', people: 11 } },
    });
    expect((await officer.post(path, body, { key: 'sign-1' })).body).toEqual(signed.body);
    expect(await officer.post(path, body)).toMatchObject(refusal(409, 'act_not_allowed'));
    expect(await officer.post('/passports/batches')).toMatchObject(refusal(409, 'batch_empty'));
    expect(await stage.activities.issueWanted()).toEqual({ issued: 10, paused: false });
    const twice = await stage.rows(
      `select from passport_batch_doses group by province_code, subject_id, dose_no, generation having count(*) > 1`,
    );
    expect(twice).toEqual([]);
  });
});

describe('for the checker', () => {
  const codeOf = async (number: number) =>
    (
      await stage.rows<{ code: string }>(
        `select code from passports where subject_id = $1 order by generation desc limit 1`,
        [citizen(number).subjectId],
      )
    )[0]?.code;
  const verdict = async (code: string | undefined) =>
    (await api.call<{ verdict: string; reasonText: { vi: string } }>('POST', '/verify', { code })).body;

  it('answers valid, malformed and revoked, with the reason in both languages, at once', async () => {
    const code = await codeOf(1);
    expect(await verdict(code)).toMatchObject({ verdict: 'valid' });
    expect(await verdict('HC1:NOTACODE')).toMatchObject({
      verdict: 'malformed',
      reasonText: { vi: expect.any(String), en: expect.any(String) },
    });
    expect(await verdict('')).toMatchObject({ verdict: 'malformed' });
    await api.db.owner.query(
      `update doses set given_on = '2021-08-02' where subject_id = $1 and dose_no = 1`,
      [citizen(1).subjectId],
    );
    expect(await verdict(code)).toMatchObject({ verdict: 'revoked', reason: 'revoked_signature' });
  });

  it('offers signed lists: trusted signers, and revocations by each kind of hash, whole and from a number on', async () => {
    const pem = await api.call<string>('GET', '/trust-list/certificate');
    const spki = new Uint8Array(
      new X509Certificate(pem.body).publicKey.export({ type: 'spki', format: 'der' }),
    );
    const trust = await openTrustList((await api.call<string>('GET', '/trust-list')).body, spki);
    expect(trust.signers).toHaveLength(1);
    for (const hashType of ['UCI', 'COUNTRYCODEUCI', 'SIGNATURE']) {
      const answer = await api.call<string>('GET', `/revocations?hashType=${hashType}`);
      const list = await openRevocationList(answer.body, spki);
      expect(list.batches).toMatchObject([
        { hashType, country: 'VN', entries: [{ hash: expect.any(String) }] },
      ]);
      const later = await api.call<string>('GET', `/revocations?hashType=${hashType}&since=${list.number}`);
      expect((await openRevocationList(later.body, spki)).batches).toEqual([]);
      const etag = answer.headers.get('etag') ?? '';
      expect(
        (await api.call('GET', `/revocations?hashType=${hashType}`, undefined, { 'if-none-match': etag }))
          .status,
      ).toBe(304);
    }
  });
});

describe('the ministry’s office', () => {
  it('pauses and resumes issuing, and moves keys on; nobody else may', async () => {
    const ministry = api.as('khoa.01');
    expect(await officer.get('/passports/keys')).toMatchObject(refusal(403, 'no_permission'));
    expect(
      await ministry.post('/passports/issuing', { paused: true, reason: 'Kiểm tra khóa', version: 1 }),
    ).toMatchObject({ body: { paused: true } });
    await stage.rows(`update doses set signed_at = now() where signed_at is null`);
    expect(await stage.activities.issueWanted()).toEqual({ issued: 0, paused: true });
    await ministry.post('/passports/issuing', { paused: false, reason: 'Xong', version: 2 });
    const before = (await ministry.get<{ items: { kid: string; version: number }[] }>('/passports/keys')).body
      .items[0];
    const second = await stage.addKey('PS256');
    const path = (kid: string) => `/passports/keys/${Buffer.from(kid, 'base64').toString('base64url')}/state`;
    expect(await ministry.post(path(before?.kid ?? ''), { state: 'pending', version: 1 })).toMatchObject(
      refusal(409, 'act_not_allowed'),
    );
    expect(await ministry.post(path(before?.kid ?? ''), { state: 'verify_only', version: 1 })).toMatchObject({
      body: { state: 'verify_only' },
    });
    expect((await stage.activities.issueWanted()).issued).toBeGreaterThan(0);
    expect(
      await stage.rows(
        `select distinct kid from passports where state = 'active' and issued_at >= (select changed_at - interval '2 seconds' from issuing_state)`,
      ),
    ).toContainEqual({ kid: second });
  });
});

describe('for the holder', () => {
  it('opens one link once, shows the passport and its pictures, and takes a report', async () => {
    const { createHash } = await import('node:crypto');
    const token = 'a'.repeat(32);
    await api.db.owner.query(
      `insert into holder_links (token_hash, province_code, subject_id, kind, expires_at) values ($1, '60', $2, 'link', now() + interval '1 hour')`,
      [createHash('sha256').update(token).digest(), citizen(2).subjectId],
    );
    const unknown = await api.call('POST', '/holder/session', { token: 'b'.repeat(32) });
    const opened = await api.call<{ session: string }>('POST', '/holder/session', { token });
    const used = await api.call('POST', '/holder/session', { token });
    expect(opened.status).toBe(200);
    expect({ ...used.body, instance: '' }).toEqual({ ...unknown.body, instance: '' });
    const headers = { 'x-holder-session': opened.body.session };
    const seen = await api.call<{ passport: { fields: unknown[]; state: string } }>(
      'GET',
      '/holder/passport',
      undefined,
      headers,
    );
    expect(seen.body).toMatchObject({ passport: { state: 'active' }, papers: [] });
    expect(seen.body.passport.fields).toHaveLength(11);
    expect((await api.call<string>('GET', '/holder/passport/qr.svg', undefined, headers)).body).toMatch(
      /^<svg/,
    );
    for (const path of ['/holder/passport/qr.png', '/holder/passport.pdf', '/holder/passport.pdf?lang=vi'])
      expect((await api.call('GET', path, undefined, headers)).status).toBe(200);
    const report = await api.call(
      'POST',
      '/holder/errors',
      { field: 'fullName', note: 'Tên đệm bị thiếu' },
      headers,
    );
    expect(report.status).toBe(201);
    expect((await officer.get<{ items: unknown[] }>('/passports/corrections')).body.items).toMatchObject([
      { kind: 'holder', fields: ['fullName'] },
    ]);
  });

  it('tells nothing to whoever guesses, and stops him', async () => {
    const ask = (fullName: string) =>
      api.call('POST', '/holder/links', {
        fullName,
        dateOfBirth: '1987-03-05',
        number: '060087000003',
        lastDoseOn: '2021-10-10',
      });
    const wrong = await ask('Ai Đó');
    const right = await ask(citizen(3).fullName ?? '');
    expect(right.body).toEqual(wrong.body);
    expect(await stage.rows(`select kind from holder_messages where kind = 'link'`)).toHaveLength(1);
    const answers = await Promise.all(Array.from({ length: 15 }, () => ask('Ai Đó')));
    expect(answers.some(({ status }) => status === 429)).toBe(true);
  });
});
