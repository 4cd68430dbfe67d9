const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

export type DueWord = 'lateDays' | 'lateHours' | 'leftDays' | 'leftHours' | 'leftMinutes';

/** How late something is, or how long is left, in the largest unit that says something. */
export function dueIn(dueAt: string, now: number): { readonly word: DueWord; readonly n: number } {
  const left = new Date(dueAt).getTime() - now;
  const late = -left;
  if (late >= DAY_MS) return { word: 'lateDays', n: Math.floor(late / DAY_MS) };
  if (late >= 0) return { word: 'lateHours', n: Math.max(1, Math.floor(late / HOUR_MS)) };
  if (left >= DAY_MS) return { word: 'leftDays', n: Math.floor(left / DAY_MS) };
  if (left >= HOUR_MS) return { word: 'leftHours', n: Math.floor(left / HOUR_MS) };
  return { word: 'leftMinutes', n: Math.max(1, Math.floor(left / 60_000)) };
}

/** Due within this time is soon: a working day. */
const SOON_MS = DAY_MS;

export type Urgency = 'late' | 'soon' | 'later';

export function urgencyOf(dueAt: string, now: number): Urgency {
  const left = new Date(dueAt).getTime() - now;
  return left < 0 ? 'late' : left < SOON_MS ? 'soon' : 'later';
}
