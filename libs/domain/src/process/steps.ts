import type { OfficeKind, Role } from '../people/roles.ts';

/** The steps of the chain in order, as the ministry's procedure names them (Công văn 2262/BYT-CNTT, steps 1 to 4, refined). */
export const STEPS = [
  'open',
  'compile',
  'assign',
  'review',
  'forward',
  'verify',
  'sign',
  'receive',
  'update',
  'check',
] as const;
export type Step = (typeof STEPS)[number];

/** `direct` belongs to a campaign, every other step to a list. */
export const TASK_STEPS = ['direct', ...STEPS] as const;
export type TaskStep = (typeof TASK_STEPS)[number];

/** What one task of a step covers: the whole list, one village, or one parcel. */
export type ScopeKind = 'campaign' | 'list' | 'village' | 'parcel';

export interface StepRule {
  readonly officeKind: OfficeKind;
  readonly role: Role;
  readonly scope: ScopeKind;
  /** Outcomes that completing a task of this step may have. */
  readonly outcomes: readonly TaskOutcome[];
  /** Whether the records of the task may be decided one by one or in bulk while it is claimed. */
  readonly decides: boolean;
}

export const TASK_OUTCOMES = [
  'directed',
  'opened',
  'compiled',
  'assigned',
  'reviewed',
  'forwarded',
  'returned',
  'verified',
  'offered',
  'received',
  'refused',
  'updated',
  'checked',
] as const;
export type TaskOutcome = (typeof TASK_OUTCOMES)[number];

/** Who does what: one row per step. The inbox, the authority check and the workflow all read this table. */
export const STEP_RULES = {
  direct: {
    officeKind: 'province_task_force',
    role: 'province_task_force',
    scope: 'campaign',
    outcomes: ['directed'],
    decides: false,
  },
  open: {
    officeKind: 'commune_task_force',
    role: 'commune_task_force',
    scope: 'list',
    outcomes: ['opened'],
    decides: false,
  },
  compile: {
    officeKind: 'health_station',
    role: 'health_station',
    scope: 'list',
    outcomes: ['compiled'],
    decides: false,
  },
  assign: {
    officeKind: 'commune_task_force',
    role: 'commune_task_force',
    scope: 'list',
    outcomes: ['assigned', 'returned'],
    decides: false,
  },
  review: {
    officeKind: 'village_task_force',
    role: 'village_task_force',
    scope: 'village',
    outcomes: ['reviewed', 'returned'],
    decides: true,
  },
  forward: {
    officeKind: 'commune_task_force',
    role: 'commune_task_force',
    scope: 'list',
    outcomes: ['forwarded', 'returned'],
    decides: false,
  },
  verify: {
    officeKind: 'commune_police',
    role: 'police_officer',
    scope: 'parcel',
    outcomes: ['verified', 'returned'],
    decides: true,
  },
  sign: {
    officeKind: 'commune_police',
    role: 'police_chief',
    scope: 'parcel',
    outcomes: ['offered', 'returned'],
    decides: false,
  },
  receive: {
    officeKind: 'health_station',
    role: 'health_station',
    scope: 'parcel',
    outcomes: ['received', 'refused'],
    decides: false,
  },
  update: {
    officeKind: 'health_station',
    role: 'health_station',
    scope: 'parcel',
    outcomes: ['updated'],
    decides: false,
  },
  check: {
    officeKind: 'health_station',
    role: 'health_station',
    scope: 'parcel',
    outcomes: ['checked'],
    decides: false,
  },
} as const satisfies Record<TaskStep, StepRule>;

/** The rule of a step, with its literal types widened. */
export function stepRule(step: TaskStep): StepRule {
  return STEP_RULES[step];
}
