import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useLocation } from 'wouter';
import { get, post } from '../api/calls.ts';
import type { TaskView } from '../api/views.ts';
import { useWords } from '../language/words.ts';
import { useActing } from '../session/session.ts';
import { useRefusal } from '../states/refusal.tsx';
import { useStepLabel } from './task-facts.tsx';
import { TASK_PAGE_WORDS } from './words.ts';

const WORKING_MS = 1_000;

/** A task; while the machine works on it the page asks every second. */
export function useTask(id: string) {
  return useQuery({
    queryKey: ['tasks', 'one', id],
    queryFn: ({ signal }) => get<TaskView>('/tasks/{id}', { path: { id }, signal }),
    refetchInterval: ({ state: { data } }) =>
      data !== undefined &&
      (data.preparing || data.job?.state === 'running' || data.job?.state === 'requested')
        ? WORKING_MS
        : false,
  });
}

/** Shows a task's new state at once, and lets lists and counts be asked again. */
export function useTaskChanged(): (task: TaskView) => void {
  const queries = useQueryClient();
  return (task) => {
    queries.setQueryData(['tasks', 'one', task.id], task);
    void queries.invalidateQueries({ queryKey: ['tasks', 'queue'] });
    void queries.invalidateQueries({ queryKey: ['queues'] });
    void queries.invalidateQueries({ queryKey: ['lists'] });
  };
}

/** Whether this person may act on the task now: he holds it, in the post in which it is done. */
export function useIsMine(task: TaskView): boolean {
  const { personId, membership } = useActing();
  return (
    task.state === 'claimed' &&
    task.claimedBy?.personId === personId &&
    task.officeId === membership.officeId &&
    task.role === membership.role
  );
}

/** Ends the step, says so, and goes back to the inbox. */
export function useComplete(task: TaskView) {
  const t = useWords(TASK_PAGE_WORDS);
  const { message } = App.useApp();
  const [, go] = useLocation();
  const changed = useTaskChanged();
  const refused = useRefusal();
  const stepLabel = useStepLabel();
  return useMutation({
    mutationFn: (body: Readonly<Record<string, unknown>>) =>
      post<TaskView>('/tasks/{id}/complete', {
        path: { id: task.id },
        body: { epoch: task.claimEpoch, ...body },
      }),
    onSuccess: (after) => {
      changed(after);
      void message.success(t('completed', { what: stepLabel(task) }));
      go('/');
    },
    onError: refused,
  });
}
