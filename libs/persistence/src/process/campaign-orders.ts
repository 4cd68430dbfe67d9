import { taskTimes } from '#domain/process/clocks';
import type { CampaignFacts, Order, TaskKey } from '#domain/process/facts';
import { stepRule } from '#domain/process/steps';
import type { Terms } from '#domain/process/terms';
import { SYSTEM, type Act, type Acts } from '../act.ts';
import type { Sql } from '../sql.ts';
import { NEEDED_OFFICES, readCampaignFacts } from './facts.ts';
import { calendarOfOffice } from './calendars.ts';
import { isStillDue, noteNotice } from './notices.ts';
import { STEADY } from './steady-clock.ts';

/** Lists made in one transaction. */
const WAVE = 500;

/**
 * Carries out a workflow's orders for its campaign in one transaction and answers with the facts after it.
 * @throws DomainError `campaign_not_found`
 */
export async function consultCampaign(
  acts: Acts,
  sql: Sql,
  campaignId: string,
  orders: readonly Order[],
): Promise<CampaignFacts> {
  if (orders.length === 0) return readCampaignFacts(sql, campaignId);
  const { answer } = await acts.run({ actor: SYSTEM }, async (act) => {
    for (const order of orders) await carryOut(act, campaignId, order);
    return readCampaignFacts(act, campaignId);
  });
  return answer;
}

async function carryOut(act: Act, campaignId: string, order: Order): Promise<void> {
  if (order.do === 'ensureTask') return openDirectTask(act, campaignId, order);
  if (order.do === 'createLists') return createLists(act, campaignId);
  if (order.do === 'closeCampaign') return closeCampaign(act, campaignId);
  if (order.do !== 'notice') return;
  const { tasks } = await readCampaignFacts(act, campaignId);
  const task = tasks.find(({ id }) => id === order.taskId);
  if (!isStillDue(task, order.kind, order.no, STEADY.of(act.now))) return;
  if (order.kind === 'unhold') {
    await act.query(
      `update tasks set state = 'claimed', held_until = null where id = $1 and state = 'held'`,
      [task.id],
    );
  } else await noteNotice(act, task.id, order.kind, order.no);
}

async function openDirectTask(act: Act, campaignId: string, { step, scope, round }: TaskKey): Promise<void> {
  const { officeKind, role } = stepRule(step);
  const [campaign] = await act.query<{ terms: Terms; officeId: string | null }>(
    `select c.terms, (select o.id from offices o where o.province_code = c.province_code and o.kind = $2 and o.commune_code is null) as "officeId"
     from campaigns c where c.id = $1 and c.state = 'draft'`,
    [campaignId, officeKind],
  );
  if (campaign === undefined || campaign.officeId === null) return;
  const working = await calendarOfOffice(act, campaign.officeId);
  const { dueAt, remindAt, escalateAt } = taskTimes(campaign.terms, step, act.now, working);
  await act.query(
    `insert into tasks (province_code, campaign_id, step, scope, round, office_id, role, opened_at, due_at, remind_at, escalate_at)
     select c.province_code, c.id, $2, $3, $4, $5, $6, $7, $8, $9, $10 from campaigns c
     where c.id = $1 on conflict on constraint tasks_once do nothing`,
    [campaignId, step, scope, round, campaign.officeId, role, act.now, dueAt, remindAt, escalateAt],
  );
}

/** One wave of lists, each with the message that starts its workflow. A commune without a needed office gets none. */
async function createLists(act: Act, campaignId: string): Promise<void> {
  await act.query(
    `with made as (
       insert into lists (campaign_id, province_code, commune_code, terms, due_at)
       select c.id, c.province_code, u.code, c.terms, c.due_at
       from campaigns c join units u on u.code = any(c.commune_codes)
       where c.id = $1 and c.state = 'open'
         and not exists (select from unnest($2::text[]) k where not exists (
           select from offices o where o.commune_code = u.code and o.kind = k))
         and not exists (select from lists l where l.campaign_id = c.id and l.commune_code = u.code)
       order by u.code limit $3
       on conflict on constraint lists_once do nothing returning id),
     told as (insert into workflow_messages (workflow, subject_id) select 'cleanList', id from made returning 1)
     select count(*)::integer from told`,
    [campaignId, NEEDED_OFFICES, WAVE],
  );
}

async function closeCampaign(act: Act, campaignId: string): Promise<void> {
  await act.query(
    `update campaigns c set state = 'closed', ended_at = $2 where id = $1 and state = 'open'
       and not exists (select from lists l where l.campaign_id = c.id and l.state in ('waiting','open','paused'))`,
    [campaignId, act.now],
  );
}
