import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { SYSTEM, type Act, type Acts } from '../act.ts';
import type { Sql } from '../sql.ts';

/** Remembers workflow code by its hash, so that what ran on it can be replayed on it. Answers the hash. */
export async function registerBundle(sql: Sql, code: Buffer): Promise<Buffer> {
  const hash = sha256(code);
  const [known] = await sql.query(`select from workflow_bundles where sha256 = $1`, [hash]);
  if (known === undefined) {
    await sql.query(`insert into workflow_bundles (sha256, code) values ($1, $2) on conflict do nothing`, [
      hash,
      gzipSync(code),
    ]);
  }
  return hash;
}

export interface ArchiveOrder {
  readonly listId: string;
  /** How long the list has been waiting for its archive. */
  readonly ageMs: number;
}

/**
 * Ended lists that are to be archived now, each given to one asker for `leaseMs`: whoever dies over it leaves it to the next.
 * A list whose messages are not delivered yet waits, since they may start another run.
 */
export async function takeArchiveOrders(sql: Sql, limit: number, leaseMs: number): Promise<ArchiveOrder[]> {
  return sql.query<ArchiveOrder & Record<string, unknown>>(
    `with due as (
       select list_id from archive_orders o where due_at <= clock_timestamp()
         and not exists (select from workflow_messages m where m.workflow = 'cleanList' and m.subject_id = o.list_id)
       order by due_at limit $1 for update skip locked)
     update archive_orders o set due_at = clock_timestamp() + $2::float8 * interval '1 millisecond' from due where o.list_id = due.list_id
     returning o.list_id as "listId", (extract(epoch from clock_timestamp() - o.ordered_at) * 1000)::float8 as "ageMs"`,
    [limit, leaseMs],
  );
}

/** One closed run of a list's workflow, with Temporal's JSON of its history. */
export interface ClosedRun {
  readonly runId: string;
  /** What its last event says, such as `completed`, `continuedAsNew` or `terminated`. */
  readonly endedAs: string;
  readonly startedAt: Date;
  readonly closedAt: Date;
  readonly eventCount: number;
  /** Hash of the code that worked on it last; null when none did. */
  readonly bundleSha256: Buffer | null;
  readonly json: string;
}

/**
 * Keeps the runs of an ended list's workflow, the earliest first, with one event in the list's chain; no runs mean that Temporal has
 * lost them, which is written down just as well. False when the list was archived before.
 */
export async function archiveWorkflow(
  acts: Acts,
  listId: string,
  workflowId: string,
  runs: readonly ClosedRun[],
): Promise<boolean> {
  const rows = runs.map((run, i) => ({ ...run, runNo: i + 1, sha256: sha256(run.json) }));
  const { answer } = await acts.run({ actor: SYSTEM, lists: [listId] }, async (act) => {
    const ordered = await act.query(`delete from archive_orders where list_id = $1 returning list_id`, [
      listId,
    ]);
    if (ordered.length === 0) return false;
    if (rows.length === 0) {
      await keep(act, listId, workflowId, { state: 'lost', runNo: 1 });
      await act.event(listId, { type: 'workflow.lost', payload: { workflowId } });
      return true;
    }
    // Each history may be megabytes: one statement for all would hold them all twice.
    for (const row of rows) await keep(act, listId, workflowId, { state: 'kept', ...row });
    const first = rows[0] as (typeof rows)[number];
    const [began] = await act.query<{ at: Date }>(
      `select at from events where province_code = $1 and list_id = $2 and event_no = 1`,
      [act.head(listId).provinceCode, listId],
    );
    await act.event(listId, {
      type: 'workflow.archived',
      payload: {
        workflowId,
        runs: rows.map(({ runId, runNo, endedAs, eventCount, bundleSha256, sha256: hash }) => ({
          ...{ runNo, runId, endedAs, events: eventCount, sha256: hash.toString('hex') },
          bundle: bundleSha256?.toString('hex') ?? null,
        })),
        // The workflow asks for the list's first event: when it began later than that, earlier runs were lost with Temporal's database.
        complete: began === undefined || first.startedAt.getTime() <= began.at.getTime() + CLOCKS_MS,
      },
    });
    return true;
  });
  return answer;
}

/** How far the clocks of Temporal and PostgreSQL may be apart. */
const CLOCKS_MS = 5_000;

type Kept = ClosedRun & { readonly state: 'kept'; readonly runNo: number; readonly sha256: Buffer };
type Lost = { readonly state: 'lost'; readonly runNo: number };

async function keep(act: Act, listId: string, workflowId: string, row: Kept | Lost): Promise<void> {
  const { provinceCode, communeCode } = act.head(listId);
  const run = row.state === 'kept' ? row : undefined;
  await act.query(
    `insert into workflow_archives (province_code, list_id, run_no, commune_code, state, workflow_id, run_id, ended_as, started_at, closed_at,
       event_count, bundle_sha256, history, sha256)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      ...[provinceCode, listId, row.runNo, communeCode, row.state, workflowId],
      ...[run?.runId ?? null, run?.endedAs ?? null, run?.startedAt ?? null, run?.closedAt ?? null],
      ...[run?.eventCount ?? 0, run?.bundleSha256 ?? null, run ? gzipSync(run.json) : null],
      run?.sha256 ?? null,
    ],
  );
}

/** Puts an order off, because a run is still open. */
export async function postponeArchive(sql: Sql, listId: string, byMs: number): Promise<void> {
  await sql.query(
    `update archive_orders set due_at = clock_timestamp() + $2::float8 * interval '1 millisecond' where list_id = $1`,
    [listId, byMs],
  );
}

function sha256(bytes: Buffer | string): Buffer {
  return createHash('sha256').update(bytes).digest();
}
