import { decide } from '#domain/authority/decide';
import { DomainError } from '#domain/errors';
import type { Act } from '../act.ts';
import { readList, type List } from './lists.ts';
import { URGENT } from './task-handing.ts';
import { postOf } from './tasks.ts';

/** The list, and the priority of what is open of it; what an office had set for itself is not remembered. */
const HASTEN = `with tasks_moved as (
    update tasks set priority = case when $2 then ${URGENT} else 0 end where list_id = $1 and state in ('open','claimed','held')
  )
  update lists set urgent = $2 where id = $1`;

/**
 * Lets a list pass all offices ahead of their queues, or no longer. Tasks that are opened from now on follow it, too. Nothing happens when
 * it is so already.
 * @throws DomainError `no_permission`, `out_of_area`, `list_ended`, what `readList` throws.
 */
export async function hastenList(
  act: Act,
  listId: string,
  { urgent, reason }: { readonly urgent: boolean; readonly reason: string },
): Promise<List> {
  const list = await readList(act, act.actor, listId);
  const decision = decide('list.hasten', postOf(act.actor), list);
  if (decision !== 'allowed') throw new DomainError(decision, { listId });
  if (list.state === 'completed' || list.state === 'cancelled')
    throw new DomainError('list_ended', { listId, state: list.state });
  if (list.urgent === urgent) return list;
  await act.query(HASTEN, [listId, urgent]);
  await act.event(listId, { type: urgent ? 'list.hastened' : 'list.unhastened', payload: { reason } });
  return readList(act, act.actor, listId);
}
