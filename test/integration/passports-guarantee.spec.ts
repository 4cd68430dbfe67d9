import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { citizen, letters, PassportStage } from './passports-kit.ts';

/** Codes that an online check would call valid although they say something else than the record. */
const FALSE_AND_VALID = `select count(*)::int as n from passports p where p.state <> 'revoked' and p.expires_at > now()
  and p.certified is distinct from passport_certified(p.province_code, p.subject_id, p.dose_no)
  and not exists (select from revocations r where r.signature_hash = p.signature_hash)`;
const REVOKED_UNLISTED = `select count(*)::int as n from passports p where p.state = 'revoked'
  and not exists (select from revocations r where r.signature_hash = p.signature_hash)`;

let stage: PassportStage;
beforeAll(async () => {
  stage = await PassportStage.start();
  stage.feed(...Array.from({ length: 120 }, (_, i) => citizen(i)));
  await stage.activities.readVaccinees();
  await stage.signAll();
  await stage.activities.issueWanted();
}, 120_000);
afterAll(() => stage?.close());

const holds = async (): Promise<void> => {
  expect(await stage.rows(FALSE_AND_VALID)).toEqual([{ n: 0 }]);
  expect(await stage.rows(REVOKED_UNLISTED)).toEqual([{ n: 0 }]);
};
const correct = (number: number, name: string) =>
  stage.db.owner.query(`update vaccinees set full_name = $2 where subject_id = $1`, [
    citizen(number).subjectId,
    name,
  ]);
const statesOf = async (number: number): Promise<string[]> =>
  (
    await stage.rows<{ state: string }>(
      `select state from passports where subject_id = $1 order by generation`,
      [citizen(number).subjectId],
    )
  ).map(({ state }) => state);

describe('no unrevoked passport disagrees with its record', () => {
  afterEach(holds);

  it('when the correction is cut off before its commit: then neither happened', async () => {
    const client = await stage.db.owner.connect();
    await client.query('begin');
    await client.query(`update vaccinees set full_name = 'Không Lưu' where subject_id = $1`, [
      citizen(0).subjectId,
    ]);
    await holds();
    await client.query('rollback');
    client.release();
    expect(await statesOf(0)).toEqual(['active']);
  });

  it('when no key can sign: the correction does not wait, and the new certificate follows when the key is back', async () => {
    await stage.rows(`update signing_keys set state = 'verify_only'`);
    await correct(1, 'Nguyễn Văn Sửa');
    await holds();
    await expect(stage.activities.issueWanted()).rejects.toMatchObject({ type: 'no_signing_key' });
    expect(await statesOf(1)).toEqual(['revoked']);
    await stage.rows(`update signing_keys set state = 'signing'`);
    expect((await stage.activities.issueWanted()).issued).toBe(1);
    expect(await statesOf(1)).toEqual(['revoked', 'active']);
  });

  it('when storing dies after the signature: nothing of it stays, and the next try makes one', async () => {
    await correct(2, 'Nguyễn Văn Lại');
    await stage.rows(`alter table passports add constraint boom check (generation < 2) not valid`);
    await expect(stage.activities.issueWanted()).rejects.toThrow();
    await holds();
    expect(await statesOf(2)).toEqual(['revoked']);
    await stage.rows(`alter table passports drop constraint boom`);
    expect((await stage.activities.issueWanted()).issued).toBe(1);
    expect(await statesOf(2)).toEqual(['revoked', 'active']);
  });

  it('when a page of many is stored and the next one dies: the rest follows, none comes twice', async () => {
    await stage.rows(
      `update vaccinees set given_name = null, family_name = null, full_name = full_name || ' Mới' where subject_id >= $1`,
      [citizen(10).subjectId],
    );
    await holds();
    await stage.rows(
      `create function boom() returns trigger language plpgsql as $$ begin if new.subject_id = '${citizen(100).subjectId}' then raise exception 'boom'; end if; return new; end $$`,
    );
    await stage.rows(`create trigger boom before insert on passports for each row execute function boom()`);
    await expect(stage.activities.issueWanted()).rejects.toThrow();
    await holds();
    await stage.rows(`drop trigger boom on passports`);
    await stage.activities.issueWanted();
    const doubled = await stage.rows(
      `select subject_id from passports where state = 'active' group by 1 having count(*) > 1`,
    );
    expect(doubled).toEqual([]);
    expect(await stage.rows(`select count(*)::int as n from passports where state = 'active'`)).toEqual([
      { n: 120 },
    ]);
  });

  it('when corrections and issuing run at the same moment, for as many rounds as are tried', async () => {
    for (let round = 0; round < 12; round += 1) {
      const numbers = [20, 21, 22, 23, 24].map((base) => base + round * 5);
      await Promise.all([
        ...numbers.map((number) => correct(number, `Nguyễn Văn Vòng ${letters(round)}`)),
        stage.activities.issueWanted(),
        correct(numbers[0] as number, `Nguyễn Văn Hai ${letters(round)}`),
        stage.activities.issueWanted(),
      ]);
      await holds();
    }
    await stage.activities.issueWanted();
    expect(await stage.rows(`select count(*)::int as n from passports where state = 'active'`)).toEqual([
      { n: 120 },
    ]);
  });

  it('when a superseded code is still in force: a later correction revokes it, too', async () => {
    stage.ahead = 345 * 86_400_000;
    await stage.activities.orderRenewals();
    stage.ahead = 352 * 86_400_000;
    await stage.activities.issueWanted();
    stage.ahead = 0;
    const before = await statesOf(5);
    expect(before).toEqual(['superseded', 'active']);
    await correct(5, 'Nguyễn Văn Đổi');
    expect(await statesOf(5)).toEqual(['revoked', 'revoked']);
  });
});

describe('drift on the platform after verification', () => {
  it('opens the record again, names the office that changed it, and revokes; when it is right again the passport follows', async () => {
    const person = citizen(6);
    stage.feed({
      ...person,
      version: 9,
      fullName: 'Nguyễn Văn Trôi',
      verification: 'wrong',
      changedBy: 'BV-22915',
    });
    await stage.activities.readVaccinees();
    await holds();
    expect(
      await stage.rows(
        `select kind, office_id, source_office_id, fields, state from passport_corrections where subject_id = $1`,
        [person.subjectId],
      ),
    ).toEqual([
      {
        kind: 'drift',
        office_id: 'BV-22915',
        source_office_id: 'BV-22915',
        fields: ['full_name'],
        state: 'open',
      },
    ]);
    expect(
      await stage.rows(`select eligible, reasons from vaccinees where subject_id = $1`, [person.subjectId]),
    ).toEqual([{ eligible: false, reasons: ['not_verified', 'open_correction'] }]);
    await stage.rows(`update passport_corrections set state = 'resolved' where subject_id = $1`, [
      person.subjectId,
    ]);
    stage.feed({ ...person, version: 10 });
    await stage.activities.readVaccinees();
    await stage.activities.issueWanted();
    expect((await statesOf(6)).at(-1)).toBe('active');
    await holds();
  });

  it('is proven over all certificates every day, and what went round the triggers is revoked', async () => {
    expect(await stage.activities.checkPassports('2026-11-28')).toMatchObject({
      disagreeing: 0,
      unlisted: 0,
    });
    await stage.rows(`alter table vaccinees disable trigger user`);
    await correct(7, 'Nguyễn Văn Lén');
    await stage.rows(`alter table vaccinees enable trigger user`);
    expect(await stage.activities.checkPassports('2026-11-28')).toMatchObject({ disagreeing: 2 });
    expect(await stage.activities.checkPassports('2026-11-29')).toMatchObject({
      disagreeing: 0,
      unlisted: 0,
    });
  });
});
