import type { Step } from './steps.ts';

/** State tables: from each state, the acts that are allowed and where they lead. The 409 answers and the buttons read the same table. */
export type Transitions<S extends string, A extends string> = Readonly<
  Record<S, Readonly<Partial<Record<A, S>>>>
>;

export const TASK_STATES = ['open', 'claimed', 'held', 'completed', 'cancelled'] as const;
export type TaskState = (typeof TASK_STATES)[number];
export const TASK_ACTS = [
  'claim',
  'release',
  'hold',
  'unhold',
  'decide',
  'split',
  'start',
  'complete',
  'cancel',
  'delegate',
  'return',
  'forward',
  'reassign',
  'prioritise',
  'submit',
  'withdraw',
  'requestChanges',
  'approve',
] as const;
export type TaskAct = (typeof TASK_ACTS)[number];
export const TASK_TRANSITIONS = {
  open: {
    claim: 'claimed',
    split: 'open',
    cancel: 'cancelled',
    reassign: 'claimed',
    prioritise: 'open',
  },
  claimed: {
    release: 'open',
    hold: 'held',
    decide: 'claimed',
    split: 'open',
    start: 'claimed',
    complete: 'completed',
    cancel: 'cancelled',
    delegate: 'claimed',
    return: 'claimed',
    forward: 'open',
    reassign: 'claimed',
    prioritise: 'claimed',
    submit: 'claimed',
    withdraw: 'claimed',
    requestChanges: 'claimed',
    approve: 'claimed',
  },
  held: {
    unhold: 'claimed',
    release: 'open',
    cancel: 'cancelled',
    return: 'claimed',
    reassign: 'claimed',
    prioritise: 'held',
  },
  completed: {},
  cancelled: {},
} as const satisfies Transitions<TaskState, TaskAct>;

/** A colleague's check of a claimed task before it is completed. No check: null. */
export const CHECK_STATES = ['submitted', 'changes_requested', 'approved'] as const;
export type CheckState = (typeof CHECK_STATES)[number];
/** What the holder, or the colleague, may do meanwhile, of what the task's state allows. What was approved is completed as it is. */
export const CHECK_ALLOWS = {
  submitted: ['withdraw', 'requestChanges', 'approve', 'release', 'reassign', 'prioritise', 'cancel'],
  changes_requested: TASK_ACTS.filter((act) => !['requestChanges', 'approve', 'withdraw'].includes(act)),
  approved: ['complete', 'withdraw', 'release', 'reassign', 'prioritise', 'cancel'],
} as const satisfies Record<CheckState, readonly TaskAct[]>;
const UNCHECKED = TASK_ACTS.filter((act) => !['requestChanges', 'approve', 'withdraw'].includes(act));

/** Whether the check of a task allows an act. */
export function checkAllows(check: CheckState | null, act: TaskAct): boolean {
  return (check === null ? UNCHECKED : (CHECK_ALLOWS[check] as readonly TaskAct[])).includes(act);
}

export const LIST_STATES = ['waiting', 'open', 'paused', 'completed', 'cancelled'] as const;
export type ListState = (typeof LIST_STATES)[number];
export const LIST_ACTS = ['open', 'pause', 'resume', 'cancel', 'end'] as const;
export type ListAct = (typeof LIST_ACTS)[number];
export const LIST_TRANSITIONS = {
  waiting: { open: 'open', cancel: 'cancelled' },
  open: { pause: 'paused', cancel: 'cancelled', end: 'completed' },
  paused: { resume: 'open', cancel: 'cancelled' },
  completed: {},
  cancelled: {},
} as const satisfies Transitions<ListState, ListAct>;

export const HANDOVER_STATES = ['frozen', 'offered', 'accepted', 'refused', 'withdrawn', 'voided'] as const;
export type HandoverState = (typeof HANDOVER_STATES)[number];
export const HANDOVER_ACTS = ['offer', 'unfreeze', 'accept', 'refuse', 'withdraw'] as const;
export type HandoverAct = (typeof HANDOVER_ACTS)[number];
export const HANDOVER_TRANSITIONS = {
  frozen: { offer: 'offered', unfreeze: 'voided' },
  offered: { accept: 'accepted', refuse: 'refused', withdraw: 'withdrawn' },
  accepted: {},
  refused: {},
  withdrawn: {},
  voided: {},
} as const satisfies Transitions<HandoverState, HandoverAct>;

/** Where a parcel (a set of records that one handover covers) stands. `ended`: its way is over; `regrouped`: its records travel on in others. */
export const PARCEL_STAGES = [
  'compile',
  'assign',
  'review',
  'forward',
  'verify',
  'sign',
  'receive',
  'update',
  'check',
  'ended',
  'regrouped',
] as const;
export type ParcelStage = (typeof PARCEL_STAGES)[number];
export const PARCEL_TRANSITIONS = {
  compile: { pass: 'assign', cancel: 'ended' },
  assign: { regroup: 'regrouped', return: 'compile', cancel: 'ended' },
  review: { pass: 'forward', cancel: 'ended', regroup: 'regrouped' },
  forward: { regroup: 'regrouped', return: 'review', cancel: 'ended' },
  verify: { pass: 'sign', regroup: 'regrouped', cancel: 'ended' },
  sign: { pass: 'receive', return: 'verify', cancel: 'ended' },
  receive: { pass: 'update', return: 'verify', cancel: 'ended' },
  update: { pass: 'check', cancel: 'ended' },
  check: { pass: 'ended', cancel: 'ended' },
  ended: {},
  regrouped: {},
} as const satisfies Transitions<ParcelStage, 'pass' | 'return' | 'regroup' | 'cancel'>;

/** The act's target state, or undefined when the state does not allow it. */
export function next<S extends string, A extends string>(
  table: Transitions<S, A>,
  state: S,
  act: A,
): S | undefined {
  return table[state][act];
}

/** The acts a state allows, for the answer that refuses another one. */
export function allowed<S extends string, A extends string>(table: Transitions<S, A>, state: S): A[] {
  return Object.keys(table[state]) as A[];
}

/** States that cannot be reached from `start`: must be empty, a test says so. */
export function unreachable<S extends string, A extends string>(table: Transitions<S, A>, start: S): S[] {
  const seen = new Set<S>([start]);
  const queue: S[] = [start];
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    for (const target of Object.values(table[state]) as S[]) {
      if (!seen.has(target)) {
        seen.add(target);
        queue.push(target);
      }
    }
  }
  return (Object.keys(table) as S[]).filter((state) => !seen.has(state));
}

/** A step whose tasks cover parcels standing at the stage of the same name. */
export function stageOfStep(step: Step): ParcelStage | undefined {
  return step === 'open' ? undefined : step;
}
