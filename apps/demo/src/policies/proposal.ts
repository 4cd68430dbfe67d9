import type { Decision, ListRecord } from '../connection/api.ts';
import { agree, FIELDS, readEvidence } from './evidence.ts';

/**
 * Whether accepting the system's proposal does exactly what the officer would have decided: the same outcome, and the same
 * values in every field.
 */
export function agreesWithProposal(record: ListRecord, decision: Decision): boolean {
  if (record.proposedOutcome === null || record.proposedOutcome !== decision.outcome) return false;
  const proposed = readEvidence({ ...record.current, ...record.proposedValues });
  const decided = readEvidence({ ...record.current, ...decision.values });
  return FIELDS.every(
    (field) => proposed[field] === decided[field] || agree(field, proposed[field], decided[field]),
  );
}
