import type pg from 'pg';

export interface DeadlineLook {
  /** Tasks that were not done at their deadline, and what was told to superiors because of it. */
  readonly missed: number;
  readonly told: number;
  readonly wrong: readonly string[];
}

interface TaskRow {
  readonly id: string;
  readonly listId: string | null;
  readonly officeId: string;
  readonly endedAt: Date | null;
  readonly dueAt: Date;
  readonly escalateAt: readonly Date[] | null;
  readonly silentReason: string | null;
}

interface ToldRow {
  readonly taskId: string;
  readonly no: number;
  readonly officeId: string;
  readonly at: Date;
  readonly escalatedBefore: number;
  readonly events: number;
  readonly toOthers: number;
  readonly notifications: number;
}

// A hold and a pause stop the clock.
const TASKS = `
  select t.id, t.list_id as "listId", t.office_id as "officeId", t.completed_at as "endedAt", t.due_at as "dueAt", t.escalate_at as "escalateAt",
    case when t.state in ('held','cancelled') then t.state when l.state in ('paused','cancelled') then l.state end as "silentReason"
  from tasks t left join lists l on l.id = t.list_id where t.campaign_id = $1 and t.part_no = 0`;
const TOLD = `
  select n.task_id as "taskId", n.no, n.office_id as "officeId", n.at,
    (select coalesce(max(x.escalated_before), 0)::int from task_extensions x where x.task_id = t.id and x.at <= n.at) as "escalatedBefore",
    count(e.event_no)::int as events, (count(e.event_no) filter (where e.payload ->> 'to' <> n.office_id))::int as "toOthers",
    coalesce(sum((select count(*) from notifications m where m.list_id = e.list_id and m.event_no = e.event_no and m.kind = 'task.escalated'
      and m.office_id = n.office_id)), 0)::int as notifications
  from tasks t join task_notices n on n.task_id = t.id and n.kind = 'escalation'
  left join events e on e.list_id = t.list_id and e.type = 'task.escalated' and e.task_id = t.id and (e.payload ->> 'no')::int = n.no
  where t.campaign_id = $1 group by t.id, n.task_id, n.no, n.office_id, n.at order by n.task_id, n.no`;

/**
 * Whether every deadline missed so far has reached the office above (and the next one above it with each further escalation that is due)
 * exactly once: one notice, one event on the list's chain, one notification; and nothing was told before its time. What fell due less than
 * `toleranceMs` ago may still be on its way.
 */
export async function seeDeadlines(
  client: pg.ClientBase,
  campaignId: string,
  toleranceMs: number,
): Promise<DeadlineLook> {
  await client.query('begin isolation level repeatable read read only');
  try {
    const [clock] = (await client.query<{ now: Date }>('select clock_timestamp() as now')).rows;
    const settledBefore = (clock as { now: Date }).now.getTime() - toleranceMs;
    const superiors = new Map(
      (
        await client.query<{ id: string; superior: string | null }>(
          'select id, superior_office_id as superior from offices',
        )
      ).rows.map(({ id, superior }) => [id, superior]),
    );
    const above = (officeId: string, steps: number): string => {
      const superior = steps === 0 ? null : superiors.get(officeId);
      return superior ? above(superior, steps - 1) : officeId;
    };
    const tasks = (await client.query<TaskRow>(TASKS, [campaignId])).rows;
    const told = (await client.query<ToldRow>(TOLD, [campaignId])).rows;
    const byTask = new Map(tasks.map((task) => [task.id, task]));
    const wrong: string[] = [];
    for (const one of told) {
      const { taskId, no, officeId, at, escalatedBefore, events, toOthers, notifications } = one;
      const task = byTask.get(taskId) as TaskRow;
      const expected = above(task.officeId, Math.max(1, no - escalatedBefore));
      if (officeId !== expected) wrong.push(`${taskId} ${no}: told ${officeId} and not ${expected}`);
      if (no > 0 && escalatedBefore === 0 && at < task.dueAt) wrong.push(`${taskId} ${no}: before its time`);
      if (task.listId === null) continue;
      if (events !== 1 || toOthers > 0) wrong.push(`${taskId} ${no}: ${events} events`);
      const settled = at.getTime() < settledBefore;
      if (notifications > 1 || (settled && notifications < 1))
        wrong.push(`${taskId} ${no}: ${notifications} notifications`);
    }
    const missed = tasks.filter(
      ({ dueAt, endedAt, silentReason }) =>
        silentReason === null && dueAt.getTime() < settledBefore && (endedAt === null || endedAt > dueAt),
    );
    const has = new Set(told.map(({ taskId, no }) => `${taskId} ${no}`));
    for (const { id, dueAt, escalateAt, endedAt } of missed) {
      const until = Math.min(settledBefore, (endedAt?.getTime() ?? Infinity) - toleranceMs);
      (escalateAt ?? [dueAt]).forEach((at, i) => {
        if (at.getTime() < until && !has.has(`${id} ${i + 1}`)) wrong.push(`${id} ${i + 1}: not told`);
      });
    }
    return { missed: missed.length, told: told.length, wrong };
  } finally {
    await client.query('rollback');
  }
}
