import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findingsOfSystem } from '#activities/audit/compare-system';
import { takeCheckpoint } from '#activities/checkpoints/take-checkpoint';
import type { Trust } from '#activities/audit/check-handovers';
import { checkCheckpoints } from '#activities/audit/check-checkpoints';
import { CAPTURED_TABLES } from '#persistence/audit/rebuild';
import { PROVEN_TABLES, REGISTERED_TABLES, type Proof } from '#persistence/audit/proven-tables';
import { registeredArguments } from '#persistence/migrations/registered-tables';
import { sealAccessLog } from '#persistence/process/access-seals';
import { systemSql } from '#persistence/process/system-sql';
import type { Sql } from '#persistence/sql';
import { tamper } from '../../apps/demo/src/judge/tampering.ts';
import { COMMUNE } from '../support/database.ts';
import type { Scenario } from './acts-scenario.ts';
import { eventfulList, sealOf, startStage, type EvidenceStage } from './evidence-kit.ts';

let stage: EvidenceStage;
let chain: Scenario;
let sql: Sql;
let trust: Trust;
let listId: string;

const rows = async <T extends object>(text: string, values: unknown[] = []): Promise<T[]> =>
  (await chain.owner.query<T>(text, values)).rows;

/** Something in every table that a run through the chain leaves empty. */
async function fillTheRest(): Promise<void> {
  const [task] = await rows<{ id: string; person: string; other: string }>(
    `select t.id, p.id as person, (select id from people where subject = 'canbo2.${COMMUNE}') as other
     from tasks t, people p where t.list_id = $1 and p.subject = 'canbo1.${COMMUNE}' order by t.opened_at limit 1`,
    [listId],
  );
  const { id, person, other } = task as { id: string; person: string; other: string };
  const place = { province: '60', commune: COMMUNE, police: `CA-${COMMUNE}` };
  const { province, commune, police } = place;
  await chain.owner.query(
    `insert into task_comments (province_code, commune_code, task_id, comment_no, person_id, office_id, role, text, sha256, at)
     select $1, $2, $3, n, $4, $5, 'police_officer', 'Ý kiến ' || n, sha256('x'), now() from generate_series(1, 3) as n`,
    [province, commune, id, person, police],
  );
  await chain.owner.query(
    `with a as (
       insert into task_attachments (id, province_code, commune_code, task_id, attachment_no, person_id, office_id, file_name, media_type, size_bytes, sha256, at)
       values (gen_random_uuid(), $1, $2, $3, 1, $4, $5, 'giay.pdf', 'application/pdf', 3, sha256('abc'), now()) returning id)
     insert into attachment_chunks (attachment_id, chunk_no, province_code, commune_code, bytes) select id, n, $1, $2, 'abc' from a, generate_series(0, 1) as n`,
    [province, commune, id, person, police],
  );
  await chain.owner.query(
    `with s as (
       insert into substitutions (province_code, commune_code, absent_person_id, substitute_person_id, office_id, role, steps, may_sign, valid_from, valid_to, reason, requested_by, requested_at, sha256)
       values ($1, $2, $3, $4, $5, 'police_officer', '{verify}', false, now(), now() + interval '1 day', 'Nghỉ phép', $3, now(), sha256('s')) returning id)
     insert into substitution_decisions (substitution_id, kind, province_code, commune_code, person_id, office_id, at) select id, 'approved', $1, $2, $4, $5, now() from s`,
    [province, commune, person, other, police],
  );
  await chain.owner.query(
    `insert into task_extensions (task_id, no, province_code, commune_code, from_due_at, to_due_at, escalated_before, reason, person_id, office_id, at)
     values ($3, 1, $1, $2, now(), now() + interval '1 day', 0, 'Mưa lũ', $4, $5, now())`,
    [province, commune, id, person, police],
  );
  await chain.owner.query(
    `insert into broadcasts (province_code, from_office_id, person_id, office_ids, commune_codes, title, body) values ($1, $4, $3, array[$4], array[$2], 'Thông báo', 'Nội dung')`,
    [province, commune, person, police],
  );
  await chain.owner.query(
    `insert into webhooks (province_code, commune_code, office_id, url, secret, kinds, created_by) values ($1, $2, $4, 'https://example.org/hook', 'secret', '{task}', $3)`,
    [province, commune, person, police],
  );
  await chain.owner.query(
    `insert into audit_reports (day, lists, records, differences, findings) values (current_date, 1, 1, 0, '[]')`,
  );
  await chain.owner.query(
    `insert into weekly_reports (province_code, week, made_at, facts, sha256) values ('60', '2026-11-23', now(), '{}', sha256('{}'))`,
  );
  await chain.owner.query(
    `insert into unit_mergers (province_code, day, into_code, from_codes, plan, plan_sha256, person_id, office_id, at)
     values ($1, current_date, $2, array[$2], '{}', sha256('p'), $3, $4, now())`,
    [province, commune, person, police],
  );
  await chain.owner.query(`insert into workflow_bundles (sha256, code) values (sha256('c'), 'c')`);
  // One job has ended in the walk; this one is under way.
  await chain.owner.query(
    `insert into jobs (province_code, list_id, kind, scope, state, done) values ('60', $1, 'population_check', '9', 'running', 3)`,
    [listId],
  );
  // A number that was rolled back leaves a gap, in which a forged entry could stand.
  await chain.owner.query(`select nextval(pg_get_serial_sequence('access_log', 'id'))`);
  await chain.owner.query(
    `insert into access_log (kind, act) select 'read', 'evidence.read' from generate_series(1, 20)`,
  );
}

beforeAll(async () => {
  stage = await startStage();
  ({ chain } = stage);
  listId = await eventfulList(chain);
  await stage.stamp();
  await stage.archive(listId);
  sql = systemSql(await chain.api.db.connect('system'));
  await fillTheRest();
  const seal = sealOf(chain);
  await sealAccessLog(sql, seal);
  await takeCheckpoint(sql, seal, null);
  trust = { sealPem: seal.certificatePem, anchorsPem: [chain.authority.certificatePem] };
}, 120_000);
afterAll(() => stage?.close());

describe('every table', () => {
  it('is proven in a declared way, or declared to prove nothing, with a reason', async () => {
    const tables = await rows<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1`,
    );
    expect(tables.map(({ name }) => name)).toEqual(Object.keys(PROVEN_TABLES).sort());
  });

  it('under the registry has the trigger that its declaration says', async () => {
    const triggers = await rows<{ table: string; args: string; enabled: string }>(
      `select relname as table, encode(tgargs, 'escape') as args, tgenabled as enabled from pg_trigger join pg_class on pg_class.oid = tgrelid
       where tgfoid = 'capture_registered'::regproc order by 1`,
    );
    const declared = [...REGISTERED_TABLES].sort(([a], [b]) => (a < b ? -1 : 1));
    expect(triggers).toEqual(
      declared.map(([table, how]) => ({
        ...{
          table,
          args: registeredArguments(how)
            .map((arg) => `${arg}\\000`)
            .join(''),
          enabled: 'O',
        },
      })),
    );
  });

  it('that changes under a list’s events is captured', async () => {
    const triggers = await rows<{ table: string }>(
      `select distinct relname as table from pg_trigger join pg_class on pg_class.oid = tgrelid where tgfoid = 'capture_state'::regproc order by 1`,
    );
    const declared = (Object.entries(PROVEN_TABLES) as [string, Proof][])
      .filter(([, { by }]) => by === 'list')
      .map(([table]) => table)
      .sort();
    expect(triggers.map(({ table }) => table)).toEqual(declared);
    expect([...CAPTURED_TABLES].sort()).toEqual(declared);
  });
});

describe('what belongs to no list', () => {
  it('is what the registry, the seals and the checkpoints say', async () => {
    const findings = await findingsOfSystem(sql, trust.sealPem);
    // The scenario ends jobs with the owner’s own hand: that is told.
    expect(findings.filter(({ problem }) => problem !== 'outside')).toEqual([]);
    expect(findings.length).toBeGreaterThan(0);
  });

  it('keeps one unbroken chain however many change it at once', async () => {
    await Promise.all(
      Array.from({ length: 24 }, (_, i) =>
        chain.owner.query(
          `with p as (insert into people (subject, full_name) values ('cung-luc-' || $1::int, 'Người thử') returning id)
           insert into memberships (person_id, office_id, role) select id, 'TYT-${COMMUNE}', 'health_station' from p`,
          [i],
        ),
      ),
    );
    const [made] = await rows<{ events: number; changes: number }>(
      `select count(distinct act_id)::int as events, count(*)::int as changes from registry_changes
       where act_id in (select act_id from registry_changes where changes ->> 'subject' like 'cung-luc-%')`,
    );
    expect(made).toEqual({ events: 24, changes: 48 });
    const findings = await findingsOfSystem(sql, trust.sealPem);
    expect(findings.filter(({ problem }) => problem !== 'outside')).toEqual([]);
  });

  it('writes nothing of a transaction that was rolled back, and a second event for what comes after the first', async () => {
    const client = await chain.owner.connect();
    const head = async () =>
      Number((await rows<{ no: string }>(`select event_no as no from registry_head`))[0]?.no);
    try {
      const before = await head();
      await client.query('begin');
      await client.query(`insert into people (subject, full_name) values ('rut-lai', 'Người thử')`);
      await client.query('rollback');
      expect(await head()).toBe(before);
      await client.query('begin');
      await client.query(`insert into people (subject, full_name) values ('lan-1', 'Người thử')`);
      await client.query('savepoint s');
      await client.query(`insert into people (subject, full_name) values ('lan-0', 'Người thử')`);
      await client.query('rollback to savepoint s');
      await client.query('set constraints all immediate');
      await client.query('set constraints all deferred');
      await client.query(`insert into people (subject, full_name) values ('lan-2', 'Người thử')`);
      await client.query('commit');
      expect(await head()).toBe(before + 2);
      const findings = await findingsOfSystem(sql, trust.sealPem);
      expect(findings.filter(({ problem }) => problem !== 'outside')).toEqual([]);
    } finally {
      client.release();
    }
  });

  it('cannot be cut off at its end behind a checkpoint', async () => {
    const client = await chain.owner.connect();
    const own: Sql = { query: async (text, values) => (await client.query(text, [...(values ?? [])])).rows };
    try {
      await client.query(`set timezone = 'UTC'`);
      await client.query('begin');
      await client.query(`insert into people (subject, full_name) values ('them-vao', 'Người thử')`);
      await client.query('commit');
      await takeCheckpoint(sql, sealOf(chain), null);
      await client.query('begin');
      await client.query(`set local session_replication_role = replica`);
      // Everything that the last event says is undone without a trace, the checkpoint’s own registration first.
      await client.query(`delete from people where subject = 'them-vao'`);
      await client.query(
        `delete from registry_changes where act_id in (select act_id from registry_events order by event_no desc limit 2)`,
      );
      await client.query(
        `delete from registry_events where event_no > (select event_no - 2 from registry_head)`,
      );
      await client.query(
        `update registry_head set (event_no, hash) = (select event_no, hash from registry_events order by event_no desc limit 1)`,
      );
      expect((await checkCheckpoints(own, trust.sealPem)).wrong).toEqual([
        expect.stringMatching(/^event \d+ of the registry, which was signed, is gone$/),
      ]);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});

describe('random changes by the database’s owner with the triggers off', () => {
  it.each([1, 2, 3])(
    'are all found, seed %i',
    async (seed) => {
      const verdict = await tamper(chain.api.db.ownerUrl, [listId], { times: 150, seed, trust });
      expect(verdict.missed).toEqual([]);
      expect(verdict.tables).toBeGreaterThan(35);
    },
    300_000,
  );
});
