import { acceptDueAt, dueAt, escalateAt, remindAt } from '../time/working-time.ts';
import type { Notice } from './facts.ts';
import type { TaskState } from './states.ts';
import type { TaskStep } from './steps.ts';
import type { Terms } from './terms.ts';

/** Steps whose first claim accepts an attested handover; until then the acceptance clock runs on the office. */
const ACCEPTED_BY_CLAIM: ReadonlySet<TaskStep> = new Set(['assign', 'review', 'forward', 'verify']);

export interface TaskTimes {
  readonly dueAt: Date;
  readonly remindAt: Date;
}

/** Deadline and reminder of a task opened at `from`: receiving a signed parcel has the acceptance time, every other step its work time. */
export function taskTimes(terms: Terms, step: TaskStep, from: Date): TaskTimes {
  const due = step === 'receive' ? acceptDueAt(terms, from) : dueAt(terms, step, from);
  return { dueAt: due, remindAt: remindAt(terms, due, from) };
}

export interface ClockedTask {
  readonly step: TaskStep;
  readonly state: TaskState;
  /** 0 while nobody has ever claimed it. */
  readonly claimEpoch: number;
  readonly openedAt: Date;
  readonly dueAt: Date;
  readonly remindAt: Date | null;
  readonly heldUntil: Date | null;
  readonly reminded: boolean;
  /** Highest escalation number given; 0 is the one of the acceptance clock, null means none at all. */
  readonly escalated: number | null;
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

function reminder({ remindAt: at, reminded, escalated }: ClockedTask): Notice | null {
  const useful = at !== null && !reminded && (escalated ?? 0) === 0;
  return useful ? { kind: 'reminder', no: 1, at: at.getTime() } : null;
}

function notAccepted(task: ClockedTask, terms: Terms): Notice | null {
  if (task.escalated !== null || task.claimEpoch > 0 || !ACCEPTED_BY_CLAIM.has(task.step)) return null;
  // A pause moved the due time, not the opening: the acceptance time moves by the same.
  const shift = task.dueAt.getTime() - taskTimes(terms, task.step, task.openedAt).dueAt.getTime();
  const at = acceptDueAt(terms, task.openedAt).getTime() + shift;
  return at < task.dueAt.getTime() ? { kind: 'escalation', no: 0, at } : null;
}

function overdue(task: ClockedTask, terms: Terms): Notice | null {
  const no = (task.escalated ?? 0) + 1;
  const at = escalateAt(terms, task.dueAt, no);
  return at === undefined ? null : { kind: 'escalation', no, at: at.getTime() };
}
