import { DomainError } from '#domain/errors';
import { next, LIST_TRANSITIONS, type ListAct, type ListState } from '#domain/process/states';
import type { TaskOutcome, TaskStep } from '#domain/process/steps';
import type { Terms } from '#domain/process/terms';
import { dueAt, listDueAt } from '#domain/time/working-time';
import type { Act } from '../act.ts';
import { calendarOfOffice } from '../process/calendars.ts';

/**
 * A campaign's direct task is done: its lists may be made. Part of the act that completes the task.
 * @throws DomainError `campaign_not_found`; `act_not_allowed` when it is no draft any more.
 */
export async function campaignOpened(act: Act, campaignId: string): Promise<void> {
  const [campaign] = await act.query<{ state: string }>(
    `select state from campaigns where id = $1 for update`,
    [campaignId],
  );
  if (campaign === undefined) throw new DomainError('campaign_not_found', { campaignId });
  if (campaign.state !== 'draft')
    throw new DomainError('act_not_allowed', { campaignId, state: campaign.state, allowed: [] });
  await act.query(`update campaigns set state = 'open', opened_at = $2 where id = $1`, [campaignId, act.now]);
  await act.tell('campaign', campaignId);
}

/**
 * A list's open task is done: its clock starts. Part of the act that completes the task; appends the event `list.opened` and tells the workflow.
 * @throws DomainError `act_not_allowed` when the list does not wait.
 */
export async function listOpened(act: Act, listId: string, taskId: string): Promise<void> {
  const state = act.head(listId).state as ListState;
  const opened = next<ListState, ListAct>(LIST_TRANSITIONS, state, 'open');
  if (opened === undefined) throw new DomainError('act_not_allowed', { listId, state, allowed: [] });
  const [list] = await act.query<{ terms: Terms; dueAt: Date | null }>(
    `select terms, due_at as "dueAt" from lists where id = $1`,
    [listId],
  );
  const { terms, dueAt: wanted } = list as { terms: Terms; dueAt: Date | null };
  const due = wanted ?? listDueAt(terms, act.now, await calendarOfOffice(act, act.actor.officeId ?? ''));
  await act.query(`update lists set state = $2, opened_at = $3, due_at = $4 where id = $1`, [
    listId,
    opened,
    act.now,
    due,
  ]);
  await act.event(listId, { type: 'list.opened', taskId, payload: { dueAt: due.toISOString() } });
  await act.tell('cleanList', listId);
}

interface Opening {
  readonly campaignId: string;
  readonly listId: string | null;
  readonly provinceCode: string;
  readonly communeCode: string | null;
  readonly step: Extract<TaskStep, 'direct' | 'open'>;
  readonly outcome: TaskOutcome;
  readonly terms: Terms;
}

/**
 * Claims and completes a task in one statement, also when the process has not opened it yet: the workflow then finds it done.
 * Returns the task's id. @throws DomainError `task_claimed_by_other` when somebody else holds it.
 */
export async function claimAndComplete(act: Act, opening: Opening): Promise<string> {
  const { campaignId, listId, provinceCode, communeCode, step, outcome, terms } = opening;
  const { officeId, role, personId } = act.actor;
  const working = await calendarOfOffice(act, officeId ?? '');
  const [done] = await act.query<{ id: string }>(
    `insert into tasks (province_code, commune_code, campaign_id, list_id, step, office_id, role, due_at,
       state, claim_epoch, claimed_by, claimed_at, opened_at, outcome, completed_by, completed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'completed', 1, $9, $10, $10, $11, $9, $10)
     on conflict on constraint tasks_once do update set state = 'completed', outcome = excluded.outcome, held_until = null,
       claim_epoch = tasks.claim_epoch + (tasks.claimed_by is null)::int, claimed_by = excluded.claimed_by,
       claimed_at = coalesce(tasks.claimed_at, excluded.claimed_at), completed_by = excluded.completed_by, completed_at = excluded.completed_at
     where tasks.office_id = excluded.office_id and tasks.role = excluded.role
       and (tasks.state = 'open' or (tasks.state in ('claimed','held') and tasks.claimed_by = excluded.claimed_by))
     returning id`,
    [
      provinceCode,
      communeCode,
      campaignId,
      listId,
      step,
      officeId,
      role,
      dueAt(terms, step, act.now, working),
      personId,
      act.now,
      outcome,
    ],
  );
  if (done === undefined) throw new DomainError('task_claimed_by_other', { campaignId, listId, step });
  return done.id;
}
