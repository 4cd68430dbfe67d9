import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { STEPS } from '../process/steps.ts';
import { DEFAULT_TERMS } from '../process/terms.ts';
import {
  acceptDueAt,
  addWorkingTime,
  calendarOf,
  DEFAULT_CALENDAR,
  dueAt,
  escalateAt,
  listDueAt,
  movedByPause,
  remindAt,
  subtractWorkingTime,
  workingTimeBetween,
} from './working-time.ts';

const HOUR = 3_600_000;
const at = (local: string) => new Date(`${local}:00+07:00`);
const moment = fc.date({ min: new Date('2022-01-01'), max: new Date('2022-12-31'), noInvalidDate: true });
const span = fc.integer({ min: 1, max: 200 * HOUR });
const calendar = { ...DEFAULT_CALENDAR, holidays: ['2022-05-02', '2022-05-03', '2022-09-02'] };

describe('Vietnamese office hours', () => {
  it.each([
    ['2022-05-04T07:30', 4, '2022-05-04T11:30'],
    ['2022-05-04T07:30', 5, '2022-05-04T14:30'],
    ['2022-05-04T06:00', 1, '2022-05-04T08:30'],
    ['2022-05-04T12:00', 1, '2022-05-04T14:30'],
    ['2022-05-06T16:30', 1, '2022-05-09T08:00'],
    ['2022-05-07T10:00', 1, '2022-05-09T08:30'],
    ['2022-04-29T16:00', 2, '2022-05-04T08:30'],
    ['2022-05-04T07:30', 7.5, '2022-05-04T17:00'],
  ])('from %s, %d hours of work end at %s', (from, hours, end) => {
    expect(addWorkingTime(at(from), hours * HOUR, calendar)).toEqual(at(end));
  });

  it('measure back what they added, and subtracting leads back', () => {
    fc.assert(
      fc.property(moment, span, (from, ms) => {
        const end = addWorkingTime(from, ms, calendar);
        expect(workingTimeBetween(from, end, calendar)).toBe(ms);
        const back = subtractWorkingTime(end, ms, calendar);
        expect(back.getTime()).toBeGreaterThanOrEqual(from.getTime());
        expect(workingTimeBetween(back, end, calendar)).toBe(ms);
      }),
    );
  });

  it('end inside them, never on a weekend or a holiday', () => {
    fc.assert(
      fc.property(moment, span, (from, ms) => {
        const local = new Date(addWorkingTime(from, ms, calendar).getTime() + 7 * HOUR);
        const minute = local.getUTCHours() * 60 + local.getUTCMinutes();
        expect([1, 2, 3, 4, 5]).toContain(local.getUTCDay());
        expect(calendar.holidays).not.toContain(local.toISOString().slice(0, 10));
        expect((minute >= 450 && minute <= 690) || (minute >= 810 && minute <= 1020)).toBe(true);
      }),
    );
  });

  it('add up: two spans one after the other are their sum', () => {
    fc.assert(
      fc.property(moment, span, span, (from, a, b) => {
        const twice = addWorkingTime(addWorkingTime(from, a, calendar), b, calendar);
        expect(twice).toEqual(addWorkingTime(from, a + b, calendar));
      }),
    );
  });

  it('leave a moment alone when there is nothing to wait', () => {
    expect(addWorkingTime(at('2022-05-07T23:00'), 0)).toEqual(at('2022-05-07T23:00'));
    expect(subtractWorkingTime(at('2022-05-07T23:00'), -5)).toEqual(at('2022-05-07T23:00'));
  });

  it('refuse a calendar without working time instead of running for ever', () => {
    expect(() => addWorkingTime(new Date(), 1, { officeHours: [], holidays: [] })).toThrow(RangeError);
    expect(() => subtractWorkingTime(new Date(), 1, { officeHours: [], holidays: [] })).toThrow(RangeError);
  });
});

describe('swap days and weekdays of their own', () => {
  const may2024 = {
    ...DEFAULT_CALENDAR,
    holidays: ['2024-04-29', '2024-04-30', '2024-05-01'],
    workdays: ['2024-05-04'],
  };

  it.each([
    ['2024-04-26T16:00', 2, '2024-05-02T08:30'],
    ['2024-05-03T16:00', 2, '2024-05-04T08:30'],
    ['2024-05-04T16:30', 1, '2024-05-06T08:00'],
  ])('from %s, %d hours of work end at %s', (from, hours, end) => {
    expect(addWorkingTime(at(from), hours * HOUR, may2024)).toEqual(at(end));
  });

  it('count a Saturday morning where the office works one', () => {
    const morning = [{ fromMinute: 450, toMinute: 690 }];
    const full = DEFAULT_CALENDAR.officeHours;
    const week = [[], full, full, full, full, full, morning];
    const own = { ...DEFAULT_CALENDAR, week };
    expect(addWorkingTime(at('2022-05-06T16:00'), 3 * HOUR, own)).toEqual(at('2022-05-07T09:30'));
    expect(addWorkingTime(at('2022-05-07T10:30'), 2 * HOUR, own)).toEqual(at('2022-05-09T08:30'));
  });
});

describe('a pause', () => {
  it('leaves as much working time as there was, and what had passed where it was', () => {
    fc.assert(
      fc.property(moment, span, span, fc.nat(100 * HOUR), (from, ms, worked, length) => {
        const due = addWorkingTime(from, ms, calendar);
        const paused = addWorkingTime(from, worked, calendar);
        const resumed = new Date(paused.getTime() + length);
        const moved = movedByPause(due, paused, resumed, calendar);
        if (worked >= ms) expect(moved).toEqual(due);
        else expect(workingTimeBetween(resumed, moved, calendar)).toBe(ms - worked);
      }),
    );
  });
});

describe('deadlines', () => {
  const continuous = { ...DEFAULT_TERMS, calendar: 'continuous' as const };

  it('run in office hours or day and night, as the terms say', () => {
    const from = at('2022-05-06T16:00');
    for (const step of STEPS) {
      expect(dueAt(continuous, step, from).getTime()).toBe(from.getTime() + continuous.workMs[step]);
      expect(dueAt(DEFAULT_TERMS, step, from)).toEqual(addWorkingTime(from, DEFAULT_TERMS.workMs[step]));
    }
    expect(acceptDueAt(DEFAULT_TERMS, from)).toEqual(addWorkingTime(from, DEFAULT_TERMS.acceptMs));
    expect(listDueAt(continuous, from).getTime()).toBe(from.getTime() + continuous.listMs);
    expect(dueAt(DEFAULT_TERMS, 'sign', at('2022-04-29T16:30'), calendar)).toEqual(at('2022-05-04T17:00'));
    expect(calendarOf(DEFAULT_TERMS, calendar)).toBe(calendar);
    expect(calendarOf(continuous, calendar)).toBe('continuous');
  });

  it('are reminded of before they pass and after the task opened, even when it is short', () => {
    fc.assert(
      fc.property(moment, span, fc.constantFrom(DEFAULT_TERMS, continuous), (opened, ms, terms) => {
        const due = addWorkingTime(opened, ms, calendarOf(terms));
        const remind = remindAt(terms, due, opened);
        expect(remind.getTime()).toBeGreaterThanOrEqual(opened.getTime());
        expect(remind.getTime()).toBeLessThanOrEqual(due.getTime());
      }),
    );
    expect(remindAt(DEFAULT_TERMS, at('2022-05-04T08:30'), at('2022-05-04T07:30'))).toEqual(
      at('2022-05-04T08:00'),
    );
  });

  it('escalate at the deadline and then in equal steps up to the maximum', () => {
    const due = at('2022-05-04T17:00');
    expect(escalateAt(DEFAULT_TERMS, due, 1)).toEqual(due);
    expect(escalateAt(DEFAULT_TERMS, due, 2)).toEqual(at('2022-05-06T08:00'));
    expect(escalateAt(DEFAULT_TERMS, due, DEFAULT_TERMS.maxEscalations + 1)).toBeUndefined();
    expect(escalateAt(DEFAULT_TERMS, due, 0)).toBeUndefined();
  });
});
