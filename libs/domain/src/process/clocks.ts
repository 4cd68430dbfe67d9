import {
  acceptDueAt,
  DEFAULT_CALENDAR,
  dueAt,
  escalateAt,
  remindAt,
  type WorkingCalendar,
} from '../time/working-time.ts';
import type { Notice } from './facts.ts';
import type { TaskState } from './states.ts';
import type { TaskStep } from './steps.ts';
import type { Terms } from './terms.ts';

/** Steps whose first claim accepts an attested handover; until then the acceptance clock runs on the office. */
const ACCEPTED_BY_CLAIM: ReadonlySet<TaskStep> = new Set(['assign', 'review', 'forward', 'verify']);

/** When the clock of a task does what: absolute times, resolved once with the calendar of the task's office and stored with it. */
export interface TaskTimes {
  readonly dueAt: Date;
  readonly remindAt: Date;
  /** When an attested handover that nobody took over is escalated (number 0); null for steps that accept otherwise. */
  readonly acceptDueAt: Date | null;
  /** The escalations from the deadline on. */
  readonly escalateAt: readonly Date[];
}

/** Deadline and reminder of a task opened at `from`: receiving a signed parcel has the acceptance time, every other step its work time. */
export function taskTimes(
  terms: Terms,
  step: TaskStep,
  from: Date,
  working: WorkingCalendar = DEFAULT_CALENDAR,
): TaskTimes {
  const due = step === 'receive' ? acceptDueAt(terms, from, working) : dueAt(terms, step, from, working);
  const accept = ACCEPTED_BY_CLAIM.has(step) ? acceptDueAt(terms, from, working) : null;
  return { ...timesUntil(terms, due, from, working), acceptDueAt: accept };
}

/** Reminder and escalations of a deadline, counted from `from`: the opening of the task or the moment it was extended. */
export function timesUntil(
  terms: Terms,
  due: Date,
  from: Date,
  working: WorkingCalendar = DEFAULT_CALENDAR,
): Omit<TaskTimes, 'acceptDueAt'> {
  const escalations = Array.from({ length: terms.maxEscalations }, (_, i) =>
    escalateAt(terms, due, i + 1, working),
  );
  return {
    dueAt: due,
    remindAt: remindAt(terms, due, from, working),
    escalateAt: escalations.filter((at) => at !== undefined),
  };
}

export interface ClockedTask {
  readonly step: TaskStep;
  readonly state: TaskState;
  /** 0 while nobody has ever claimed it. */
  readonly claimEpoch: number;
  readonly openedAt: Date;
  readonly dueAt: Date;
  readonly remindAt: Date | null;
  /** As stored with the task; null on tasks that were opened without: then they are counted from the terms. */
  readonly acceptDueAt?: Date | null;
  readonly escalateAt?: readonly Date[] | null;
  readonly heldUntil: Date | null;
  /** Whether the reminder of the present deadline was given. */
  readonly reminded: boolean;
  /** Highest escalation number given; 0 is the one of the acceptance clock, null means none at all. */
  readonly escalated: number | null;
  /** How often the deadline was extended: each extension has its own reminder. */
  readonly extensions?: number;
  /** Highest escalation number given before the last extension: from there they are counted anew. */
  readonly escalatedBefore?: number;
}

/**
 * What happens next about an unfinished task if its people stay silent: the end of a hold, a reminder, escalation 0 when
 * an attested handover was not accepted in time, or escalations 1..maxEscalations from the deadline on.
 */
export function nextNotice(task: ClockedTask, terms: Terms): Notice | null {
  if (task.state === 'completed' || task.state === 'cancelled') return null;
  if (task.state === 'held') {
    return task.heldUntil && { kind: 'unhold', no: 1, at: task.heldUntil.getTime() };
  }
  const notices = [reminder(task), notAccepted(task, terms), overdue(task, terms)];
  return notices.reduce((first, n) => (first === null || (n !== null && n.at < first.at) ? n : first), null);
}

function reminder(task: ClockedTask): Notice | null {
  const { remindAt: at, reminded, escalated, extensions = 0, escalatedBefore = 0 } = task;
  const useful = at !== null && !reminded && (escalated ?? 0) <= escalatedBefore;
  return useful ? { kind: 'reminder', no: extensions + 1, at: at.getTime() } : null;
}

function notAccepted(task: ClockedTask, terms: Terms): Notice | null {
  if (task.escalated !== null || task.claimEpoch > 0 || !ACCEPTED_BY_CLAIM.has(task.step)) return null;
  const at = (task.acceptDueAt ?? countedAcceptance(task, terms)).getTime();
  return at < task.dueAt.getTime() ? { kind: 'escalation', no: 0, at } : null;
}

/** A pause moved the due time, not the opening: the acceptance time moves by the same. */
function countedAcceptance(task: ClockedTask, terms: Terms): Date {
  const shift = task.dueAt.getTime() - taskTimes(terms, task.step, task.openedAt).dueAt.getTime();
  return new Date(acceptDueAt(terms, task.openedAt).getTime() + shift);
}

function overdue(task: ClockedTask, terms: Terms): Notice | null {
  const before = task.escalatedBefore ?? 0;
  const no = Math.max(task.escalated ?? 0, before) + 1;
  // The first is at the deadline itself: stored times that begin elsewhere are those of another deadline.
  const stored = task.escalateAt?.[0]?.getTime() === task.dueAt.getTime() ? task.escalateAt : undefined;
  const at = stored ? stored[no - before - 1] : escalateAt(terms, task.dueAt, no - before);
  return at === undefined ? null : { kind: 'escalation', no, at: at.getTime() };
}
