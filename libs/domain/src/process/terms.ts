import type { TaskStep } from './steps.ts';

/**
 * The deadlines of a campaign. No number of days is in the law (Công văn 2262/BYT-CNTT names only the final date),
 * so every duration is configuration of the campaign. All durations are milliseconds.
 */
export interface Terms {
  /** `office`: durations run in office hours only; `continuous`: they run day and night (tests, demonstrations). */
  readonly calendar: 'office' | 'continuous';
  /** Time to complete a task of a step, from its opening. */
  readonly workMs: Readonly<Record<TaskStep, number>>;
  /** Time for the receiver of a handover to accept or refuse it. */
  readonly acceptMs: number;
  /** A reminder this long before the deadline. */
  readonly remindBeforeMs: number;
  /** After the deadline, an escalation to the next superior office each time this has passed, at most `maxEscalations` times. */
  readonly escalateEveryMs: number;
  readonly maxEscalations: number;
  /** Deadline of the whole list, from its opening. */
  readonly listMs: number;
}

const HOUR = 3_600_000;

/** What a campaign gets when it names no terms: working hours, eight to a day. */
export const DEFAULT_TERMS: Terms = {
  calendar: 'office',
  workMs: {
    direct: 8 * HOUR,
    open: 8 * HOUR,
    compile: 16 * HOUR,
    assign: 8 * HOUR,
    review: 40 * HOUR,
    forward: 8 * HOUR,
    verify: 24 * HOUR,
    sign: 8 * HOUR,
    receive: 8 * HOUR,
    update: 16 * HOUR,
    check: 8 * HOUR,
  },
  acceptMs: 8 * HOUR,
  remindBeforeMs: 2 * HOUR,
  escalateEveryMs: 8 * HOUR,
  maxEscalations: 3,
  listMs: 120 * HOUR,
};
