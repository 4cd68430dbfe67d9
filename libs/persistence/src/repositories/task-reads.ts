import type { Uuid } from '#domain/formats';
import type { Act } from '../act.ts';
import { readTask } from './inbox.ts';

export interface ReadMark {
  readonly id: Uuid;
  readonly read: boolean;
}

/** Marks a task as read by the person, or as unread again. It is the person's own mark, so no event. @throws what `readTask` throws. */
export async function markTask(act: Act, taskId: string, read: boolean): Promise<ReadMark> {
  await readTask(act, act.actor, taskId);
  await act.query(
    read
      ? `insert into task_reads (person_id, task_id, at) values ($1, $2, $3) on conflict on constraint task_reads_pk do nothing`
      : `delete from task_reads where person_id = $1 and task_id = $2 and $3::timestamptz is not null`,
    [act.actor.personId, taskId, act.now],
  );
  return { id: taskId, read };
}
