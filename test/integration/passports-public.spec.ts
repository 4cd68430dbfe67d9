import { createHash, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openRevocationList, openTrustList } from '#signatures/dcc/trust-list';
import { COMMUNE } from '../support/database.ts';
import { citizen } from './passports-kit.ts';
import { refusal, startOffice, type Office } from './passports-office.ts';

let office: Office;
let api: Office['api'];
let stage: Office['stage'];
let officer: Office['officer'];

beforeAll(async () => {
  office = await startOffice();
  ({ api, stage, officer } = office);
  const { id, body } = await office.freezeAndSign(officer, `coso.${COMMUNE}`);
  await officer.post(`/passports/batches/${id}/signature`, body);
  await stage.activities.issueWanted();
}, 120_000);
afterAll(() => office?.close());

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
