import { describe, expect, it } from '@jest/globals';
import { nextNotice, taskTimes, timesUntil, type ClockedTask } from './clocks.ts';
import { DEFAULT_TERMS, type Terms } from './terms.ts';

const HOUR = 3_600_000;
const TERMS: Terms = { ...DEFAULT_TERMS, calendar: 'continuous' };
const OPENED = new Date('2022-05-09T02:00:00Z');
const after = (hours: number) => OPENED.getTime() + hours * HOUR;

function task(change: Partial<ClockedTask> = {}): ClockedTask {
  return {
    ...{ step: 'review', state: 'claimed', claimEpoch: 1, openedAt: OPENED },
    ...taskTimes(TERMS, 'review', OPENED),
    ...{ heldUntil: null, reminded: false, escalated: null },
    ...change,
  };
}

describe('the clock of a task', () => {
  it('gives a receiving task the acceptance time', () => {
    expect(taskTimes(TERMS, 'receive', OPENED).dueAt.getTime()).toBe(OPENED.getTime() + TERMS.acceptMs);
  });

  it('reminds before the deadline, then escalates from the deadline on, up to the maximum', () => {
    expect(nextNotice(task(), TERMS)).toEqual({ kind: 'reminder', no: 1, at: after(38) });
    expect(nextNotice(task({ reminded: true }), TERMS)).toEqual({ kind: 'escalation', no: 1, at: after(40) });
    expect(nextNotice(task({ reminded: true, escalated: 1 }), TERMS)).toEqual({
      ...{ kind: 'escalation', no: 2, at: after(48) },
    });
    expect(nextNotice(task({ reminded: true, escalated: 3 }), TERMS)).toBeNull();
  });

  it('escalates a handover nobody has accepted, once, moved by a pause like the deadline', () => {
    const offered = task({ state: 'open', claimEpoch: 0, acceptDueAt: null });
    expect(nextNotice(offered, TERMS)).toEqual({ kind: 'escalation', no: 0, at: after(8) });
    const paused = { ...offered, dueAt: new Date(after(45)), remindAt: new Date(after(43)) };
    expect(nextNotice(paused, TERMS)).toEqual({ kind: 'escalation', no: 0, at: after(13) });
    expect(nextNotice({ ...offered, escalated: 0 }, TERMS)).toEqual({
      kind: 'reminder',
      no: 1,
      at: after(38),
    });
  });

  it('keeps to the times stored with the task, whatever the terms say', () => {
    const dueAt = new Date(after(41));
    const stored = task({ dueAt, reminded: true, escalated: 1, escalateAt: [dueAt, new Date(after(50))] });
    expect(nextNotice(stored, TERMS)).toEqual({ kind: 'escalation', no: 2, at: after(50) });
    expect(nextNotice({ ...stored, escalated: 2 }, TERMS)).toBeNull();
  });

  it('counts anew from an extended deadline: another reminder, then the next numbers', () => {
    const times = timesUntil(TERMS, new Date(after(60)), new Date(after(49)));
    const extended = task({ ...times, escalated: 2, escalatedBefore: 2, extensions: 1 });
    expect(nextNotice(extended, TERMS)).toEqual({ kind: 'reminder', no: 2, at: after(58) });
    const silent = { ...extended, reminded: true };
    expect(nextNotice(silent, TERMS)).toEqual({ kind: 'escalation', no: 3, at: after(60) });
    expect(nextNotice({ ...silent, escalated: 5 }, TERMS)).toBeNull();
  });

  it('only waits for the date of a held task and for nothing of a finished one', () => {
    const heldUntil = new Date(after(100));
    expect(nextNotice(task({ state: 'held', heldUntil }), TERMS)).toEqual({
      ...{ kind: 'unhold', no: 1, at: after(100) },
    });
    expect(nextNotice(task({ state: 'completed' }), TERMS)).toBeNull();
    expect(nextNotice(task({ state: 'cancelled' }), TERMS)).toBeNull();
  });
});
