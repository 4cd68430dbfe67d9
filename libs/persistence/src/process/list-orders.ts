import type { ListFacts, Order } from '#domain/process/facts';
import { SYSTEM, type Act, type Acts } from '../act.ts';
import type { Sql } from '../sql.ts';
import { readListFacts } from './facts.ts';
import { failJob, requestJobs } from './jobs.ts';
import { giveNotice, isStillDue } from './notices.ts';
import { STEADY, type SteadyClock } from './steady-clock.ts';
import { openTasks } from './task-opening.ts';

/**
 * Carries out a workflow's orders for its list in one act and answers with the facts after it; without orders it only
 * reads. Every order may be repeated without effect.
 * @throws DomainError `list_not_found`
 */
export async function consultList(
  acts: Acts,
  sql: Sql,
  listId: string,
  orders: readonly Order[],
  clock: SteadyClock = STEADY,
): Promise<ListFacts> {
  if (orders.length === 0) return readListFacts(sql, listId);
  const { answer } = await acts.run({ actor: SYSTEM, lists: [listId] }, async (act) => {
    await carryOut(act, listId, orders, clock);
    return readListFacts(act, listId);
  });
  return answer;
}

type Doing<D extends Order['do']> = Extract<Order, { do: D }>;

function ordersOf<D extends Order['do']>(orders: readonly Order[], kind: D): Doing<D>[] {
  return orders.filter((order): order is Doing<D> => order.do === kind);
}

async function carryOut(
  act: Act,
  listId: string,
  orders: readonly Order[],
  clock: SteadyClock,
): Promise<void> {
  const jobs = ordersOf(orders, 'requestJob');
  if (jobs.length > 0) await requestJobs(act, listId, jobs);
  const tasks = ordersOf(orders, 'ensureTask');
  if (tasks.length > 0) await openTasks(act, listId, tasks);
  for (const { taskId, reason } of ordersOf(orders, 'cancelTask'))
    await cancelTask(act, listId, taskId, reason);
  const notices = ordersOf(orders, 'notice');
  if (notices.length > 0) {
    const before = await readListFacts(act, listId);
    for (const { taskId, kind, no } of notices) {
      const task = before.tasks.find(({ id }) => id === taskId);
      if (isStillDue(task, kind, no, clock.of(act.now))) await giveNotice(act, listId, task, kind, no);
    }
  }
  for (const { code, ...key } of ordersOf(orders, 'failJob')) await failJob(act, listId, key, code);
  if (ordersOf(orders, 'endList').length > 0) await endList(act, listId);
}

async function cancelTask(act: Act, listId: string, taskId: string, reason: string): Promise<void> {
  const cancelled = await act.query(
    `update tasks set state = 'cancelled', note = $2, held_until = null
     where (id = $1 or part_of = $1) and state not in ('completed','cancelled') returning id`,
    [taskId, reason],
  );
  if (cancelled.length > 0) {
    await act.event(listId, { type: 'task.cancelled', taskId, payload: { reason } });
  }
}

/** Ends an open list whose parcels have all come to the end of their way; its campaign looks whether it was the last. */
export async function endList(act: Act, listId: string): Promise<boolean> {
  const [list] = await act.query<{ campaignId: string; recordCount: number }>(
    `update lists l set state = 'completed', ended_at = $2
     where id = $1 and state = 'open' and not exists (
       select from parcels p where p.province_code = l.province_code and p.list_id = l.id and p.stage not in ('ended','regrouped'))
     returning campaign_id as "campaignId", record_count as "recordCount"`,
    [listId, act.now],
  );
  if (list === undefined) return false;
  await act.event(listId, { type: 'list.completed', payload: { records: list.recordCount } });
  await act.tell('campaign', list.campaignId);
  return true;
}
