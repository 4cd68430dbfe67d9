import type { TaskView } from '../api/views.ts';
import { urgencyOf } from '../tasks/due.ts';

export const GROUPS = ['late', 'returned', 'soon', 'later'] as const;
export type Group = (typeof GROUPS)[number];

/** Late work first, then what came back, then what is due soon: each task stands in the first group that fits. */
export function groupOf(task: TaskView, now: number): Group {
  const urgency = urgencyOf(task.dueAt, now);
  if (urgency === 'late') return 'late';
  if (task.round > 1) return 'returned';
  return urgency;
}

/** The tasks in groups, in the order in which the server gave them. */
export function grouped(
  tasks: readonly TaskView[],
  now: number,
): readonly (readonly [Group, readonly TaskView[]])[] {
  const groups = new Map<Group, TaskView[]>(GROUPS.map((group) => [group, []]));
  for (const task of tasks) groups.get(groupOf(task, now))?.push(task);
  return [...groups].filter(([, members]) => members.length > 0);
}
