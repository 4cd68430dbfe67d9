import { gunzipSync } from 'node:zlib';
import type { Sql } from '../sql.ts';

/** What is kept of one run of a list's workflow, without its history. */
export interface ArchivedRun {
  readonly listId: string;
  readonly runNo: number;
  /** `lost`: Temporal had none when the list was archived. */
  readonly state: 'kept' | 'lost';
  readonly workflowId: string;
  readonly runId: string | null;
  readonly endedAs: string | null;
  readonly closedAt: Date | null;
  readonly eventCount: number;
  /** Hexadecimal SHA-256 of the code that worked on the run last. */
  readonly bundle: string | null;
  /** Hexadecimal SHA-256 of the history's JSON. */
  readonly sha256: string | null;
  /** Whether the list's chain of events names this run with this hash. */
  readonly vouched: boolean;
}

const COLUMNS = `list_id as "listId", run_no as "runNo", state, workflow_id as "workflowId", run_id as "runId", ended_as as "endedAs",
  closed_at as "closedAt", event_count as "eventCount", encode(bundle_sha256, 'hex') as bundle, encode(sha256, 'hex') as sha256,
  exists (select from events e where e.province_code = a.province_code and e.list_id = a.list_id and e.type = 'workflow.archived'
    and e.payload -> 'runs' @> jsonb_build_array(jsonb_build_object('runNo', a.run_no, 'sha256', encode(a.sha256, 'hex')))) as vouched`;

/** Archived runs by bundle, list and number after `after`; of one list when it is named. */
export function readArchivedRuns(
  sql: Sql,
  listId: string | null,
  after: Pick<ArchivedRun, 'bundle' | 'listId' | 'runNo'> | undefined,
  limit: number,
): Promise<ArchivedRun[]> {
  return sql.query<ArchivedRun & Record<string, unknown>>(
    `select ${COLUMNS} from workflow_archives a
     where ($1::uuid is null or list_id = $1)
       and ($2::uuid is null or (coalesce(bundle_sha256, ''), list_id, run_no) > (coalesce(decode($3, 'hex'), ''), $2::uuid, $4::int))
     order by coalesce(bundle_sha256, ''), list_id, run_no limit $5`,
    [listId, after?.listId ?? null, after?.bundle ?? null, after?.runNo ?? null, limit],
  );
}

/** The JSON of an archived run's history as Temporal wrote it; undefined when there is none or it is not visible. */
export async function readArchivedHistory(
  sql: Sql,
  { listId, runNo }: Pick<ArchivedRun, 'listId' | 'runNo'>,
): Promise<string | undefined> {
  const [row] = await sql.query<{ history: Buffer | null }>(
    `select a.history from lists l join workflow_archives a on a.province_code = l.province_code and a.list_id = l.id
     where l.id = $1 and a.run_no = $2`,
    [listId, runNo],
  );
  return row?.history ? gunzipSync(row.history).toString('utf8') : undefined;
}

/** The workflow code with this hash (hexadecimal), as the worker loaded it; undefined when it was never registered. */
export async function readBundle(sql: Sql, sha256: string): Promise<string | undefined> {
  const [row] = await sql.query<{ code: Buffer }>(
    `select code from workflow_bundles where sha256 = decode($1, 'hex')`,
    [sha256],
  );
  return row && gunzipSync(row.code).toString('utf8');
}

export interface ArchiveState {
  readonly ended: number;
  readonly archived: number;
  readonly waiting: number;
  readonly lost: number;
}

/** How many ended lists have their workflow archived. */
export async function readArchiveState(sql: Sql): Promise<ArchiveState> {
  const [row] = await sql.query<ArchiveState & Record<string, unknown>>(
    `select (select count(*)::int from lists where state in ('completed','cancelled')) as ended,
            (select count(distinct list_id)::int from workflow_archives where state = 'kept') as archived,
            (select count(*)::int from archive_orders) as waiting,
            (select count(*)::int from workflow_archives where state = 'lost') as lost`,
  );
  return row as ArchiveState;
}

/** Unfinished lists and campaigns after `afterId`: their workflows should be running. */
export function readRunningSubjects(
  sql: Sql,
  listId: string | null,
  afterId: string | null,
  limit: number,
): Promise<{ workflow: 'cleanList' | 'campaign'; id: string }[]> {
  return sql.query(
    `select workflow, id from (
       select 'cleanList' as workflow, id from lists where state in ('waiting','open','paused') and ($1::uuid is null or id = $1)
       union all
       select 'campaign', id from campaigns where state in ('draft','open') and $1::uuid is null) s
     where $2::uuid is null or id > $2 order by id limit $3`,
    [listId, afterId, limit],
  );
}
