import { get, getText, post, type Page } from '../api/calls.ts';
import type { HandoverView, TaskView } from '../api/views.ts';

export interface FrozenParcel {
  readonly task: TaskView;
  readonly handover: HandoverView;
  /** The exact bytes that are signed. */
  readonly manifest: string;
}

/** A sign task's parcel, claimed and frozen: what was claimed or frozen before stays so. @throws Problem */
export async function frozenParcel(task: TaskView): Promise<FrozenParcel> {
  const path = { id: task.id };
  const claimed = task.state === 'open' ? await post<TaskView>('/tasks/{id}/claim', { path }) : task;
  const { items } = await get<Page<HandoverView>>('/lists/{id}/handovers', {
    path: { id: task.listId ?? '' },
    query: { limit: 100 },
  });
  const frozen = items.find(({ taskId, state }) => taskId === task.id && state === 'frozen');
  const handover =
    frozen ??
    (
      await post<{ handover: HandoverView }>('/tasks/{id}/freeze', {
        path,
        body: { epoch: claimed.claimEpoch },
      })
    ).handover;
  const manifest = await getText('/handovers/{id}/manifest', { path: { id: handover.id } });
  return { task: claimed, handover, manifest };
}
