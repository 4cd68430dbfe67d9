import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { nodeCrypto } from '#signatures/dcc/node-crypto';
import { readSigner } from '#signatures/dcc/signer-certificate';
import { SignerStore } from '#signatures/dcc/signer-store';
import { verifyCode } from '#signatures/dcc/verify-code';
import { citizen, PassportStage } from './passports-kit.ts';

let stage: PassportStage;
beforeAll(async () => {
  stage = await PassportStage.start();
}, 120_000);
afterAll(() => stage?.close());

const signers = async () => {
  const keys = await stage.rows<{ certificate: Buffer }>(
    `select certificate from signing_keys where state <> 'withdrawn'`,
  );
  return new SignerStore(
    await Promise.all(keys.map(({ certificate }) => readSigner(certificate, nodeCrypto))),
  );
};

describe('from the platform’s feed to a certificate', () => {
  it('reads the feed, judges everybody with reasons, and issues nothing that no facility has signed', async () => {
    stage.feed(
      ...Array.from({ length: 120 }, (_, i) => citizen(i)),
      citizen(200, { idNumber: null, passportNumber: 'B1234567' }),
      citizen(201, { verification: 'wrong' }),
      citizen(202, {
        nationality: 'FR',
        idNumber: null,
        passportNumber: '19FV12345',
        verification: 'unverified',
        fullName: 'Anne Müller',
      }),
    );
    await stage.activities.readVaccinees();
    const reasons = await stage.rows<{ reasons: string[]; n: number }>(
      `select reasons, count(*)::int as n from vaccinees group by 1 order by 2 desc, 1`,
    );
    expect(reasons).toEqual([
      { reasons: ['dose_unsigned'], n: 120 },
      { reasons: ['not_verified', 'dose_unsigned'], n: 1 },
      { reasons: ['passport_only', 'dose_unsigned'], n: 1 },
      { reasons: ['responsibility_unsigned', 'dose_unsigned'], n: 1 },
    ]);
    expect(await stage.activities.issueWanted()).toEqual({ issued: 0, paused: false });
  });

  it('issues once what was signed, in pages, and every code is valid', async () => {
    await stage.signAll();
    expect(await stage.activities.issueWanted()).toEqual({ issued: 121, paused: false });
    expect(await stage.activities.issueWanted()).toEqual({ issued: 0, paused: false });
    const codes = await stage.rows<{ code: string; uvci: string }>(`select code, uvci from passports`);
    expect(new Set(codes.map(({ uvci }) => uvci)).size).toBe(121);
    const trusted = await signers();
    for (const { code } of codes)
      expect((await verifyCode(code, { at: stage.now, signers: trusted, crypto: nodeCrypto })).verdict).toBe(
        'valid',
      );
    const [log] = await stage.rows<{ n: number }>(`select count(*)::int as n from key_signatures`);
    expect(log?.n).toBe(121);
  });
});

describe('a correction after issue', () => {
  it('revokes in its own transaction, lists it, orders the new one and tells the holder', async () => {
    await stage.db.owner.query(`update vaccinees set full_name = 'Nguyễn Văn Khác' where subject_id = $1`, [
      citizen(1).subjectId,
    ]);
    const [state] = await stage.rows(
      `select p.state, p.end_reason, (select count(*)::int from revocations r where r.signature_hash = p.signature_hash) as listed, o.reason,
         (select count(*)::int from holder_messages m where m.subject_id = p.subject_id and m.kind = 'revoked') as told
       from passports p left join passport_orders o using (province_code, subject_id) where p.subject_id = $1`,
      [citizen(1).subjectId],
    );
    expect(state).toEqual({
      state: 'revoked',
      end_reason: 'correction',
      listed: 1,
      reason: 'correction',
      told: 1,
    });
    expect(await stage.activities.issueWanted()).toEqual({ issued: 1, paused: false });
    const all = await stage.rows(`select generation, state from passports where subject_id = $1 order by 1`, [
      citizen(1).subjectId,
    ]);
    expect(all).toEqual([
      { generation: 1, state: 'revoked' },
      { generation: 2, state: 'active' },
    ]);
    expect(await stage.activities.checkPassports('2026-01-01')).toMatchObject({
      disagreeing: 0,
      unlisted: 0,
    });
  });
});

describe('verified today', () => {
  it('is on the facility’s list at seven tomorrow, whether a list brought it there or not, and after the campaign has ended', async () => {
    const [late, day] = [citizen(300, { verification: 'wrong' }), 86_400_000];
    stage.feed(late);
    await stage.activities.readVaccinees();
    await stage.activities.openFacilityDay('2030-01-01', '2030-01-01T10:00:00Z');
    stage.feed({ ...late, version: 2, verification: 'right' });
    stage.ahead = day;
    await stage.activities.readVaccinees();
    await stage.activities.openFacilityDay('2030-01-02', '2030-01-02T10:00:00Z');
    stage.ahead = 0;
    const days = await stage.rows<{ listed: number }>(`select listed from facility_days order by day`);
    expect(days.map(({ listed }) => listed)).toEqual([0, 1]);
  });
});
