import type { FieldName, FieldValues, RecordView } from '../api/views.ts';

export type OutcomeField = 'villageOutcome' | 'policeOutcome';

/** What a person decided about a record as it was then. */
export interface Intent {
  readonly outcome: string | null;
  readonly values: FieldValues;
  readonly base: Pick<RecordView, 'current' | 'villageOutcome' | 'policeOutcome'>;
}

export type Merged =
  | { readonly kind: 'resend' }
  | { readonly kind: 'same' }
  | { readonly kind: 'conflict'; readonly fields: readonly (FieldName | 'outcome')[] };

/**
 * What becomes of a decision when somebody else has changed the record meanwhile. Fields are compared one by one: who changed another field does
 * no harm. Only where both changed the same to something different must a person choose.
 */
export function merge(intent: Intent, fresh: RecordView, outcomeField: OutcomeField): Merged {
  const fields: (FieldName | 'outcome')[] = [];
  let differs = false;
  for (const [name, wanted] of Object.entries(intent.values) as [FieldName, string | null][]) {
    const now = fresh.current[name] ?? null;
    if (now === wanted) continue;
    differs = true;
    if (now !== (intent.base.current[name] ?? null)) fields.push(name);
  }
  const now = fresh[outcomeField];
  if (now !== intent.outcome) {
    differs = true;
    if (now !== intent.base[outcomeField]) fields.push('outcome');
  }
  if (fields.length > 0) return { kind: 'conflict', fields };
  return { kind: differs ? 'resend' : 'same' };
}
