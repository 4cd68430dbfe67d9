import { DomainError } from '#domain/errors';
import type { Act } from '../act.ts';
import type { Sql } from '../sql.ts';

export const INCIDENT_KINDS = ['job', 'silent', 'delivery'] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

export interface Incident {
  readonly id: string;
  /** `job`: the machine's work on a list failed for good; `silent`: a list's process has not been heard of; `delivery`: a message was given up. */
  readonly kind: IncidentKind;
  readonly code: string | null;
  readonly since: Date;
  readonly listId: string | null;
  readonly communeCode: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/** A process reads its list's facts when it is started anew at the latest, which the reconciler sees to every minute. */
const SILENCE = `interval '10 minutes'`;

const INCIDENTS = `
  select 'job:' || j.list_id || ':' || j.kind || ':' || j.run_no || ':' || j.scope as id, 'job' as kind, j.failure_code as code,
    coalesce(j.finished_at, j.requested_at) as since, j.list_id as "listId", l.commune_code as "communeCode",
    jsonb_build_object('job', j.kind, 'scope', j.scope, 'runNo', j.run_no, 'done', j.done, 'total', j.total) as details
  from jobs j join lists l on l.id = j.list_id where j.state = 'failed' and l.state in ('waiting','open','paused')
  union all
  select 'silent:' || l.id, 'silent', 'workflow_silent', l.heard_at, l.id, l.commune_code, '{}'
  from lists l where l.state in ('waiting','open') and l.heard_at < now() - ${SILENCE}
  union all
  select 'delivery:' || d.id, 'delivery', d.last_code, d.next_attempt_at, n.list_id, n.commune_code,
    jsonb_build_object('channel', d.channel, 'webhookId', d.webhook_id, 'notificationId', n.id, 'attempts', d.attempts)
  from deliveries d join notifications n on n.id = d.notification_id where d.state = 'dead'`;

export interface IncidentFilter {
  readonly kind?: IncidentKind | undefined;
  readonly listId?: string | undefined;
}

/** One more than `limit` things that need an operator, in the area of the reader, the newest first. */
export function readIncidents(
  sql: Sql,
  { kind, listId }: IncidentFilter,
  after: readonly [since: string, id: string] | undefined,
  limit: number,
): Promise<(Incident & { readonly key: string })[]> {
  return sql.query(
    `select i.*, i.since::text as key from (${INCIDENTS}) i
     where ($1::timestamptz is null or (i.since, i.id) < ($1::timestamptz, $2::text)) and ($4::text is null or i.kind = $4)
       and ($5::uuid is null or i."listId" = $5) order by i.since desc, i.id desc limit $3`,
    [after?.[0] ?? null, after?.[1] ?? null, limit + 1, kind ?? null, listId ?? null],
  );
}

/** What an operator needs to decide: codes, counts and ids, no resident's data. */
export interface IncidentDetails extends Incident {
  /** The list's tasks that wait for this work. */
  readonly blocks: readonly { readonly taskId: string; readonly step: string; readonly officeId: string }[];
  readonly retries: readonly { readonly at: string; readonly personId: string | null }[];
}

const DETAILS = `
  select i.*,
    coalesce((select jsonb_agg(jsonb_build_object('taskId', t.id, 'step', t.step, 'officeId', t.office_id) order by t.step, t.id) from tasks t
      where t.list_id = i."listId" and t.state in ('open','claimed','held') and (t.preparing or i.kind = 'silent')), '[]') as blocks,
    coalesce((select jsonb_agg(jsonb_build_object('at', e.at, 'personId', e.actor_person_id) order by e.event_no) from events e
      where i.kind = 'job' and e.list_id = i."listId" and e.type = 'job.retried' and e.payload ->> 'kind' = i.details ->> 'job'
        and e.payload ->> 'scope' = i.details ->> 'scope' and e.payload -> 'runNo' = i.details -> 'runNo'), '[]') as retries
  from (${INCIDENTS}) i where i.id = $1`;

/** @throws DomainError `not_found` when it is no incident (any more), or none of the area. */
export async function readIncident(sql: Sql, id: string): Promise<IncidentDetails> {
  const [row] = await sql.query<IncidentDetails & Record<string, unknown>>(DETAILS, [id]);
  if (row === undefined) throw new DomainError('not_found', { incident: id.slice(0, 100) });
  return row;
}

/** The list whose chain a retry extends; null for deliveries. @throws DomainError `not_found` for what is no incident's id. */
export function listOfIncident(id: string): string | null {
  const [, kind, listId] = /^(job|silent):([0-9a-f-]{36})(?::|$)/.exec(id) ?? [];
  if (kind !== undefined && listId !== undefined) return listId;
  if (/^delivery:\d{1,18}$/.test(id)) return null;
  throw new DomainError('not_found', { incident: id.slice(0, 100) });
}

/**
 * Tries it again: a job is asked for anew, a silent process is woken, a delivery begins with its first attempt. The act must have locked the
 * head of `listOfIncident`. @throws DomainError `not_found` when it is no incident (any more).
 */
export async function retryIncident(act: Act, id: string): Promise<{ id: string; retried: true }> {
  const listId = listOfIncident(id);
  const [present] = await act.query(`select i.id from (${INCIDENTS}) i where i.id = $1`, [id]);
  if (present === undefined) throw new DomainError('not_found', { incident: id.slice(0, 100) });
  if (listId === null) {
    await act.query(
      `update deliveries set state = 'waiting', attempts = 0, next_attempt_at = clock_timestamp() where id = $1 and state = 'dead'`,
      [id.slice('delivery:'.length)],
    );
    return { id, retried: true };
  }
  if (id.startsWith('job:')) {
    const [, , kind, runNo, ...scope] = id.split(':');
    await act.query(
      `update jobs set state = 'requested', failure_code = null, finished_at = null
       where list_id = $1 and kind = $2 and run_no = $3 and scope = $4 and state = 'failed'`,
      [listId, kind, Number(runNo), scope.join(':')],
    );
    await act.event(listId, {
      type: 'job.retried',
      payload: { kind, runNo: Number(runNo), scope: scope.join(':') },
    });
  }
  await act.tell('cleanList', listId);
  return { id, retried: true };
}
