import { STEP_RULES, TASK_STEPS, type TaskStep } from './steps.ts';

/** Steps that end with an officer's certificate: no superior office can do them instead. */
export const SIGNED_STEPS = ['sign', 'receive'] as const satisfies readonly TaskStep[];

/** Steps that one person must not do both of on the same records. */
export const SEPARATED_STEPS = [
  ['verify', 'sign'],
  ['sign', 'receive'],
] as const satisfies readonly (readonly [TaskStep, TaskStep])[];

export type ReadinessReason = 'no_office' | 'no_staff' | 'no_certificate' | 'separation_of_duty';

/** `blocking`: nobody can do the step; `superior`: it falls to the office above. */
export type Severity = 'blocking' | 'superior';

export interface ReadinessFinding {
  readonly communeCode: string;
  readonly villageCode: string | null;
  readonly officeId: string | null;
  readonly step: TaskStep;
  readonly reason: ReadinessReason;
  readonly severity: Severity;
}

/** What a lack means for a step. */
export function severityOf(step: TaskStep): Severity {
  return (SIGNED_STEPS as readonly TaskStep[]).includes(step) ? 'blocking' : 'superior';
}

/** The steps of a list, with the office and role that do them: what a commune must be staffed for. */
export const STAFFED_STEPS = TASK_STEPS.filter((step) => step !== 'direct').map((step) => ({
  step,
  officeKind: STEP_RULES[step].officeKind,
  role: STEP_RULES[step].role,
  signed: severityOf(step) === 'blocking',
  ofVillage: STEP_RULES[step].scope === 'village',
}));
