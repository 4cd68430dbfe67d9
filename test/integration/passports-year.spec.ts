import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Dice } from '../support/dice.ts';
import { citizen, letters, PassportStage } from './passports-kit.ts';

const DAY_MS = 86_400_000;

describe('twelve months later', () => {
  let stage: PassportStage;
  beforeAll(async () => {
    stage = await PassportStage.start();
    stage.feed(...Array.from({ length: 80 }, (_, i) => citizen(i)));
    await stage.activities.readVaccinees();
    await stage.signAll();
    await stage.activities.issueWanted();
  }, 120_000);
  afterAll(() => stage?.close());

  it('renews once and before the end for all but the changed and the refused; these are told, and their facility has a task', async () => {
    const [gone, wrong] = [citizen(1).subjectId, citizen(2).subjectId];
    await stage.rows(`update vaccinees set deceased = true where subject_id = $1`, [gone]);
    await stage.rows(`update vaccinees set verified = false where subject_id = $1`, [wrong]);
    await stage.activities.issueWanted();
    // The server was away for a week in the middle of the window.
    for (let day = 330; day <= 366; day += day === 340 ? 7 : 1) {
      stage.ahead = day * DAY_MS;
      await stage.activities.readVaccinees();
      await stage.activities.orderRenewals();
      await stage.activities.orderRenewals();
      await stage.activities.issueWanted();
      const lapsed = await stage.rows(
        `select v.subject_id from vaccinees v where v.eligible and not exists (select from passports p where p.province_code = v.province_code and p.subject_id = v.subject_id
           and p.state <> 'revoked' and p.expires_at > $1)`,
        [stage.now],
      );
      expect([day, lapsed]).toEqual([day, []]);
    }
    const renewed = await stage.rows<{ n: number }>(
      `select count(*)::int as n from passports where reason = 'renewal' and state = 'active' group by subject_id`,
    );
    expect(renewed).toEqual(Array.from({ length: 78 }, () => ({ n: 1 })));
    const [old] = await stage.rows<{ revoked: number; late: number; codes: number; days: number }>(
      `select count(*) filter (where a.state = 'revoked')::int as revoked, count(*) filter (where b.issued_at >= a.expires_at)::int as late,
         count(distinct b.uvci)::int as codes, count(distinct b.issued_at::date)::int as days
       from passports a join passports b on b.subject_id = a.subject_id and b.generation = a.generation + 1`,
    );
    expect(old).toMatchObject({ revoked: 0, late: 0, codes: 78 });
    expect(old?.days).toBeGreaterThan(5);
    expect(await stage.rows(`select subject_id from holder_messages where kind = 'renewal_failed'`)).toEqual([
      { subject_id: wrong },
    ]);
    const tasks = await stage.rows<{ subject_id: string; early: boolean }>(
      `select c.subject_id, c.due_at - c.opened_at > interval '28 days' as early from passport_corrections c where c.kind = 'renewal'`,
    );
    expect(tasks).toEqual([{ subject_id: wrong, early: true }]);
    expect(await stage.rows(`select from passports where subject_id = $1`, [gone])).toHaveLength(1);
  }, 120_000);
});

describe('a year of days', () => {
  let stage: PassportStage;
  beforeAll(async () => {
    stage = await PassportStage.start();
  }, 120_000);
  afterAll(() => stage?.close());

  it('never leaves a holder with right data without a valid code, whatever happens', async () => {
    const dice = new Dice(7);
    const roll = (n: number) => dice.below(n);
    let known = 0;
    for (let day = 0; day < 400; day += 1) {
      stage.ahead = day * DAY_MS;
      if (day % 10 === 0 && known < 40) stage.feed(citizen(known++), citizen(known++));
      if (day % 90 === 89) await stage.addKey(day % 180 === 89 ? 'PS256' : 'ES256');
      if (known > 0 && roll(3) === 0) {
        const person = stage.people.get(citizen(roll(known)).subjectId) ?? citizen(0);
        const right = roll(2) === 0;
        stage.feed({
          ...person,
          version: person.version + 1,
          fullName: `${citizen(0).fullName} Lần ${letters(day)}`,
          verification: right ? 'right' : 'wrong',
          changedBy: 'BV-22915',
        });
        if (right)
          await stage.rows(`update passport_corrections set state = 'resolved' where subject_id = $1`, [
            person.subjectId,
          ]);
      }
      // One day in eight the platform or the whole server is away.
      if (roll(8) === 0) continue;
      await stage.activities.readVaccinees();
      await stage.signAll();
      await stage.activities.orderRenewals();
      await stage.activities.issueWanted();
      if (day % 20 !== 0) continue;
      const without = await stage.rows(
        `select v.subject_id from vaccinees v where v.eligible and v.judged_version = v.facts_version and not exists (select from passports p
           where p.province_code = v.province_code and p.subject_id = v.subject_id and p.state <> 'revoked' and p.expires_at > $1)`,
        [stage.now],
      );
      expect([day, without]).toEqual([day, []]);
      expect(await stage.activities.checkPassports('2026-01-01')).toMatchObject({
        disagreeing: 0,
        unlisted: 0,
      });
    }
    expect(await stage.rows(`select from passports group by kid`)).not.toHaveLength(1);
  }, 240_000);
});
