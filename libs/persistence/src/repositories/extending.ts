import { decide } from '#domain/authority/decide';
import { DomainError } from '#domain/errors';
import { timesUntil } from '#domain/process/clocks';
import type { Terms } from '#domain/process/terms';
import type { Act } from '../act.ts';
import { calendarOfOffice } from '../process/calendars.ts';
import { changedTask, type TaskView } from './inbox.ts';
import { checkListOpen, postOf, refuseUnseenTask, TASK_COLUMNS, type Task } from './tasks.ts';

const LOCK = `
  select ${TASK_COLUMNS}, coalesce(l.terms, c.terms) as terms, x.no, x.given,
    exists (with recursive above as (
        select superior_office_id as id, 1 as depth from offices where id = t.office_id
        union all select o.superior_office_id, above.depth + 1 from above join offices o on o.id = above.id where above.depth < 10)
      select from above where id = $2) as superior
  from tasks t left join people p on p.id = t.claimed_by left join lists l on l.id = t.list_id join campaigns c on c.id = t.campaign_id
  cross join lateral (select (select count(*) from task_extensions e where e.task_id = t.id)::int + 1 as no,
    coalesce((select max(n.no) from task_notices n where n.task_id = t.id and n.kind = 'escalation'), 0) as given) x
  where t.id = $1 for update of t`;

type Extended = Task & {
  readonly terms: Terms;
  readonly no: number;
  readonly given: number;
  readonly superior: boolean;
};

/**
 * Moves the deadline of a task to a later one, by an office above it. The reminder and the escalations move along: a deadline missed again is
 * escalated from the first superior on. Parts of a split task move with the whole.
 * @throws DomainError `task_not_found`, `out_of_area`, `no_permission` when the office is not above the task's, `act_not_allowed` when the task has
 * ended or is a part, `invalid_value` when the new deadline is not later than the old one and than now, `list_paused`, `list_ended`.
 */
export async function extendTask(
  act: Act,
  taskId: string,
  { dueAt, reason }: { readonly dueAt: Date; readonly reason: string },
): Promise<TaskView> {
  const [task] = await act.query<Extended & Record<string, unknown>>(LOCK, [taskId, act.actor.officeId]);
  if (task === undefined) return refuseUnseenTask(act, taskId);
  const decision = decide('task.extend', postOf(act.actor), task);
  if (decision !== 'allowed') throw new DomainError(decision, { taskId });
  if (!task.superior) throw new DomainError('no_permission', { taskId, officeId: task.officeId });
  checkListOpen(act, task);
  if (task.state === 'completed' || task.state === 'cancelled' || task.partNo > 0)
    throw new DomainError('act_not_allowed', { taskId, act: 'extend', state: task.state });
  if (dueAt <= task.dueAt || dueAt <= act.now) throw new DomainError('invalid_value', { field: 'dueAt' });
  const working = await calendarOfOffice(act, task.officeId);
  const times = timesUntil(task.terms, dueAt, act.now, working);
  await act.query(
    `with noted as (
       insert into task_extensions (task_id, no, province_code, commune_code, from_due_at, to_due_at, escalated_before, reason, person_id, office_id, at)
       values ($1, $5, $6, $7, $8, $2, $9, $10, $11, $12, $13)
     )
     update tasks set due_at = $2, remind_at = $3, escalate_at = $4 where (id = $1 or part_of = $1) and state not in ('completed','cancelled')`,
    [
      ...[taskId, dueAt, times.remindAt, times.escalateAt, task.no, task.provinceCode, task.communeCode],
      ...[task.dueAt, task.given, reason, act.actor.personId, act.actor.officeId, act.now],
    ],
  );
  if (task.listId === null) await act.tell('campaign', task.campaignId);
  else {
    const { step, scope, round, no } = task;
    await act.event(task.listId, {
      type: 'task.extended',
      taskId,
      payload: {
        ...{ step, scope, round, no, reason },
        from: task.dueAt.toISOString(),
        to: dueAt.toISOString(),
      },
    });
    await act.tell('cleanList', task.listId);
  }
  return changedTask(act, taskId);
}
