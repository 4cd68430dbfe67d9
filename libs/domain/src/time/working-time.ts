import type { Terms } from '../process/terms.ts';
import type { TaskStep } from '../process/steps.ts';

/** Minutes after local midnight. */
export interface OfficeSpan {
  readonly fromMinute: number;
  readonly toMinute: number;
}

export interface WorkingCalendar {
  /** Spans of one working day, in order, not overlapping; also the hours of a swap day. */
  readonly officeHours: readonly OfficeSpan[];
  /** Local days off, `YYYY-MM-DD`; the calendar of a year is a government decision, so it is data and passed in. */
  readonly holidays: readonly string[];
  /** Swap days (ngày làm bù): local days worked although their weekday is free. */
  readonly workdays?: readonly string[];
  /** Hours by weekday, Sunday first, where an office does not work Monday to Friday alike. */
  readonly week?: readonly (readonly OfficeSpan[])[];
}

/** `continuous`: durations run day and night (tests, demonstrations). */
export type Calendar = WorkingCalendar | 'continuous';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Asia/Ho_Chi_Minh: seven hours ahead of UTC, no daylight saving. */
const OFFSET = 7 * 60 * MINUTE;

/** Office hours of Vietnamese state offices: Monday to Friday, 07:30-11:30 and 13:30-17:00. */
export const OFFICE_HOURS: readonly OfficeSpan[] = [
  { fromMinute: 7 * 60 + 30, toMinute: 11 * 60 + 30 },
  { fromMinute: 13 * 60 + 30, toMinute: 17 * 60 },
];
export const DEFAULT_CALENDAR: WorkingCalendar = { officeHours: OFFICE_HOURS, holidays: [] };

/** The days of a calendar that differ from their weekday. */
interface ExceptionalDays {
  readonly off: ReadonlySet<string>;
  readonly worked: ReadonlySet<string>;
}

function exceptionsOf({ holidays, workdays = [] }: WorkingCalendar): ExceptionalDays {
  return { off: new Set(holidays), worked: new Set(workdays) };
}

/** The hours of a local day; a swap day has those of its weekday where it has any, else those of a working day. */
function hoursOf(
  day: number,
  { officeHours, week }: WorkingCalendar,
  { off, worked }: ExceptionalDays,
): readonly OfficeSpan[] {
  const weekday = (((day + 4) % 7) + 7) % 7;
  const usual = week?.[weekday] ?? (weekday === 0 || weekday === 6 ? [] : officeHours);
  if (off.size === 0 && worked.size === 0) return usual;
  const date = new Date(day * DAY).toISOString().slice(0, 10);
  if (worked.has(date)) return usual.length > 0 ? usual : officeHours;
  return off.has(date) ? [] : usual;
}

/** The office spans of a local day (days since 1970) as UTC milliseconds; none on days off. */
function spansOf(day: number, calendar: WorkingCalendar, exceptions: ExceptionalDays): [number, number][] {
  const midnight = day * DAY - OFFSET;
  return hoursOf(day, calendar, exceptions).map((span) => [
    midnight + span.fromMinute * MINUTE,
    midnight + span.toMinute * MINUTE,
  ]);
}

function dayOf(ms: number): number {
  return Math.floor((ms + OFFSET) / DAY);
}

/** Days looked through before a calendar without any working day is refused. */
const MAX_DAYS = 366 * 5;

/**
 * The moment `ms` milliseconds of working time after `from`. With nothing to wait the answer is `from` itself, also at night; work that
 * would end exactly at closing time ends then, not the next morning. Throws RangeError when the calendar has no working time for years.
 */
export function addWorkingTime(from: Date, ms: number, calendar: Calendar = DEFAULT_CALENDAR): Date {
  if (ms <= 0) return new Date(from);
  if (calendar === 'continuous') return new Date(from.getTime() + ms);
  const exceptions = exceptionsOf(calendar);
  const start = from.getTime();
  let left = ms;
  let idle = 0;
  for (let day = dayOf(start); idle < MAX_DAYS; day += 1) {
    idle += 1;
    for (const [opens, closes] of spansOf(day, calendar, exceptions)) {
      const begin = Math.max(opens, start);
      if (begin >= closes) continue;
      idle = 0;
      if (left <= closes - begin) return new Date(begin + left);
      left -= closes - begin;
    }
  }
  throw new RangeError('the calendar has no working time');
}

/** The latest moment from which `ms` milliseconds of working time lead to `to`. Throws like `addWorkingTime`. */
export function subtractWorkingTime(to: Date, ms: number, calendar: Calendar = DEFAULT_CALENDAR): Date {
  if (ms <= 0) return new Date(to);
  if (calendar === 'continuous') return new Date(to.getTime() - ms);
  const exceptions = exceptionsOf(calendar);
  const end = to.getTime();
  let left = ms;
  let idle = 0;
  for (let day = dayOf(end); idle < MAX_DAYS; day -= 1) {
    idle += 1;
    for (const [opens, closes] of spansOf(day, calendar, exceptions).reverse()) {
      const stop = Math.min(closes, end);
      if (stop <= opens) continue;
      idle = 0;
      if (left <= stop - opens) return new Date(stop - left);
      left -= stop - opens;
    }
  }
  throw new RangeError('the calendar has no working time');
}

/** Working milliseconds between two moments; 0 when the second is not later. */
export function workingTimeBetween(from: Date, to: Date, calendar: Calendar = DEFAULT_CALENDAR): number {
  const [start, end] = [from.getTime(), to.getTime()];
  if (calendar === 'continuous') return Math.max(0, end - start);
  const exceptions = exceptionsOf(calendar);
  let total = 0;
  for (let day = dayOf(start); day <= dayOf(end); day += 1) {
    for (const [opens, closes] of spansOf(day, calendar, exceptions)) {
      total += Math.max(0, Math.min(closes, end) - Math.max(opens, start));
    }
  }
  return total;
}

/** The calendar that the terms of a campaign name: the office's own, or none. */
export function calendarOf(
  terms: Pick<Terms, 'calendar'>,
  working: WorkingCalendar = DEFAULT_CALENDAR,
): Calendar {
  return terms.calendar === 'continuous' ? 'continuous' : working;
}

/** When a task of a step must be complete, counted from its opening. */
export function dueAt(
  terms: Pick<Terms, 'calendar' | 'workMs'>,
  step: TaskStep,
  from: Date,
  working: WorkingCalendar = DEFAULT_CALENDAR,
): Date {
  return addWorkingTime(from, terms.workMs[step], calendarOf(terms, working));
}

/** When a whole list opened at `from` must end. */
export function listDueAt(
  terms: Pick<Terms, 'calendar' | 'listMs'>,
  from: Date,
  working: WorkingCalendar = DEFAULT_CALENDAR,
): Date {
  return addWorkingTime(from, terms.listMs, calendarOf(terms, working));
}

/** When the receiver of a handover offered at `from` must have accepted or refused it. */
export function acceptDueAt(
  terms: Pick<Terms, 'calendar' | 'acceptMs'>,
  from: Date,
  working: WorkingCalendar = DEFAULT_CALENDAR,
): Date {
  return addWorkingTime(from, terms.acceptMs, calendarOf(terms, working));
}

/** When to remind of a task due at `due`; one shorter than the reminder's lead is reminded at half its time. */
export function remindAt(
  terms: Pick<Terms, 'calendar' | 'remindBeforeMs'>,
  due: Date,
  openedAt: Date,
  working: WorkingCalendar = DEFAULT_CALENDAR,
): Date {
  const calendar = calendarOf(terms, working);
  const at = subtractWorkingTime(due, terms.remindBeforeMs, calendar);
  return at > openedAt
    ? at
    : addWorkingTime(openedAt, workingTimeBetween(openedAt, due, calendar) / 2, calendar);
}

/** When the escalation number `no` (from 1) of a task due at `due` happens: the first at the deadline itself. Undefined above the maximum. */
export function escalateAt(
  terms: Pick<Terms, 'calendar' | 'escalateEveryMs' | 'maxEscalations'>,
  due: Date,
  no: number,
  working: WorkingCalendar = DEFAULT_CALENDAR,
): Date | undefined {
  if (no < 1 || no > terms.maxEscalations) return undefined;
  return addWorkingTime(due, terms.escalateEveryMs * (no - 1), calendarOf(terms, working));
}

/** The office's opening spans that touch the time between two moments, in order, as UTC milliseconds. */
export function workingSpans(
  from: Date,
  to: Date,
  calendar: WorkingCalendar,
): (readonly [opens: number, closes: number])[] {
  const exceptions = exceptionsOf(calendar);
  const [start, end] = [from.getTime(), to.getTime()];
  const spans: [number, number][] = [];
  for (let day = dayOf(start); day <= dayOf(end); day += 1) spans.push(...spansOf(day, calendar, exceptions));
  return spans.filter(([opens, closes]) => closes > start && opens < end);
}

/**
 * Where a deadline goes when the clock stood still from `pausedAt` to `resumedAt`: as much working time is left as there was. What had
 * passed before the pause stays where it is.
 */
export function movedByPause(at: Date, pausedAt: Date, resumedAt: Date, calendar: Calendar): Date {
  if (at <= pausedAt) return at;
  return addWorkingTime(resumedAt, workingTimeBetween(pausedAt, at, calendar), calendar);
}
