import type { Uuid, Sha256Hex } from '#domain/formats';
import type { Role } from '#domain/people/roles';
import { createHash } from 'node:crypto';
import type { Act, Actor } from '../act.ts';
import type { Sql } from '../sql.ts';
import { readTask } from './inbox.ts';
import { taskChanged } from './task-events.ts';
import { lockTask } from './tasks.ts';

export interface CommentView {
  readonly id: Uuid;
  readonly no: number;
  readonly person: { readonly personId: Uuid; readonly fullName: string };
  readonly actingFor: { readonly personId: Uuid; readonly fullName: string } | null;
  readonly officeId: string;
  readonly role: Role;
  readonly text: string;
  readonly sha256: Sha256Hex;
  readonly at: Date;
}

const VIEW = `c.id, c.comment_no as no, jsonb_build_object('personId', p.id, 'fullName', p.full_name) as person,
  case when f.id is not null then jsonb_build_object('personId', f.id, 'fullName', f.full_name) end as "actingFor",
  c.office_id as "officeId", c.role, c.text, encode(c.sha256, 'hex') as sha256, c.at`;
const FROM = `join people p on p.id = c.person_id left join people f on f.id = c.acting_for`;

/**
 * Adds a remark that stays as it is; its hash stands in the event. Those who work on the task and those who direct the office may.
 * @throws what `lockTask` throws.
 */
export async function commentTask(act: Act, taskId: string, text: string): Promise<CommentView> {
  const task = await lockTask(act, taskId, 'task.comment', true);
  const sha256 = createHash('sha256').update(text, 'utf8').digest();
  const [comment] = await act.query<CommentView & Record<string, unknown>>(
    `with c as (
       insert into task_comments (province_code, commune_code, task_id, comment_no, person_id, acting_for, office_id, role, text, sha256, at)
       select $1, $2, $3, 1 + count(*), $4, $5, $6, $7, $8, $9, $10 from task_comments where task_id = $3 returning *)
     select ${VIEW} from c ${FROM}`,
    [
      ...[task.provinceCode, task.communeCode, taskId, act.actor.personId, act.represented?.personId ?? null],
      ...[act.actor.officeId, act.actor.role, text, sha256, act.now],
    ],
  );
  await taskChanged(act, task, 'task.commented', { no: comment?.no, sha256: sha256.toString('hex') });
  return comment as CommentView;
}

/** One more than `limit` remarks after number `after`, oldest first. @throws what `readTask` throws. */
export async function readComments(
  sql: Sql,
  actor: Actor,
  taskId: string,
  after: number,
  limit: number,
): Promise<CommentView[]> {
  await readTask(sql, actor, taskId);
  return sql.query<CommentView & Record<string, unknown>>(
    `select ${VIEW} from task_comments c ${FROM} where c.task_id = $1 and c.comment_no > $2 order by c.comment_no limit $3`,
    [taskId, after, limit + 1],
  );
}
