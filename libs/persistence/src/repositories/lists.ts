import { decide } from '#domain/authority/decide';
import type { ActName } from '#domain/authority/acts';
import { DomainError } from '#domain/errors';
import type { Uuid } from '#domain/formats';
import { allowed, LIST_TRANSITIONS, next, type ListAct, type ListState } from '#domain/process/states';
import type { Terms } from '#domain/process/terms';
import type { Act, Actor } from '../act.ts';
import type { Sql } from '../sql.ts';
import { returnToStation } from './custody.ts';
import { claimAndComplete, listOpened } from './openings.ts';
import { resumeClocks } from './pausing.ts';
import { postOf } from './tasks.ts';
import { visible } from './visible.ts';

export interface List {
  readonly id: Uuid;
  readonly campaignId: Uuid;
  readonly provinceCode: string;
  readonly communeCode: string;
  readonly communeName: string;
  readonly seq: number;
  readonly state: ListState;
  readonly urgent: boolean;
  readonly terms: Terms;
  readonly recordCount: number;
  readonly handoverCount: number;
  readonly forwardRound: number;
  readonly dueAt: Date | null;
  readonly openedAt: Date | null;
  readonly pausedAt: Date | null;
  readonly endedAt: Date | null;
  readonly endReason: string | null;
  readonly overdue: boolean;
  /** Number and hash of the last event of the list's chain. */
  readonly eventNo: number;
  readonly headHash: string;
}

const COLUMNS = `l.id, l.campaign_id as "campaignId", l.province_code as "provinceCode", l.commune_code as "communeCode", u.name as "communeName",
  l.seq, l.state, l.urgent, l.terms, l.record_count as "recordCount", l.handover_count as "handoverCount", l.forward_round as "forwardRound",
  l.due_at as "dueAt", l.opened_at as "openedAt", l.paused_at as "pausedAt", l.ended_at as "endedAt", l.end_reason as "endReason",
  coalesce(l.due_at < coalesce(l.ended_at, now()), false) as overdue, l.event_no::float8 as "eventNo", encode(l.head_hash, 'hex') as "headHash"`;
const FROM = `from lists l join units u on u.code = l.commune_code`;
const PLACE = { province: 'l.province_code', commune: 'l.commune_code' };

export interface ListFilter {
  readonly campaignId?: string | undefined;
  readonly communeCode?: string | undefined;
  readonly states?: readonly string[] | undefined;
}

/** Sort key of a page of lists. */
export type ListKey = readonly [communeCode: string, seq: number, id: string];

/** One more than `limit` lists of the area after `after`, by commune. */
export function readLists(
  sql: Sql,
  actor: Actor,
  { campaignId, communeCode, states }: ListFilter,
  after: ListKey | undefined,
  limit: number,
): Promise<List[]> {
  const mine = visible('list.read', actor, PLACE, 8);
  return sql.query<List>(
    `select ${COLUMNS} ${FROM}
     where ${mine.text} and ($1::uuid is null or l.campaign_id = $1) and ($2::text is null or l.commune_code = $2)
       and ($3::text[] is null or l.state = any($3)) and ($4::text is null or (l.commune_code, l.seq, l.id) > ($4, $5::int, $6::uuid))
     order by l.commune_code, l.seq, l.id limit $7`,
    [
      campaignId ?? null,
      communeCode ?? null,
      states ?? null,
      after?.[0] ?? null,
      after?.[1] ?? null,
      after?.[2] ?? null,
      limit + 1,
      ...mine.values,
    ],
  );
}

/** @throws DomainError `list_not_found`, `out_of_area`. */
export async function readList(sql: Sql, actor: Actor, listId: string): Promise<List> {
  const mine = visible('list.read', actor, PLACE, 2);
  const [list] = await sql.query<List>(`select ${COLUMNS} ${FROM} where l.id = $1 and ${mine.text}`, [
    listId,
    ...mine.values,
  ]);
  return list ?? refuseUnseenList(sql, listId);
}

/** @throws DomainError always: `out_of_area` when the list exists, `list_not_found` when not. */
export async function refuseUnseenList(sql: Sql, listId: string): Promise<never> {
  const [found] = await sql.query<{ there: boolean }>(`select bangiao_exists('list', $1) as there`, [listId]);
  throw new DomainError(found?.there ? 'out_of_area' : 'list_not_found', { listId });
}

/** The list whose head this act holds, checked for the right to `name` and for a state that allows `listAct`. */
async function listFor(act: Act, listId: string, name: ActName, listAct: ListAct): Promise<List> {
  const list = await readList(act, act.actor, listId);
  const decision = decide(name, postOf(act.actor), list);
  if (decision !== 'allowed') throw new DomainError(decision, { listId });
  if (next(LIST_TRANSITIONS, list.state, listAct) === undefined)
    throw new DomainError('act_not_allowed', {
      listId,
      act: listAct,
      state: list.state,
      allowed: allowed(LIST_TRANSITIONS, list.state),
    });
  return list;
}

/** Claims and completes the open task in one act. @throws DomainError `act_not_allowed`, `task_claimed_by_other`, what `readList` throws. */
export async function openList(act: Act, listId: string): Promise<List> {
  const list = await listFor(act, listId, 'list.open', 'open');
  const taskId = await claimAndComplete(act, { ...list, listId, step: 'open', outcome: 'opened' });
  await listOpened(act, listId, taskId);
  return readList(act, act.actor, listId);
}

/** Stops the list's clock; acts on its tasks are refused until it is resumed. @throws DomainError `act_not_allowed`, what `readList` throws. */
export async function pauseList(act: Act, listId: string, reason: string): Promise<List> {
  await listFor(act, listId, 'list.pause', 'pause');
  await act.query(`update lists set state = 'paused', paused_at = $2 where id = $1`, [listId, act.now]);
  await act.event(listId, { type: 'list.paused', payload: { reason } });
  await act.tell('cleanList', listId);
  return readList(act, act.actor, listId);
}

/** Starts the clock again: every running deadline keeps the working time it had left. @throws DomainError `act_not_allowed`, what `readList` throws. */
export async function resumeList(act: Act, listId: string, reason: string): Promise<List> {
  const list = await listFor(act, listId, 'list.resume', 'resume');
  const pausedAt = list.pausedAt ?? act.now;
  const pausedMs = act.now.getTime() - pausedAt.getTime();
  await resumeClocks(act, list, pausedAt);
  await act.event(listId, { type: 'list.resumed', payload: { reason, pausedMs } });
  await act.tell('cleanList', listId);
  return readList(act, act.actor, listId);
}

/**
 * Ends a list early: its tasks are cancelled, open handovers voided or withdrawn, and every record goes back to the health station.
 * @throws DomainError `act_not_allowed`, `unit_without_office`, what `readList` throws.
 */
export async function cancelList(act: Act, listId: string, reason: string): Promise<List> {
  const list = await listFor(act, listId, 'list.cancel', 'cancel');
  const [station] = await act.query<{ id: string }>(
    `select id from offices where commune_code = bangiao_seat($1) and kind = 'health_station' order by id limit 1`,
    [list.communeCode],
  );
  if (station === undefined) throw new DomainError('unit_without_office', { communeCode: list.communeCode });
  const custody = await returnToStation(act, { provinceCode: list.provinceCode, listId }, station.id);
  await act.query(
    `with stopped as (
       update tasks set state = 'cancelled', completed_at = $2, held_until = null where list_id = $1 and state in ('open','claimed','held')
     ), jobs_stopped as (
       update jobs set state = 'failed', failure_code = 'list_cancelled', finished_at = $2 where list_id = $1 and state in ('requested','running','by_hand')
     )
     update lists set state = 'cancelled', ended_at = $2, end_reason = $3, paused_at = null where id = $1`,
    [listId, act.now, reason],
  );
  await act.event(listId, { type: 'list.cancelled', payload: { reason }, custody });
  await act.tell('cleanList', listId);
  return readList(act, act.actor, listId);
}
