import { useCallback, useRef } from 'react';
import type { FieldName, FieldValues, RecordView } from '../api/views.ts';
import type { DecisionQueue, Pending } from '../drafts/decision-queue.ts';
import type { OutcomeField } from '../drafts/merging.ts';
import type { RecordStore } from '../records/record-store.ts';

export type Wanted = Omit<Pending, 'version' | 'base'>;

const MOST_STEPS = 200;

/** How a record was before a decision, as a decision that leads back to it. */
function wayBack(record: RecordView, { values }: Wanted, field: OutcomeField): Wanted {
  const { recordNo } = record;
  const outcome = record[field];
  // The server knows what an undecided record was like before this task.
  if (outcome === null) return { recordNo, outcome: null, values: {} };
  const before = Object.fromEntries(
    (Object.keys(values) as FieldName[]).map((name) => [name, record.current[name] ?? null]),
  ) as FieldValues;
  return { recordNo, outcome, values: before };
}

/** Deciding, and taking back what was decided, as long as the step is not ended. */
export function useDecisions(
  queue: DecisionQueue,
  store: RecordStore,
  field: OutcomeField,
): { readonly decide: (wanted: readonly Wanted[]) => void; readonly undo: () => number | null } {
  const done = useRef<Wanted[][]>([]);
  const decide = useCallback(
    (wanted: readonly Wanted[]): void => {
      const back = wanted.flatMap((one) => {
        const record = store.find(one.recordNo);
        return record === undefined ? [] : [wayBack(record, one, field)];
      });
      done.current = [...done.current.slice(-MOST_STEPS), back];
      queue.decide(wanted);
    },
    [queue, store, field],
  );
  /** Answers the first record that was taken back; null when there is nothing to undo. */
  const undo = useCallback((): number | null => {
    const back = done.current.pop();
    if (back === undefined) return null;
    queue.decide(back);
    return back[0]?.recordNo ?? null;
  }, [queue]);
  return { decide, undo };
}
