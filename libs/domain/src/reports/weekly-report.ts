/** Counts of one kind of thing over a province's open campaigns. */
export interface Counted {
  readonly all: number;
  /** Whose way through the chain has ended. */
  readonly ended: number;
  /** Of those, found right on the platform's verification list. */
  readonly right: number;
  /** Ended in the seven days before the report, and in the seven days before those. */
  readonly endedThisWeek: number;
  readonly endedLastWeek: number;
}

/** An office that has let deadlines pass. */
export interface LateOffice {
  readonly officeId: string;
  readonly name: string;
  readonly communeName: string | null;
  /** Unfinished tasks after their deadline, and the records that wait in them. */
  readonly tasks: number;
  readonly records: number;
  /** Names of the steps, in the order of the chain. */
  readonly steps: readonly string[];
  readonly oldestDueAt: string;
  /** Whole working days since the oldest deadline, by the office's own calendar. */
  readonly daysLate: number;
}

/** Everything the report of a week and its letters are written from: no resident, and no officer. */
export interface WeeklyReportFacts {
  readonly type: 'ban-giao/weekly-report';
  readonly version: 1;
  readonly provinceCode: string;
  readonly provinceName: string;
  readonly office: { readonly officeId: string; readonly name: string; readonly superior: string };
  /** The Monday of the week it is made in, `YYYY-MM-DD`, and the moment its figures are of. */
  readonly week: string;
  readonly at: string;
  readonly campaigns: readonly string[];
  readonly communes: { readonly all: number; readonly ended: number; readonly late: number };
  readonly people: Counted;
  readonly doses: Counted;
  /** People whose doses the platform did not tell: the doses are at least what is counted. */
  readonly peopleWithoutDoses: number;
  readonly lateOffices: readonly LateOffice[];
  /** Offices that were late in the report of the week before; null when there was none. */
  readonly lateLastWeek: number | null;
  /** The end at the present pace, null when nothing ended lately. */
  readonly endAt: string | null;
}

const DAY_MS = 86_400_000;
const VIETNAM_MS = 7 * 3_600_000;

/** The Monday of the week that a moment is in by Vietnam's clock, `YYYY-MM-DD`. */
export function mondayOf(moment: Date): string {
  const local = new Date(moment.getTime() + VIETNAM_MS);
  const sinceMonday = (local.getUTCDay() + 6) % 7;
  return new Date(local.getTime() - sinceMonday * DAY_MS).toISOString().slice(0, 10);
}

/** The whole days of office hours in a time of work; a day of a state office has seven and a half hours. */
export function workingDays(ms: number): number {
  return Math.floor(ms / (7.5 * 3_600_000));
}
