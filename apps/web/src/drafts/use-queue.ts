import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { TaskView } from '../api/views.ts';
import type { RecordStore } from '../records/record-store.ts';
import { useActing } from '../session/session.ts';
import { DecisionQueue, type QueueState } from './decision-queue.ts';
import type { OutcomeField } from './merging.ts';

/** The queue of decisions of a claimed task. What an earlier visit left on this device goes out first. */
export function useDecisionQueue(
  task: Pick<TaskView, 'id' | 'claimEpoch'>,
  store: RecordStore,
  field: OutcomeField,
): readonly [DecisionQueue, QueueState] {
  const { personId } = useActing();
  const { id, claimEpoch } = task;
  const queue = useMemo(
    () => new DecisionQueue(personId, id, claimEpoch, store, field),
    [personId, id, claimEpoch, store, field],
  );
  useEffect(() => {
    void queue.open();
    return () => queue.close();
  }, [queue]);
  return [queue, useSyncExternalStore(queue.subscribe, queue.state)];
}
