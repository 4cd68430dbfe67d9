import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Acts } from '#persistence/act';
import { registerBundle } from '#persistence/process/archives';
import { systemSql } from '#persistence/process/system-sql';
import type { Sql } from '#persistence/sql';
import { cleanListWorkflowId } from '#workflows/clean-list/clean-list.messages';
import { command } from '../../apps/audit/src/commands/replay-workflows.ts';
import { createActivities } from '../../apps/worker/src/activities.ts';
import { Archiver } from '../../apps/worker/src/archiver.ts';
import { createWaker, type Wake } from '../../apps/worker/src/waker.ts';
import { givenList } from '../support/chain.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../workflows/stage.ts';
import { testTemporal, type TestTemporal } from '../workflows/temporal.ts';

const log = pino({ level: 'silent' });
let db: TestDatabase;
let temporal: TestTemporal;
let sql: Sql;
let acts: Acts;
beforeAll(async () => {
  [db, temporal] = await Promise.all([testDatabase(), testTemporal()]);
  const source = await db.connect('system');
  [sql, acts] = [systemSql(source), new Acts(source)];
});
afterAll(async () => {
  await temporal.close();
  await db.close();
});

const archiver = (lostAfterMs = 3_600_000) =>
  new Archiver(acts, sql, temporal.env.client, log, { lostAfterMs });

/** Runs `story` with a worker on the real facts. */
async function withWorker(story: (wake: Wake) => Promise<void>): Promise<void> {
  const source = await db.connect('system');
  const { activities, close } = createActivities(source, {
    ...{ platformUrl: 'http://127.0.0.1:9', populationUrl: 'http://127.0.0.1:9', outsideTimeoutMs: 200 },
  });
  await temporal.withWorker(activities, (taskQueue) => story(createWaker(temporal.env.client, taskQueue)));
  await close();
}

const handle = (listId: string) => temporal.env.client.workflow.getHandle(cleanListWorkflowId(listId));

async function givenWaitingList(wake: Wake): Promise<string> {
  const { listId } = await givenList(db.owner, { state: 'waiting' });
  await wake({ workflow: 'cleanList', subjectId: listId });
  await eventually('it asks for the open task', async () => {
    const { rows } = await db.owner.query(`select from tasks where list_id = $1`, [listId]);
    return rows.length > 0;
  });
  return listId;
}

async function end(listId: string, wake: Wake): Promise<void> {
  await db.owner.query(`update lists set state = 'cancelled', ended_at = now() where id = $1`, [listId]);
  await wake({ workflow: 'cleanList', subjectId: listId });
  await handle(listId).result();
}

async function archive(listId: string, by = archiver()): Promise<void> {
  await eventually('it is archived', async () => {
    await db.owner.query(`update archive_orders set due_at = now()`);
    await by.pass();
    const { rows } = await db.owner.query(`select from workflow_archives where list_id = $1`, [listId]);
    return rows.length > 0;
  });
}

interface Row {
  readonly run_no: number;
  readonly state: string;
  readonly ended_as: string | null;
  readonly history: Buffer | null;
  readonly sha256: Buffer | null;
  readonly bundle_sha256: Buffer | null;
  readonly event_count: number;
}
const archived = async (listId: string): Promise<Row[]> =>
  (await db.owner.query<Row>(`select * from workflow_archives where list_id = $1 order by run_no`, [listId]))
    .rows;
const lastEvent = async (listId: string) =>
  (
    await db.owner.query<{ type: string; payload: Record<string, unknown> }>(
      `select type, payload from events where list_id = $1 order by event_no desc limit 1`,
      [listId],
    )
  ).rows[0];

async function replay(listId: string) {
  const lines: string[] = [];
  const outcome = await command.run(['--archives', '--list', listId], {
    print: (line) => lines.push(line),
    system: () => ({
      ...{ databaseUrl: db.systemUrl, temporalAddress: temporal.address, temporalNamespace: 'default' },
      ...{ sealKeyFile: '', trustAnchorsFile: '' },
    }),
  });
  return { ...outcome, lines };
}

describe('an ended list', () => {
  it('has its workflow’s history archived once, by however many archivers, with its hashes in the chain', async () => {
    await withWorker(async (wake) => {
      const listId = await givenWaitingList(wake);
      const bundle = await registerBundle(sql, Buffer.from(temporal.code));
      await end(listId, wake);
      await Promise.all([archive(listId), archive(listId), archive(listId)]);
      const rows = await archived(listId);
      expect(rows).toMatchObject([{ run_no: 1, state: 'kept', ended_as: 'completed' }]);
      const [row] = rows as [Row];
      const json = gunzipSync(row.history ?? Buffer.alloc(0));
      const sha256 = createHash('sha256').update(json).digest();
      expect(row.sha256?.equals(sha256)).toBe(true);
      expect(row.bundle_sha256?.equals(bundle)).toBe(true);
      expect((JSON.parse(json.toString()) as { events: unknown[] }).events).toHaveLength(row.event_count);
      expect(await lastEvent(listId)).toMatchObject({
        type: 'workflow.archived',
        payload: {
          complete: true,
          runs: [{ runNo: 1, sha256: sha256.toString('hex'), bundle: bundle.toString('hex') }],
        },
      });
      const { rows: orders } = await db.owner.query(`select from archive_orders where list_id = $1`, [
        listId,
      ]);
      expect(orders).toEqual([]);
      expect(await replay(listId)).toMatchObject({
        ok: true,
        report: { archives: { replayed: 1, failed: 0 } },
      });
    });
  });

  it('is not archived while a message or an open run of its workflow is there', async () => {
    await withWorker(async (wake) => {
      const listId = await givenWaitingList(wake);
      await db.owner.query(`update lists set state = 'cancelled' where id = $1`, [listId]);
      await db.owner.query(`insert into workflow_messages (workflow, subject_id) values ('cleanList', $1)`, [
        listId,
      ]);
      await archiver(0).pass();
      const untouched = await db.owner.query(
        `select from archive_orders where list_id = $1 and due_at <= now()`,
        [listId],
      );
      expect(untouched.rows).toHaveLength(1);
      await db.owner.query(`delete from workflow_messages`);
      await archiver(0).pass();
      expect(await archived(listId)).toEqual([]);
      await end(listId, wake);
      await archive(listId);
      expect(await archived(listId)).toHaveLength(1);
    });
  });

  it('keeps every run that Temporal has, those before a new start too', async () => {
    await withWorker(async (wake) => {
      const listId = await givenWaitingList(wake);
      await eventually('code has run', async () => {
        const { events } = await handle(listId).fetchHistory();
        return events?.some((event) => event.workflowTaskCompletedEventAttributes) === true;
      });
      await handle(listId).terminate();
      await wake({ workflow: 'cleanList', subjectId: listId });
      await end(listId, wake);
      await archive(listId);
      expect((await archived(listId)).map(({ ended_as }) => ended_as)).toEqual(['terminated', 'completed']);
      expect(await replay(listId)).toMatchObject({
        ok: true,
        report: { archives: { replayed: 2, failed: 0 } },
      });
    });
  });

  it('says that its history is lost when Temporal does not know it, instead of asking for ever', async () => {
    const { listId } = await givenList(db.owner);
    await db.owner.query(`update lists set state = 'completed' where id = $1`, [listId]);
    await archiver().pass();
    expect(await archived(listId)).toEqual([]);
    await archive(listId, archiver(0));
    expect(await archived(listId)).toMatchObject([{ state: 'lost', history: null }]);
    expect(await lastEvent(listId)).toMatchObject({ type: 'workflow.lost' });
    expect(await replay(listId)).toMatchObject({
      ok: true,
      report: { archives: { replayed: 0, absent: 1 } },
    });
  });
});

describe('replaying archives', () => {
  it('names a history that was changed after it was archived', async () => {
    await withWorker(async (wake) => {
      const listId = await givenWaitingList(wake);
      await end(listId, wake);
      await archive(listId);
      await db.owner.query(`alter table workflow_archives disable trigger user`);
      await db.owner.query(`update workflow_archives set sha256 = sha256('x') where list_id = $1`, [listId]);
      await db.owner.query(`alter table workflow_archives enable trigger user`);
      const { ok, lines } = await replay(listId);
      expect(ok).toBe(false);
      expect(lines[0]).toBe(
        `FAILED  archive ${cleanListWorkflowId(listId)} run 1: its hash is not in the list’s chain of events`,
      );
    });
  });

  it('fails on code that decides otherwise', async () => {
    await withWorker(async (wake) => {
      const listId = await givenWaitingList(wake);
      await end(listId, wake);
      await archive(listId);
      const other = temporal.code.replaceAll('ensureTask', 'ensureOther').replaceAll('consult', 'konsult');
      await db.owner.query(`alter table workflow_bundles disable trigger user`);
      await db.owner.query(`delete from workflow_bundles`);
      const bundle = await registerBundle(sql, Buffer.from(other));
      const own = createHash('sha256').update(temporal.code).digest();
      await db.owner.query(`update workflow_bundles set sha256 = $1 where sha256 = $2`, [own, bundle]);
      expect(await replay(listId)).toMatchObject({
        ok: false,
        report: { archives: { replayed: 0, failed: 1 } },
      });
    });
  });
});
