import { createHash } from 'node:crypto';
import { nextNotice } from '#domain/process/clocks';
import type { CampaignFacts, JobFact, ListFacts, ParcelFact, TaskFact } from '#domain/process/facts';
import type { ListState, TaskState } from '#domain/process/states';
import type { TaskOutcome, TaskStep } from '#domain/process/steps';
import type { Terms } from '#domain/process/terms';
import { DomainError } from '#domain/errors';
import type { Sql } from '../sql.ts';

interface TaskRow {
  readonly id: string;
  readonly step: TaskStep;
  readonly scope: string;
  readonly round: number;
  readonly state: TaskState;
  readonly outcome: TaskOutcome | null;
  readonly claimEpoch: number;
  readonly openedAt: string;
  readonly dueAt: string;
  readonly remindAt: string | null;
  readonly heldUntil: string | null;
  readonly acceptDueAt: string | null;
  readonly escalateAt: readonly string[] | null;
  readonly extensions: number;
  readonly escalatedBefore: number;
  readonly reminded: boolean;
  readonly escalated: number | null;
}

// The parts of a split task are left out: the task as a whole ends with its last part.
const TASKS = `(select coalesce(json_agg(json_build_object('id', t.id, 'step', t.step, 'scope', t.scope, 'round', t.round,
    'state', t.state, 'outcome', t.outcome, 'claimEpoch', t.claim_epoch, 'openedAt', t.opened_at, 'dueAt', t.due_at,
    'remindAt', t.remind_at, 'heldUntil', t.held_until, 'acceptDueAt', t.accept_due_at, 'escalateAt', t.escalate_at,
    'extensions', x.extensions, 'escalatedBefore', x.before,
    'reminded', exists (select from task_notices n where n.task_id = t.id and n.kind = 'reminder' and n.no = x.extensions + 1),
    'escalated', (select max(n.no) from task_notices n where n.task_id = t.id and n.kind = 'escalation'))
    order by t.opened_at, t.id), '[]'::json) from tasks t
    cross join lateral (select count(*)::int as extensions, coalesce(max(e.escalated_before), 0) as before from task_extensions e where e.task_id = t.id) x
    where `;

const READ_LIST = `
  with heard as (
    update lists set heard_at = clock_timestamp() where id = (
      select id from lists where id = $1 and heard_at < clock_timestamp() - interval '5 seconds' for update skip locked))
  select l.state, l.terms, l.forward_round as "forwardRound",
    ${TASKS} t.list_id = l.id and t.part_no = 0) as tasks,
    (select coalesce(json_agg(json_build_object('no', p.parcel_no, 'kind', p.kind, 'scope', p.scope, 'round', p.round,
       'stage', p.stage, 'count', p.record_count) order by p.parcel_no), '[]'::json)
     from parcels p where p.list_id = l.id and p.scope <> 'excluded') as parcels,
    (select coalesce(json_agg(json_build_object('kind', j.kind, 'scope', j.scope, 'runNo', j.run_no, 'state', j.state)
       order by j.requested_at, j.kind, j.scope, j.run_no), '[]'::json) from jobs j where j.list_id = l.id) as jobs
  from lists l where l.id = $1`;

/**
 * One list's facts as of one moment, in one statement; notes that the list was heard of.
 * @throws DomainError `list_not_found`
 */
export async function readListFacts(sql: Sql, listId: string): Promise<ListFacts> {
  const [row] = await sql.query<{
    state: ListState;
    terms: Terms;
    forwardRound: number;
    tasks: TaskRow[];
    parcels: ParcelFact[];
    jobs: JobFact[];
  }>(READ_LIST, [listId]);
  if (row === undefined) throw new DomainError('list_not_found', { listId });
  const silent = row.state === 'paused';
  return digested({
    listId,
    state: row.state,
    forwardRound: row.forwardRound,
    tasks: row.tasks.map((task) => taskFact(task, row.terms, silent)),
    parcels: row.parcels,
    jobs: row.jobs,
  });
}

/** Offices without which a commune's list would stop on its way. */
export const NEEDED_OFFICES = ['commune_task_force', 'health_station', 'commune_police'];

const READ_CAMPAIGN = `
  with heard as (update campaigns set heard_at = clock_timestamp()
    where id = $1 and heard_at < clock_timestamp() - interval '5 seconds'),
  wanted as (select code, not exists (select from unnest($2::text[]) k where not exists (
      select from offices o where o.commune_code = code and o.kind = k)) as complete
    from campaigns c cross join unnest(c.commune_codes) as code
    where c.id = $1 and not exists (select from lists l where l.campaign_id = c.id and l.commune_code = code))
  select c.state, c.terms, ${TASKS} t.campaign_id = c.id and t.list_id is null and t.part_no = 0) as tasks,
    (select count(*)::integer from wanted where complete) as missing,
    (select coalesce(array_agg(code order by code), '{}') from wanted where not complete) as "withoutOffice",
    (select count(*)::integer from lists l where l.campaign_id = c.id and l.state in ('waiting','open','paused')) as unfinished
  from campaigns c where c.id = $1`;

/**
 * One campaign's facts as of one moment; notes that the campaign was heard of.
 * @throws DomainError `campaign_not_found`
 */
export async function readCampaignFacts(sql: Sql, campaignId: string): Promise<CampaignFacts> {
  const [row] = await sql.query<{
    state: CampaignFacts['state'];
    terms: Terms;
    tasks: TaskRow[];
    missing: number;
    withoutOffice: string[];
    unfinished: number;
  }>(READ_CAMPAIGN, [campaignId, NEEDED_OFFICES]);
  if (row === undefined) throw new DomainError('campaign_not_found', { campaignId });
  const { state, missing, withoutOffice, unfinished } = row;
  const tasks = row.tasks.map((task) => taskFact(task, row.terms, false));
  return digested({ campaignId, state, tasks, missing, withoutOffice, unfinished });
}

function taskFact(row: TaskRow, terms: Terms, silent: boolean): TaskFact {
  const { id, step, scope, round, state, outcome } = row;
  const times = {
    openedAt: new Date(row.openedAt),
    dueAt: new Date(row.dueAt),
    remindAt: row.remindAt === null ? null : new Date(row.remindAt),
    heldUntil: row.heldUntil === null ? null : new Date(row.heldUntil),
    acceptDueAt: row.acceptDueAt === null ? null : new Date(row.acceptDueAt),
    escalateAt: row.escalateAt?.map((at) => new Date(at)) ?? null,
  };
  const next = silent ? null : nextNotice({ ...row, ...times }, terms);
  return { id, step, scope, round, state, outcome, dueAt: times.dueAt.getTime(), next };
}

function digested<F extends object>(facts: F): F & { digest: string } {
  return { ...facts, digest: createHash('sha256').update(JSON.stringify(facts)).digest('base64url') };
}
