import type { Sql } from '../sql.ts';
import { PASSPORTS } from './passports/renewals.ts';

export interface Waiting {
  readonly workflow: 'cleanList' | 'campaign' | 'passports';
  readonly subjectId: string;
  /** The messages seen; only these are deleted after delivery. */
  readonly ids: readonly string[];
  readonly ageMs: number;
}

/** Undelivered messages by workflow, the oldest first. Rows are selected, never a cursor: the order of numbers is not the order of commits. */
export async function waitingMessages(sql: Sql, limit: number): Promise<Waiting[]> {
  return sql.query<Waiting & Record<string, unknown>>(
    `select workflow, subject_id as "subjectId", array_agg(id::text) as ids,
            (extract(epoch from clock_timestamp() - min(created_at)) * 1000)::float as "ageMs"
     from workflow_messages group by workflow, subject_id order by min(id) limit $1`,
    [limit],
  );
}

/** Takes the delivery of workflows' messages for this connection; the subjects that no other relay holds. */
export async function takeSubjects(sql: Sql, subjectIds: readonly string[]): Promise<Set<string>> {
  const rows = await sql.query<{ id: string }>(
    `with wanted as materialized (select id from unnest($1::uuid[]) as id)
     select id::text from wanted where pg_try_advisory_lock(hashtextextended('relay:' || id, 0))`,
    [subjectIds],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Deletes delivered messages and gives their workflows back. */
export async function settleMessages(
  sql: Sql,
  delivered: readonly string[],
  taken: readonly string[],
): Promise<void> {
  await sql.query(
    `with gone as (delete from workflow_messages where id = any($1::bigint[]))
     select pg_advisory_unlock(hashtextextended('relay:' || id, 0)) from unnest($2::uuid[]) as id`,
    [delivered, taken],
  );
}

/** Age of the oldest undelivered message in milliseconds, 0 when none waits. */
export async function outboxLagMs(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ lag: number | null }>(
    `select (extract(epoch from clock_timestamp() - min(created_at)) * 1000)::float as lag from workflow_messages`,
  );
  return row?.lag ?? 0;
}

export interface Unheard {
  readonly workflow: 'cleanList' | 'campaign' | 'passports';
  readonly subjectId: string;
}

/**
 * Unfinished lists and campaigns whose workflows have not read their facts for `afterMs`, the most silent first; and the making of
 * certificates, when some have been due for so long.
 */
export async function unheardSubjects(sql: Sql, afterMs: number, limit: number): Promise<Unheard[]> {
  return sql.query<Unheard & Record<string, unknown>>(
    `select workflow, subject_id::text as "subjectId" from (
       select 'cleanList' as workflow, id as subject_id, heard_at from lists where state in ('waiting','open','paused')
       union all
       select 'campaign', id, heard_at from campaigns where state in ('draft','open')
       union all
       select 'passports', $3::uuid, min(o.due_at) from passport_orders o
       join vaccinees v on v.province_code = o.province_code and v.subject_id = o.subject_id
       where (v.eligible or v.judged_version <> v.facts_version) and not (select paused from issuing_state) having count(*) > 0) s
     where heard_at <= clock_timestamp() - $1::float * interval '1 millisecond' order by heard_at limit $2`,
    [afterMs, limit, PASSPORTS],
  );
}
