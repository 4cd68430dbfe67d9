import type { Notice, TaskFact } from '#domain/process/facts';
import type { Act } from '../act.ts';
import type { Sql } from '../sql.ts';

/** A workflow's clock may be slightly ahead of the database's. */
const EARLY_MS = 2_000;

/** Whether a notice asked for is still the next one of its task, and due: a pause or an answer may have come first. */
export function isStillDue(
  task: TaskFact | undefined,
  kind: Notice['kind'],
  no: number,
  now: Date,
): task is TaskFact {
  const next = task?.next;
  return !!next && next.kind === kind && next.no === no && next.at <= now.getTime() + EARLY_MS;
}

// Escalation number n goes n offices up, the highest office at most; number 0, of the acceptance clock, goes one up. An extended
// deadline counts anew: who moved it hears first when it is missed again.
const NOTE = `
  with recursive way as (
    select t.id as task_id, t.office_id, 0 as depth from tasks t where t.id = $1
    union all
    select way.task_id, o.superior_office_id, way.depth + 1 from way join offices o on o.id = way.office_id
    where o.superior_office_id is not null and way.depth < case $2::text when 'reminder' then 0 else greatest(1,
      $3::integer - (select coalesce(max(e.escalated_before), 0) from task_extensions e where e.task_id = $1)) end)
  insert into task_notices (task_id, kind, no, office_id)
  select task_id, $2::text, $3::integer, office_id from way order by depth desc limit 1
  on conflict do nothing returning office_id as "officeId"`;

/** Writes a reminder to the task's office or an escalation to a superior one; the office's id, undefined when it was written before. */
export async function noteNotice(
  sql: Sql,
  taskId: string,
  kind: 'reminder' | 'escalation',
  no: number,
): Promise<string | undefined> {
  const [row] = await sql.query<{ officeId: string }>(NOTE, [taskId, kind, no]);
  return row?.officeId;
}

/** Reminds, escalates or ends a hold, with its event on the list's chain. */
export async function giveNotice(
  act: Act,
  listId: string,
  task: TaskFact,
  kind: Notice['kind'],
  no: number,
): Promise<void> {
  const { id: taskId, step, scope, round } = task;
  if (kind === 'unhold') {
    await act.query(
      `update tasks set state = 'claimed', held_until = null where id = $1 and state = 'held'`,
      [taskId],
    );
    await act.event(listId, { type: 'task.unheld', taskId, payload: { step, scope, round } });
    return;
  }
  const to = await noteNotice(act, taskId, kind, no);
  if (to === undefined) return;
  const type = kind === 'reminder' ? 'task.reminded' : 'task.escalated';
  const clock = kind === 'escalation' && no === 0 ? 'acceptance' : 'work';
  await act.event(listId, { type, taskId, payload: { no, to, clock, step, scope, round } });
}
