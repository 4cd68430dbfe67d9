import type { CampaignFacts, ListFacts, Notice, TaskFact } from '#domain/process/facts';
import { SYSTEM, type Act, type Acts } from '../act.ts';
import type { Sql } from '../sql.ts';
import { readCampaignFacts, readListFacts } from './facts.ts';
import { giveNotice, noteNotice } from './notices.ts';
import { STEADY, type SteadyClock } from './steady-clock.ts';

/** Clocks looked at in one pass. */
export const CLOCKS = 200;
/** How long others keep off what this pass has taken: a process that died in between is followed by another. */
const LEASE = `interval '30 seconds'`;
/** Notices that one task can have become due for while nobody looked: unhold, reminder and all escalations fit. */
const MOST = 64;

interface Taken {
  readonly taskId: string;
  readonly campaignId: string;
  readonly listId: string | null;
}

// Those of ended tasks go at once, in the same statement.
const TAKE = `
  with due as (
    select task_id from task_clocks where look_at <= $2::timestamptz - $3::float * interval '1 millisecond'
    order by look_at limit $1 for update skip locked
  ), ended as (
    delete from task_clocks c using due, tasks t where c.task_id = due.task_id and t.id = c.task_id and t.state in ('completed','cancelled')
  )
  update task_clocks c set look_at = $2::timestamptz + ${LEASE} from due, tasks t
  where c.task_id = due.task_id and t.id = c.task_id and t.state not in ('completed','cancelled')
  returning c.task_id as "taskId", c.campaign_id as "campaignId", c.list_id as "listId"`;

// A deadline moved in the meantime has set its clock to an earlier moment than the lease: that one stands.
const SET = `
  update task_clocks c set look_at = s.at from jsonb_to_recordset($1::jsonb) as s(id uuid, at timestamptz)
  where c.task_id = s.id and c.look_at > $2::timestamptz`;

/**
 * Gives the reminders and escalations that are due by the database's clock, whether Temporal runs or not and whatever the clock of this
 * machine says; leaps of the database's own clock are waited for (`SteadyClock`). The processes of the lists do the same in time; `graceMs` leaves it to them first. Both are kept once, by the same unique
 * fact. Returns how many clocks were looked at.
 */
export async function giveDueNotices(
  acts: Acts,
  sql: Sql,
  graceMs: number,
  clock: SteadyClock = STEADY,
): Promise<number> {
  const [shown] = await sql.query<{ now: Date }>('select clock_timestamp() as now');
  // JavaScript's dates have milliseconds: what fell due within this one is due.
  const now = new Date(clock.of((shown as { now: Date }).now).getTime() + 1);
  const taken = await sql.query<Taken & Record<string, unknown>>(TAKE, [CLOCKS, now, graceMs]);
  let failure: { readonly error: unknown } | undefined;
  for (const [subjectId, { listId, tasks }] of bySubject(taken)) {
    // One list that fails must not hold up the others; its clocks come again when the lease has ended.
    await lookAt(acts, subjectId, listId, clock)
      .then((facts) =>
        sql.query(SET, [JSON.stringify(tasks.map((id) => ({ id, at: momentOf(facts, id) }))), now]),
      )
      .catch((error: unknown) => (failure ??= { error }));
  }
  if (failure !== undefined) throw failure.error;
  return taken.length;
}

type Facts = ListFacts | CampaignFacts;

async function lookAt(
  acts: Acts,
  subjectId: string,
  listId: string | null,
  clock: SteadyClock,
): Promise<Facts> {
  const lists = listId === null ? [] : [listId];
  const { answer } = await acts.run<Facts>({ actor: SYSTEM, lists }, (act) =>
    listId === null
      ? lookAtCampaign(act, subjectId, clock.of(act.now))
      : lookAtList(act, subjectId, clock.of(act.now)),
  );
  return answer;
}

function bySubject(
  taken: readonly Taken[],
): Map<string, { readonly listId: string | null; readonly tasks: string[] }> {
  const subjects = new Map<string, { listId: string | null; tasks: string[] }>();
  for (const { taskId, campaignId, listId } of taken) {
    const subject = subjects.get(listId ?? campaignId) ?? { listId, tasks: [] };
    subject.tasks.push(taskId);
    subjects.set(listId ?? campaignId, subject);
  }
  return subjects;
}

function momentOf({ tasks }: Facts, taskId: string): string {
  const next = tasks.find(({ id }) => id === taskId)?.next;
  return next ? new Date(next.at).toISOString() : 'infinity';
}

type DueTask = TaskFact & { readonly next: Notice };

const dueTasks = ({ tasks }: Facts, now: Date): DueTask[] =>
  tasks.filter((task): task is DueTask => task.next !== null && task.next.at <= now.getTime());

async function lookAtList(act: Act, listId: string, now: Date): Promise<ListFacts> {
  let facts = await readListFacts(act, listId);
  for (let turn = 0; turn < MOST; turn += 1) {
    const late = dueTasks(facts, now);
    if (late.length === 0) return facts;
    for (const task of late) {
      const { kind, no } = task.next;
      await giveNotice(act, listId, task, kind, no);
      if (kind === 'unhold') await act.tell('cleanList', listId);
    }
    facts = await readListFacts(act, listId);
  }
  return facts;
}

async function lookAtCampaign(act: Act, campaignId: string, now: Date): Promise<CampaignFacts> {
  let facts = await readCampaignFacts(act, campaignId);
  for (let turn = 0; turn < MOST; turn += 1) {
    const late = dueTasks(facts, now);
    if (late.length === 0) return facts;
    for (const task of late) {
      const { kind, no } = task.next;
      if (kind === 'unhold') {
        await act.query(
          `update tasks set state = 'claimed', held_until = null where id = $1 and state = 'held'`,
          [task.id],
        );
        await act.tell('campaign', campaignId);
      } else await noteNotice(act, task.id, kind, no);
    }
    facts = await readCampaignFacts(act, campaignId);
  }
  return facts;
}
