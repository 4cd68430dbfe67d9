import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { takeCheckpoint } from '#activities/checkpoints/take-checkpoint';
import { Acts, SYSTEM } from '#persistence/act';
import { sealAccessLog } from '#persistence/process/access-seals';
import { systemSql } from '#persistence/process/system-sql';
import type { Sql } from '#persistence/sql';
import { openSealKey, type SealKey } from '#signatures/seal';
import type { Command } from '../../apps/audit/src/command.ts';
import { command as checkpoint } from '../../apps/audit/src/commands/checkpoint.ts';
import { command as verifyAccessLog } from '../../apps/audit/src/commands/verify-access-log.ts';
import { command as verifyCheckpoint } from '../../apps/audit/src/commands/verify-checkpoint.ts';
import { givenList } from '../support/chain.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../workflows/stage.ts';

let folder: string;
let keyFile: string;
let key: SealKey;
let db: TestDatabase;
let sql: Sql;
let acts: Acts;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ban-giao-seals-'));
  keyFile = join(folder, 'seal-key.pem');
  key = await openSealKey(keyFile);
  db = await testDatabase();
  const source = await db.connect('system');
  [sql, acts] = [systemSql(source), new Acts(source)];
});
afterAll(async () => {
  await eventually('the commands have let go', async () => {
    const { rows } = await db.owner.query(
      `select from pg_stat_activity where application_name = 'ban-giao audit' and datname = current_database()`,
    );
    return rows.length === 0;
  });
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Begins anew, with the numbers too. */
async function fresh(): Promise<void> {
  const tables = ['access_log', 'access_log_seals', 'checkpoints', 'events'];
  for (const table of tables) await tamper(table, `truncate ${table} restart identity`);
  await db.owner.query(`delete from lists`);
}

async function audit(command: Command, ...args: string[]) {
  const lines: string[] = [];
  const outcome = await command.run(args, {
    print: (line) => lines.push(line),
    system: () => ({
      ...{ databaseUrl: db.systemUrl, temporalAddress: '', temporalNamespace: '', sealKeyFile: keyFile },
      trustAnchorsFile: '',
    }),
  });
  return { ...outcome, lines };
}

/** As the owner with the triggers off. */
async function tamper(table: string, statement: string, values: unknown[] = []): Promise<void> {
  await db.owner.query(`alter table ${table} disable trigger user`);
  await db.owner.query(statement, values);
  await db.owner.query(`alter table ${table} enable trigger user`);
}

describe('the access log', () => {
  beforeEach(fresh);
  const enter = (n: number) =>
    db.owner.query(
      `insert into access_log (kind, act) select 'refused', 'act ' || i from generate_series(1, $1::int) i`,
      [n],
    );

  it('is sealed in batches that follow each other', async () => {
    await enter(30);
    expect(await sealAccessLog(sql, key)).toBe(30);
    expect(await sealAccessLog(sql, key)).toBe(0);
    await enter(5);
    const both = await Promise.all([sealAccessLog(sql, key), sealAccessLog(sql, key)]);
    expect(both.sort()).toEqual([0, 5]);
    expect(await audit(verifyAccessLog)).toMatchObject({
      ok: true,
      report: { seals: 2, rows: 35, unsealed: 0 },
    });
  });

  it('never passes by an entry whose transaction ends after one with a higher number', async () => {
    const slow = await db.owner.connect();
    try {
      await slow.query('begin');
      await slow.query(`insert into access_log (kind, act) values ('refused', 'slow')`);
      await enter(3);
      await expect(sealAccessLog(sql, key)).rejects.toMatchObject({ code: '55P03' });
      await slow.query('commit');
      expect(await sealAccessLog(sql, key)).toBe(4);
      await slow.query('begin');
      await slow.query(`insert into access_log (kind, act) values ('refused', 'gone')`);
      await slow.query('rollback');
      await enter(1);
      expect(await sealAccessLog(sql, key)).toBe(1);
      expect(await audit(verifyAccessLog)).toMatchObject({ ok: true, report: { seals: 2, rows: 5 } });
    } finally {
      slow.release();
    }
  });

  it.each([
    ['access_log', `update access_log set person_id = gen_random_uuid() where id = 7`, 'seal 1'],
    ['access_log', `delete from access_log where id = 12`, 'seal 2'],
    [
      'access_log',
      `insert into access_log (id, kind, act) overriding system value values (3, 'read', 'x')`,
      'seal 1',
    ],
    ['access_log_seals', `delete from access_log_seals where no = 1`, 'seal 2'],
    [
      'access_log_seals',
      `update access_log_seals set statement = replace(statement, '"count":9', '"count":8')`,
      'seal 1',
    ],
    ['access_log_seals', `delete from access_log_seals where no = 2`, 'checkpoint 1 saw seal 2'],
  ])('shows what was changed in it behind its back: %s, %s', async (table, statement, where) => {
    // Number 3 was rolled back.
    await db.owner.query(`insert into access_log (kind, act) values ('read', 'a'), ('read', 'b')`);
    await db.owner.query(`begin; insert into access_log (kind, act) values ('read', 'c'); rollback`);
    await enter(7);
    await sealAccessLog(sql, key);
    await enter(10);
    await sealAccessLog(sql, key);
    await takeCheckpoint(sql, key, null);
    await tamper(table, statement);
    const { ok, lines } = await audit(verifyAccessLog);
    expect(ok).toBe(false);
    expect(lines[0]).toContain(where);
  });
});

describe('a checkpoint', () => {
  let lists: string[];
  beforeEach(async () => {
    await fresh();
    lists = [];
    for (let i = 0; i < 12; i += 1) lists.push((await givenList(db.owner)).listId);
    for (const listId of lists.slice(1)) await grow(listId, 6);
    lists.sort();
  });
  const grow = (listId: string, events: number) =>
    acts.run({ actor: SYSTEM, lists: [listId] }, async (act) => {
      for (let i = 0; i < events; i += 1) await act.event(listId, { type: 'task.opened', payload: { i } });
    });
  const withEvents = async () =>
    (await db.owner.query<{ id: string }>(`select id from lists where event_no > 0 order by id limit 1`))
      .rows[0]?.id ?? '';

  it('is made once a day, chained to the one before, and is the same when it is written again', async () => {
    const [first, again] = await Promise.all([
      takeCheckpoint(sql, key, '2026-01-05'),
      takeCheckpoint(sql, key, '2026-01-05'),
    ]);
    expect(again.statement).toBe(first.statement);
    const next = await takeCheckpoint(sql, key, '2026-01-06');
    expect(JSON.parse(next.statement)).toMatchObject({
      ...{ no: 2, lists: 12, events: 66, previous: first.sha256.toString('hex') },
    });
    expect(await audit(verifyCheckpoint)).toMatchObject({ ok: true, report: { checkpoint: 2, lists: 12 } });
  });

  it('outlives honest growth, and its files are enough to check against', async () => {
    const out = join(folder, 'growth');
    const { report } = await audit(checkpoint, '--out', out);
    const { file } = report as { file: string };
    await grow(lists[0] as string, 3);
    expect(await audit(verifyCheckpoint, file)).toMatchObject({ ok: true });
    const heads = file.replace('.json', '.heads');
    writeFileSync(heads, readFileSync(heads, 'utf8').replace(' 6 ', ' 5 '));
    expect(await audit(verifyCheckpoint, file)).toMatchObject({
      ...{ ok: false, lines: ['FOUND  the heads are not those that the statement signed'] },
    });
  });

  it.each([
    [
      'an event is changed',
      4,
      'event_changed',
      `update events set body = body || ' ' where list_id = $1 and event_no = 4`,
    ],
    ['an event is taken out', 3, 'event_gone', `delete from events where list_id = $1 and event_no = 3`],
    ['the end is cut off', 5, 'truncated', `delete from events where list_id = $1 and event_no >= 5`],
    ['everything is gone', 1, 'truncated', `delete from events where list_id = $1`],
    [
      'the last event is written anew with a fitting hash',
      ...[6, 'rewritten'],
      `update events set body = replace(body, 'opened', 'closed'), hash = sha256(prev_hash || convert_to(replace(body, 'opened', 'closed'), 'UTF8'))
       where list_id = $1 and event_no = 6`,
    ],
  ] as const)('names the list and the event when %s', async (_, eventNo, rule, statement) => {
    const { report } = await audit(checkpoint, '--out', join(folder, rule));
    const listId = await withEvents();
    await tamper('events', statement, [listId]);
    const verdict = await audit(verifyCheckpoint, (report as { file: string }).file);
    expect(verdict).toMatchObject({ ok: false, report: { findings: [{ listId, eventNo, rule }] } });
  });

  it('is missed when somebody takes it out of the database', async () => {
    const { report } = await audit(checkpoint, '--out', join(folder, 'gone'));
    await tamper('checkpoints', `delete from checkpoints`);
    const { ok, lines } = await audit(verifyCheckpoint, (report as { file: string }).file);
    expect(ok).toBe(false);
    expect(lines[0]).toBe('FOUND  checkpoint 1 is not among the stored ones any more');
  });

  it('is not believed under another key', async () => {
    const other = join(folder, 'other-key.pem');
    await openSealKey(other);
    await takeCheckpoint(sql, key, null);
    const { ok, lines } = await audit(verifyCheckpoint, '--certificate', other);
    expect({ ok, lines }).toEqual({
      ok: false,
      lines: ['FOUND  the seal key did not sign this statement'],
    });
  });
});
